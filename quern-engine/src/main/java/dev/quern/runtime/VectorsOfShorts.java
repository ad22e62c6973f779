package dev.quern.runtime;

import dev.quern.V128;

/**
 * The instructions on vectors of eight 16-bit integers.
 *
 * <p>Relaxed: {@code relaxed_q15mulr_s} is {@code q15mulr_sat_s}; the dot product takes the 7-bit
 * integers as signed bytes and wraps around.
 */
public class VectorsOfShorts extends VectorsOfBytes {
  private static final long LANE = 0xFFFFL;
  private static final long SIGNS = 0x8000_8000_8000_8000L;

  /** The bits of lanes of 32 bits that lanes of 16 have. */
  private static final long BITS = 0x0000_FFFF_0000_FFFFL;

  private static final long WIDE = 0x8000_0000_8000_0000L;

  VectorsOfShorts() {}

  public static V128 i16x8Splat(int x) {
    long lanes = (x & LANE) * 0x0001_0001_0001_0001L;
    return new V128(lanes, lanes);
  }

  public static int i16x8ExtractLaneS(V128 v, int lane) {
    return (short) word(v, lane);
  }

  public static int i16x8ExtractLaneU(V128 v, int lane) {
    return (int) word(v, lane) & 0xFFFF;
  }

  public static V128 i16x8ReplaceLane(V128 v, int x, int lane) {
    int shift = (lane & 3) << 4;
    return lane < 4
        ? new V128(VectorsLanes.replace(v.low(), x, shift, LANE), v.high())
        : new V128(v.low(), VectorsLanes.replace(v.high(), x, shift, LANE));
  }

  /** A long that has a lane in its lowest bits. */
  private static long word(V128 v, int lane) {
    return (lane < 4 ? v.low() : v.high()) >>> ((lane & 3) << 4);
  }

  public static V128 i16x8Eq(V128 a, V128 b) {
    return new V128(
        VectorsLanes.equal(a.low(), b.low(), SIGNS), VectorsLanes.equal(a.high(), b.high(), SIGNS));
  }

  public static V128 i16x8Ne(V128 a, V128 b) {
    return v128Not(i16x8Eq(a, b));
  }

  public static V128 i16x8LtS(V128 a, V128 b) {
    return new V128(
        VectorsLanes.lessS(a.low(), b.low(), SIGNS), VectorsLanes.lessS(a.high(), b.high(), SIGNS));
  }

  public static V128 i16x8GtS(V128 a, V128 b) {
    return i16x8LtS(b, a);
  }

  public static V128 i16x8LeS(V128 a, V128 b) {
    return v128Not(i16x8LtS(b, a));
  }

  public static V128 i16x8GeS(V128 a, V128 b) {
    return v128Not(i16x8LtS(a, b));
  }

  public static V128 i16x8LtU(V128 a, V128 b) {
    return new V128(
        VectorsLanes.lessU(a.low(), b.low(), SIGNS), VectorsLanes.lessU(a.high(), b.high(), SIGNS));
  }

  public static V128 i16x8GtU(V128 a, V128 b) {
    return i16x8LtU(b, a);
  }

  public static V128 i16x8LeU(V128 a, V128 b) {
    return v128Not(i16x8LtU(b, a));
  }

  public static V128 i16x8GeU(V128 a, V128 b) {
    return v128Not(i16x8LtU(a, b));
  }

  public static V128 i16x8Abs(V128 v) {
    return new V128(VectorsLanes.abs(v.low(), SIGNS), VectorsLanes.abs(v.high(), SIGNS));
  }

  public static V128 i16x8Neg(V128 v) {
    return new V128(VectorsLanes.neg(v.low(), SIGNS), VectorsLanes.neg(v.high(), SIGNS));
  }

  public static V128 i16x8Add(V128 a, V128 b) {
    return new V128(
        VectorsLanes.add(a.low(), b.low(), SIGNS), VectorsLanes.add(a.high(), b.high(), SIGNS));
  }

  public static V128 i16x8Sub(V128 a, V128 b) {
    return new V128(
        VectorsLanes.sub(a.low(), b.low(), SIGNS), VectorsLanes.sub(a.high(), b.high(), SIGNS));
  }

  public static V128 i16x8AddSatS(V128 a, V128 b) {
    return new V128(
        VectorsLanes.addSatS(a.low(), b.low(), SIGNS),
        VectorsLanes.addSatS(a.high(), b.high(), SIGNS));
  }

