package dev.quern.runtime;

import dev.quern.V128;

/**
 * The instructions on vectors of 16 bytes, and the bitwise ones, which have no lanes.
 *
 * <p>Relaxed: {@code relaxed_swizzle} is {@code swizzle}, and {@code relaxed_laneselect} is {@code
 * v128.bitselect}, here and for the other shapes.
 */
public class VectorsOfBytes {
  private static final long LANE = 0xFFL;
  private static final long SIGNS = 0x8080_8080_8080_8080L;

  /** The bits of lanes of 16 bits that lanes of bytes have. */
  private static final long BITS = 0x00FF_00FF_00FF_00FFL;

  private static final long WIDE = 0x8000_8000_8000_8000L;

  VectorsOfBytes() {}

  public static V128 v128Not(V128 v) {
    return new V128(~v.low(), ~v.high());
  }

  public static V128 v128And(V128 a, V128 b) {
    return new V128(a.low() & b.low(), a.high() & b.high());
  }

  public static V128 v128Andnot(V128 a, V128 b) {
    return new V128(a.low() & ~b.low(), a.high() & ~b.high());
  }

  public static V128 v128Or(V128 a, V128 b) {
    return new V128(a.low() | b.low(), a.high() | b.high());
  }

  public static V128 v128Xor(V128 a, V128 b) {
    return new V128(a.low() ^ b.low(), a.high() ^ b.high());
  }

  public static V128 v128Bitselect(V128 a, V128 b, V128 mask) {
    return new V128(
        VectorsLanes.select(a.low(), b.low(), mask.low()),
        VectorsLanes.select(a.high(), b.high(), mask.high()));
  }

  public static int v128AnyTrue(V128 v) {
    return (v.low() | v.high()) != 0 ? 1 : 0;
  }

  public static V128 i8x16Splat(int x) {
    long lanes = (x & LANE) * 0x0101_0101_0101_0101L;
    return new V128(lanes, lanes);
  }

  public static int i8x16ExtractLaneS(V128 v, int lane) {
    return (byte) word(v, lane);
  }

  public static int i8x16ExtractLaneU(V128 v, int lane) {
    return (int) word(v, lane) & 0xFF;
  }

  public static V128 i8x16ReplaceLane(V128 v, int x, int lane) {
    int shift = (lane & 7) << 3;
    return lane < 8
        ? new V128(VectorsLanes.replace(v.low(), x, shift, LANE), v.high())
        : new V128(v.low(), VectorsLanes.replace(v.high(), x, shift, LANE));
  }

  /** One of the bytes of two longs, unsigned. */
  private static long word(long low, long high, int lane) {
    return (lane < 8 ? low : high) >>> ((lane & 7) << 3) & LANE;
  }

  /** A long that has a lane in its lowest bits. */
  private static long word(V128 v, int lane) {
    return (lane < 8 ? v.low() : v.high()) >>> ((lane & 7) << 3);
  }

  /** The shuffle's 16 lane indices come as bytes of two longs. */
  public static V128 i8x16Shuffle(V128 a, V128 b, long low, long high) {
    return new V128(
        shuffle(a.low(), a.high(), b.low(), b.high(), low),
        shuffle(a.low(), a.high(), b.low(), b.high(), high));
  }

  /** A shuffle that takes nothing from the second vector. */
  public static V128 shuffleFirst(V128 a, V128 b, long low, long high) {
    return new V128(gather(a.low(), a.high(), low), gather(a.low(), a.high(), high));
  }

  /** A shuffle that takes nothing from the first vector. */
  public static V128 shuffleSecond(V128 a, V128 b, long low, long high) {
    return new V128(gather(b.low(), b.high(), low), gather(b.low(), b.high(), high));
  }

  /** The lanes of a vector whose indices are the bytes of a long, each modulo 16. */
  public static long gather(long low, long high, long lanes) {
    long result = 0;
    for (int shift = 0; shift < 64; shift += 8) {
      result |= word(low, high, (int) (lanes >>> shift) & 15) << shift;
    }
    return result;
  }

