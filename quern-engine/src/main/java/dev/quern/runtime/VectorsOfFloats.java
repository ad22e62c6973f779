package dev.quern.runtime;

import dev.quern.V128;

/**
 * The instructions on vectors of floats, lane by lane the instructions of {@link Numerics}.
 *
 * <p>Relaxed: {@code relaxed_min} and {@code relaxed_max} are {@code min} and {@code max}; {@code
 * relaxed_madd} and {@code relaxed_nmadd} round the product before they add.
 */
public class VectorsOfFloats extends VectorsOfLongs {
  private static final long F32_SIGNS = 0x8000_0000_8000_0000L;
  private static final long INT = 0xFFFF_FFFFL;

  VectorsOfFloats() {}

  public static float low(long v) {
    return VectorsLanes.lowFloat(v);
  }

  public static float high(long v) {
    return VectorsLanes.highFloat(v);
  }

  public static long pair(float low, float high) {
    return Float.floatToRawIntBits(low) & INT | (long) Float.floatToRawIntBits(high) << 32;
  }

  /** The mask of a comparison of two lanes. */
  public static long mask(boolean low, boolean high) {
    return (low ? INT : 0) | (high ? ~INT : 0);
  }

  public static V128 f32x4Splat(float x) {
    return i32x4Splat(Float.floatToRawIntBits(x));
  }

  public static float f32x4ExtractLane(V128 v, int lane) {
    return Float.intBitsToFloat(i32x4ExtractLane(v, lane));
  }

  public static V128 f32x4ReplaceLane(V128 v, float x, int lane) {
    return i32x4ReplaceLane(v, Float.floatToRawIntBits(x), lane);
  }

  public static V128 f32x4Eq(V128 a, V128 b) {
    return new V128(eq(a.low(), b.low()), eq(a.high(), b.high()));
  }

  public static long eq(long a, long b) {
    return mask(low(a) == low(b), high(a) == high(b));
  }

  public static V128 f32x4Ne(V128 a, V128 b) {
    return new V128(ne(a.low(), b.low()), ne(a.high(), b.high()));
  }

  public static long ne(long a, long b) {
    return mask(low(a) != low(b), high(a) != high(b));
  }

  public static V128 f32x4Lt(V128 a, V128 b) {
    return new V128(lt(a.low(), b.low()), lt(a.high(), b.high()));
  }

  public static long lt(long a, long b) {
    return mask(low(a) < low(b), high(a) < high(b));
  }

  public static V128 f32x4Gt(V128 a, V128 b) {
    return new V128(gt(a.low(), b.low()), gt(a.high(), b.high()));
  }

  public static long gt(long a, long b) {
    return mask(low(a) > low(b), high(a) > high(b));
  }

  public static V128 f32x4Le(V128 a, V128 b) {
    return new V128(le(a.low(), b.low()), le(a.high(), b.high()));
  }

  public static long le(long a, long b) {
    return mask(low(a) <= low(b), high(a) <= high(b));
  }

  public static V128 f32x4Ge(V128 a, V128 b) {
    return new V128(ge(a.low(), b.low()), ge(a.high(), b.high()));
  }

  public static long ge(long a, long b) {
    return mask(low(a) >= low(b), high(a) >= high(b));
  }

  public static V128 f32x4Abs(V128 v) {
    return new V128(v.low() & ~F32_SIGNS, v.high() & ~F32_SIGNS);
  }

  public static V128 f32x4Neg(V128 v) {
    return new V128(v.low() ^ F32_SIGNS, v.high() ^ F32_SIGNS);
  }

  public static V128 f32x4Sqrt(V128 v) {
    return new V128(sqrt(v.low()), sqrt(v.high()));
  }

  public static long sqrt(long v) {
    return pair(Numerics.f32Sqrt(low(v)), Numerics.f32Sqrt(high(v)));
  }

  public static V128 f32x4Ceil(V128 v) {
    return new V128(ceil(v.low()), ceil(v.high()));
  }

  public static long ceil(long v) {
    return pair(Numerics.f32Ceil(low(v)), Numerics.f32Ceil(high(v)));
  }

