package dev.quern.internal.valid;

import dev.quern.internal.syntax.BodyFacts;
import dev.quern.internal.syntax.DecodeLimits;
import dev.quern.internal.syntax.Expr;
import dev.quern.internal.syntax.InvalidException;
import dev.quern.internal.syntax.Module;
import dev.quern.internal.syntax.Module.DataSegment;
import dev.quern.internal.syntax.Module.ElementSegment;
import dev.quern.internal.syntax.Module.Export;
import dev.quern.internal.syntax.Module.Global;
import dev.quern.internal.syntax.Module.Mode;
import dev.quern.internal.syntax.Module.Table;
import dev.quern.internal.syntax.Place;
import dev.quern.internal.syntax.SideTable;
import dev.quern.type.AddressType;
import dev.quern.type.DefinedType;
import dev.quern.type.Feature;
import dev.quern.type.ReferenceType;
import dev.quern.type.Subtyping;
import dev.quern.type.TableType;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Validates a module (spec 3.5): its types, its index spaces, everything that stands outside of
 * function bodies, and then the bodies. The first thing wrong is reported, be it invalid or in need
 * of a feature that is not enabled.
 */
public final class ModuleValidator {
  private final Module module;
  private final IndexSpaces spaces;
  private final ModuleContext context;
  private final Body expression;
  private final FuncValidator validator;

  private ModuleValidator(Module module, DecodeLimits limits, Set<Feature> enabled) {
    this.module = module;
    var features = new Features(enabled);
    TypeSpace types = new TypesValidator(limits, features).validate(module.types());
    this.context = new ModuleContext(limits, features, types);
    this.spaces = new IndexSpaces(module, context);
    this.expression = new Body(context);
    this.validator = new FuncValidator(expression, false);
  }

  /**
   * Validates a module.
   *
   * @param limits what the module may need of locals, operands and the like
   * @param enabled the features that it may use
   * @throws dev.quern.internal.syntax.ModuleException if the module is not valid, if an instruction
   *     in it is malformed, or if it needs more than it may
   */
  public static SideTable validate(Module module, DecodeLimits limits, Set<Feature> enabled) {
    return new ModuleValidator(module, limits, enabled).validate(null, true);
  }

  /** The slow twin of {@link FastPath}: validates every instruction by its rule, for tests. */
  static SideTable validateByRules(Module module, DecodeLimits limits, Set<Feature> enabled) {
    return new ModuleValidator(module, limits, enabled).validate(null, false);
  }

  /**
   * Validates a module whose function bodies are known to be valid, with the same limits and
   * features: everything but them.
   *
   * @param facts what validating the bodies has told
   * @throws dev.quern.internal.syntax.ModuleException as {@link #validate(Module, DecodeLimits,
   *     Set)} for everything outside of the bodies
   */
  public static SideTable validate(
      Module module, DecodeLimits limits, Set<Feature> enabled, BodyFacts facts) {
    return new ModuleValidator(module, limits, enabled).validate(facts, true);
  }

  /** What the bodies of a module are validated with, once everything else is known to be valid. */
  static ModuleContext context(Module module, DecodeLimits limits, Set<Feature> enabled) {
    var all = new ModuleValidator(module, limits, enabled);
    all.validate(new BodyFacts(new BitSet(), new BitSet(), new BitSet(), new BitSet()), true);
    return all.context;
  }

  private SideTable validate(@Nullable BodyFacts known, boolean hasFastPath) {
    if (module.hasImportGroups()) {
      context.features.require(
          Feature.COMPACT_IMPORTS, "group of imports", new Place.Part(Place.Part.Kind.IMPORT, 0));
    }
    spaces.fill();
    tables();
    globals();
    exports();
    start();
    elements();
    data();
    BodyFacts facts =
        known != null ? known : new BodiesValidator(module, context, hasFastPath).validate();
    return new SideTable(
        List.copyOf(context.types.all()),
        functionTypes(),
        List.of(context.tables),
        List.of(context.memories),
        List.of(context.globals),
        List.of(context.tags),
        spaces.imports(),
        facts.tailCallers(),
        facts.tailTargets(),
        facts.grownMemories(),
        facts.references());
  }

  private List<DefinedType> functionTypes() {
    var types = new DefinedType[context.functions.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = context.types.all().get(context.functions[i]);
    }
    return List.of(types);
  }

  private static void checkIndex(int index, int count, String what, Supplier<Place> place) {
    if (index < 0 || index >= count) {
      throw new InvalidException(
          "unknown " + what + " " + Integer.toUnsignedString(index), place.get());
    }
  }