  public static long shuffle(long aLow, long aHigh, long bLow, long bHigh, long lanes) {
    long result = 0;
    for (int shift = 0; shift < 64; shift += 8) {
      int lane = (int) (lanes >>> shift);
      long first = word(aLow, aHigh, lane & 15);
      result |= ((lane & 16) == 0 ? first : word(bLow, bHigh, lane & 15)) << shift;
    }
    return result;
  }

  public static V128 i8x16Swizzle(V128 v, V128 lanes) {
    return new V128(
        swizzle(v.low(), v.high(), lanes.low()), swizzle(v.low(), v.high(), lanes.high()));
  }

  public static long swizzle(long low, long high, long lanes) {
    long result = 0;
    for (int shift = 0; shift < 64; shift += 8) {
      int lane = (int) (lanes >>> shift) & 0xFF;
      result |= lane < 16 ? word(low, high, lane) << shift : 0;
    }
    return result;
  }

  public static V128 i8x16Eq(V128 a, V128 b) {
    return new V128(
        VectorsLanes.equal(a.low(), b.low(), SIGNS), VectorsLanes.equal(a.high(), b.high(), SIGNS));
  }

  public static V128 i8x16Ne(V128 a, V128 b) {
    return v128Not(i8x16Eq(a, b));
  }

  public static V128 i8x16LtS(V128 a, V128 b) {
    return new V128(
        VectorsLanes.lessS(a.low(), b.low(), SIGNS), VectorsLanes.lessS(a.high(), b.high(), SIGNS));
  }

  public static V128 i8x16GtS(V128 a, V128 b) {
    return i8x16LtS(b, a);
  }

  public static V128 i8x16LeS(V128 a, V128 b) {
    return v128Not(i8x16LtS(b, a));
  }

  public static V128 i8x16GeS(V128 a, V128 b) {
    return v128Not(i8x16LtS(a, b));
  }

  public static V128 i8x16LtU(V128 a, V128 b) {
    return new V128(
        VectorsLanes.lessU(a.low(), b.low(), SIGNS), VectorsLanes.lessU(a.high(), b.high(), SIGNS));
  }

  public static V128 i8x16GtU(V128 a, V128 b) {
    return i8x16LtU(b, a);
  }

  public static V128 i8x16LeU(V128 a, V128 b) {
    return v128Not(i8x16LtU(b, a));
  }

  public static V128 i8x16GeU(V128 a, V128 b) {
    return v128Not(i8x16LtU(a, b));
  }

  public static V128 i8x16Abs(V128 v) {
    return new V128(VectorsLanes.abs(v.low(), SIGNS), VectorsLanes.abs(v.high(), SIGNS));
  }

  public static V128 i8x16Neg(V128 v) {
    return new V128(VectorsLanes.neg(v.low(), SIGNS), VectorsLanes.neg(v.high(), SIGNS));
  }

  public static V128 i8x16Add(V128 a, V128 b) {
    return new V128(
        VectorsLanes.add(a.low(), b.low(), SIGNS), VectorsLanes.add(a.high(), b.high(), SIGNS));
  }

  public static V128 i8x16Sub(V128 a, V128 b) {
    return new V128(
        VectorsLanes.sub(a.low(), b.low(), SIGNS), VectorsLanes.sub(a.high(), b.high(), SIGNS));
  }

  public static V128 i8x16AddSatS(V128 a, V128 b) {
    return new V128(
        VectorsLanes.addSatS(a.low(), b.low(), SIGNS),
        VectorsLanes.addSatS(a.high(), b.high(), SIGNS));
  }

  public static V128 i8x16AddSatU(V128 a, V128 b) {
    return new V128(
        VectorsLanes.addSatU(a.low(), b.low(), SIGNS),
        VectorsLanes.addSatU(a.high(), b.high(), SIGNS));
  }

  public static V128 i8x16SubSatS(V128 a, V128 b) {
    return new V128(
        VectorsLanes.subSatS(a.low(), b.low(), SIGNS),
        VectorsLanes.subSatS(a.high(), b.high(), SIGNS));
  }

  public static V128 i8x16SubSatU(V128 a, V128 b) {
    return new V128(
        VectorsLanes.subSatU(a.low(), b.low(), SIGNS),
        VectorsLanes.subSatU(a.high(), b.high(), SIGNS));
  }

