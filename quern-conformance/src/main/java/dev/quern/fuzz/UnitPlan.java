package dev.quern.fuzz;

import dev.quern.internal.binary.ModuleEncoder;
import dev.quern.internal.syntax.Expr;
import dev.quern.internal.syntax.Module;
import dev.quern.internal.syntax.Module.DataSegment;
import dev.quern.internal.syntax.Module.ElementSegment;
import dev.quern.internal.syntax.Module.Export;
import dev.quern.internal.syntax.Module.Global;
import dev.quern.internal.syntax.Module.Import;
import dev.quern.internal.syntax.Module.Kind;
import dev.quern.internal.syntax.Module.Mode;
import dev.quern.internal.syntax.Module.Table;
import dev.quern.type.AddressType;
import dev.quern.type.ExternType;
import dev.quern.type.FunctionType;
import dev.quern.type.GlobalType;
import dev.quern.type.MemoryType;
import dev.quern.type.ReferenceType;
import dev.quern.type.TableType;
import dev.quern.type.TagType;
import dev.quern.type.TypeIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A module in the making: its index spaces, as far as they are known. Imports come before all other
 * entries of their kind.
 */
final class UnitPlan {

  /** A memory and what is known of it. */
  record PlannedMemory(MemoryType type) {
    /** What an address is cut down to: a quarter of what is there for sure. */
    int mask() {
      long bytes = type.limits().minimum() << type.pageSizeLog2();
      return (int) (Long.highestOneBit(bytes) / 4 - 1);
    }

    boolean is64() {
      return type.address() == AddressType.I64;
    }
  }

  /**
   * A table and what is known of it.
   *
   * @param fixed type index of the function at each of the first elements, which nothing changes
   */
  record PlannedTable(TableType type, List<Integer> fixed) {
    boolean is64() {
      return type.address() == AddressType.I64;
    }

    int size() {
      return (int) type.limits().minimum();
    }
  }

  /** Something that a later unit can import. */
  record Exported(String name, ExternType type, @Nullable PlannedTable table) {}

  final World world;
  final Draw draw;
  final String name;
  private final List<Import> imports = new ArrayList<>();
  private final List<Integer> functions = new ArrayList<>();
  private final List<PlannedTable> tables = new ArrayList<>();
  private final List<PlannedMemory> memories = new ArrayList<>();
  private final List<GlobalType> globals = new ArrayList<>();
  private final List<Integer> tags = new ArrayList<>();
  private final List<Integer> ownFunctions = new ArrayList<>();
  private final List<@Nullable Expr> bodies = new ArrayList<>();
  private final List<Table> ownTables = new ArrayList<>();
  private final List<MemoryType> ownMemories = new ArrayList<>();
  private final List<Global> ownGlobals = new ArrayList<>();
  private final List<TagType> ownTags = new ArrayList<>();
  private final List<Export> exports = new ArrayList<>();
  private final List<Exported> exported = new ArrayList<>();
  private final List<ElementSegment> elements = new ArrayList<>();
  private final List<DataSegment> data = new ArrayList<>();
  private final List<Integer> callable = new ArrayList<>();
  private final List<Integer> stringConstants = new ArrayList<>();
  private final List<Integer> stringFunctions = new ArrayList<>();
  private final List<Integer> hostFunctions = new ArrayList<>();
  private int start = -1;

  /** Index of the global from which loops and functions take, see {@link Generator}. */
  int fuel;

  /** Index of the global into which values go that nobody wants. */
  int hash;

  /** Index of the function that makes a number of an object, see {@link Digest}. */
  int walk;

  UnitPlan(String name, World world) {
    this.name = name;
    this.world = new World(world);
    this.draw = world.draw;
  }

  // Imports.

  /** An imported function; its type is added to the module's if need be. */
  int importFunction(String module, String field, FunctionType type) {
    return importFunction(module, field, world.type(type));
  }

  int importFunction(String module, String field, int type) {
    imports.add(new Import(module, field, functionImport(type)));
    functions.add(type);
    return functions.size() - 1;
  }

  private static ExternType functionImport(int type) {
    return new ExternType.Function(new TypeIndex(type));
  }

  int importMemory(String module, String field, MemoryType type) {
    imports.add(new Import(module, field, type));
    memories.add(new PlannedMemory(type));
    return memories.size() - 1;
  }

  int importTable(String module, String field, PlannedTable table) {
    imports.add(new Import(module, field, table.type()));
    tables.add(table);
    return tables.size() - 1;
  }

  int importGlobal(String module, String field, GlobalType type) {
    imports.add(new Import(module, field, type));
    globals.add(type);
    return globals.size() - 1;
  }

  int importTag(String module, String field, int type) {
    imports.add(new Import(module, field, new TagType(new TypeIndex(type))));
    tags.add(type);
    return tags.size() - 1;
  }