  /** Initial values of tables see the imported globals only. */
  private void tables() {
    int first = context.tables.length - module.tables().size();
    int imported = context.globals.length - module.globals().size();
    for (int i = 0; i < module.tables().size(); i++) {
      Table table = module.tables().get(i);
      ReferenceType type = context.tables[first + i].element();
      Expr init = table.init();
      if (init == null) {
        if (!type.nullable()) {
          throw new InvalidException(
              "type mismatch: table of " + context.types.text(type) + " without an initial value",
              new Place.Part(Place.Part.Kind.TABLE, first + i).get());
        }
      } else {
        Supplier<Place> place = new Place.Part(Place.Part.Kind.TABLE, first + i);
        context.features.require(Feature.FUNCTION_REFERENCES, "table with an initial value", place);
        validator.constant(init, type, imported);
      }
    }
  }

  private void globals() {
    int imported = context.globals.length - module.globals().size();
    for (int i = 0; i < module.globals().size(); i++) {
      Global global = module.globals().get(i);
      validator.constant(global.init(), context.globals[imported + i].value(), imported + i);
    }
  }

  private void exports() {
    Set<String> names = HashSet.newHashSet(module.exports().size());
    for (int i = 0; i < module.exports().size(); i++) {
      Export export = module.exports().get(i);
      Supplier<Place> place = new Place.Part(Place.Part.Kind.EXPORT, i);
      int index = export.index();
      switch (export.kind()) {
        case FUNCTION -> {
          checkIndex(index, context.functions.length, "function", place);
          context.references.set(index);
        }
        case TABLE -> checkIndex(index, context.tables.length, "table", place);
        case MEMORY -> checkIndex(index, context.memories.length, "memory", place);
        case GLOBAL -> {
          checkIndex(index, context.globals.length, "global", place);
          spaces.checkMutable(context.globals[index], "exported mutable global", place);
        }
        case TAG -> checkIndex(index, context.tags.length, "tag", place);
      }
      if (!names.add(export.name())) {
        throw new InvalidException("duplicate export name \"" + export.name() + '"', place.get());
      }
    }
  }

  private void start() {
    int start = module.start();
    if (start != -1) {
      if (start < 0 || start >= context.functions.length) {
        throw new InvalidException(
            "unknown function " + Integer.toUnsignedString(start), Place.Part.START);
      }
      BlockType type = context.functionTypes[start];
      if (type.parameters.length > 0 || type.results.length > 0) {
        throw new InvalidException(
            "start function must not have parameters or results", Place.Part.START);
      }
    }
  }

  private void elements() {
    context.elements = new ReferenceType[module.elements().size()];
    for (int i = 0; i < context.elements.length; i++) {
      ElementSegment segment = module.elements().get(i);
      Supplier<Place> place = new Place.Part(Place.Part.Kind.ELEMENT, i);
      ReferenceType type = spaces.elementType(segment.type(), place);
      context.elements[i] = type;
      items(segment, type, place);
      switch (segment.mode()) {
        case PASSIVE ->
            context.features.require(Feature.BULK_MEMORY, "passive element segment", place);
        case DECLARATIVE ->
            context.features.require(Feature.REFERENCE_TYPES, "declarative segment", place);
        case ACTIVE -> activeElements(segment, type, place);
      }
    }
  }

  private void items(ElementSegment segment, ReferenceType type, Supplier<Place> place) {
    int[] functions = segment.functions();
    if (functions != null) {
      for (int funcIndex : functions) {
        checkIndex(funcIndex, context.functions.length, "function", place);
        context.references.set(funcIndex);
      }
    }
    List<Expr> inits = segment.inits();
    if (inits != null) {
      for (Expr init : inits) {
        validator.constant(init, type, context.globals.length);
      }
    }
  }

  private void activeElements(ElementSegment segment, ReferenceType type, Supplier<Place> place) {
    checkIndex(segment.table(), context.tables.length, "table", place);
    TableType table = context.tables[segment.table()];
    if (!Subtyping.matches(type, table.element())) {
      throw new InvalidException(
          "type mismatch: element segment of %s for a table of %s"
              .formatted(context.types.text(type), context.types.text(table.element())),
          place.get());
    }
    offset(segment.offset(), table.address());
  }

  private void offset(@Nullable Expr offset, AddressType address) {
    if (offset != null) {
      validator.constant(offset, address.numberType(), context.globals.length);
    }
  }

  private void data() {
    context.dataCount = module.dataCount();
    for (int i = 0; i < module.data().size(); i++) {
      DataSegment segment = module.data().get(i);
      Supplier<Place> place = new Place.Part(Place.Part.Kind.DATA, i);
      if (segment.mode() == Mode.ACTIVE) {
        checkIndex(segment.memory(), context.memories.length, "memory", place);
        offset(segment.offset(), context.memories[segment.memory()].address());
      } else {
        context.features.require(Feature.BULK_MEMORY, "passive data segment", place);
      }
    }
  }
}