  public static V128 i8x16MinS(V128 a, V128 b) {
    return new V128(
        VectorsLanes.minS(a.low(), b.low(), SIGNS), VectorsLanes.minS(a.high(), b.high(), SIGNS));
  }

  public static V128 i8x16MinU(V128 a, V128 b) {
    return new V128(
        VectorsLanes.minU(a.low(), b.low(), SIGNS), VectorsLanes.minU(a.high(), b.high(), SIGNS));
  }

  public static V128 i8x16MaxS(V128 a, V128 b) {
    return new V128(
        VectorsLanes.maxS(a.low(), b.low(), SIGNS), VectorsLanes.maxS(a.high(), b.high(), SIGNS));
  }

  public static V128 i8x16MaxU(V128 a, V128 b) {
    return new V128(
        VectorsLanes.maxU(a.low(), b.low(), SIGNS), VectorsLanes.maxU(a.high(), b.high(), SIGNS));
  }

  public static V128 i8x16AvgrU(V128 a, V128 b) {
    return new V128(
        VectorsLanes.avgrU(a.low(), b.low(), SIGNS), VectorsLanes.avgrU(a.high(), b.high(), SIGNS));
  }

  public static V128 i8x16Shl(V128 v, int count) {
    int n = count & 7;
    return new V128(VectorsLanes.shl(v.low(), n, SIGNS), VectorsLanes.shl(v.high(), n, SIGNS));
  }

  public static V128 i8x16ShrS(V128 v, int count) {
    int n = count & 7;
    return new V128(VectorsLanes.shrS(v.low(), n, SIGNS), VectorsLanes.shrS(v.high(), n, SIGNS));
  }

  public static V128 i8x16ShrU(V128 v, int count) {
    int n = count & 7;
    return new V128(VectorsLanes.shrU(v.low(), n, SIGNS), VectorsLanes.shrU(v.high(), n, SIGNS));
  }

  public static int i8x16AllTrue(V128 v) {
    return (VectorsLanes.zeros(v.low(), SIGNS) | VectorsLanes.zeros(v.high(), SIGNS)) == 0 ? 1 : 0;
  }

  public static int i8x16Bitmask(V128 v) {
    return bitmask(v.low()) | bitmask(v.high()) << 8;
  }

  /** The eight signs, brought together in the highest byte of a product without carries. */
  public static int bitmask(long v) {
    return (int) ((v >>> 7 & 0x0101_0101_0101_0101L) * 0x0102_0408_1020_4080L >>> 56);
  }

  public static V128 i8x16Popcnt(V128 v) {
    return new V128(popcnt(v.low()), popcnt(v.high()));
  }

  /** Counts in lanes of 2 bits, then of 4, then of 8. */
  public static long popcnt(long v) {
    long twos = v - (v >>> 1 & 0x5555_5555_5555_5555L);
    long fours = (twos & 0x3333_3333_3333_3333L) + (twos >>> 2 & 0x3333_3333_3333_3333L);
    return fours + (fours >>> 4) & 0x0F0F_0F0F_0F0F_0F0FL;
  }

  public static V128 i8x16NarrowI16x8S(V128 a, V128 b) {
    return new V128(narrowS(a), narrowS(b));
  }

  private static long narrowS(V128 v) {
    return VectorsLanes.bytesOfShorts(VectorsLanes.clampS(v.low(), BITS, WIDE))
        | VectorsLanes.bytesOfShorts(VectorsLanes.clampS(v.high(), BITS, WIDE)) << 32;
  }

  public static V128 i8x16NarrowI16x8U(V128 a, V128 b) {
    return new V128(narrowU(a), narrowU(b));
  }

  private static long narrowU(V128 v) {
    return VectorsLanes.bytesOfShorts(VectorsLanes.clampU(v.low(), BITS, WIDE))
        | VectorsLanes.bytesOfShorts(VectorsLanes.clampU(v.high(), BITS, WIDE)) << 32;
  }

  public static V128 i8x16RelaxedSwizzle(V128 v, V128 lanes) {
    return i8x16Swizzle(v, lanes);
  }

  public static V128 i8x16RelaxedLaneselect(V128 a, V128 b, V128 mask) {
    return v128Bitselect(a, b, mask);
  }
}
