package dev.quern.conformance;

import dev.quern.fuzz.Code;
import dev.quern.internal.binary.InstrWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds modules in the binary format. Types are strings of the letters that the table of
 * instructions uses: {@code IJ:D} is {@code (func (param i32 i64) (result f64))}; {@code R} is
 * funcref, {@code X} exnref.
 */
final class ModuleBuilder {
  static final int FUNCREF = 0x70;

  private final Map<String, Integer> types = new LinkedHashMap<>();
  private final List<InstrWriter> imports = new ArrayList<>();
  private final List<String> signatures = new ArrayList<>();
  private final Map<Integer, InstrWriter> bodies = new LinkedHashMap<>();
  private final List<String> tags = new ArrayList<>();
  private final List<InstrWriter> memories = new ArrayList<>();
  private final List<InstrWriter> globals = new ArrayList<>();
  private final StringBuilder globalLetters = new StringBuilder();
  private final List<InstrWriter> exports = new ArrayList<>();
  private final List<int[]> elements = new ArrayList<>();
  private final List<InstrWriter> data = new ArrayList<>();
  private int tableSize;

  // Types.

  /** The index of a function type, which is added if it is new. */
  int type(String signature) {
    return types.computeIfAbsent(signature, s -> types.size());
  }

  static String parameters(String signature) {
    return signature.substring(0, signature.indexOf(':'));
  }

  static String results(String signature) {
    return signature.substring(signature.indexOf(':') + 1);
  }

  private static void valueTypes(InstrWriter out, String letters) {
    out.u32(letters.length());
    letters.chars().forEach(letter -> out.u8(Code.valueType((char) letter)));
  }

  // Functions.

  /** An imported function; must come before all others. */
  int importFunction(String module, String name, String signature) {
    imports.add(new InstrWriter().name(module).name(name).u8(0).u32(type(signature)));
    signatures.add(signature);
    return signatures.size() - 1;
  }

  /** A function whose body comes later. */
  int declare(String signature) {
    type(signature);
    signatures.add(signature);
    return signatures.size() - 1;
  }

  String signature(int function) {
    return signatures.get(function);
  }

  int functionCount() {
    return signatures.size();
  }

  /**
   * The body of a declared function.
   *
   * @param locals letters of the locals without the parameters
   * @param code instructions with the closing {@code end}
   */
  void define(int function, String locals, Code code) {
    bodies.put(function, body(locals).bytes(code.out()));
  }

  /** The beginning of a body: its locals, equal ones in a group. */
  static InstrWriter body(String locals) {
    var groups = new InstrWriter();
    int count = 0;
    for (int i = 0, start = 0; i < locals.length(); i++) {
      if (i + 1 == locals.length() || locals.charAt(i + 1) != locals.charAt(i)) {
        groups.u32(i + 1 - start).u8(Code.valueType(locals.charAt(i)));
        count++;
        start = i + 1;
      }
    }
    return new InstrWriter().u32(count).bytes(groups);
  }

  /** An exported function. */
  int function(String export, String signature, String locals, Code code) {
    int function = declare(signature);
    define(function, locals, code);
    export(export, 0, function);
    return function;
  }

  /** A function that nobody sees from outside. */
  int function(String signature, String locals, Code code) {
    int function = declare(signature);
    define(function, locals, code);
    return function;
  }

  // The rest.

  void export(String name, int kind, int index) {
    exports.add(new InstrWriter().name(name).u8(kind).u32(index));
  }

  /** A memory, exported. */
  void memory(String export, int minimum, int maximum) {
    export(export, 2, memories.size());
    memories.add(new InstrWriter().u8(1).u32(minimum).u32(maximum));
  }

  void sharedMemory(int minimum, int maximum) {
    memories.add(new InstrWriter().u8(3).u32(minimum).u32(maximum));
  }

  int memoryCount() {
    return memories.size();
  }

  /** A tag. */
  int tag(String payload) {
    tags.add(payload);
    type(payload + ":");
    return tags.size() - 1;
  }

  /** The letters of what exceptions of each tag carry. */
  List<String> tags() {
    return tags;
  }

  /** A mutable global that begins with zero or null. */
  int global(char letter) {
    Code init = new Code().zero(letter).end();
    globals.add(new InstrWriter().u8(Code.valueType(letter)).u8(1).bytes(init.out()));
    globalLetters.append(letter);
    return globals.size() - 1;
  }

  /** The letters of all globals. */
  String globalLetters() {
    return globalLetters.toString();
  }

  /** The only table, of function references. */
  void table(int size) {
    tableSize = size;
  }

  /** Function references from an offset of the table on. */
  void elements(int offset, int... functions) {
    var all = new int[functions.length + 1];
    all[0] = offset;
    System.arraycopy(functions, 0, all, 1, functions.length);
    elements.add(all);
  }

  /** A passive data segment. */
  void data(byte... bytes) {
    data.add(new InstrWriter().u32(1).u32(bytes.length).bytes(bytes));
  }

  byte[] build() {
    var out = new InstrWriter().i32le(0x6D736100).i32le(1);
    section(out, 1, types.keySet().stream().map(ModuleBuilder::functionType).toList());
    section(out, 2, imports);
    section(out, 3, functions());
    if (tableSize > 0) {
      section(out, 4, List.of(new InstrWriter().u8(FUNCREF).u8(0).u32(tableSize)));
    }
    section(out, 5, memories);
    section(
        out, 13, tags.stream().map(tag -> new InstrWriter().u8(0).u32(type(tag + ":"))).toList());
    section(out, 6, globals);
    section(out, 7, exports);
    section(out, 9, elements.stream().map(ModuleBuilder::elementSegment).toList());
    if (!data.isEmpty()) {
      out.u8(12).u32(1).u32(data.size());
    }
    section(out, 10, code());
    section(out, 11, data);
    return out.toByteArray();
  }

  private static InstrWriter functionType(String signature) {
    var out = new InstrWriter().u8(0x60);
    valueTypes(out, parameters(signature));
    valueTypes(out, results(signature));
    return out;
  }

  private List<InstrWriter> functions() {
    return signatures.stream()
        .skip(imports.size())
        .map(signature -> new InstrWriter().u32(type(signature)))
        .toList();
  }

  private List<InstrWriter> code() {
    var code = new ArrayList<InstrWriter>();
    for (int i = imports.size(); i < signatures.size(); i++) {
      InstrWriter body = bodies.get(i);
      code.add(new InstrWriter().u32(body.size()).bytes(body));
    }
    return code;
  }

  private static InstrWriter elementSegment(int[] offsetAndFunctions) {
    var out = new InstrWriter().u32(0);
    out.bytes(new Code().i32(offsetAndFunctions[0]).end().out());
    out.u32(offsetAndFunctions.length - 1);
    for (int i = 1; i < offsetAndFunctions.length; i++) {
      out.u32(offsetAndFunctions[i]);
    }
    return out;
  }

  private static void section(InstrWriter out, int id, List<InstrWriter> entries) {
    if (entries.isEmpty()) {
      return;
    }
    var content = new InstrWriter().u32(entries.size());
    entries.forEach(content::bytes);
    out.u8(id).u32(content.size()).bytes(content);
  }
}