  public static V128 i16x8AddSatU(V128 a, V128 b) {
    return new V128(
        VectorsLanes.addSatU(a.low(), b.low(), SIGNS),
        VectorsLanes.addSatU(a.high(), b.high(), SIGNS));
  }

  public static V128 i16x8SubSatS(V128 a, V128 b) {
    return new V128(
        VectorsLanes.subSatS(a.low(), b.low(), SIGNS),
        VectorsLanes.subSatS(a.high(), b.high(), SIGNS));
  }

  public static V128 i16x8SubSatU(V128 a, V128 b) {
    return new V128(
        VectorsLanes.subSatU(a.low(), b.low(), SIGNS),
        VectorsLanes.subSatU(a.high(), b.high(), SIGNS));
  }

  public static V128 i16x8MinS(V128 a, V128 b) {
    return new V128(
        VectorsLanes.minS(a.low(), b.low(), SIGNS), VectorsLanes.minS(a.high(), b.high(), SIGNS));
  }

  public static V128 i16x8MinU(V128 a, V128 b) {
    return new V128(
        VectorsLanes.minU(a.low(), b.low(), SIGNS), VectorsLanes.minU(a.high(), b.high(), SIGNS));
  }

  public static V128 i16x8MaxS(V128 a, V128 b) {
    return new V128(
        VectorsLanes.maxS(a.low(), b.low(), SIGNS), VectorsLanes.maxS(a.high(), b.high(), SIGNS));
  }

  public static V128 i16x8MaxU(V128 a, V128 b) {
    return new V128(
        VectorsLanes.maxU(a.low(), b.low(), SIGNS), VectorsLanes.maxU(a.high(), b.high(), SIGNS));
  }

  public static V128 i16x8AvgrU(V128 a, V128 b) {
    return new V128(
        VectorsLanes.avgrU(a.low(), b.low(), SIGNS), VectorsLanes.avgrU(a.high(), b.high(), SIGNS));
  }

  public static V128 i16x8Mul(V128 a, V128 b) {
    return new V128(mul(a.low(), b.low()), mul(a.high(), b.high()));
  }

  /**
   * The low half of a product does not depend on the high halves of its factors. Where all lanes of
   * the second factor are the same, as they are in most constants, two lanes are multiplied at
   * once.
   */
  public static long mul(long a, long b) {
    long factor = b & LANE;
    if (b == factor * 0x0001_0001_0001_0001L) {
      return (a & EVEN) * factor & EVEN | ((a >>> 16 & EVEN) * factor & EVEN) << 16;
    }
    return (a * b & LANE)
        | ((a >>> 16) * (b >>> 16) & LANE) << 16
        | ((a >>> 32) * (b >>> 32) & LANE) << 32
        | (a >>> 48) * (b >>> 48) << 48;
  }

  private static final long EVEN = 0x0000_FFFF_0000_FFFFL;

  public static V128 i16x8Q15mulrSatS(V128 a, V128 b) {
    return new V128(q15mulr(a.low(), b.low()), q15mulr(a.high(), b.high()));
  }

  public static long q15mulr(long a, long b) {
    long result = 0;
    for (int shift = 0; shift < 64; shift += 16) {
      int product = (short) (a >>> shift) * (short) (b >>> shift);
      result |= (Math.min(product + 0x4000 >> 15, Short.MAX_VALUE) & LANE) << shift;
    }
    return result;
  }

  public static V128 i16x8Shl(V128 v, int count) {
    int n = count & 15;
    return new V128(VectorsLanes.shl(v.low(), n, SIGNS), VectorsLanes.shl(v.high(), n, SIGNS));
  }

  public static V128 i16x8ShrS(V128 v, int count) {
    int n = count & 15;
    return new V128(VectorsLanes.shrS(v.low(), n, SIGNS), VectorsLanes.shrS(v.high(), n, SIGNS));
  }

  public static V128 i16x8ShrU(V128 v, int count) {
    int n = count & 15;
    return new V128(VectorsLanes.shrU(v.low(), n, SIGNS), VectorsLanes.shrU(v.high(), n, SIGNS));
  }

  public static int i16x8AllTrue(V128 v) {
    return (VectorsLanes.zeros(v.low(), SIGNS) | VectorsLanes.zeros(v.high(), SIGNS)) == 0 ? 1 : 0;
  }

  public static int i16x8Bitmask(V128 v) {
    return bitmask(v.low()) | bitmask(v.high()) << 4;
  }

