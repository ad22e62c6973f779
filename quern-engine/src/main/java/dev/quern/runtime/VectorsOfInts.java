package dev.quern.runtime;

import dev.quern.V128;

/**
 * The instructions on vectors of four 32-bit integers.
 *
 * <p>Relaxed: {@code relaxed_trunc} is {@code trunc_sat}; the dot product is that of {@link
 * VectorsOfShorts}, added in pairs.
 */
public class VectorsOfInts extends VectorsOfShorts {
  private static final long LANE = 0xFFFF_FFFFL;
  private static final long SIGNS = 0x8000_0000_8000_0000L;

  VectorsOfInts() {}

  public static long pair(int low, int high) {
    return low & LANE | (long) high << 32;
  }

  public static V128 i32x4Splat(int x) {
    long lanes = pair(x, x);
    return new V128(lanes, lanes);
  }

  public static int i32x4ExtractLane(V128 v, int lane) {
    return (int) word(v, lane);
  }

  public static V128 i32x4ReplaceLane(V128 v, int x, int lane) {
    int shift = (lane & 1) << 5;
    return lane < 2
        ? new V128(VectorsLanes.replace(v.low(), x, shift, LANE), v.high())
        : new V128(v.low(), VectorsLanes.replace(v.high(), x, shift, LANE));
  }

  /** A long that has a lane in its lowest bits. */
  private static long word(V128 v, int lane) {
    return (lane < 2 ? v.low() : v.high()) >>> ((lane & 1) << 5);
  }

  public static V128 i32x4Eq(V128 a, V128 b) {
    return new V128(
        VectorsLanes.equal(a.low(), b.low(), SIGNS), VectorsLanes.equal(a.high(), b.high(), SIGNS));
  }

  public static V128 i32x4Ne(V128 a, V128 b) {
    return v128Not(i32x4Eq(a, b));
  }

  public static V128 i32x4LtS(V128 a, V128 b) {
    return new V128(
        VectorsLanes.lessS(a.low(), b.low(), SIGNS), VectorsLanes.lessS(a.high(), b.high(), SIGNS));
  }

  public static V128 i32x4GtS(V128 a, V128 b) {
    return i32x4LtS(b, a);
  }

  public static V128 i32x4LeS(V128 a, V128 b) {
    return v128Not(i32x4LtS(b, a));
  }

  public static V128 i32x4GeS(V128 a, V128 b) {
    return v128Not(i32x4LtS(a, b));
  }

  public static V128 i32x4LtU(V128 a, V128 b) {
    return new V128(
        VectorsLanes.lessU(a.low(), b.low(), SIGNS), VectorsLanes.lessU(a.high(), b.high(), SIGNS));
  }

  public static V128 i32x4GtU(V128 a, V128 b) {
    return i32x4LtU(b, a);
  }

  public static V128 i32x4LeU(V128 a, V128 b) {
    return v128Not(i32x4LtU(b, a));
  }

  public static V128 i32x4GeU(V128 a, V128 b) {
    return v128Not(i32x4LtU(a, b));
  }

  public static V128 i32x4Abs(V128 v) {
    return new V128(VectorsLanes.abs(v.low(), SIGNS), VectorsLanes.abs(v.high(), SIGNS));
  }

  public static V128 i32x4Neg(V128 v) {
    return new V128(VectorsLanes.neg(v.low(), SIGNS), VectorsLanes.neg(v.high(), SIGNS));
  }

  public static V128 i32x4Add(V128 a, V128 b) {
    return new V128(
        VectorsLanes.add(a.low(), b.low(), SIGNS), VectorsLanes.add(a.high(), b.high(), SIGNS));
  }

  public static V128 i32x4Sub(V128 a, V128 b) {
    return new V128(
        VectorsLanes.sub(a.low(), b.low(), SIGNS), VectorsLanes.sub(a.high(), b.high(), SIGNS));
  }

  public static V128 i32x4MinS(V128 a, V128 b) {
    return new V128(
        VectorsLanes.minS(a.low(), b.low(), SIGNS), VectorsLanes.minS(a.high(), b.high(), SIGNS));
  }

  public static V128 i32x4MinU(V128 a, V128 b) {
    return new V128(
        VectorsLanes.minU(a.low(), b.low(), SIGNS), VectorsLanes.minU(a.high(), b.high(), SIGNS));
  }

  public static V128 i32x4MaxS(V128 a, V128 b) {
    return new V128(
        VectorsLanes.maxS(a.low(), b.low(), SIGNS), VectorsLanes.maxS(a.high(), b.high(), SIGNS));
  }

  public static V128 i32x4MaxU(V128 a, V128 b) {
    return new V128(
        VectorsLanes.maxU(a.low(), b.low(), SIGNS), VectorsLanes.maxU(a.high(), b.high(), SIGNS));
  }

  public static V128 i32x4Mul(V128 a, V128 b) {
    return new V128(mul(a.low(), b.low()), mul(a.high(), b.high()));
  }

  public static long mul(long a, long b) {
    return a * b & LANE | (a >>> 32) * (b >>> 32) << 32;
  }

  public static V128 i32x4DotI16x8S(V128 a, V128 b) {
    return new V128(dot(a.low(), b.low()), dot(a.high(), b.high()));
  }

  public static long dot(long a, long b) {
    long even = mul(VectorsLanes.evenShortsS(a), VectorsLanes.evenShortsS(b));
    long odd = mul(VectorsLanes.oddShortsS(a), VectorsLanes.oddShortsS(b));
    return VectorsLanes.add(even, odd, SIGNS);
  }

  public static V128 i32x4Shl(V128 v, int count) {
    int n = count & 31;
    return new V128(VectorsLanes.shl(v.low(), n, SIGNS), VectorsLanes.shl(v.high(), n, SIGNS));
  }

