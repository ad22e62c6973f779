package dev.quern.runtime;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** {@link VectorsOfShorts} in the form of the Vector API. */
public class VectorApiOfShorts extends VectorApiOfBytes {

  VectorApiOfShorts() {}

  public static ByteVector i16x8Splat(int x) {
    return ShortVector.broadcast(ShortVector.SPECIES_128, (short) x).reinterpretAsBytes();
  }

  public static int i16x8ExtractLaneS(ByteVector v, int lane) {
    return shorts(v).lane(lane);
  }

  public static int i16x8ExtractLaneU(ByteVector v, int lane) {
    return shorts(v).lane(lane) & 0xFFFF;
  }

  public static ByteVector i16x8ReplaceLane(ByteVector v, int x, int lane) {
    return shorts(v).withLane(lane, (short) x).reinterpretAsBytes();
  }

  public static ByteVector i16x8Eq(ByteVector a, ByteVector b) {
    return shortMask(shorts(a).compare(VectorOperators.EQ, shorts(b)));
  }

  public static ByteVector i16x8Ne(ByteVector a, ByteVector b) {
    return shortMask(shorts(a).compare(VectorOperators.NE, shorts(b)));
  }

  public static ByteVector i16x8LtS(ByteVector a, ByteVector b) {
    return shortMask(shorts(a).compare(VectorOperators.LT, shorts(b)));
  }

  public static ByteVector i16x8GtS(ByteVector a, ByteVector b) {
    return shortMask(shorts(a).compare(VectorOperators.GT, shorts(b)));
  }

  public static ByteVector i16x8LeS(ByteVector a, ByteVector b) {
    return shortMask(shorts(a).compare(VectorOperators.LE, shorts(b)));
  }

  public static ByteVector i16x8GeS(ByteVector a, ByteVector b) {
    return shortMask(shorts(a).compare(VectorOperators.GE, shorts(b)));
  }

  public static ByteVector i16x8LtU(ByteVector a, ByteVector b) {
    return shortMask(shorts(a).compare(VectorOperators.ULT, shorts(b)));
  }

  public static ByteVector i16x8GtU(ByteVector a, ByteVector b) {
    return shortMask(shorts(a).compare(VectorOperators.UGT, shorts(b)));
  }

  public static ByteVector i16x8LeU(ByteVector a, ByteVector b) {
    return shortMask(shorts(a).compare(VectorOperators.ULE, shorts(b)));
  }

  public static ByteVector i16x8GeU(ByteVector a, ByteVector b) {
    return shortMask(shorts(a).compare(VectorOperators.UGE, shorts(b)));
  }

  public static ByteVector i16x8Abs(ByteVector v) {
    return shorts(v).lanewise(VectorOperators.ABS).reinterpretAsBytes();
  }

  public static ByteVector i16x8Neg(ByteVector v) {
    return shorts(v).lanewise(VectorOperators.NEG).reinterpretAsBytes();
  }

  public static ByteVector i16x8Add(ByteVector a, ByteVector b) {
    return shorts(a).add(shorts(b)).reinterpretAsBytes();
  }

  public static ByteVector i16x8Sub(ByteVector a, ByteVector b) {
    return shorts(a).sub(shorts(b)).reinterpretAsBytes();
  }

  public static ByteVector i16x8AddSatS(ByteVector a, ByteVector b) {
    return shorts(a).lanewise(VectorOperators.SADD, shorts(b)).reinterpretAsBytes();
  }

  public static ByteVector i16x8AddSatU(ByteVector a, ByteVector b) {
    return shorts(a).lanewise(VectorOperators.SUADD, shorts(b)).reinterpretAsBytes();
  }

  public static ByteVector i16x8SubSatS(ByteVector a, ByteVector b) {
    return shorts(a).lanewise(VectorOperators.SSUB, shorts(b)).reinterpretAsBytes();
  }

  public static ByteVector i16x8SubSatU(ByteVector a, ByteVector b) {
    return shorts(a).lanewise(VectorOperators.SUSUB, shorts(b)).reinterpretAsBytes();
  }

  public static ByteVector i16x8MinS(ByteVector a, ByteVector b) {
    return shorts(a).lanewise(VectorOperators.MIN, shorts(b)).reinterpretAsBytes();
  }

  public static ByteVector i16x8MinU(ByteVector a, ByteVector b) {
    return shorts(a).lanewise(VectorOperators.UMIN, shorts(b)).reinterpretAsBytes();
  }

  public static ByteVector i16x8MaxS(ByteVector a, ByteVector b) {
    return shorts(a).lanewise(VectorOperators.MAX, shorts(b)).reinterpretAsBytes();
  }

  public static ByteVector i16x8MaxU(ByteVector a, ByteVector b) {
    return shorts(a).lanewise(VectorOperators.UMAX, shorts(b)).reinterpretAsBytes();
  }

  public static ByteVector i16x8Mul(ByteVector a, ByteVector b) {
    return shorts(a).mul(shorts(b)).reinterpretAsBytes();
  }

  public static ByteVector i16x8Shl(ByteVector v, int count) {
    return shorts(v).lanewise(VectorOperators.LSHL, count & 15).reinterpretAsBytes();
  }

  public static ByteVector i16x8ShrS(ByteVector v, int count) {
    return shorts(v).lanewise(VectorOperators.ASHR, count & 15).reinterpretAsBytes();
  }

  public static ByteVector i16x8ShrU(ByteVector v, int count) {
    return shorts(v).lanewise(VectorOperators.LSHR, count & 15).reinterpretAsBytes();
  }

  public static int i16x8AllTrue(ByteVector v) {
    return shorts(v).compare(VectorOperators.EQ, (short) 0).anyTrue() ? 0 : 1;
  }