  public static V128 f32x4Floor(V128 v) {
    return new V128(floor(v.low()), floor(v.high()));
  }

  public static long floor(long v) {
    return pair(Numerics.f32Floor(low(v)), Numerics.f32Floor(high(v)));
  }

  public static V128 f32x4Trunc(V128 v) {
    return new V128(trunc(v.low()), trunc(v.high()));
  }

  public static long trunc(long v) {
    return pair(Numerics.f32Trunc(low(v)), Numerics.f32Trunc(high(v)));
  }

  public static V128 f32x4Nearest(V128 v) {
    return new V128(nearest(v.low()), nearest(v.high()));
  }

  public static long nearest(long v) {
    return pair(Numerics.f32Nearest(low(v)), Numerics.f32Nearest(high(v)));
  }

  public static V128 f32x4Add(V128 a, V128 b) {
    return new V128(add(a.low(), b.low()), add(a.high(), b.high()));
  }

  public static long add(long a, long b) {
    return pair(low(a) + low(b), high(a) + high(b));
  }

  public static V128 f32x4Sub(V128 a, V128 b) {
    return new V128(sub(a.low(), b.low()), sub(a.high(), b.high()));
  }

  public static long sub(long a, long b) {
    return pair(low(a) - low(b), high(a) - high(b));
  }

  public static V128 f32x4Mul(V128 a, V128 b) {
    return new V128(mul(a.low(), b.low()), mul(a.high(), b.high()));
  }

  public static long mul(long a, long b) {
    return pair(low(a) * low(b), high(a) * high(b));
  }

  public static V128 f32x4Div(V128 a, V128 b) {
    return new V128(div(a.low(), b.low()), div(a.high(), b.high()));
  }

  public static long div(long a, long b) {
    return pair(low(a) / low(b), high(a) / high(b));
  }

  public static V128 f32x4Min(V128 a, V128 b) {
    return new V128(min(a.low(), b.low()), min(a.high(), b.high()));
  }

  public static long min(long a, long b) {
    return pair(Numerics.f32Min(low(a), low(b)), Numerics.f32Min(high(a), high(b)));
  }

  public static V128 f32x4Max(V128 a, V128 b) {
    return new V128(max(a.low(), b.low()), max(a.high(), b.high()));
  }

  public static long max(long a, long b) {
    return pair(Numerics.f32Max(low(a), low(b)), Numerics.f32Max(high(a), high(b)));
  }

  public static V128 f32x4Pmin(V128 a, V128 b) {
    return v128Bitselect(b, a, f32x4Lt(b, a));
  }

  public static V128 f32x4Pmax(V128 a, V128 b) {
    return v128Bitselect(b, a, f32x4Lt(a, b));
  }

  public static V128 f32x4ConvertI32x4S(V128 v) {
    return new V128(convertS(v.low()), convertS(v.high()));
  }

  public static long convertS(long v) {
    return pair((float) (int) v, (float) (int) (v >>> 32));
  }

  public static V128 f32x4ConvertI32x4U(V128 v) {
    return new V128(convertU(v.low()), convertU(v.high()));
  }

  public static long convertU(long v) {
    return pair(Numerics.f32ConvertI32U((int) v), Numerics.f32ConvertI32U((int) (v >>> 32)));
  }

  public static V128 f32x4DemoteF64x2Zero(V128 v) {
    return new V128(pair((float) lowDouble(v), (float) highDouble(v)), 0);
  }

  public static V128 f32x4RelaxedMadd(V128 a, V128 b, V128 c) {
    return f32x4Add(f32x4Mul(a, b), c);
  }

  public static V128 f32x4RelaxedNmadd(V128 a, V128 b, V128 c) {
    return f32x4Add(f32x4Neg(f32x4Mul(a, b)), c);
  }

  public static V128 f32x4RelaxedMin(V128 a, V128 b) {
    return f32x4Min(a, b);
  }

  public static V128 f32x4RelaxedMax(V128 a, V128 b) {
    return f32x4Max(a, b);
  }

  private static double lowDouble(V128 v) {
    return Double.longBitsToDouble(v.low());
  }

  private static double highDouble(V128 v) {
    return Double.longBitsToDouble(v.high());
  }
}