  public static V128 i32x4ShrS(V128 v, int count) {
    int n = count & 31;
    return new V128(VectorsLanes.shrS(v.low(), n, SIGNS), VectorsLanes.shrS(v.high(), n, SIGNS));
  }

  public static V128 i32x4ShrU(V128 v, int count) {
    int n = count & 31;
    return new V128(VectorsLanes.shrU(v.low(), n, SIGNS), VectorsLanes.shrU(v.high(), n, SIGNS));
  }

  public static int i32x4AllTrue(V128 v) {
    return (VectorsLanes.zeros(v.low(), SIGNS) | VectorsLanes.zeros(v.high(), SIGNS)) == 0 ? 1 : 0;
  }

  public static int i32x4Bitmask(V128 v) {
    return bitmask(v.low()) | bitmask(v.high()) << 2;
  }

  public static int bitmask(long v) {
    return (int) (v >>> 31) & 1 | (int) (v >>> 62) & 2;
  }

  public static V128 i32x4ExtendLowI16x8S(V128 v) {
    return new V128(
        VectorsLanes.intsOfShortsS(v.low()), VectorsLanes.intsOfShortsS(v.low() >>> 32));
  }

  public static V128 i32x4ExtendHighI16x8S(V128 v) {
    return new V128(
        VectorsLanes.intsOfShortsS(v.high()), VectorsLanes.intsOfShortsS(v.high() >>> 32));
  }

  public static V128 i32x4ExtendLowI16x8U(V128 v) {
    return new V128(
        VectorsLanes.intsOfShortsU(v.low()), VectorsLanes.intsOfShortsU(v.low() >>> 32));
  }

  public static V128 i32x4ExtendHighI16x8U(V128 v) {
    return new V128(
        VectorsLanes.intsOfShortsU(v.high()), VectorsLanes.intsOfShortsU(v.high() >>> 32));
  }

  public static V128 i32x4ExtmulLowI16x8S(V128 a, V128 b) {
    return i32x4Mul(i32x4ExtendLowI16x8S(a), i32x4ExtendLowI16x8S(b));
  }

  public static V128 i32x4ExtmulHighI16x8S(V128 a, V128 b) {
    return i32x4Mul(i32x4ExtendHighI16x8S(a), i32x4ExtendHighI16x8S(b));
  }

  public static V128 i32x4ExtmulLowI16x8U(V128 a, V128 b) {
    return i32x4Mul(i32x4ExtendLowI16x8U(a), i32x4ExtendLowI16x8U(b));
  }

  public static V128 i32x4ExtmulHighI16x8U(V128 a, V128 b) {
    return i32x4Mul(i32x4ExtendHighI16x8U(a), i32x4ExtendHighI16x8U(b));
  }

  public static V128 i32x4ExtaddPairwiseI16x8S(V128 v) {
    return i32x4Add(
        new V128(VectorsLanes.evenShortsS(v.low()), VectorsLanes.evenShortsS(v.high())),
        new V128(VectorsLanes.oddShortsS(v.low()), VectorsLanes.oddShortsS(v.high())));
  }

  public static V128 i32x4ExtaddPairwiseI16x8U(V128 v) {
    return i32x4Add(
        new V128(VectorsLanes.evenShortsU(v.low()), VectorsLanes.evenShortsU(v.high())),
        new V128(VectorsLanes.oddShortsU(v.low()), VectorsLanes.oddShortsU(v.high())));
  }

  public static V128 i32x4TruncSatF32x4S(V128 v) {
    return new V128(truncS(v.low()), truncS(v.high()));
  }

  public static long truncS(long v) {
    return pair((int) VectorsLanes.lowFloat(v), (int) VectorsLanes.highFloat(v));
  }

  public static V128 i32x4TruncSatF32x4U(V128 v) {
    return new V128(truncU(v.low()), truncU(v.high()));
  }

  public static long truncU(long v) {
    return pair(
        Numerics.i32TruncSatF32U(VectorsLanes.lowFloat(v)),
        Numerics.i32TruncSatF32U(VectorsLanes.highFloat(v)));
  }

  public static V128 i32x4TruncSatF64x2SZero(V128 v) {
    double low = Double.longBitsToDouble(v.low());
    double high = Double.longBitsToDouble(v.high());
    return new V128(pair((int) low, (int) high), 0);
  }

  public static V128 i32x4TruncSatF64x2UZero(V128 v) {
    double low = Double.longBitsToDouble(v.low());
    double high = Double.longBitsToDouble(v.high());
    return new V128(pair(Numerics.i32TruncSatF64U(low), Numerics.i32TruncSatF64U(high)), 0);
  }

  public static V128 i32x4RelaxedTruncF32x4S(V128 v) {
    return i32x4TruncSatF32x4S(v);
  }

  public static V128 i32x4RelaxedTruncF64x2SZero(V128 v) {
    return i32x4TruncSatF64x2SZero(v);
  }

  public static V128 i32x4RelaxedTruncF32x4U(V128 v) {
    return i32x4TruncSatF32x4U(v);
  }

  public static V128 i32x4RelaxedTruncF64x2UZero(V128 v) {
    return i32x4TruncSatF64x2UZero(v);
  }

  public static V128 i32x4RelaxedLaneselect(V128 a, V128 b, V128 mask) {
    return v128Bitselect(a, b, mask);
  }

  public static V128 i32x4RelaxedDotI8x16I7x16AddS(V128 a, V128 b, V128 c) {
    return i32x4Add(i32x4ExtaddPairwiseI16x8S(i16x8RelaxedDotI8x16I7x16S(a, b)), c);
  }
}