  public static int i16x8Bitmask(ByteVector v) {
    return (int) shorts(v).compare(VectorOperators.LT, (short) 0).toLong();
  }

  /** {@code (a + b + 1) / 2}, as {@link VectorsLanes} has it. */
  public static ByteVector i16x8AvgrU(ByteVector a, ByteVector b) {
    ByteVector half = i16x8ShrU(v128Xor(a, b), 1);
    return i16x8Sub(a.or(b), half);
  }

  public static ByteVector i16x8Q15mulrSatS(ByteVector a, ByteVector b) {
    IntVector even = q15mulr(even(a), even(b)).and(0xFFFF);
    IntVector odd = q15mulr(odd(a), odd(b)).lanewise(VectorOperators.LSHL, 16);
    return even.or(odd).reinterpretAsBytes();
  }

  private static IntVector q15mulr(IntVector a, IntVector b) {
    return a.mul(b).add(0x4000).lanewise(VectorOperators.ASHR, 15).min(Short.MAX_VALUE);
  }

  private static IntVector even(ByteVector v) {
    return odd(ints(v).lanewise(VectorOperators.LSHL, 16).reinterpretAsBytes());
  }

  private static IntVector odd(ByteVector v) {
    return ints(v).lanewise(VectorOperators.ASHR, 16);
  }

  public static ByteVector i16x8NarrowI32x4S(ByteVector a, ByteVector b) {
    return lowShorts(clampToShortsS(a), clampToShortsS(b));
  }

  private static ByteVector clampToShortsS(ByteVector v) {
    return ints(v).max(Short.MIN_VALUE).min(Short.MAX_VALUE).reinterpretAsBytes();
  }

  public static ByteVector i16x8NarrowI32x4U(ByteVector a, ByteVector b) {
    return lowShorts(clampToShortsU(a), clampToShortsU(b));
  }

  private static ByteVector clampToShortsU(ByteVector v) {
    return ints(v).max(0).min(0xFFFF).reinterpretAsBytes();
  }

  private static ByteVector lowShorts(ByteVector a, ByteVector b) {
    return i8x16Shuffle(a, b, 0x0D0C_0908_0504_0100L, 0x1D1C_1918_1514_1110L);
  }

  // Lanes of the lower half are what the Vector API converts at once; those of the upper half are
  // brought into the upper halves of wider lanes, from where a shift extends them.

  public static ByteVector i16x8ExtendLowI8x16S(ByteVector v) {
    return v.convertShape(VectorOperators.B2S, ShortVector.SPECIES_128, 0).reinterpretAsBytes();
  }

  public static ByteVector i16x8ExtendLowI8x16U(ByteVector v) {
    return v.convertShape(VectorOperators.ZERO_EXTEND_B2S, ShortVector.SPECIES_128, 0)
        .reinterpretAsBytes();
  }

  public static ByteVector i16x8ExtendHighI8x16S(ByteVector v) {
    return i16x8ShrS(gather(v, 0x0B0B_0A0A_0909_0808L, 0x0F0F_0E0E_0D0D_0C0CL), 8);
  }

  public static ByteVector i16x8ExtendHighI8x16U(ByteVector v) {
    return shorts(gather(v, 0x0B0B_0A0A_0909_0808L, 0x0F0F_0E0E_0D0D_0C0CL))
        .and((short) 0xFF)
        .reinterpretAsBytes();
  }

  public static ByteVector i16x8ExtmulLowI8x16S(ByteVector a, ByteVector b) {
    return i16x8Mul(i16x8ExtendLowI8x16S(a), i16x8ExtendLowI8x16S(b));
  }

  public static ByteVector i16x8ExtmulLowI8x16U(ByteVector a, ByteVector b) {
    return i16x8Mul(i16x8ExtendLowI8x16U(a), i16x8ExtendLowI8x16U(b));
  }

  public static ByteVector i16x8ExtmulHighI8x16S(ByteVector a, ByteVector b) {
    return i16x8Mul(i16x8ExtendHighI8x16S(a), i16x8ExtendHighI8x16S(b));
  }

  public static ByteVector i16x8ExtmulHighI8x16U(ByteVector a, ByteVector b) {
    return i16x8Mul(i16x8ExtendHighI8x16U(a), i16x8ExtendHighI8x16U(b));
  }

  public static ByteVector i16x8ExtaddPairwiseI8x16S(ByteVector v) {
    return i16x8Add(i16x8ShrS(i16x8Shl(v, 8), 8), i16x8ShrS(v, 8));
  }

  public static ByteVector i16x8ExtaddPairwiseI8x16U(ByteVector v) {
    return i16x8Add(shorts(v).and((short) 0xFF).reinterpretAsBytes(), i16x8ShrU(v, 8));
  }

  public static ByteVector i16x8RelaxedLaneselect(ByteVector a, ByteVector b, ByteVector mask) {
    return v128Bitselect(a, b, mask);
  }

  public static ByteVector i16x8RelaxedQ15mulrS(ByteVector a, ByteVector b) {
    return i16x8Q15mulrSatS(a, b);
  }

  public static ByteVector i16x8RelaxedDotI8x16I7x16S(ByteVector a, ByteVector b) {
    ByteVector even = i16x8Mul(i16x8ShrS(i16x8Shl(a, 8), 8), i16x8ShrS(i16x8Shl(b, 8), 8));
    ByteVector odd = i16x8Mul(i16x8ShrS(a, 8), i16x8ShrS(b, 8));
    return i16x8Add(even, odd);
  }

  /** All bits of the lanes where a comparison holds. */
  private static ByteVector shortMask(VectorMask<Short> holds) {
    return ShortVector.zero(ShortVector.SPECIES_128).blend((short) -1, holds).reinterpretAsBytes();
  }
}
