package dev.quern.internal.text;

import dev.quern.internal.binary.InstrReader;
import dev.quern.internal.syntax.DecodeLimits;
import dev.quern.internal.syntax.Expr;
import dev.quern.internal.syntax.Module;
import dev.quern.internal.syntax.Module.CustomSection;
import dev.quern.internal.syntax.Module.DataSegment;
import dev.quern.internal.syntax.Module.ElementSegment;
import dev.quern.internal.syntax.Module.Export;
import dev.quern.internal.syntax.Module.Global;
import dev.quern.internal.syntax.Module.Import;
import dev.quern.internal.syntax.Module.Kind;
import dev.quern.internal.syntax.Module.Mode;
import dev.quern.internal.syntax.Module.Table;
import dev.quern.type.ArrayType;
import dev.quern.type.CompositeType;
import dev.quern.type.ExactType;
import dev.quern.type.ExternType;
import dev.quern.type.FunctionType;
import dev.quern.type.GlobalType;
import dev.quern.type.HeapType;
import dev.quern.type.MemoryType;
import dev.quern.type.RecursiveType;
import dev.quern.type.StructType;
import dev.quern.type.SubType;
import dev.quern.type.TableType;
import dev.quern.type.TagType;
import dev.quern.type.TypeIndex;
import dev.quern.type.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Prints a module in the text format, such that {@link ModuleParser} reads the same module from it:
 * every index is explicit, custom sections become annotations, and names become identifiers.
 *
 * <p>The name section itself is printed only where names alone would not bring it back byte by
 * byte.
 */
public final class Printer {
  private final Module module;
  private final StringBuilder out = new StringBuilder();
  private final PrintedNames names;
  private final List<@Nullable FunctionType> types = new ArrayList<>();
  private final InstrPrinter instructions;

  /** The next index of each kind, imports included. */
  private final int[] next = new int[Kind.values().length];

  private Printer(Module module) {
    this.module = module;
    names = new PrintedNames(module);
    for (SubType type : module.subTypes()) {
      types.add(type.composite() instanceof FunctionType function ? function : null);
    }
    instructions = new InstrPrinter(out, names, types);
  }

  /**
   * Prints a module, which need not be valid.
   *
   * @throws dev.quern.internal.syntax.MalformedException if a function body is malformed
   */
  public static String print(Module module) {
    return new Printer(module).module();
  }

  private String module() {
    out.append("(module").append(names.moduleBinder());
    int typeIndex = 0;
    for (RecursiveType group : module.types()) {
      group(group, typeIndex);
      typeIndex += group.types().size();
    }
    module.imports().forEach(this::importField);
    for (int i = 0; i < module.functions().length; i++) {
      function(module.functions()[i], module.bodies().get(i));
    }
    module.tables().forEach(this::table);
    module.memories().forEach(m -> definition("memory", Kind.MEMORY).append(m).append(')'));
    module.tags().forEach(this::tag);
    module.globals().forEach(this::global);
    module.exports().forEach(this::export);
    if (module.start() >= 0) {
      out.append("\n  (start ").append(names.functionId(module.start())).append(')');
    }
    for (int i = 0; i < module.elements().size(); i++) {
      element(i, module.elements().get(i));
    }
    for (int i = 0; i < module.data().size(); i++) {
      data(i, module.data().get(i));
    }
    customs();
    return out.append(")\n").toString();
  }

  private void group(RecursiveType group, int start) {
    List<SubType> members = group.types();
    if (members.size() == 1) {
      type("\n  ", start, members.get(0));
      return;
    }
    out.append("\n  (rec");
    for (int i = 0; i < members.size(); i++) {
      type("\n    ", start + i, members.get(i));
    }
    out.append(')');
  }

  private void type(String indent, int typeIndex, SubType type) {
    out.append(indent).append("(type (;").append(typeIndex).append(";) ");
    boolean plain = type.isPlain();
    if (!plain) {
      out.append("(sub ").append(type.isFinal() ? "final " : "");
      for (HeapType supertype : type.supertypes()) {
        out.append(supertype).append(' ');
      }
    }
    clause("describes", type.described());
    clause("descriptor", type.descriptor());
    composite(type.composite());
    out.append(plain ? ")" : "))");
  }

  private void clause(String word, @Nullable HeapType type) {
    if (type != null) {
      out.append('(').append(word).append(' ').append(type).append(") ");
    }
  }