  // What the module has of its own.

  /** A function whose body comes later. */
  int declare(int type) {
    functions.add(type);
    ownFunctions.add(type);
    bodies.add(null);
    return functions.size() - 1;
  }

  void define(int function, Expr body) {
    bodies.set(function - (functions.size() - ownFunctions.size()), body);
  }

  int memory(MemoryType type) {
    ownMemories.add(type);
    memories.add(new PlannedMemory(type));
    return memories.size() - 1;
  }

  int table(TableType type, List<Integer> fixed, @Nullable Expr init) {
    ownTables.add(new Table(type, init));
    tables.add(new PlannedTable(type, fixed));
    return tables.size() - 1;
  }

  int global(GlobalType type, Expr init) {
    ownGlobals.add(new Global(type, init));
    globals.add(type);
    return globals.size() - 1;
  }

  int tag(int type) {
    ownTags.add(new TagType(new TypeIndex(type)));
    tags.add(type);
    return tags.size() - 1;
  }

  int element(ElementSegment segment) {
    elements.add(segment);
    return elements.size() - 1;
  }

  int data(Mode mode, int memory, @Nullable Expr offset, byte[] bytes) {
    data.add(new DataSegment(mode, memory, offset, bytes, 0, bytes.length));
    return data.size() - 1;
  }

  /** A function of a world's type that is called like any other. */
  void callable(int function) {
    callable.add(function);
  }

  void start(int function) {
    start = function;
  }

  void export(String field, Kind kind, int index) {
    exports.add(new Export(field, kind, index));
    exported.add(
        switch (kind) {
          case FUNCTION -> new Exported(field, functionImport(functions.get(index)), null);
          case TABLE -> new Exported(field, tables.get(index).type(), tables.get(index));
          case MEMORY -> new Exported(field, memories.get(index).type(), null);
          case GLOBAL -> new Exported(field, globals.get(index), null);
          case TAG -> new Exported(field, new TagType(new TypeIndex(tags.get(index))), null);
        });
  }

  List<Exported> exported() {
    return exported;
  }

  // Asking.

  List<Integer> functions() {
    return functions;
  }

  FunctionType signature(int function) {
    return world.function(functions.get(function));
  }

  /** Functions that bodies may call and refer to. */
  List<Integer> callable() {
    return callable;
  }

  /** A function whose type is a subtype of a world's function type. */
  int functionOf(int type) {
    List<Integer> fitting =
        callable.stream()
            .filter(f -> world.isSubtype(new TypeIndex(functions.get(f)), new TypeIndex(type)))
            .toList();
    return draw.choose(fitting);
  }

  /** The builtin functions for strings that bodies may call. */
  List<Integer> stringFunctions() {
    return stringFunctions;
  }

  /** Functions of the host that bodies may call. */
  List<Integer> hostFunctions() {
    return hostFunctions;
  }

  List<PlannedTable> tables() {
    return tables;
  }

  List<PlannedMemory> memories() {
    return memories;
  }

  List<GlobalType> globals() {
    return globals;
  }

  int importedGlobals() {
    return globals.size() - ownGlobals.size();
  }

  /** Indices of the imported globals that are strings. */
  List<Integer> stringConstants() {
    return stringConstants;
  }

  List<Integer> tags() {
    return tags;
  }

  /** What exceptions of a tag carry. */
  FunctionType payload(int tag) {
    return world.function(tags.get(tag));
  }

  List<ElementSegment> elements() {
    return elements;
  }

  List<DataSegment> data() {
    return data;
  }

  /** The indices of a list's elements that fit. */
  static <T> List<Integer> indices(List<T> list, Predicate<? super T> fits) {
    var found = new ArrayList<Integer>();
    for (int i = 0; i < list.size(); i++) {
      if (fits.test(list.get(i))) {
        found.add(i);
      }
    }
    return found;
  }

  // The end.

  byte[] encode() {
    var functionReferences = new ArrayList<Integer>(functions.size());
    for (int i = 0; i < functions.size(); i++) {
      functionReferences.add(i);
    }
    element(
        new ElementSegment(
            Mode.DECLARATIVE,
            0,
            null,
            ReferenceType.FUNCREF,
            functionReferences.stream().mapToInt(Integer::intValue).toArray(),
            null));
    var code = new ArrayList<Expr>();
    for (Expr body : bodies) {
      if (body == null) {
        throw new IllegalStateException("function without a body in " + name);
      }
      code.add(body);
    }
    return ModuleEncoder.encode(
        new Module(
            0,
            world.groups(),
            imports,
            false,
            ownFunctions.stream().mapToInt(Integer::intValue).toArray(),
            ownTables,
            ownMemories,
            ownTags,
            ownGlobals,
            exports,
            start,
            elements,
            data.isEmpty() ? -1 : data.size(),
            code,
            data,
            List.of()));
  }
}
