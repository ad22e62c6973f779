package dev.quern.cli;

import dev.quern.WebAssembly;
import dev.quern.type.FunctionType;
import dev.quern.type.NumberType;
import dev.quern.type.ReferenceType;
import dev.quern.type.ValueType;
import dev.quern.type.VectorType;
import java.io.Flushable;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A call of a function with arguments from the command line, {@code --invoke}. */
final class Invocation {
  private Invocation() {}

  /**
   * Calls a function and prints its results, one a line.
   *
   * @param written flushes what the function has written itself, which comes before its results
   */
  static void call(
      WebAssembly.Function function, List<String> arguments, Flushable written, Lines out)
      throws IOException {
    FunctionType type = function.type();
    List<ValueType> parameters = type.parameters();
    if (arguments.size() != parameters.size()) {
      throw new CommandFailure(
          ExitStatus.USAGE,
          function.name()
              + ": "
              + type
              + " takes "
              + parameters.size()
              + (parameters.size() == 1 ? " argument, not " : " arguments, not ")
              + arguments.size());
    }
    var values = new @Nullable Object[arguments.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(parameters.get(i), arguments.get(i), i + 1);
    }
    Object result = function.call(values);
    written.flush();
    if (result instanceof Object[] several && type.results().size() > 1) {
      for (Object each : several) {
        out.print(each);
      }
    } else if (!type.results().isEmpty()) {
      out.print(result);
    }
    out.flush();
  }

  private static @Nullable Object value(ValueType type, String text, int number) {
    try {
      return switch (type) {
        case NumberType numeric ->
            switch (numeric) {
              case I32 -> (Object) i32(text);
              case I64 -> i64(text);
              case F32 -> Float.parseFloat(floatText(text));
              case F64 -> Double.parseDouble(floatText(text));
            };
        case ReferenceType reference -> reference(reference, text, number);
        case VectorType vector ->
            throw new CommandFailure(
                ExitStatus.USAGE,
                "argument " + number + ": " + vector + " cannot be written on the command line");
      };
    } catch (NumberFormatException e) {
      throw new CommandFailure(
          ExitStatus.USAGE, "argument " + number + ": '" + text + "' is no " + type, e);
    }
  }

  private static @Nullable Object reference(ReferenceType type, String text, int number) {
    if (type.equals(ReferenceType.EXTERNREF)) {
      return text.equals("null") ? null : text;
    }
    if (type.nullable() && text.equals("null")) {
      return null;
    }
    throw new CommandFailure(
        ExitStatus.USAGE, "argument " + number + ": a value of type " + type + " can only be null");
  }

  /** From -2^31 to 2^32 - 1. */
  private static int i32(String text) {
    long value = i64(text);
    if (value < Integer.MIN_VALUE || value > 0xFFFF_FFFFL) {
      throw new NumberFormatException(text);
    }
    return (int) value;
  }

  /** From -2^63 to 2^64 - 1. */
  private static long i64(String text) {
    boolean negative = text.startsWith("-");
    String digits = text.replace("_", "");
    digits = negative || digits.startsWith("+") ? digits.substring(1) : digits;
    boolean hex = digits.startsWith("0x") || digits.startsWith("0X");
    long value =
        hex ? Long.parseUnsignedLong(digits.substring(2), 16) : Long.parseUnsignedLong(digits, 10);
    if (negative && value < 0 && value != Long.MIN_VALUE) {
      throw new NumberFormatException(text);
    }
    return negative ? -value : value;
  }

  /** Java's spelling of a float. */
  private static String floatText(String text) {
    String lower = text.replace("_", "").toLowerCase(Locale.ROOT);
    String unsigned = lower.startsWith("-") || lower.startsWith("+") ? lower.substring(1) : lower;
    String sign = lower.startsWith("-") ? "-" : "";
    return switch (unsigned) {
      case "nan" -> sign + "NaN";
      case "inf", "infinity" -> sign + "Infinity";
      default -> unsigned.startsWith("0x") && !unsigned.contains("p") ? lower + "p0" : lower;
    };
  }
}
