package dev.quern.runtime;

/**
 * The meaning of numeric instructions that no single JVM instruction has (spec 4.3.2 to 4.3.4). The
 * methods are named like the rows of the instruction table and have their signatures.
 */
public final class Numerics {
  private Numerics() {}

  /** Always zero, but not final, so that HotSpot reckons with any number; nobody writes it. */
  public static int zero;

  private static final float MIN_I32_F = -0x1p31f;
  private static final float LIMIT_I32_F = 0x1p31f;
  private static final float LIMIT_U32_F = 0x1p32f;
  private static final float LIMIT_I64_F = 0x1p63f;
  private static final float LIMIT_U64_F = 0x1p64f;

  /** Traps where control flow must go on for the verifier. */
  public static void trapOverflow() {
    throw Trap.INTEGER_OVERFLOW.exception();
  }

  public static int i32DivS(int a, int b) {
    if (a == Integer.MIN_VALUE && b == -1) {
      trapOverflow();
    }
    return a / b;
  }

  public static long i64DivS(long a, long b) {
    if (a == Long.MIN_VALUE && b == -1) {
      trapOverflow();
    }
    return a / b;
  }

  public static long i64Clz(long a) {
    return Long.numberOfLeadingZeros(a);
  }

  public static long i64Ctz(long a) {
    return Long.numberOfTrailingZeros(a);
  }

  public static long i64Popcnt(long a) {
    return Long.bitCount(a);
  }

  public static long i64Rotl(long a, long b) {
    return Long.rotateLeft(a, (int) b);
  }

  public static long i64Rotr(long a, long b) {
    return Long.rotateRight(a, (int) b);
  }

  /** What an addition carries to the next number, given one operand and the sum: 1 or 0. */
  public static long carry(long operand, long sum) {
    return Long.compareUnsigned(sum, operand) < 0 ? 1 : 0;
  }

  /**
   * What a subtraction takes from the next number, given what it took from and the rest: -1 or 0.
   */
  public static long borrow(long minuend, long difference) {
    return Long.compareUnsigned(minuend, difference) < 0 ? -1 : 0;
  }

  // Rounding must make a signalling NaN quiet; adding the NaN to itself does.

  public static float f32Ceil(float a) {
    return Float.isNaN(a) ? a + a : (float) Math.ceil(a);
  }

  public static float f32Floor(float a) {
    return Float.isNaN(a) ? a + a : (float) Math.floor(a);
  }

  public static float f32Trunc(float a) {
    return Float.isNaN(a) ? a + a : (float) (a < 0 ? Math.ceil(a) : Math.floor(a));
  }

  public static float f32Nearest(float a) {
    return Float.isNaN(a) ? a + a : (float) Math.rint(a);
  }

  public static float f32Sqrt(float a) {
    return (float) Math.sqrt(a);
  }

  public static double f64Ceil(double a) {
    return Double.isNaN(a) ? a + a : Math.ceil(a);
  }

  public static double f64Floor(double a) {
    return Double.isNaN(a) ? a + a : Math.floor(a);
  }

  public static double f64Trunc(double a) {
    return Double.isNaN(a) ? a + a : a < 0 ? Math.ceil(a) : Math.floor(a);
  }

  public static double f64Nearest(double a) {
    return Double.isNaN(a) ? a + a : Math.rint(a);
  }

  public static double f64Sqrt(double a) {
    return Math.sqrt(a);
  }

  public static float f32Abs(float a) {
    return Float.intBitsToFloat(Float.floatToRawIntBits(a) & 0x7FFF_FFFF);
  }

  public static double f64Abs(double a) {
    return Double.longBitsToDouble(Double.doubleToRawLongBits(a) & Long.MAX_VALUE);
  }

  public static float f32Neg(float a) {
    return Float.intBitsToFloat(Float.floatToRawIntBits(a) ^ 0x8000_0000);
  }

  public static double f64Neg(double a) {
    return Double.longBitsToDouble(Double.doubleToRawLongBits(a) ^ Long.MIN_VALUE);
  }

  public static float f32Copysign(float a, float b) {
    return Float.intBitsToFloat(
        Float.floatToRawIntBits(a) & 0x7FFF_FFFF | Float.floatToRawIntBits(b) & 0x8000_0000);
  }

