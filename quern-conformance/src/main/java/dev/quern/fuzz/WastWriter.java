package dev.quern.fuzz;

import dev.quern.V128;
import dev.quern.internal.binary.InstrWriter;
import dev.quern.internal.binary.ModuleDecoder;
import dev.quern.internal.binary.ModuleEncoder;
import dev.quern.internal.syntax.DecodeLimits;
import dev.quern.internal.syntax.Module.Export;
import dev.quern.internal.syntax.Module.Import;
import dev.quern.internal.syntax.Module.Kind;
import dev.quern.internal.syntax.Opcode;
import dev.quern.internal.text.Printer;
import dev.quern.type.AbstractHeapType;
import dev.quern.type.ExternType;
import dev.quern.type.FunctionType;
import dev.quern.type.GlobalType;
import dev.quern.type.NumberType;
import dev.quern.type.ReferenceType;
import dev.quern.type.TypeIndex;
import dev.quern.type.ValueType;
import dev.quern.type.VectorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a program and what it should do as a script of the test suite. State that is left in the
 * end has no assertions but for exported globals; a call that is made many times is made by a loop
 * of another module, if it ends with results.
 */
final class WastWriter {
  /** How often a call is written down that traps or throws each time. */
  private static final int REPEATED = 10;

  /** What begins the only line of a run that did not come to an end. */
  private static final String ALL = "all: ";

  /** In place of an outcome that nobody knows. */
  private static final String UNKNOWN = "unknown outcome";

  private static final String NAN = "nan:arithmetic";

  private static final Map<String, String> TRAPS =
      Map.of(
          "divide", "integer divide by zero",
          "overflow", "integer overflow",
          "conversion", "invalid conversion to integer",
          "unreachable", "unreachable",
          "bounds", "out of bounds",
          "cast", "cast failure",
          "alignment", "unaligned atomic",
          "stack", "call stack exhausted");

  private final Program program;
  private final Map<String, Parts> units = new HashMap<>();
  private final StringBuilder out = new StringBuilder();

  private WastWriter(Program program) {
    this.program = program;
    program.units().forEach(unit -> units.put(unit.name(), Parts.of(unit.module())));
  }

  /**
   * Writes a script.
   *
   * @param expected what a run of the program shows where nothing is wrong
   * @param comment what was wrong, for the head of the script
   */
  static String write(Program program, Observation expected, String comment) {
    var writer = new WastWriter(program);
    writer.comment(comment);
    writer.script(expected.lines());
    return writer.out.toString();
  }

  private void comment(String text) {
    text.lines().forEach(line -> out.append(";; ").append(line).append('\n'));
  }

  private void script(List<String> lines) {
    // A run that did not come to an end shows nothing else.
    Iterator<String> left =
        (lines.getFirst().startsWith(ALL) ? List.<String>of() : lines).iterator();
    for (Program.Unit unit : program.units()) {
      String outcome = left.hasNext() ? rest(left.next(), unit.name() + ": ") : "made";
      unit(unit, outcome);
      if (!outcome.equals("made")) {
        return;
      }
    }
    for (int i = 0; i < program.actions().size(); i++) {
      Program.Action action = program.actions().get(i);
      String start = action.unit() + "." + action.export() + ": ";
      String first = left.hasNext() ? rest(left.next(), start) : UNKNOWN;
      boolean isRepeated = action.times() > 1 && left.hasNext();
      action(i, action, first, isRepeated ? left.next().replaceFirst(".*, last ", "") : first);
    }
    left.forEachRemaining(this::state);
  }

  /** A line behind what it begins with. */
  private static String rest(String line, String start) {
    if (!line.startsWith(start)) {
      throw new IllegalArgumentException("the line does not begin with " + start + ": " + line);
    }
    return line.substring(start.length());
  }

  private void unit(Program.Unit unit, String outcome) {
    String text = Printer.print(ModuleDecoder.decode(unit.module(), DecodeLimits.JS_API)).strip();
    if (outcome.startsWith("trap ")) {
      out.append("(assert_trap ").append(text).append(' ').append(trap(outcome)).append(")\n");
      return;
    }
    out.append("(module $").append(unit.name()).append(text, "(module".length(), text.length());
    out.append("\n(register \"").append(unit.name()).append("\" $").append(unit.name());
    out.append(")\n");
  }

  private static String trap(String outcome) {
    return '"' + TRAPS.getOrDefault(outcome.substring("trap ".length()), "") + '"';
  }

