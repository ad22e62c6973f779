package dev.quern.runtime;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** {@link VectorsOfFloats} in the form of the Vector API. */
public class VectorApiOfFloats extends VectorApiOfLongs {

  VectorApiOfFloats() {}

  public static ByteVector f32x4Splat(float x) {
    return FloatVector.broadcast(FloatVector.SPECIES_128, x).reinterpretAsBytes();
  }

  public static float f32x4ExtractLane(ByteVector v, int lane) {
    return floats(v).lane(lane);
  }

  public static ByteVector f32x4ReplaceLane(ByteVector v, float x, int lane) {
    return floats(v).withLane(lane, x).reinterpretAsBytes();
  }

  public static ByteVector f32x4Eq(ByteVector a, ByteVector b) {
    return floatMask(floats(a).compare(VectorOperators.EQ, floats(b)));
  }

  public static ByteVector f32x4Ne(ByteVector a, ByteVector b) {
    return floatMask(floats(a).compare(VectorOperators.NE, floats(b)));
  }

  public static ByteVector f32x4Lt(ByteVector a, ByteVector b) {
    return floatMask(floats(a).compare(VectorOperators.LT, floats(b)));
  }

  public static ByteVector f32x4Gt(ByteVector a, ByteVector b) {
    return floatMask(floats(a).compare(VectorOperators.GT, floats(b)));
  }

  public static ByteVector f32x4Le(ByteVector a, ByteVector b) {
    return floatMask(floats(a).compare(VectorOperators.LE, floats(b)));
  }

  public static ByteVector f32x4Ge(ByteVector a, ByteVector b) {
    return floatMask(floats(a).compare(VectorOperators.GE, floats(b)));
  }

  public static ByteVector f32x4Abs(ByteVector v) {
    return v.and(i32x4Splat(Integer.MAX_VALUE));
  }

  public static ByteVector f32x4Neg(ByteVector v) {
    return v128Xor(v, i32x4Splat(Integer.MIN_VALUE));
  }

  public static ByteVector f32x4Sqrt(ByteVector v) {
    return floats(v).sqrt().reinterpretAsBytes();
  }

  // Rounding: of numbers without a fraction nothing is to be rounded, and the sum of a smaller one
  // and the smallest of those is rounded to a whole number. The sign comes from the operand.

  public static ByteVector f32x4Ceil(ByteVector v) {
    return signed(up(nearest(floats(v)), floats(v)), v);
  }

  public static ByteVector f32x4Floor(ByteVector v) {
    return signed(down(nearest(floats(v)), floats(v)), v);
  }

  public static ByteVector f32x4Trunc(ByteVector v) {
    FloatVector size = floats(f32x4Abs(v));
    return signed(down(nearest(size), size), v);
  }

  public static ByteVector f32x4Nearest(ByteVector v) {
    return signed(nearest(floats(v)), v);
  }

  /** The nearest whole number, but that a zero has any sign. */
  private static FloatVector nearest(FloatVector v) {
    ByteVector sign = v.reinterpretAsBytes().and(i32x4Splat(Integer.MIN_VALUE));
    FloatVector size = floats(f32x4Abs(v.reinterpretAsBytes()));
    FloatVector rounded = size.add(0x1p23f).sub(0x1p23f);
    FloatVector whole = rounded.blend(size, size.compare(VectorOperators.GE, 0x1p23f));
    return floats(whole.reinterpretAsBytes().or(sign));
  }

  /** Makes signalling NaNs quiet, which the least or greatest of two numbers need not be. */
  private static ByteVector quiet(FloatVector v) {
    return v.sub(0).reinterpretAsBytes();
  }

  private static FloatVector down(FloatVector rounded, FloatVector v) {
    return rounded.blend(rounded.sub(1), rounded.compare(VectorOperators.GT, v));
  }

  private static FloatVector up(FloatVector rounded, FloatVector v) {
    return rounded.blend(rounded.add(1), rounded.compare(VectorOperators.LT, v));
  }

  private static ByteVector signed(FloatVector v, ByteVector sign) {
    return v.reinterpretAsBytes().or(sign.and(i32x4Splat(Integer.MIN_VALUE)));
  }

  public static ByteVector f32x4Add(ByteVector a, ByteVector b) {
    return floats(a).add(floats(b)).reinterpretAsBytes();
  }

  public static ByteVector f32x4Sub(ByteVector a, ByteVector b) {
    return floats(a).sub(floats(b)).reinterpretAsBytes();
  }

  public static ByteVector f32x4Mul(ByteVector a, ByteVector b) {
    return floats(a).mul(floats(b)).reinterpretAsBytes();
  }

  public static ByteVector f32x4Div(ByteVector a, ByteVector b) {
    return floats(a).div(floats(b)).reinterpretAsBytes();
  }

  public static ByteVector f32x4Min(ByteVector a, ByteVector b) {
    return quiet(floats(a).min(floats(b)));
  }

  public static ByteVector f32x4Max(ByteVector a, ByteVector b) {
    return quiet(floats(a).max(floats(b)));
  }

  public static ByteVector f32x4Pmin(ByteVector a, ByteVector b) {
    return v128Bitselect(b, a, f32x4Lt(b, a));
  }

  public static ByteVector f32x4Pmax(ByteVector a, ByteVector b) {
    return v128Bitselect(b, a, f32x4Lt(a, b));
  }

  public static ByteVector f32x4ConvertI32x4S(ByteVector v) {
    return converted(v).reinterpretAsBytes();
  }

  private static FloatVector converted(ByteVector v) {
    return (FloatVector) ints(v).convert(VectorOperators.I2F, 0);
  }

  /** Both halves exactly, so that only their sum is rounded. */
  public static ByteVector f32x4ConvertI32x4U(ByteVector v) {
    FloatVector high = converted(i32x4ShrU(v, 16)).mul(0x1p16f);
    FloatVector low = converted(v.and(i32x4Splat(0xFFFF)));
    return high.add(low).reinterpretAsBytes();
  }

  public static ByteVector f32x4DemoteF64x2Zero(ByteVector v) {
    return of(Vectors.f32x4DemoteF64x2Zero(v128(v)));
  }

  public static ByteVector f32x4RelaxedMadd(ByteVector a, ByteVector b, ByteVector c) {
    return f32x4Add(f32x4Mul(a, b), c);
  }

  public static ByteVector f32x4RelaxedNmadd(ByteVector a, ByteVector b, ByteVector c) {
    return f32x4Add(f32x4Neg(f32x4Mul(a, b)), c);
  }

  public static ByteVector f32x4RelaxedMin(ByteVector a, ByteVector b) {
    return f32x4Min(a, b);
  }

  public static ByteVector f32x4RelaxedMax(ByteVector a, ByteVector b) {
    return f32x4Max(a, b);
  }

  private static ByteVector floatMask(VectorMask<Float> holds) {
    return intMask(holds.cast(IntVector.SPECIES_128));
  }
}
