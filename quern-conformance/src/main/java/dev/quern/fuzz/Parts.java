package dev.quern.fuzz;

import dev.quern.internal.binary.InstrReader;
import dev.quern.internal.binary.InstrWriter;
import dev.quern.internal.binary.ModuleDecoder;
import dev.quern.internal.syntax.DecodeLimits;
import dev.quern.internal.syntax.Expr;
import dev.quern.internal.syntax.Module;
import dev.quern.internal.syntax.Module.DataSegment;
import dev.quern.internal.syntax.Module.ElementSegment;
import dev.quern.internal.syntax.Module.Export;
import dev.quern.internal.syntax.Module.Global;
import dev.quern.internal.syntax.Module.Import;
import dev.quern.internal.syntax.Module.Table;
import dev.quern.type.FunctionType;
import dev.quern.type.MemoryType;
import dev.quern.type.RecursiveType;
import dev.quern.type.SubType;
import dev.quern.type.TagType;
import dev.quern.type.ValueType;
import java.util.ArrayList;
import java.util.List;

/**
 * A module taken apart, so that parts of it can be changed or left out. Functions are lists of
 * instructions; custom sections are gone.
 */
final class Parts {

  /**
   * A defined function.
   *
   * @param type type index
   * @param locals types of the locals behind the parameters
   * @param code the instructions with the last {@code end}
   */
  record Function(int type, List<ValueType> locals, List<Instruction> code) {}

  final List<RecursiveType> types;
  final List<Import> imports;
  final List<Function> functions;
  final List<Table> tables;
  final List<MemoryType> memories;
  final List<TagType> tags;
  final List<Global> globals;
  final List<Export> exports;
  final List<ElementSegment> elements;
  final List<DataSegment> data;

  /** Index of the start function, or -1. */
  int start;

  private Parts(Module module, List<Function> functions) {
    this.types = new ArrayList<>(module.types());
    this.imports = new ArrayList<>(module.imports());
    this.functions = functions;
    this.tables = new ArrayList<>(module.tables());
    this.memories = new ArrayList<>(module.memories());
    this.tags = new ArrayList<>(module.tags());
    this.globals = new ArrayList<>(module.globals());
    this.exports = new ArrayList<>(module.exports());
    this.elements = new ArrayList<>(module.elements());
    this.data = new ArrayList<>(module.data());
    this.start = module.start();
  }

  private Parts(Parts other) {
    this.types = new ArrayList<>(other.types);
    this.imports = new ArrayList<>(other.imports);
    this.functions = new ArrayList<>(other.functions);
    this.tables = new ArrayList<>(other.tables);
    this.memories = new ArrayList<>(other.memories);
    this.tags = new ArrayList<>(other.tags);
    this.globals = new ArrayList<>(other.globals);
    this.exports = new ArrayList<>(other.exports);
    this.elements = new ArrayList<>(other.elements);
    this.data = new ArrayList<>(other.data);
    this.start = other.start;
  }

  /**
   * Takes a binary apart.
   *
   * @throws dev.quern.internal.syntax.MalformedException if it is malformed
   */
  static Parts of(byte[] binary) {
    Module module = ModuleDecoder.decode(binary, DecodeLimits.JS_API);
    var functions = new ArrayList<Function>();
    for (int i = 0; i < module.functions().length; i++) {
      var in = new InstrReader(module.bodies().get(i));
      List<ValueType> locals = locals(in);
      functions.add(new Function(module.functions()[i], locals, Instruction.readAll(in)));
    }
    return new Parts(module, functions);
  }

  /** A module of no parts. */
  static Parts empty() {
    return of(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
  }

  private static List<ValueType> locals(InstrReader in) {
    var locals = new ArrayList<ValueType>();
    for (int groups = in.length(); groups > 0; groups--) {
      long count = in.u32() & 0xFFFF_FFFFL;
      ValueType type = in.valueType();
      if (locals.size() + count > DecodeLimits.JS_API.locals()) {
        throw in.malformed("too many locals");
      }
      for (long i = 0; i < count; i++) {
        locals.add(type);
      }
    }
    return locals;
  }

  /** Another object with the same parts. */
  Parts copy() {
    return new Parts(this);
  }

  /** Puts the parts together. */
  Module module() {
    return new Module(
        0,
        List.copyOf(types),
        List.copyOf(imports),
        false,
        functions.stream().mapToInt(Function::type).toArray(),
        List.copyOf(tables),
        List.copyOf(memories),
        List.copyOf(tags),
        List.copyOf(globals),
        List.copyOf(exports),
        start,
        List.copyOf(elements),
        data.isEmpty() ? -1 : data.size(),
        functions.stream().map(Parts::body).toList(),
        List.copyOf(data),
        List.of());
  }

  private static Expr body(Function function) {
    var groups = new InstrWriter();
    int count = 0;
    List<ValueType> locals = function.locals();
    for (int i = 0, first = 0; i < locals.size(); i++) {
      if (i + 1 == locals.size() || !locals.get(i + 1).equals(locals.get(i))) {
        groups.u32(i + 1 - first).type(locals.get(i));
        count++;
        first = i + 1;
      }
    }
    var out = new InstrWriter().u32(count).bytes(groups);
    function.code().forEach(instruction -> instruction.write(out));
    byte[] bytes = out.toByteArray();
    return new Expr(bytes, 0, bytes.length);
  }

  /** The number of imports in an index space, which come first there. */
  int imported(Space space) {
    return (int) imports.stream().filter(entry -> Space.of(entry.type()) == space).count();
  }

  /** The function type with an index. */
  FunctionType functionType(int typeIndex) {
    int index = typeIndex;
    for (RecursiveType group : types) {
      List<SubType> members = group.types();
      if (index < members.size() && members.get(index).composite() instanceof FunctionType type) {
        return type;
      }
      index -= members.size();
    }
    throw new IllegalStateException("type " + typeIndex + " is no function type");
  }
}