  private void action(int index, Program.Action action, String first, String last) {
    FunctionType type = type(action);
    if (type == null) {
      out.append(";; no function ").append(action.export()).append('\n');
      return;
    }
    String call =
        "(invoke $" + action.unit() + " \"" + action.export() + '"' + arguments(action, type) + ")";
    if (action.times() == 1) {
      assertion(call, type, first);
    } else if (isResult(first) && isResult(last)) {
      out.append(";; ").append(action.times()).append(" times\n");
      String name = "loop" + index;
      out.append(loop(name, action)).append('\n');
      assertion("(invoke $" + name + " \"run\"" + arguments(action, type) + ")", type, last);
    } else {
      out.append(";; ").append(action.times()).append(" times\n");
      for (int i = 0; i < Math.min(REPEATED, action.times()); i++) {
        assertion(call, type, i == 0 ? first : last);
      }
    }
  }

  private static boolean isResult(String outcome) {
    return !outcome.matches("(trap|exception|fault|host fault|unknown) .*");
  }

  private void assertion(String call, FunctionType type, String outcome) {
    if (outcome.startsWith("trap ")) {
      String word = outcome.equals("trap stack") ? "assert_exhaustion" : "assert_trap";
      out.append('(').append(word).append(' ').append(call).append(' ').append(trap(outcome));
    } else if (outcome.startsWith("exception ")) {
      out.append("(assert_exception ").append(call);
    } else if (isResult(outcome)) {
      out.append("(assert_return ").append(call).append(results(type, outcome));
    } else if (outcome.equals(UNKNOWN)) {
      out.append(call).append('\n');
      return;
    } else {
      out.append(";; ").append(outcome).append(": ").append(call).append('\n');
      return;
    }
    out.append(")\n");
  }

  // Functions.

  private @Nullable Export export(String unit, String name, Kind kind) {
    Parts parts = units.get(unit);
    return parts == null
        ? null
        : parts.exports.stream()
            .filter(export -> export.kind() == kind && export.name().equals(name))
            .findFirst()
            .orElse(null);
  }

  private @Nullable FunctionType type(Program.Action action) {
    Export export = export(action.unit(), action.export(), Kind.FUNCTION);
    Parts parts = units.get(action.unit());
    return export == null || parts == null
        ? null
        : parts.functionType(typeIndex(parts, export.index()));
  }

  private static int typeIndex(Parts parts, int function) {
    int imported = parts.imported(Space.FUNCTION);
    if (function >= imported) {
      return parts.functions.get(function - imported).type();
    }
    return parts.imports.stream()
        .map(Import::type)
        .filter(ExternType.Function.class::isInstance)
        .skip(function)
        .findFirst()
        .map(type -> ((TypeIndex) ((ExternType.Function) type).type().inexact()).index())
        .orElseThrow();
  }

  /** A module whose function "run" makes a call as often as it is to be made. */
  private String loop(String name, Program.Action action) {
    Parts callee = units.get(action.unit());
    Export export = export(action.unit(), action.export(), Kind.FUNCTION);
    if (callee == null || export == null) {
      throw new IllegalStateException("no function " + action.export());
    }
    int typeIndex = typeIndex(callee, export.index());
    FunctionType type = callee.functionType(typeIndex);
    Parts parts = Parts.empty();
    parts.types.addAll(callee.types);
    parts.imports.add(
        new Import(
            action.unit(), action.export(), new ExternType.Function(new TypeIndex(typeIndex))));
    var code = new ArrayList<Instruction>();
    int counter = type.parameters().size();
    code.add(Instruction.of(Opcode.LOOP, new InstrWriter().u8(0x40)));
    call(code, counter);
    type.results().forEach(result -> code.add(Instruction.of(Opcode.DROP)));
    code.add(number(Opcode.LOCAL_GET, counter));
    code.add(number(Opcode.I32_CONST, 1));
    code.add(Instruction.of(Opcode.I32_ADD));
    code.add(number(Opcode.LOCAL_TEE, counter));
    code.add(number(Opcode.I32_CONST, action.times() - 1));
    code.add(Instruction.of(Opcode.I32_LT_S));
    code.add(number(Opcode.BR_IF, 0));
    code.add(Instruction.of(Opcode.END));
    call(code, counter);
    code.add(Instruction.of(Opcode.END));
    parts.functions.add(new Parts.Function(typeIndex, List.of(NumberType.I32), code));
    parts.exports.add(new Export("run", Kind.FUNCTION, 1));
    byte[] module = ModuleEncoder.encode(Sweep.of(parts).module());
    String text = Printer.print(ModuleDecoder.decode(module, DecodeLimits.JS_API)).strip();
    return "(module $" + name + text.substring("(module".length());
  }

  private static void call(List<Instruction> code, int parameters) {
    for (int i = 0; i < parameters; i++) {
      code.add(number(Opcode.LOCAL_GET, i));
    }
    code.add(number(Opcode.CALL, 0));
  }

  private static Instruction number(Opcode opcode, int number) {
    return Instruction.of(opcode, new InstrWriter().s64(number));
  }

  // Values.

  private static String arguments(Program.Action action, FunctionType type) {
    var text = new StringBuilder();
    for (int i = 0; i < action.arguments().size(); i++) {
      text.append(' ').append(argument(action.arguments().get(i), type.parameters().get(i)));
    }
    return text.toString();
  }

