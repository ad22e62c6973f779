package dev.quern.internal.valid;

import dev.quern.internal.syntax.DecodeLimits;
import dev.quern.internal.syntax.InvalidException;
import dev.quern.internal.syntax.MalformedException;
import dev.quern.internal.syntax.Module;
import dev.quern.internal.syntax.Module.Global;
import dev.quern.internal.syntax.Module.Import;
import dev.quern.internal.syntax.Module.Table;
import dev.quern.internal.syntax.Place;
import dev.quern.internal.syntax.UnsupportedException;
import dev.quern.type.AddressType;
import dev.quern.type.DefinedType;
import dev.quern.type.ExactType;
import dev.quern.type.ExternType;
import dev.quern.type.Feature;
import dev.quern.type.GlobalType;
import dev.quern.type.HeapType;
import dev.quern.type.Limits;
import dev.quern.type.MemoryType;
import dev.quern.type.ReferenceType;
import dev.quern.type.TableType;
import dev.quern.type.TagType;
import dev.quern.type.TypeIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Fills the index spaces of a module, imports first, with resolved types, and checks those types
 * (spec 3.2).
 */
final class IndexSpaces {

  /** What segments that list functions hold. */
  private static final ReferenceType FUNCTION =
      new ReferenceType(false, ReferenceType.FUNCREF.heapType());

  private final Module module;
  private final ModuleContext context;
  private final DecodeLimits limits;
  private final TypeSpace types;
  private final Features features;

  private final List<ExternType> imports = new ArrayList<>();
  private final List<Integer> functions = new ArrayList<>();
  private final List<TableType> tables = new ArrayList<>();
  private final List<MemoryType> memories = new ArrayList<>();
  private final List<GlobalType> globals = new ArrayList<>();
  private final List<TagType> tags = new ArrayList<>();
  private final List<BlockType> tagTypes = new ArrayList<>();

  IndexSpaces(Module module, ModuleContext context) {
    this.module = module;
    this.context = context;
    this.limits = context.limits;
    this.types = context.types;
    this.features = context.features;
  }

  /** The resolved types of the imports. */
  List<ExternType> imports() {
    return imports;
  }

  void fill() {
    for (int i = 0; i < module.imports().size(); i++) {
      importEntry(module.imports().get(i), i);
    }
    for (int typeIndex : module.functions()) {
      functions.add(typeIndex);
    }
    for (Table table : module.tables()) {
      tables.add(table(table.type(), new Place.Part(Place.Part.Kind.TABLE, tables.size())));
    }
    for (MemoryType memory : module.memories()) {
      memories.add(memory(memory, new Place.Part(Place.Part.Kind.MEMORY, memories.size())));
    }
    for (TagType tag : module.tags()) {
      tags.add(tag(tag, new Place.Part(Place.Part.Kind.TAG, tags.size())));
    }
    for (Global global : module.globals()) {
      globals.add(global(global.type(), new Place.Part(Place.Part.Kind.GLOBAL, globals.size())));
    }
    checkCounts();
    publish();
  }

  private void importEntry(Import entry, int index) {
    Supplier<Place> place = new Place.Part(Place.Part.Kind.IMPORT, index);
    ExternType type = entry.type();
    if (type instanceof ExternType.Function f) {
      int typeIndex = typeIndex(f.type());
      types.function(typeIndex, place);
      functions.add(typeIndex);
      imports.add(new ExternType.Function(imported(f.type(), typeIndex, place)));
    } else if (type instanceof TableType t) {
      tables.add(added(table(t, place)));
    } else if (type instanceof MemoryType m) {
      memories.add(added(memory(m, place)));
    } else if (type instanceof GlobalType g) {
      checkMutable(g, "imported mutable global", place);
      globals.add(added(global(g, place)));
    } else {
      tags.add(added(tag((TagType) type, place)));
    }
  }

  private HeapType imported(HeapType type, int typeIndex, Supplier<Place> place) {
    DefinedType resolved = types.get(typeIndex, place);
    if (type instanceof ExactType) {
      features.require(Feature.CUSTOM_DESCRIPTORS, "exact function import", place);
      return new ExactType(resolved);
    }
    context.inexactFunctions.set(functions.size() - 1);
    return resolved;
  }

  private <T extends ExternType> T added(T type) {
    imports.add(type);
    return type;
  }

  private static int typeIndex(HeapType type) {
    return ((TypeIndex) type.inexact()).index();
  }

  /** Refuses a mutable global at the module's border unless that is enabled. */
  void checkMutable(GlobalType type, String what, Supplier<Place> place) {
    if (type.mutable()) {
      features.require(Feature.MUTABLE_GLOBALS, what, place);
    }
  }

  /** Resolves the type of a table's or segment's elements; funcref is as old as tables. */
  ReferenceType elementType(ReferenceType type, Supplier<Place> place) {
    boolean plain = type.equals(ReferenceType.FUNCREF);
    return plain || type.equals(FUNCTION) ? type : types.resolve(type, place);
  }

