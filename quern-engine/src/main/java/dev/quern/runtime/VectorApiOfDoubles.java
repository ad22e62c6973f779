package dev.quern.runtime;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** {@link VectorsOfDoubles} in the form of the Vector API. */
public class VectorApiOfDoubles extends VectorApiOfFloats {

  VectorApiOfDoubles() {}

  public static ByteVector f64x2Splat(double x) {
    return DoubleVector.broadcast(DoubleVector.SPECIES_128, x).reinterpretAsBytes();
  }

  public static double f64x2ExtractLane(ByteVector v, int lane) {
    return doubles(v).lane(lane);
  }

  public static ByteVector f64x2ReplaceLane(ByteVector v, double x, int lane) {
    return doubles(v).withLane(lane, x).reinterpretAsBytes();
  }

  public static ByteVector f64x2Eq(ByteVector a, ByteVector b) {
    return doubleMask(doubles(a).compare(VectorOperators.EQ, doubles(b)));
  }

  public static ByteVector f64x2Ne(ByteVector a, ByteVector b) {
    return doubleMask(doubles(a).compare(VectorOperators.NE, doubles(b)));
  }

  public static ByteVector f64x2Lt(ByteVector a, ByteVector b) {
    return doubleMask(doubles(a).compare(VectorOperators.LT, doubles(b)));
  }

  public static ByteVector f64x2Gt(ByteVector a, ByteVector b) {
    return doubleMask(doubles(a).compare(VectorOperators.GT, doubles(b)));
  }

  public static ByteVector f64x2Le(ByteVector a, ByteVector b) {
    return doubleMask(doubles(a).compare(VectorOperators.LE, doubles(b)));
  }

  public static ByteVector f64x2Ge(ByteVector a, ByteVector b) {
    return doubleMask(doubles(a).compare(VectorOperators.GE, doubles(b)));
  }

  public static ByteVector f64x2Abs(ByteVector v) {
    return v.and(i64x2Splat(Long.MAX_VALUE));
  }

  public static ByteVector f64x2Neg(ByteVector v) {
    return v128Xor(v, i64x2Splat(Long.MIN_VALUE));
  }

  public static ByteVector f64x2Sqrt(ByteVector v) {
    return doubles(v).sqrt().reinterpretAsBytes();
  }

  // Rounding: of numbers without a fraction nothing is to be rounded, and the sum of a smaller one
  // and the smallest of those is rounded to a whole number. The sign comes from the operand.

  public static ByteVector f64x2Ceil(ByteVector v) {
    return signed(up(nearest(doubles(v)), doubles(v)), v);
  }

  public static ByteVector f64x2Floor(ByteVector v) {
    return signed(down(nearest(doubles(v)), doubles(v)), v);
  }

  public static ByteVector f64x2Trunc(ByteVector v) {
    DoubleVector size = doubles(f64x2Abs(v));
    return signed(down(nearest(size), size), v);
  }

  public static ByteVector f64x2Nearest(ByteVector v) {
    return signed(nearest(doubles(v)), v);
  }

  /** The nearest whole number, but that a zero has any sign. */
  private static DoubleVector nearest(DoubleVector v) {
    ByteVector sign = v.reinterpretAsBytes().and(i64x2Splat(Long.MIN_VALUE));
    DoubleVector size = doubles(f64x2Abs(v.reinterpretAsBytes()));
    DoubleVector rounded = size.add(0x1p52).sub(0x1p52);
    DoubleVector whole = rounded.blend(size, size.compare(VectorOperators.GE, 0x1p52));
    return doubles(whole.reinterpretAsBytes().or(sign));
  }

  /** Makes signalling NaNs quiet, which the least or greatest of two numbers need not be. */
  private static ByteVector quiet(DoubleVector v) {
    return v.sub(0).reinterpretAsBytes();
  }

  private static DoubleVector down(DoubleVector rounded, DoubleVector v) {
    return rounded.blend(rounded.sub(1), rounded.compare(VectorOperators.GT, v));
  }

  private static DoubleVector up(DoubleVector rounded, DoubleVector v) {
    return rounded.blend(rounded.add(1), rounded.compare(VectorOperators.LT, v));
  }

  private static ByteVector signed(DoubleVector v, ByteVector sign) {
    return v.reinterpretAsBytes().or(sign.and(i64x2Splat(Long.MIN_VALUE)));
  }

  public static ByteVector f64x2Add(ByteVector a, ByteVector b) {
    return doubles(a).add(doubles(b)).reinterpretAsBytes();
  }

  public static ByteVector f64x2Sub(ByteVector a, ByteVector b) {
    return doubles(a).sub(doubles(b)).reinterpretAsBytes();
  }

  public static ByteVector f64x2Mul(ByteVector a, ByteVector b) {
    return doubles(a).mul(doubles(b)).reinterpretAsBytes();
  }

  public static ByteVector f64x2Div(ByteVector a, ByteVector b) {
    return doubles(a).div(doubles(b)).reinterpretAsBytes();
  }

  public static ByteVector f64x2Min(ByteVector a, ByteVector b) {
    return quiet(doubles(a).min(doubles(b)));
  }

  public static ByteVector f64x2Max(ByteVector a, ByteVector b) {
    return quiet(doubles(a).max(doubles(b)));
  }

  public static ByteVector f64x2Pmin(ByteVector a, ByteVector b) {
    return v128Bitselect(b, a, f64x2Lt(b, a));
  }

  public static ByteVector f64x2Pmax(ByteVector a, ByteVector b) {
    return v128Bitselect(b, a, f64x2Lt(a, b));
  }

  public static ByteVector f64x2ConvertLowI32x4S(ByteVector v) {
    return of(Vectors.f64x2ConvertLowI32x4S(v128(v)));
  }

  public static ByteVector f64x2ConvertLowI32x4U(ByteVector v) {
    return of(Vectors.f64x2ConvertLowI32x4U(v128(v)));
  }

  public static ByteVector f64x2PromoteLowF32x4(ByteVector v) {
    return of(Vectors.f64x2PromoteLowF32x4(v128(v)));
  }

  public static ByteVector f64x2RelaxedMadd(ByteVector a, ByteVector b, ByteVector c) {
    return f64x2Add(f64x2Mul(a, b), c);
  }

  public static ByteVector f64x2RelaxedNmadd(ByteVector a, ByteVector b, ByteVector c) {
    return f64x2Add(f64x2Neg(f64x2Mul(a, b)), c);
  }

  public static ByteVector f64x2RelaxedMin(ByteVector a, ByteVector b) {
    return f64x2Min(a, b);
  }

  public static ByteVector f64x2RelaxedMax(ByteVector a, ByteVector b) {
    return f64x2Max(a, b);
  }

  private static ByteVector doubleMask(VectorMask<Double> holds) {
    return longMask(holds.cast(LongVector.SPECIES_128));
  }
}