  private static String argument(@Nullable Object value, ValueType type) {
    return switch (value) {
      case null -> "(ref.null " + top(type) + ")";
      case Integer i -> "(i32.const " + i + ")";
      case Long l -> "(i64.const " + l + ")";
      case Float f -> "(f32.const " + literal(f) + ")";
      case Double d -> "(f64.const " + literal(d) + ")";
      case V128 v -> "(v128.const " + v + ")";
      case Program.HostObject h when top(type) == AbstractHeapType.ANY ->
          "(ref.host " + h.number() + ")";
      case Program.HostObject h -> "(ref.extern " + h.number() + ")";
      default -> throw new IllegalArgumentException("no argument: " + value);
    };
  }

  /** Scripts have no types of their own. */
  private static AbstractHeapType top(ValueType type) {
    return type instanceof ReferenceType r && r.heapType() instanceof AbstractHeapType a
        ? a.top()
        : AbstractHeapType.ANY;
  }

  private static String literal(float value) {
    int bits = Float.floatToRawIntBits(value);
    String sign = bits < 0 ? "-" : "";
    return Float.isNaN(value)
        ? sign + "nan:0x" + Integer.toHexString(bits & 0x7F_FFFF)
        : Float.isInfinite(value) ? sign + "inf" : Float.toHexString(value);
  }

  private static String literal(double value) {
    long bits = Double.doubleToRawLongBits(value);
    String sign = bits < 0 ? "-" : "";
    return Double.isNaN(value)
        ? sign + "nan:0x" + Long.toHexString(bits & 0xF_FFFF_FFFF_FFFFL)
        : Double.isInfinite(value) ? sign + "inf" : Double.toHexString(value);
  }

  private static String results(FunctionType type, String outcome) {
    var text = new StringBuilder();
    // A vector is written with spaces in it.
    String[] words = outcome.replace("i32x4 ", "i32x4_").split(" ");
    int next = 0;
    for (ValueType result : type.results()) {
      String word = words[next++];
      if (result instanceof VectorType) {
        word =
            word.replace('_', ' ')
                + " "
                + words[next++]
                + " "
                + words[next++]
                + " "
                + words[next++];
      }
      text.append(' ').append(result(result, word));
    }
    return text.toString();
  }

  private static String result(ValueType type, String word) {
    return switch (type) {
      case VectorType v -> "(v128.const " + word + ")";
      case NumberType n -> number(n, word);
      case ReferenceType r -> reference(top(r), word);
    };
  }

  private static String number(NumberType type, String word) {
    return switch (type) {
      case I32 -> "(i32.const " + word + ")";
      case I64 -> "(i64.const " + word.replace("n", "") + ")";
      case F32 -> "(f32.const " + (isNan(word) ? NAN : literal((float) number(word))) + ")";
      case F64 -> "(f64.const " + (isNan(word) ? NAN : literal(number(word))) + ")";
    };
  }

  private static boolean isNan(String word) {
    return word.equals("nan");
  }

  /** A number as {@link Run} writes it. */
  private static double number(String word) {
    return word.startsWith("0x")
        ? Double.longBitsToDouble(Long.parseUnsignedLong(word.substring(2), 16))
        : Double.parseDouble(word);
  }

  private static String reference(AbstractHeapType top, String word) {
    if (word.equals("null")) {
      return "(ref.null)";
    }
    if (word.startsWith("host")) {
      return (top == AbstractHeapType.ANY ? "(ref.host " : "(ref.extern ")
          + word.substring(4)
          + ")";
    }
    return word.equals("function") ? "(ref.func)" : "(ref." + top + ")";
  }

  /** What is left in an export, or in the host. */
  private void state(String line) {
    String value = line.substring(line.lastIndexOf(' ') + 1);
    for (Program.Unit unit : program.units()) {
      Parts parts = Parts.of(unit.module());
      for (Export export : parts.exports) {
        boolean isMeant = line.equals(unit.name() + "." + export.name() + " " + value);
        if (isMeant && export.kind() == Kind.GLOBAL) {
          String get = "(get $" + unit.name() + " \"" + export.name() + "\")";
          out.append("(assert_return ").append(get).append(' ');
          out.append(result(globalType(parts, export.index()), value)).append(")\n");
          return;
        }
      }
    }
    out.append(";; then ").append(line).append('\n');
  }

  private static ValueType globalType(Parts parts, int index) {
    int imported = parts.imported(Space.GLOBAL);
    if (index >= imported) {
      return parts.globals.get(index - imported).type().value();
    }
    return parts.imports.stream()
        .map(Import::type)
        .filter(GlobalType.class::isInstance)
        .skip(index)
        .findFirst()
        .map(type -> ((GlobalType) type).value())
        .orElseThrow();
  }
}