  private TableType table(TableType type, Supplier<Place> place) {
    ReferenceType element = elementType(type.element(), place);
    boolean is64 = type.address() == AddressType.I64;
    if (is64) {
      features.require(Feature.MEMORY64, "table with 64-bit indices", place);
    }
    long most = is64 ? -1 : 0xFFFF_FFFFL;
    limits(type.limits(), most, "table size must be at most 2^32-1 elements", place);
    return new TableType(type.address(), type.limits(), element);
  }

  private MemoryType memory(MemoryType type, Supplier<Place> place) {
    boolean is64 = type.address() == AddressType.I64;
    int pageSizeLog2 = type.pageSizeLog2();
    if (is64) {
      features.require(Feature.MEMORY64, "memory with 64-bit addresses", place);
    }
    if (pageSizeLog2 != MemoryType.PAGE_SIZE_LOG2) {
      if (pageSizeLog2 != 0) {
        throw new InvalidException("invalid custom page size", place.get());
      }
      features.require(Feature.CUSTOM_PAGE_SIZES, "memory with pages of one byte", place);
    }
    long most = pageSizeLog2 == 0 ? is64 ? -1 : 0xFFFF_FFFFL : is64 ? 1L << 48 : 1L << 16;
    String words = most == 1L << 16 ? "65536 pages (4GiB)" : Long.toUnsignedString(most) + " pages";
    limits(type.limits(), most, "memory size must be at most " + words, place);
    if (type.shared()) {
      features.require(Feature.THREADS, "shared memory", place);
      if (!type.limits().hasMaximum()) {
        throw new InvalidException("shared memory must have maximum", place.get());
      }
    }
    boolean usual = !is64 && pageSizeLog2 == MemoryType.PAGE_SIZE_LOG2;
    if (usual && type.limits().minimum() > limits.memoryPages()) {
      throw new UnsupportedException(
          "memory too large: %d pages, the limit is %d"
              .formatted(type.limits().minimum(), limits.memoryPages()),
          place.get());
    }
    return type;
  }

  private void limits(Limits size, long most, String reason, Supplier<Place> place) {
    boolean isLong = (size.minimum() | (size.hasMaximum() ? size.maximum() : 0)) >>> 32 != 0;
    if (isLong && !features.has(Features.bit(Feature.MEMORY64))) {
      // Before memory64 a limit was a u32, so that a larger one had no meaning at all.
      throw new MalformedException("i32 constant out of range", place.get());
    }
    boolean minimumFits = Long.compareUnsigned(size.minimum(), most) <= 0;
    boolean maximumFits = !size.hasMaximum() || Long.compareUnsigned(size.maximum(), most) <= 0;
    if (!minimumFits || !maximumFits) {
      throw new InvalidException(reason, place.get());
    }
    if (size.hasMaximum() && Long.compareUnsigned(size.minimum(), size.maximum()) > 0) {
      throw new InvalidException("size minimum must not be greater than maximum", place.get());
    }
  }

  private GlobalType global(GlobalType type, Supplier<Place> place) {
    return new GlobalType(types.resolve(type.value(), place), type.mutable());
  }

  private TagType tag(TagType type, Supplier<Place> place) {
    features.require(Feature.EXCEPTIONS, "tag", place);
    int typeIndex = typeIndex(type.type());
    BlockType arrow = types.function(typeIndex, place);
    if (arrow.results.length > 0) {
      throw new InvalidException("non-empty tag result type", place.get());
    }
    tagTypes.add(arrow);
    return new TagType(types.get(typeIndex, place));
  }

  private void checkCounts() {
    checkCount(functions.size(), limits.entries(), "functions");
    checkCount(globals.size(), limits.entries(), "globals");
    checkCount(tags.size(), limits.entries(), "tags");
    checkCount(tables.size(), limits.tables(), "tables");
    checkCount(memories.size(), limits.memories(), "memories");
    // The words in front are those of the suites from before these features.
    if (tables.size() > 1 && !features.has(Features.bit(Feature.REFERENCE_TYPES))) {
      throw multiple("multiple tables", Feature.REFERENCE_TYPES);
    }
    if (memories.size() > 1 && !features.has(Features.bit(Feature.MULTI_MEMORY))) {
      throw multiple("multiple memories", Feature.MULTI_MEMORY);
    }
  }

  private static UnsupportedException multiple(String what, Feature feature) {
    return new UnsupportedException(
        feature, what + ": " + feature.title() + " is not enabled", Place.MODULE);
  }

  private static void checkCount(int count, int limit, String what) {
    if (count > limit) {
      throw new UnsupportedException(
          "too many %s: %d, the limit is %d".formatted(what, count, limit), Place.MODULE);
    }
  }

  private void publish() {
    context.functions = new int[functions.size()];
    context.functionTypes = new BlockType[functions.size()];
    for (int i = 0; i < context.functions.length; i++) {
      context.functions[i] = functions.get(i);
      context.functionTypes[i] =
          types.function(context.functions[i], new Place.Part(Place.Part.Kind.FUNCTION, i));
    }
    context.tables = tables.toArray(new TableType[0]);
    context.memories = memories.toArray(new MemoryType[0]);
    context.globals = globals.toArray(new GlobalType[0]);
    context.tags = tags.toArray(new TagType[0]);
    context.tagTypes = tagTypes.toArray(new BlockType[0]);
  }
}