  public static double f64Copysign(double a, double b) {
    return Double.longBitsToDouble(
        Double.doubleToRawLongBits(a) & Long.MAX_VALUE
            | Double.doubleToRawLongBits(b) & Long.MIN_VALUE);
  }

  // Comparing first is several times faster than Math.min, which is needed for zeros and NaN only.

  public static float f32Min(float a, float b) {
    return a < b ? a : b < a ? b : Float.isNaN(a) || Float.isNaN(b) ? a + b : Math.min(a, b);
  }

  public static float f32Max(float a, float b) {
    return a > b ? a : b > a ? b : Float.isNaN(a) || Float.isNaN(b) ? a + b : Math.max(a, b);
  }

  public static double f64Min(double a, double b) {
    return a < b ? a : b < a ? b : Double.isNaN(a) || Double.isNaN(b) ? a + b : Math.min(a, b);
  }

  public static double f64Max(double a, double b) {
    return a > b ? a : b > a ? b : Double.isNaN(a) || Double.isNaN(b) ? a + b : Math.max(a, b);
  }

  public static int i32TruncF32S(float a) {
    if (a >= MIN_I32_F && a < LIMIT_I32_F) {
      return (int) a;
    }
    throw notAnInteger(a);
  }

  public static int i32TruncF32U(float a) {
    if (a > -1f && a < LIMIT_U32_F) {
      return (int) (long) a;
    }
    throw notAnInteger(a);
  }

  public static int i32TruncF64S(double a) {
    if (a > -0x80000001p0 && a < 0x1p31) {
      return (int) a;
    }
    throw notAnInteger(a);
  }

  public static int i32TruncF64U(double a) {
    if (a > -1d && a < 0x1p32) {
      return (int) (long) a;
    }
    throw notAnInteger(a);
  }

  public static long i64TruncF32S(float a) {
    if (a >= -LIMIT_I64_F && a < LIMIT_I64_F) {
      return (long) a;
    }
    throw notAnInteger(a);
  }

  public static long i64TruncF32U(float a) {
    if (a > -1f && a < LIMIT_U64_F) {
      return unsigned(a);
    }
    throw notAnInteger(a);
  }

  public static long i64TruncF64S(double a) {
    if (a >= -0x1p63 && a < 0x1p63) {
      return (long) a;
    }
    throw notAnInteger(a);
  }

  public static long i64TruncF64U(double a) {
    if (a > -1d && a < 0x1p64) {
      return unsigned(a);
    }
    throw notAnInteger(a);
  }

  private static TrapException notAnInteger(double a) {
    return (Double.isNaN(a) ? Trap.INVALID_CONVERSION : Trap.INTEGER_OVERFLOW).exception();
  }

  public static int i32TruncSatF32U(float a) {
    return i32TruncSatF64U(a);
  }

  public static int i32TruncSatF64U(double a) {
    return a >= 0x1p32 ? -1 : a > 0 ? (int) (long) a : 0;
  }

  public static long i64TruncSatF32U(float a) {
    return i64TruncSatF64U(a);
  }

  public static long i64TruncSatF64U(double a) {
    return a >= 0x1p64 ? -1 : a > 0 ? unsigned(a) : 0;
  }

  /** A value from 0 to 2^64, truncated. */
  private static long unsigned(double a) {
    return a < 0x1p63 ? (long) a : (long) (a - 0x1p63) ^ Long.MIN_VALUE;
  }

  public static float f32ConvertI32U(int a) {
    return a & 0xFFFF_FFFFL;
  }

  public static double f64ConvertI32U(int a) {
    return a & 0xFFFF_FFFFL;
  }

  // Halving keeps the lowest bit as a sticky bit, so that rounding goes the right way.

  public static float f32ConvertI64U(long a) {
    return a >= 0 ? (float) a : (float) (a >>> 1 | a & 1) * 2;
  }

  public static double f64ConvertI64U(long a) {
    return a >= 0 ? (double) a : (double) (a >>> 1 | a & 1) * 2;
  }

  public static float f32DemoteF64(double a) {
    return (float) a;
  }

  public static double f64PromoteF32(float a) {
    return a;
  }
}
