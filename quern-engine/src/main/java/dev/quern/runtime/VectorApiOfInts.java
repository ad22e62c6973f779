package dev.quern.runtime;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** {@link VectorsOfInts} in the form of the Vector API. */
public class VectorApiOfInts extends VectorApiOfShorts {

  VectorApiOfInts() {}

  public static ByteVector i32x4Splat(int x) {
    return IntVector.broadcast(IntVector.SPECIES_128, x).reinterpretAsBytes();
  }

  public static int i32x4ExtractLane(ByteVector v, int lane) {
    return ints(v).lane(lane);
  }

  public static ByteVector i32x4ReplaceLane(ByteVector v, int x, int lane) {
    return ints(v).withLane(lane, x).reinterpretAsBytes();
  }

  public static ByteVector i32x4Eq(ByteVector a, ByteVector b) {
    return intMask(ints(a).compare(VectorOperators.EQ, ints(b)));
  }

  public static ByteVector i32x4Ne(ByteVector a, ByteVector b) {
    return intMask(ints(a).compare(VectorOperators.NE, ints(b)));
  }

  public static ByteVector i32x4LtS(ByteVector a, ByteVector b) {
    return intMask(ints(a).compare(VectorOperators.LT, ints(b)));
  }

  public static ByteVector i32x4GtS(ByteVector a, ByteVector b) {
    return intMask(ints(a).compare(VectorOperators.GT, ints(b)));
  }

  public static ByteVector i32x4LeS(ByteVector a, ByteVector b) {
    return intMask(ints(a).compare(VectorOperators.LE, ints(b)));
  }

  public static ByteVector i32x4GeS(ByteVector a, ByteVector b) {
    return intMask(ints(a).compare(VectorOperators.GE, ints(b)));
  }

  public static ByteVector i32x4LtU(ByteVector a, ByteVector b) {
    return intMask(ints(a).compare(VectorOperators.ULT, ints(b)));
  }

  public static ByteVector i32x4GtU(ByteVector a, ByteVector b) {
    return intMask(ints(a).compare(VectorOperators.UGT, ints(b)));
  }

  public static ByteVector i32x4LeU(ByteVector a, ByteVector b) {
    return intMask(ints(a).compare(VectorOperators.ULE, ints(b)));
  }

  public static ByteVector i32x4GeU(ByteVector a, ByteVector b) {
    return intMask(ints(a).compare(VectorOperators.UGE, ints(b)));
  }

  public static ByteVector i32x4Abs(ByteVector v) {
    return ints(v).lanewise(VectorOperators.ABS).reinterpretAsBytes();
  }

  public static ByteVector i32x4Neg(ByteVector v) {
    return ints(v).lanewise(VectorOperators.NEG).reinterpretAsBytes();
  }

  public static ByteVector i32x4Add(ByteVector a, ByteVector b) {
    return ints(a).add(ints(b)).reinterpretAsBytes();
  }

  public static ByteVector i32x4Sub(ByteVector a, ByteVector b) {
    return ints(a).sub(ints(b)).reinterpretAsBytes();
  }

  public static ByteVector i32x4MinS(ByteVector a, ByteVector b) {
    return ints(a).lanewise(VectorOperators.MIN, ints(b)).reinterpretAsBytes();
  }

  public static ByteVector i32x4MinU(ByteVector a, ByteVector b) {
    return ints(a).lanewise(VectorOperators.UMIN, ints(b)).reinterpretAsBytes();
  }

  public static ByteVector i32x4MaxS(ByteVector a, ByteVector b) {
    return ints(a).lanewise(VectorOperators.MAX, ints(b)).reinterpretAsBytes();
  }

  public static ByteVector i32x4MaxU(ByteVector a, ByteVector b) {
    return ints(a).lanewise(VectorOperators.UMAX, ints(b)).reinterpretAsBytes();
  }

  public static ByteVector i32x4Mul(ByteVector a, ByteVector b) {
    return ints(a).mul(ints(b)).reinterpretAsBytes();
  }

  public static ByteVector i32x4Shl(ByteVector v, int count) {
    return ints(v).lanewise(VectorOperators.LSHL, count & 31).reinterpretAsBytes();
  }

  public static ByteVector i32x4ShrS(ByteVector v, int count) {
    return ints(v).lanewise(VectorOperators.ASHR, count & 31).reinterpretAsBytes();
  }

  public static ByteVector i32x4ShrU(ByteVector v, int count) {
    return ints(v).lanewise(VectorOperators.LSHR, count & 31).reinterpretAsBytes();
  }

  public static int i32x4AllTrue(ByteVector v) {
    return ints(v).compare(VectorOperators.EQ, 0).anyTrue() ? 0 : 1;
  }

  public static int i32x4Bitmask(ByteVector v) {
    return (int) ints(v).compare(VectorOperators.LT, 0).toLong();
  }

  public static ByteVector i32x4DotI16x8S(ByteVector a, ByteVector b) {
    ByteVector even = i32x4Mul(i32x4ShrS(i32x4Shl(a, 16), 16), i32x4ShrS(i32x4Shl(b, 16), 16));
    ByteVector odd = i32x4Mul(i32x4ShrS(a, 16), i32x4ShrS(b, 16));
    return i32x4Add(even, odd);
  }

