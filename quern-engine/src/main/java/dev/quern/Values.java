package dev.quern;

import dev.quern.WebAssembly.Function;
import dev.quern.WebAssembly.TypeError;
import dev.quern.internal.compile.layout.ObjectClass;
import dev.quern.internal.syntax.Printable;
import dev.quern.runtime.ArrayObject;
import dev.quern.runtime.Casts;
import dev.quern.runtime.FunctionInstance;
import dev.quern.runtime.HostException;
import dev.quern.runtime.HostTrap;
import dev.quern.runtime.StructObject;
import dev.quern.runtime.WasmException;
import dev.quern.type.AbstractHeapType;
import dev.quern.type.DefinedType;
import dev.quern.type.ExactType;
import dev.quern.type.HeapType;
import dev.quern.type.NumberType;
import dev.quern.type.ReferenceType;
import dev.quern.type.Subtyping;
import dev.quern.type.ValueType;
import dev.quern.type.VectorType;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Boxed values on their way across the border ({@code ToWebAssemblyValue} and {@code ToJSValue} of
 * the JavaScript interface, without its conversions of numbers). Inside, a function reference is a
 * {@link FunctionInstance}; outside, a {@link Function}. Other references are the same on both
 * sides.
 */
final class Values {
  private Values() {}

  /**
   * Checks a value and gives what WebAssembly sees.
   *
   * @param what says where the value stands, for the error
   * @throws TypeError if it is not of the type
   */
  static @Nullable Object toWebAssembly(
      ValueType type, @Nullable Object value, Supplier<String> what) {
    boolean fits =
        switch (type) {
          case NumberType number -> boxClass(number).isInstance(value);
          case VectorType vector -> value instanceof V128;
          case ReferenceType reference -> fits(reference, value);
        };
    if (!fits) {
      throw mismatch(type, value, what.get());
    }
    return switch (value) {
      case Function function when isFunction(type) -> function.instance();
      case Exception exception when isException(type) -> Border.inside(exception);
      case null, default -> value;
    };
  }

  /** What Java sees of a value of WebAssembly. */
  static @Nullable Object toJava(ValueType type, @Nullable Object value) {
    return switch (value) {
      case FunctionInstance function when isFunction(type) -> Externs.function(function);
      case WasmException exception when isException(type) -> Externs.exception(exception);
      case HostException exception when isException(type) -> exception.thrown();
      case HostTrap exception when isException(type) -> exception.thrown();
      case null, default -> value;
    };
  }

  /** Converts several values in place. */
  static @Nullable Object[] toJava(List<ValueType> types, @Nullable Object[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = toJava(types.get(i), values[i]);
    }
    return values;
  }

  /**
   * Checks and converts several values.
   *
   * @param what how one of them is called, for example {@code argument}
   * @param owner whose they are, for example {@code add}
   */
  static @Nullable Object[] toWebAssembly(
      List<ValueType> types, @Nullable Object[] values, String what, String owner) {
    if (values.length != types.size()) {
      throw wrong(
          owner
              + ": expected "
              + count(types.size(), what)
              + " "
              + types
              + " but got "
              + values.length);
    }
    var converted = new @Nullable Object[values.length];
    for (int i = 0; i < values.length; i++) {
      int number = i + 1;
      converted[i] =
          toWebAssembly(types.get(i), values[i], () -> what + " " + number + " of " + owner);
    }
    return converted;
  }

  private static String count(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  /** Whether a value is a function reference, which looks different on the two sides. */
  static boolean isFunction(ValueType type) {
    return isBelow(AbstractHeapType.FUNC, type);
  }

  private static boolean isException(ValueType type) {
    return isBelow(AbstractHeapType.EXN, type);
  }

  private static boolean isBelow(AbstractHeapType top, ValueType type) {
    return type instanceof ReferenceType reference && Subtyping.top(reference.heapType()) == top;
  }

  /** Whether values of a type may look different on the two sides. */
  static boolean isConverted(ValueType type) {
    return isFunction(type) || isException(type);
  }

  private static boolean fits(ReferenceType type, @Nullable Object value) {
    if (value == null) {
      return type.nullable();
    }
    return switch (type.heapType()) {
      case AbstractHeapType.EXTERN, AbstractHeapType.ANY -> true;
      case AbstractHeapType.FUNC -> value instanceof Function;
      case AbstractHeapType.EQ -> Casts.isEq(value);
      case AbstractHeapType.I31 -> Casts.isI31(value);
      case AbstractHeapType.EXN -> value instanceof Exception;
      case AbstractHeapType.STRUCT -> value instanceof StructObject;
      case AbstractHeapType.ARRAY -> value instanceof ArrayObject;
      case DefinedType defined -> isOf(defined, value);
      case ExactType exact ->
          exact.type() instanceof DefinedType defined && isExactly(defined, value);
      default -> false;
    };
  }

  private static boolean isOf(DefinedType type, Object value) {
    return type.kind() == AbstractHeapType.FUNC
        ? value instanceof Function function && function.instance().type.isSubtypeOf(type)
        : ObjectClass.of(type).isInstance(value);
  }

  private static boolean isExactly(DefinedType type, Object value) {
    return type.kind() == AbstractHeapType.FUNC
        ? value instanceof Function function && function.instance().type == type
        : ObjectClass.of(type).isExactly(value);
  }

  /** Whether every Java object and null is of a type, and looks the same on both sides. */
  static boolean isAnyObject(ReferenceType type) {
    return type.nullable()
        && (type.heapType() == AbstractHeapType.EXTERN || type.heapType() == AbstractHeapType.ANY);
  }

  /** The error for a value of the wrong class. */
  static TypeError mismatch(ValueType type, @Nullable Object value, String what) {
    return wrong(
        what + ": expected " + type + " (" + expectedClass(type) + ") but got " + describe(value));
  }

  private static TypeError wrong(String message) {
    return new TypeError(Printable.line(message));
  }

  private static String expectedClass(ValueType type) {
    return switch (type) {
      case NumberType number -> boxClass(number).getSimpleName();
      case VectorType vector -> "V128";
      case ReferenceType reference -> {
        String name = expectedClass(reference.heapType());
        yield reference.nullable() ? name + " or null" : name + ", not null";
      }
    };
  }

  private static String expectedClass(HeapType type) {
    return switch (type) {
      case AbstractHeapType.ANY, AbstractHeapType.EXTERN -> "Object";
      case AbstractHeapType.EQ -> "StructRef, ArrayRef, Integer of 31 bits";
      case AbstractHeapType.I31 -> "Integer of 31 bits";
      case AbstractHeapType.FUNC -> "WebAssembly.Function";
      case AbstractHeapType.STRUCT -> "StructRef";
      case AbstractHeapType.ARRAY -> "ArrayRef";
      case AbstractHeapType.EXN -> "Exception";
      case DefinedType defined -> expectedClass(defined.kind());
      case ExactType exact -> expectedClass(exact.type());
      default -> "nothing";
    };
  }

  /** A value in the words of error messages: its class, and for a function also its type. */
  static String describe(@Nullable Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof Function function) {
      return "function " + function.type();
    }
    if (value instanceof StructRef || value instanceof ArrayRef) {
      return value instanceof StructRef ? "StructRef" : "ArrayRef";
    }
    String name = value.getClass().getSimpleName();
    return name.isEmpty() ? value.getClass().getName() : name;
  }

  private static Class<?> boxClass(NumberType type) {
    return switch (type) {
      case I32 -> Integer.class;
      case I64 -> Long.class;
      case F32 -> Float.class;
      case F64 -> Double.class;
    };
  }
}
