package dev.quern.cli.wast;

import dev.quern.ArrayRef;
import dev.quern.StructRef;
import dev.quern.V128;
import dev.quern.WebAssembly;
import dev.quern.internal.text.Constant;
import dev.quern.internal.text.ResultPattern;
import dev.quern.runtime.Casts;
import dev.quern.type.AbstractHeapType;
import org.jspecify.annotations.Nullable;

/** Values of scripts as Java values, and whether a Java value is what a script expects. */
final class WastValues {
  private static final int F32_QUIET_NAN = 0x7FC0_0000;
  private static final long F64_QUIET_NAN = 0x7FF8_0000_0000_0000L;

  private WastValues() {}

  static @Nullable Object toJava(Constant constant) {
    return switch (constant) {
      case Constant.I32 c -> c.value();
      case Constant.I64 c -> c.value();
      case Constant.F32 c -> Float.intBitsToFloat(c.bits());
      case Constant.F64 c -> Double.longBitsToDouble(c.bits());
      case Constant.V128 c -> new V128(c.low(), c.high());
      case Constant.Null c -> null;
      case Constant.Extern c -> host(c);
      case Constant.Host c -> c;
    };
  }

  /** An external reference is the outer form of the host reference with the same number. */
  private static Constant.Host host(Constant.Extern extern) {
    return new Constant.Host(extern.number());
  }

  static boolean matches(ResultPattern pattern, @Nullable Object value) {
    return switch (pattern) {
      case ResultPattern.Exactly p -> matches(p.value(), value);
      case ResultPattern.Nan p -> isNan(p, value);
      case ResultPattern.Lanes p -> value instanceof V128 v && lanesMatch(p, v);
      case ResultPattern.Reference p -> isReference(p.type(), value);
      case ResultPattern.Either p -> p.choices().stream().anyMatch(c -> matches(c, value));
    };
  }

  private static boolean matches(Constant expected, @Nullable Object value) {
    return switch (expected) {
      case Constant.I32 c -> value instanceof Integer i && i == c.value();
      case Constant.I64 c -> value instanceof Long l && l == c.value();
      case Constant.F32 c -> value instanceof Float f && Float.floatToRawIntBits(f) == c.bits();
      case Constant.F64 c -> value instanceof Double d && Double.doubleToRawLongBits(d) == c.bits();
      case Constant.V128 c -> new V128(c.low(), c.high()).equals(value);
      case Constant.Null c -> value == null;
      case Constant.Extern c -> host(c).equals(value);
      case Constant.Host c -> c.equals(value);
    };
  }

  private static boolean lanesMatch(ResultPattern.Lanes pattern, V128 vector) {
    int count = pattern.lanes().size();
    for (int i = 0; i < count; i++) {
      long half = i < count / 2 ? vector.low() : vector.high();
      Object lane =
          pattern.wide()
              ? (Object) Double.longBitsToDouble(half)
              : Float.intBitsToFloat((int) (half >>> 32 * (i % 2)));
      if (!matches(pattern.lanes().get(i), lane)) {
        return false;
      }
    }
    return true;
  }

  /** A canonical NaN has only the quiet bit in its payload, an arithmetic one has it at least. */
  private static boolean isNan(ResultPattern.Nan pattern, @Nullable Object value) {
    if (pattern.wide()) {
      if (!(value instanceof Double d)) {
        return false;
      }
      long bits = Double.doubleToRawLongBits(d);
      return (bits & (pattern.canonical() ? Long.MAX_VALUE : F64_QUIET_NAN)) == F64_QUIET_NAN;
    }
    if (!(value instanceof Float f)) {
      return false;
    }
    int bits = Float.floatToRawIntBits(f);
    return (bits & (pattern.canonical() ? Integer.MAX_VALUE : F32_QUIET_NAN)) == F32_QUIET_NAN;
  }

  private static boolean isReference(AbstractHeapType type, @Nullable Object value) {
    if (value == null) {
      return false;
    }
    return switch (type) {
      case FUNC -> value instanceof WebAssembly.Function;
      case EXTERN, ANY -> true;
      case I31 -> Casts.isI31(value);
      case EQ -> Casts.isEq(value);
      case STRUCT -> value instanceof StructRef;
      case ARRAY -> value instanceof ArrayRef;
      case EXN -> value instanceof Throwable;
      case NONE, NOFUNC, NOEXTERN, NOEXN -> false;
    };
  }

  /** A value with its bits where those matter. */
  static String describe(@Nullable Object value) {
    return switch (value) {
      case Float f -> f + " (0x" + Integer.toHexString(Float.floatToRawIntBits(f)) + ")";
      case Double d -> d + " (0x" + Long.toHexString(Double.doubleToRawLongBits(d)) + ")";
      case Integer i -> "i32 " + i;
      case Long l -> "i64 " + l;
      case null -> "null";
      default -> value.toString();
    };
  }
}