  public static ByteVector i32x4ExtendLowI16x8S(ByteVector v) {
    return v.reinterpretAsShorts()
        .convertShape(VectorOperators.S2I, IntVector.SPECIES_128, 0)
        .reinterpretAsBytes();
  }

  public static ByteVector i32x4ExtendLowI16x8U(ByteVector v) {
    return v.reinterpretAsShorts()
        .convertShape(VectorOperators.ZERO_EXTEND_S2I, IntVector.SPECIES_128, 0)
        .reinterpretAsBytes();
  }

  public static ByteVector i32x4ExtendHighI16x8S(ByteVector v) {
    return i32x4ShrS(gather(v, 0x0B0A_0B0A_0908_0908L, 0x0F0E_0F0E_0D0C_0D0CL), 16);
  }

  public static ByteVector i32x4ExtendHighI16x8U(ByteVector v) {
    return ints(gather(v, 0x0B0A_0B0A_0908_0908L, 0x0F0E_0F0E_0D0C_0D0CL))
        .and(0xFFFF)
        .reinterpretAsBytes();
  }

  public static ByteVector i32x4ExtmulLowI16x8S(ByteVector a, ByteVector b) {
    return i32x4Mul(i32x4ExtendLowI16x8S(a), i32x4ExtendLowI16x8S(b));
  }

  public static ByteVector i32x4ExtmulLowI16x8U(ByteVector a, ByteVector b) {
    return i32x4Mul(i32x4ExtendLowI16x8U(a), i32x4ExtendLowI16x8U(b));
  }

  public static ByteVector i32x4ExtmulHighI16x8S(ByteVector a, ByteVector b) {
    return i32x4Mul(i32x4ExtendHighI16x8S(a), i32x4ExtendHighI16x8S(b));
  }

  public static ByteVector i32x4ExtmulHighI16x8U(ByteVector a, ByteVector b) {
    return i32x4Mul(i32x4ExtendHighI16x8U(a), i32x4ExtendHighI16x8U(b));
  }

  public static ByteVector i32x4ExtaddPairwiseI16x8S(ByteVector v) {
    return i32x4Add(i32x4ShrS(i32x4Shl(v, 16), 16), i32x4ShrS(v, 16));
  }

  public static ByteVector i32x4ExtaddPairwiseI16x8U(ByteVector v) {
    return i32x4Add(ints(v).and(0xFFFF).reinterpretAsBytes(), i32x4ShrU(v, 16));
  }

  public static ByteVector i32x4TruncSatF32x4S(ByteVector v) {
    return truncated(floats(v)).reinterpretAsBytes();
  }

  private static IntVector truncated(FloatVector v) {
    return (IntVector) v.convert(VectorOperators.F2I, 0);
  }

  /** From 2^31 on less by 2^31, which is then put back as the highest bit. */
  public static ByteVector i32x4TruncSatF32x4U(ByteVector v) {
    FloatVector x = floats(v);
    IntVector small = truncated(x).max(0);
    IntVector large = truncated(x.sub(0x1p31f)).lanewise(VectorOperators.XOR, Integer.MIN_VALUE);
    VectorMask<Float> isLarge = x.compare(VectorOperators.GE, 0x1p31f);
    return small.blend(large, isLarge.cast(IntVector.SPECIES_128)).reinterpretAsBytes();
  }

  public static ByteVector i32x4TruncSatF64x2SZero(ByteVector v) {
    return of(Vectors.i32x4TruncSatF64x2SZero(v128(v)));
  }

  public static ByteVector i32x4TruncSatF64x2UZero(ByteVector v) {
    return of(Vectors.i32x4TruncSatF64x2UZero(v128(v)));
  }

  public static ByteVector i32x4RelaxedTruncF32x4S(ByteVector v) {
    return i32x4TruncSatF32x4S(v);
  }

  public static ByteVector i32x4RelaxedTruncF64x2SZero(ByteVector v) {
    return i32x4TruncSatF64x2SZero(v);
  }

  public static ByteVector i32x4RelaxedTruncF32x4U(ByteVector v) {
    return i32x4TruncSatF32x4U(v);
  }

  public static ByteVector i32x4RelaxedTruncF64x2UZero(ByteVector v) {
    return i32x4TruncSatF64x2UZero(v);
  }

  public static ByteVector i32x4RelaxedLaneselect(ByteVector a, ByteVector b, ByteVector mask) {
    return v128Bitselect(a, b, mask);
  }

  public static ByteVector i32x4RelaxedDotI8x16I7x16AddS(ByteVector a, ByteVector b, ByteVector c) {
    return i32x4Add(i32x4ExtaddPairwiseI16x8S(i16x8RelaxedDotI8x16I7x16S(a, b)), c);
  }

  /** All bits of the lanes where a comparison holds. */
  static ByteVector intMask(VectorMask<Integer> holds) {
    return IntVector.zero(IntVector.SPECIES_128).blend(-1, holds).reinterpretAsBytes();
  }
}