  private void composite(CompositeType type) {
    switch (type) {
      case FunctionType f -> {
        out.append("(func");
        instructions.group("param", f.parameters());
        instructions.group("result", f.results());
        out.append(')');
      }
      case StructType s -> out.append(s);
      case ArrayType a -> out.append(a);
    }
  }

  private void importField(Import entry) {
    out.append("\n  (import ").append(StringLiteral.of(entry.module())).append(' ');
    out.append(StringLiteral.of(entry.name())).append(" (");
    switch (entry.type()) {
      case ExternType.Function f -> {
        int funcIndex = next[Kind.FUNCTION.ordinal()];
        out.append("func").append(names.functionBinder(funcIndex)).append(index(Kind.FUNCTION));
        boolean isExact = f.type() instanceof ExactType;
        out.append(isExact ? " (exact" : "");
        signature(index(f.type()), names.locals(funcIndex), names.localIds(funcIndex));
        out.append(isExact ? ")" : "");
      }
      case TableType t -> out.append("table").append(index(Kind.TABLE)).append(' ').append(t);
      case MemoryType m -> out.append("memory").append(index(Kind.MEMORY)).append(' ').append(m);
      case GlobalType g -> out.append("global").append(index(Kind.GLOBAL)).append(' ').append(g);
      case TagType t -> {
        out.append("tag").append(index(Kind.TAG));
        instructions.typeUse(index(t.type()));
      }
    }
    out.append("))");
  }

  private static int index(HeapType type) {
    return ((TypeIndex) type.inexact()).index();
  }

  private String index(Kind kind) {
    return " (;" + next[kind.ordinal()]++ + ";)";
  }

  private StringBuilder definition(String word, Kind kind) {
    return out.append("\n  (").append(word).append(index(kind)).append(' ');
  }

  /** A type use whose parameters have names. */
  private void signature(int typeIndex, Map<Integer, String> all, Map<Integer, String> ids) {
    boolean exists = typeIndex >= 0 && typeIndex < types.size();
    FunctionType type = exists ? types.get(typeIndex) : null;
    if (type == null || all.isEmpty()) {
      instructions.typeUse(typeIndex);
      return;
    }
    out.append(" (type ").append(typeIndex).append(')');
    binders("param", 0, type.parameters(), all, ids);
    instructions.group("result", type.results());
  }

  private void binders(
      String word,
      int first,
      List<ValueType> group,
      Map<Integer, String> all,
      Map<Integer, String> ids) {
    for (int i = 0; i < group.size(); ) {
      if (all.containsKey(first + i)) {
        out.append(" (").append(word);
        out.append(PrintedNames.binder(all.get(first + i), ids.get(first + i)));
        out.append(' ').append(group.get(i++)).append(')');
        continue;
      }
      int to = i;
      while (to < group.size() && !all.containsKey(first + to)) {
        to++;
      }
      instructions.group(word, group.subList(i, to));
      i = to;
    }
  }

  private void function(int typeIndex, Expr body) {
    int funcIndex = next[Kind.FUNCTION.ordinal()];
    Map<Integer, String> all = names.locals(funcIndex);
    Map<Integer, String> ids = names.localIds(funcIndex);
    out.append("\n  (func").append(names.functionBinder(funcIndex)).append(index(Kind.FUNCTION));
    signature(typeIndex, all, ids);
    var in = new InstrReader(body);
    List<ValueType> locals = locals(in);
    if (!locals.isEmpty()) {
      out.append("\n   ");
      binders("local", parameterCount(typeIndex), locals, all, ids);
    }
    instructions.body(in, ids);
    out.append(')');
  }

  private int parameterCount(int typeIndex) {
    boolean exists = typeIndex >= 0 && typeIndex < types.size();
    FunctionType type = exists ? types.get(typeIndex) : null;
    return type == null ? 0 : type.parameters().size();
  }

  private static List<ValueType> locals(InstrReader in) {
    var locals = new ArrayList<ValueType>();
    for (long left = in.u32() & 0xFFFF_FFFFL; left > 0; left--) {
      long count = in.u32() & 0xFFFF_FFFFL;
      if (locals.size() + count > DecodeLimits.JS_API.locals()) {
        throw in.malformed("too many locals");
      }
      ValueType type = in.valueType();
      for (long i = 0; i < count; i++) {
        locals.add(type);
      }
    }
    return locals;
  }

