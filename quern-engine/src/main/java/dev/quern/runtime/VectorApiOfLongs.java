package dev.quern.runtime;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** {@link VectorsOfLongs} in the form of the Vector API. */
public class VectorApiOfLongs extends VectorApiOfInts {

  VectorApiOfLongs() {}

  public static ByteVector i64x2Splat(long x) {
    return LongVector.broadcast(LongVector.SPECIES_128, x).reinterpretAsBytes();
  }

  public static long i64x2ExtractLane(ByteVector v, int lane) {
    return longs(v).lane(lane);
  }

  public static ByteVector i64x2ReplaceLane(ByteVector v, long x, int lane) {
    return longs(v).withLane(lane, x).reinterpretAsBytes();
  }

  public static ByteVector i64x2Eq(ByteVector a, ByteVector b) {
    return longMask(longs(a).compare(VectorOperators.EQ, longs(b)));
  }

  public static ByteVector i64x2Ne(ByteVector a, ByteVector b) {
    return longMask(longs(a).compare(VectorOperators.NE, longs(b)));
  }

  public static ByteVector i64x2LtS(ByteVector a, ByteVector b) {
    return longMask(longs(a).compare(VectorOperators.LT, longs(b)));
  }

  public static ByteVector i64x2GtS(ByteVector a, ByteVector b) {
    return longMask(longs(a).compare(VectorOperators.GT, longs(b)));
  }

  public static ByteVector i64x2LeS(ByteVector a, ByteVector b) {
    return longMask(longs(a).compare(VectorOperators.LE, longs(b)));
  }

  public static ByteVector i64x2GeS(ByteVector a, ByteVector b) {
    return longMask(longs(a).compare(VectorOperators.GE, longs(b)));
  }

  public static ByteVector i64x2Abs(ByteVector v) {
    return longs(v).lanewise(VectorOperators.ABS).reinterpretAsBytes();
  }

  public static ByteVector i64x2Neg(ByteVector v) {
    return longs(v).lanewise(VectorOperators.NEG).reinterpretAsBytes();
  }

  public static ByteVector i64x2Add(ByteVector a, ByteVector b) {
    return longs(a).add(longs(b)).reinterpretAsBytes();
  }

  public static ByteVector i64x2Sub(ByteVector a, ByteVector b) {
    return longs(a).sub(longs(b)).reinterpretAsBytes();
  }

  public static ByteVector i64x2Mul(ByteVector a, ByteVector b) {
    return longs(a).mul(longs(b)).reinterpretAsBytes();
  }

  public static ByteVector i64x2Shl(ByteVector v, int count) {
    return longs(v).lanewise(VectorOperators.LSHL, count & 63).reinterpretAsBytes();
  }

  public static ByteVector i64x2ShrS(ByteVector v, int count) {
    return longs(v).lanewise(VectorOperators.ASHR, count & 63).reinterpretAsBytes();
  }

  public static ByteVector i64x2ShrU(ByteVector v, int count) {
    return longs(v).lanewise(VectorOperators.LSHR, count & 63).reinterpretAsBytes();
  }

  public static int i64x2AllTrue(ByteVector v) {
    return longs(v).compare(VectorOperators.EQ, 0).anyTrue() ? 0 : 1;
  }

  public static int i64x2Bitmask(ByteVector v) {
    return (int) longs(v).compare(VectorOperators.LT, 0).toLong();
  }

  public static ByteVector i64x2ExtendLowI32x4S(ByteVector v) {
    return v.reinterpretAsInts()
        .convertShape(VectorOperators.I2L, LongVector.SPECIES_128, 0)
        .reinterpretAsBytes();
  }

  public static ByteVector i64x2ExtendLowI32x4U(ByteVector v) {
    return v.reinterpretAsInts()
        .convertShape(VectorOperators.ZERO_EXTEND_I2L, LongVector.SPECIES_128, 0)
        .reinterpretAsBytes();
  }

  public static ByteVector i64x2ExtendHighI32x4S(ByteVector v) {
    return i64x2ShrS(gather(v, 0x0B0A_0908_0B0A_0908L, 0x0F0E_0D0C_0F0E_0D0CL), 32);
  }

  public static ByteVector i64x2ExtendHighI32x4U(ByteVector v) {
    return i64x2ShrU(gather(v, 0x0B0A_0908_0B0A_0908L, 0x0F0E_0D0C_0F0E_0D0CL), 32);
  }

  public static ByteVector i64x2ExtmulLowI32x4S(ByteVector a, ByteVector b) {
    return i64x2Mul(i64x2ExtendLowI32x4S(a), i64x2ExtendLowI32x4S(b));
  }

  public static ByteVector i64x2ExtmulLowI32x4U(ByteVector a, ByteVector b) {
    return i64x2Mul(i64x2ExtendLowI32x4U(a), i64x2ExtendLowI32x4U(b));
  }

  public static ByteVector i64x2ExtmulHighI32x4S(ByteVector a, ByteVector b) {
    return i64x2Mul(i64x2ExtendHighI32x4S(a), i64x2ExtendHighI32x4S(b));
  }

  public static ByteVector i64x2ExtmulHighI32x4U(ByteVector a, ByteVector b) {
    return i64x2Mul(i64x2ExtendHighI32x4U(a), i64x2ExtendHighI32x4U(b));
  }

  public static ByteVector i64x2RelaxedLaneselect(ByteVector a, ByteVector b, ByteVector mask) {
    return v128Bitselect(a, b, mask);
  }

  /** All bits of the lanes where a comparison holds. */
  static ByteVector longMask(VectorMask<Long> holds) {
    return LongVector.zero(LongVector.SPECIES_128).blend(-1, holds).reinterpretAsBytes();
  }
}
