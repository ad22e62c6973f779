package dev.quern.runtime;

import dev.quern.V128;

/**
 * The instructions on vectors of doubles, lane by lane the instructions of {@link Numerics}.
 *
 * <p>Relaxed: as in {@link VectorsOfFloats}.
 */
public class VectorsOfDoubles extends VectorsOfFloats {
  private static final long INT = 0xFFFF_FFFFL;

  VectorsOfDoubles() {}

  private static double low(V128 v) {
    return Double.longBitsToDouble(v.low());
  }

  private static double high(V128 v) {
    return Double.longBitsToDouble(v.high());
  }

  private static V128 both(double low, double high) {
    return new V128(Double.doubleToRawLongBits(low), Double.doubleToRawLongBits(high));
  }

  private static V128 masks(boolean low, boolean high) {
    return new V128(low ? -1 : 0, high ? -1 : 0);
  }

  public static V128 f64x2Splat(double x) {
    return both(x, x);
  }

  public static double f64x2ExtractLane(V128 v, int lane) {
    return lane == 0 ? low(v) : high(v);
  }

  public static V128 f64x2ReplaceLane(V128 v, double x, int lane) {
    return i64x2ReplaceLane(v, Double.doubleToRawLongBits(x), lane);
  }

  public static V128 f64x2Eq(V128 a, V128 b) {
    return masks(low(a) == low(b), high(a) == high(b));
  }

  public static V128 f64x2Ne(V128 a, V128 b) {
    return masks(low(a) != low(b), high(a) != high(b));
  }

  public static V128 f64x2Lt(V128 a, V128 b) {
    return masks(low(a) < low(b), high(a) < high(b));
  }

  public static V128 f64x2Gt(V128 a, V128 b) {
    return masks(low(a) > low(b), high(a) > high(b));
  }

  public static V128 f64x2Le(V128 a, V128 b) {
    return masks(low(a) <= low(b), high(a) <= high(b));
  }

  public static V128 f64x2Ge(V128 a, V128 b) {
    return masks(low(a) >= low(b), high(a) >= high(b));
  }

  public static V128 f64x2Abs(V128 v) {
    return new V128(v.low() & Long.MAX_VALUE, v.high() & Long.MAX_VALUE);
  }

  public static V128 f64x2Neg(V128 v) {
    return new V128(v.low() ^ Long.MIN_VALUE, v.high() ^ Long.MIN_VALUE);
  }

  public static V128 f64x2Sqrt(V128 v) {
    return both(Numerics.f64Sqrt(low(v)), Numerics.f64Sqrt(high(v)));
  }

  public static V128 f64x2Ceil(V128 v) {
    return both(Numerics.f64Ceil(low(v)), Numerics.f64Ceil(high(v)));
  }

  public static V128 f64x2Floor(V128 v) {
    return both(Numerics.f64Floor(low(v)), Numerics.f64Floor(high(v)));
  }

  public static V128 f64x2Trunc(V128 v) {
    return both(Numerics.f64Trunc(low(v)), Numerics.f64Trunc(high(v)));
  }

  public static V128 f64x2Nearest(V128 v) {
    return both(Numerics.f64Nearest(low(v)), Numerics.f64Nearest(high(v)));
  }

  public static V128 f64x2Add(V128 a, V128 b) {
    return both(low(a) + low(b), high(a) + high(b));
  }

  public static V128 f64x2Sub(V128 a, V128 b) {
    return both(low(a) - low(b), high(a) - high(b));
  }

  public static V128 f64x2Mul(V128 a, V128 b) {
    return both(low(a) * low(b), high(a) * high(b));
  }

  public static V128 f64x2Div(V128 a, V128 b) {
    return both(low(a) / low(b), high(a) / high(b));
  }

  public static V128 f64x2Min(V128 a, V128 b) {
    return both(Numerics.f64Min(low(a), low(b)), Numerics.f64Min(high(a), high(b)));
  }

  public static V128 f64x2Max(V128 a, V128 b) {
    return both(Numerics.f64Max(low(a), low(b)), Numerics.f64Max(high(a), high(b)));
  }

  public static V128 f64x2Pmin(V128 a, V128 b) {
    return v128Bitselect(b, a, f64x2Lt(b, a));
  }

  public static V128 f64x2Pmax(V128 a, V128 b) {
    return v128Bitselect(b, a, f64x2Lt(a, b));
  }

  public static V128 f64x2ConvertLowI32x4S(V128 v) {
    return both((int) v.low(), (int) (v.low() >>> 32));
  }

  public static V128 f64x2ConvertLowI32x4U(V128 v) {
    return both(v.low() & INT, v.low() >>> 32);
  }

  public static V128 f64x2PromoteLowF32x4(V128 v) {
    return both(VectorsLanes.lowFloat(v.low()), VectorsLanes.highFloat(v.low()));
  }

  public static V128 f64x2RelaxedMadd(V128 a, V128 b, V128 c) {
    return f64x2Add(f64x2Mul(a, b), c);
  }

  public static V128 f64x2RelaxedNmadd(V128 a, V128 b, V128 c) {
    return f64x2Add(f64x2Neg(f64x2Mul(a, b)), c);
  }

  public static V128 f64x2RelaxedMin(V128 a, V128 b) {
    return f64x2Min(a, b);
  }

  public static V128 f64x2RelaxedMax(V128 a, V128 b) {
    return f64x2Max(a, b);
  }
}