  private void table(Table table) {
    definition("table", Kind.TABLE).append(table.type());
    Expr init = table.init();
    if (init != null) {
      instructions.constant(init, "");
    }
    out.append(')');
  }

  private void tag(TagType tag) {
    out.append("\n  (tag").append(index(Kind.TAG));
    instructions.typeUse(index(tag.type()));
    out.append(')');
  }

  private void global(Global global) {
    definition("global", Kind.GLOBAL).append(global.type());
    instructions.constant(global.init(), "");
    out.append(')');
  }

  private void export(Export export) {
    out.append("\n  (export ").append(StringLiteral.of(export.name())).append(" (");
    boolean function = export.kind() == Kind.FUNCTION;
    out.append(function ? "func" : export.kind().text()).append(' ');
    int index = export.index();
    out.append(function ? names.functionId(index) : Integer.toUnsignedString(index)).append("))");
  }

  private void element(int index, ElementSegment segment) {
    out.append("\n  (elem (;").append(index).append(";)");
    target("table", segment.table(), segment.offset());
    out.append(segment.mode() == Mode.DECLARATIVE ? " declare" : "");
    int[] functions = segment.functions();
    if (functions != null) {
      out.append(" func");
      Arrays.stream(functions).forEach(f -> out.append(' ').append(names.functionId(f)));
    }
    List<Expr> inits = segment.inits();
    if (inits != null) {
      out.append(' ').append(segment.type());
      inits.forEach(init -> instructions.constant(init, "item"));
    }
    out.append(')');
  }

  private void target(String word, int index, @Nullable Expr offset) {
    if (index != 0) {
      out.append(" (").append(word).append(' ');
      out.append(Integer.toUnsignedString(index)).append(')');
    }
    if (offset != null) {
      instructions.constant(offset, "offset");
    }
  }

  private void data(int index, DataSegment segment) {
    out.append("\n  (data (;").append(index).append(";)");
    target("memory", segment.memory(), segment.offset());
    out.append(' ').append(StringLiteral.of(segment.bytes(), segment.start(), segment.end()));
    out.append(')');
  }

  // Custom sections.

  private void customs() {
    var sections = new ArrayList<String>();
    boolean[] present = CustomSections.present(module);
    for (int i = 0; i < present.length; i++) {
      if (present[i]) {
        sections.add(CustomSections.ORDER.get(i));
      }
    }
    boolean atEnd = false;
    for (CustomSection custom : module.customs()) {
      boolean last = custom.place() >= sections.size();
      if (!last || atEnd || !isNames(custom)) {
        out.append("\n  (@custom ").append(StringLiteral.of(custom.name()));
        out.append(last ? "" : placement(custom.place(), sections)).append(' ');
        out.append(StringLiteral.of(custom.bytes(), custom.start(), custom.end())).append(')');
      }
      atEnd |= last;
    }
  }

  private static String placement(int place, List<String> sections) {
    return place == 0 ? " (before first)" : " (after " + sections.get(place - 1) + ")";
  }

  /** Whether this is the name section that the parser makes of the names that have been printed. */
  private boolean isNames(CustomSection custom) {
    if (!custom.name().equals(NameWriter.SECTION)) {
      return false;
    }
    var writer = new NameWriter();
    writer.module(names.module());
    int imported = 0;
    for (Import entry : module.imports()) {
      if (entry.type() instanceof ExternType.Function f) {
        names(writer, imported++, parameterCount(index(f.type())));
      }
    }
    for (int i = 0; i < module.functions().length; i++) {
      int parameters = parameterCount(module.functions()[i]);
      names(writer, imported + i, parameters + locals(new InstrReader(body(i))).size());
    }
    byte[] bytes = writer.section();
    return Arrays.equals(bytes, 0, bytes.length, custom.bytes(), custom.start(), custom.end());
  }

  private Expr body(int ordinal) {
    return module.bodies().get(ordinal);
  }

  private void names(NameWriter writer, int funcIndex, int localCount) {
    writer.function(funcIndex, names.function(funcIndex));
    Map<Integer, String> all = names.locals(funcIndex);
    if (!all.isEmpty()) {
      var list = new ArrayList<@Nullable String>();
      for (int i = 0; i < localCount; i++) {
        list.add(all.get(i));
      }
      writer.locals(funcIndex, list);
    }
  }
}
