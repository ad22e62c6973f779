package dev.quern.js;

import static dev.quern.type.NumberType.I32;
import static dev.quern.type.ReferenceType.EXTERNREF;

import dev.quern.WebAssembly.Function;
import dev.quern.WebAssembly.RuntimeError;
import dev.quern.runtime.ArrayObject;
import dev.quern.type.AbstractHeapType;
import dev.quern.type.ArrayType;
import dev.quern.type.DefinedType;
import dev.quern.type.FieldType;
import dev.quern.type.FunctionType;
import dev.quern.type.PackedType;
import dev.quern.type.RecursiveType;
import dev.quern.type.ReferenceType;
import dev.quern.type.SubType;
import dev.quern.type.ValueType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The builtin set {@code js-string} of the JavaScript interface (WebAssembly JavaScript Interface,
 * section "String Builtins"): each function is the static method of its name.
 *
 * <p>A string of JavaScript is a {@link String}, which like it is a sequence of 16-bit code units,
 * lone surrogates included; its {@code null} is Java's. Every other object is no string, for which
 * all but {@code test} trap. Lengths and indices are unsigned. The parameters are plain {@code
 * Object}s, so that nothing but these methods checks them.
 */
final class JsStrings {
  /** {@code (ref extern)}: what every function gives that makes a string. */
  static final ReferenceType STRING = new ReferenceType(false, AbstractHeapType.EXTERN);

  /** {@code (ref null $array)} with {@code (type $array (array (mut i16)))}, alone in its group. */
  private static final ReferenceType CODE_UNITS = new ReferenceType(true, codeUnitArray());

  /** The types of the functions by their names: result, then parameters. */
  // spotless:off
  static final Map<String, FunctionType> TYPES = Map.ofEntries(
      row("cast",              STRING, EXTERNREF),
      row("test",              I32,    EXTERNREF),
      row("fromCharCodeArray", STRING, CODE_UNITS, I32, I32),
      row("intoCharCodeArray", I32,    EXTERNREF, CODE_UNITS, I32),
      row("fromCharCode",      STRING, I32),
      row("fromCodePoint",     STRING, I32),
      row("charCodeAt",        I32,    EXTERNREF, I32),
      row("codePointAt",       I32,    EXTERNREF, I32),
      row("length",            I32,    EXTERNREF),
      row("concat",            STRING, EXTERNREF, EXTERNREF),
      row("substring",         STRING, EXTERNREF, I32, I32),
      row("equals",            I32,    EXTERNREF, EXTERNREF),
      row("compare",           I32,    EXTERNREF, EXTERNREF));
  // spotless:on

  private static final Map<String, Function> FUNCTIONS = new ConcurrentHashMap<>();

  /** From this length on, what copying in bulk saves is more than an array in between costs. */
  private static final int BULK = 32;

  private JsStrings() {}

  private static DefinedType codeUnitArray() {
    var type = SubType.of(new ArrayType(new FieldType(PackedType.I16, true)));
    return DefinedType.resolve(new RecursiveType(List.of(type)), 0, List.of()).getFirst();
  }

  private static Map.Entry<String, FunctionType> row(
      String name, ValueType result, ValueType... parameters) {
    return Map.entry(name, new FunctionType(List.of(parameters), List.of(result)));
  }

  /**
   * The function of a name in {@link #TYPES}. There is one of each in the process, made when it is
   * first wanted: its calls stay constant in a module however many instances there are.
   */
  static Function function(String name) {
    return FUNCTIONS.computeIfAbsent(
        name,
        n -> {
          FunctionType type = Objects.requireNonNull(TYPES.get(n), n);
          return Function.of(type, method(n, type));
        });
  }