  /** The four signs, brought together in the highest bits of a product without carries. */
  public static int bitmask(long v) {
    return (int) ((v >>> 15 & 0x0001_0001_0001_0001L) * 0x0001_0002_0004_0008L >>> 48) & 0xF;
  }

  public static V128 i16x8NarrowI32x4S(V128 a, V128 b) {
    return new V128(narrowS(a), narrowS(b));
  }

  private static long narrowS(V128 v) {
    return VectorsLanes.shortsOfInts(VectorsLanes.clampS(v.low(), BITS, WIDE))
        | VectorsLanes.shortsOfInts(VectorsLanes.clampS(v.high(), BITS, WIDE)) << 32;
  }

  public static V128 i16x8NarrowI32x4U(V128 a, V128 b) {
    return new V128(narrowU(a), narrowU(b));
  }

  private static long narrowU(V128 v) {
    return VectorsLanes.shortsOfInts(VectorsLanes.clampU(v.low(), BITS, WIDE))
        | VectorsLanes.shortsOfInts(VectorsLanes.clampU(v.high(), BITS, WIDE)) << 32;
  }

  public static V128 i16x8ExtendLowI8x16S(V128 v) {
    return new V128(
        VectorsLanes.shortsOfBytesS(v.low()), VectorsLanes.shortsOfBytesS(v.low() >>> 32));
  }

  public static V128 i16x8ExtendHighI8x16S(V128 v) {
    return new V128(
        VectorsLanes.shortsOfBytesS(v.high()), VectorsLanes.shortsOfBytesS(v.high() >>> 32));
  }

  public static V128 i16x8ExtendLowI8x16U(V128 v) {
    return new V128(
        VectorsLanes.shortsOfBytesU(v.low()), VectorsLanes.shortsOfBytesU(v.low() >>> 32));
  }

  public static V128 i16x8ExtendHighI8x16U(V128 v) {
    return new V128(
        VectorsLanes.shortsOfBytesU(v.high()), VectorsLanes.shortsOfBytesU(v.high() >>> 32));
  }

  public static V128 i16x8ExtmulLowI8x16S(V128 a, V128 b) {
    return i16x8Mul(i16x8ExtendLowI8x16S(a), i16x8ExtendLowI8x16S(b));
  }

  public static V128 i16x8ExtmulHighI8x16S(V128 a, V128 b) {
    return i16x8Mul(i16x8ExtendHighI8x16S(a), i16x8ExtendHighI8x16S(b));
  }

  public static V128 i16x8ExtmulLowI8x16U(V128 a, V128 b) {
    return i16x8Mul(i16x8ExtendLowI8x16U(a), i16x8ExtendLowI8x16U(b));
  }

  public static V128 i16x8ExtmulHighI8x16U(V128 a, V128 b) {
    return i16x8Mul(i16x8ExtendHighI8x16U(a), i16x8ExtendHighI8x16U(b));
  }

  public static V128 i16x8ExtaddPairwiseI8x16S(V128 v) {
    return i16x8Add(
        new V128(VectorsLanes.evenBytesS(v.low()), VectorsLanes.evenBytesS(v.high())),
        new V128(VectorsLanes.oddBytesS(v.low()), VectorsLanes.oddBytesS(v.high())));
  }

  public static V128 i16x8ExtaddPairwiseI8x16U(V128 v) {
    return i16x8Add(
        new V128(VectorsLanes.evenBytesU(v.low()), VectorsLanes.evenBytesU(v.high())),
        new V128(VectorsLanes.oddBytesU(v.low()), VectorsLanes.oddBytesU(v.high())));
  }

  public static V128 i16x8RelaxedLaneselect(V128 a, V128 b, V128 mask) {
    return v128Bitselect(a, b, mask);
  }

  public static V128 i16x8RelaxedQ15mulrS(V128 a, V128 b) {
    return i16x8Q15mulrSatS(a, b);
  }

  public static V128 i16x8RelaxedDotI8x16I7x16S(V128 a, V128 b) {
    return new V128(dot(a.low(), b.low()), dot(a.high(), b.high()));
  }

  public static long dot(long a, long b) {
    long even = mul(VectorsLanes.evenBytesS(a), VectorsLanes.evenBytesS(b));
    long odd = mul(VectorsLanes.oddBytesS(a), VectorsLanes.oddBytesS(b));
    return VectorsLanes.add(even, odd, SIGNS);
  }
}