  private static MethodHandle method(String name, FunctionType type) {
    Class<?> result = type.results().getFirst() == I32 ? int.class : String.class;
    List<Class<?>> parameters =
        type.parameters().stream().<Class<?>>map(t -> t == I32 ? int.class : Object.class).toList();
    try {
      return MethodHandles.lookup()
          .findStatic(JsStrings.class, name, MethodType.methodType(result, parameters));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // The functions.

  /** The same string. */
  static String cast(@Nullable Object string) {
    return string(string);
  }

  /** Whether it is a string: 1 or 0. */
  static int test(@Nullable Object string) {
    return string instanceof String ? 1 : 0;
  }

  /** The code units of an array from {@code start} to before {@code end}. */
  static String fromCharCodeArray(@Nullable Object array, int start, int end) {
    short[] units = codeUnits(array);
    if (Integer.compareUnsigned(start, end) > 0 || Integer.compareUnsigned(end, units.length) > 0) {
      throw outOfArray(start, Integer.toUnsignedLong(end), units);
    }
    try {
      var chars = new char[end - start];
      for (int i = 0; i < chars.length; i++) {
        chars[i] = (char) units[start + i];
      }
      return new String(chars);
    } catch (OutOfMemoryError e) {
      throw tooLong();
    }
  }

  /** Writes all code units into an array from {@code start} on; gives their number. */
  static int intoCharCodeArray(@Nullable Object string, @Nullable Object array, int start) {
    String source = string(string);
    short[] units = codeUnits(array);
    long end = Integer.toUnsignedLong(start) + source.length();
    if (end > units.length) {
      throw outOfArray(start, end, units);
    }
    if (source.length() < BULK) {
      for (int i = 0; i < source.length(); i++) {
        units[start + i] = (short) source.charAt(i);
      }
    } else {
      char[] chars = source.toCharArray();
      for (int i = 0; i < chars.length; i++) {
        units[start + i] = (short) chars[i];
      }
    }
    return source.length();
  }

  /** The string of one code unit, the lower half of the number. */
  static String fromCharCode(int code) {
    return String.valueOf((char) code);
  }

  /** The string of one code point, which may be a surrogate. */
  static String fromCodePoint(int codePoint) {
    if (!Character.isValidCodePoint(codePoint)) {
      throw RuntimeError.trap("invalid code point: " + Integer.toUnsignedString(codePoint));
    }
    return Character.toString(codePoint);
  }

  /** The code unit at an index. */
  static int charCodeAt(@Nullable Object string, int index) {
    String source = string(string);
    checkIndex(index, source);
    return source.charAt(index);
  }

  /** The code point that begins at an index; a surrogate that is half of no pair is itself one. */
  static int codePointAt(@Nullable Object string, int index) {
    String source = string(string);
    checkIndex(index, source);
    return source.codePointAt(index);
  }

  /** The number of code units. */
  static int length(@Nullable Object string) {
    return string(string).length();
  }

  /** Both strings, one after the other. */
  static String concat(@Nullable Object first, @Nullable Object second) {
    String start = string(first);
    String end = string(second);
    try {
      return start.concat(end);
    } catch (OutOfMemoryError e) {
      throw tooLong();
    }
  }

  /** The code units from {@code start} to before {@code end}, as far as there are such. */
  static String substring(@Nullable Object string, int start, int end) {
    String source = string(string);
    long from = Integer.toUnsignedLong(start);
    long to = Math.min(Integer.toUnsignedLong(end), source.length());
    return from < to ? source.substring((int) from, (int) to) : "";
  }

  /** Whether both are the same sequence of code units, or both null: 1 or 0. */
  static int equals(@Nullable Object first, @Nullable Object second) {
    return Objects.equals(stringOrNull(first), stringOrNull(second)) ? 1 : 0;
  }

  /** The order of two strings by their code units: -1, 0 or 1. */
  static int compare(@Nullable Object first, @Nullable Object second) {
    return Integer.signum(string(first).compareTo(string(second)));
  }

  // Checks.

  private static String string(@Nullable Object value) {
    if (value instanceof String string) {
      return string;
    }
    throw noString(value);
  }

  private static @Nullable String stringOrNull(@Nullable Object value) {
    return value == null ? null : string(value);
  }

  private static short[] codeUnits(@Nullable Object array) {
    if (array == null) {
      throw RuntimeError.trap("null array reference");
    }
    return ((ArrayObject.OfShorts) array).elements;
  }

  private static void checkIndex(int index, String string) {
    if (index < 0 || index >= string.length()) {
      throw RuntimeError.trap(
          "out of bounds string access: index "
              + Integer.toUnsignedString(index)
              + " of length "
              + string.length());
    }
  }

  // The traps, away from the code that is inlined.

  private static RuntimeError noString(@Nullable Object value) {
    return RuntimeError.trap(
        "cast failure: " + (value == null ? "null" : "an object") + " is no string");
  }

  private static RuntimeError outOfArray(int start, long end, short[] units) {
    return RuntimeError.trap(
        "out of bounds array access: "
            + Integer.toUnsignedString(start)
            + " to "
            + end
            + " of length "
            + units.length);
  }

  /** A string is longer than the JVM's can be, or than there is room for. */
  private static RuntimeError tooLong() {
    return RuntimeError.trap("out of memory");
  }
}
