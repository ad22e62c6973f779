package dev.quern.runtime;

import dev.quern.V128;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * {@link VectorsOfBytes} in the form of the Vector API, and what the other shapes need. A shift
 * count counts modulo the width of the lanes in both.
 */
public class VectorApiOfBytes {
  private static final long SECOND = 0x1010_1010_1010_1010L;

  VectorApiOfBytes() {}

  /** The vector in the form of the Vector API. */
  public static ByteVector of(V128 v) {
    return v128Const(v.low(), v.high());
  }

  /** The vector as an object that everybody knows. */
  public static V128 v128(ByteVector v) {
    LongVector longs = longs(v);
    return new V128(longs.lane(0), longs.lane(1));
  }

  public static ByteVector zero() {
    return ByteVector.zero(ByteVector.SPECIES_128);
  }

  /**
   * Made by instructions, not loaded: only then can HotSpot keep what becomes of it in a register.
   */
  public static ByteVector v128Const(long low, long high) {
    return LongVector.broadcast(LongVector.SPECIES_128, low).withLane(1, high).reinterpretAsBytes();
  }

  /** The first vector unless the condition is 0. */
  public static ByteVector select(ByteVector a, ByteVector b, int condition) {
    return condition != 0 ? a : b;
  }

  static ShortVector shorts(ByteVector v) {
    return v.reinterpretAsShorts();
  }

  static IntVector ints(ByteVector v) {
    return v.reinterpretAsInts();
  }

  static LongVector longs(ByteVector v) {
    return v.reinterpretAsLongs();
  }

  static FloatVector floats(ByteVector v) {
    return v.reinterpretAsFloats();
  }

  static DoubleVector doubles(ByteVector v) {
    return v.reinterpretAsDoubles();
  }

  /** All bits of the lanes where a comparison holds. */
  private static ByteVector mask(VectorMask<Byte> holds) {
    return zero().blend((byte) -1, holds);
  }

  public static ByteVector v128Not(ByteVector v) {
    return v.not();
  }

  public static ByteVector v128And(ByteVector a, ByteVector b) {
    return a.and(b);
  }

  public static ByteVector v128Andnot(ByteVector a, ByteVector b) {
    return a.and(b.not());
  }

  public static ByteVector v128Or(ByteVector a, ByteVector b) {
    return a.or(b);
  }

  public static ByteVector v128Xor(ByteVector a, ByteVector b) {
    return a.lanewise(VectorOperators.XOR, b);
  }

  public static ByteVector v128Bitselect(ByteVector a, ByteVector b, ByteVector mask) {
    return v128Xor(b, v128Xor(a, b).and(mask));
  }

  public static int v128AnyTrue(ByteVector v) {
    return v.compare(VectorOperators.NE, (byte) 0).anyTrue() ? 1 : 0;
  }

  public static ByteVector i8x16Splat(int x) {
    return ByteVector.broadcast(ByteVector.SPECIES_128, (byte) x);
  }

  public static int i8x16ExtractLaneS(ByteVector v, int lane) {
    return v.lane(lane);
  }

  public static int i8x16ExtractLaneU(ByteVector v, int lane) {
    return v.lane(lane) & 0xFF;
  }

  public static ByteVector i8x16ReplaceLane(ByteVector v, int x, int lane) {
    return v.withLane(lane, (byte) x);
  }

  /** The 16 lane indices come as bytes of two longs; bit 4 of an index tells the vector. */
  public static ByteVector i8x16Shuffle(ByteVector a, ByteVector b, long low, long high) {
    ByteVector second = v128Const((low & SECOND) / 16 * 0xFF, (high & SECOND) / 16 * 0xFF);
    return v128Bitselect(shuffleSecond(a, b, low, high), shuffleFirst(a, b, low, high), second);
  }

  /** A shuffle that takes nothing from the second vector. */
  public static ByteVector shuffleFirst(ByteVector a, ByteVector b, long low, long high) {
    return gather(a, low, high);
  }

  /** A shuffle that takes nothing from the first vector. */
  public static ByteVector shuffleSecond(ByteVector a, ByteVector b, long low, long high) {
    return gather(b, low, high);
  }

  /** The lanes of a vector whose indices are the bytes of two longs, each modulo 16. */
  static ByteVector gather(ByteVector v, long low, long high) {
    return v128Const(low, high).selectFrom(v);
  }

  public static ByteVector i8x16Swizzle(ByteVector v, ByteVector lanes) {
    return lanes.selectFrom(v).and(mask(lanes.compare(VectorOperators.ULT, (byte) 16)));
  }

  public static ByteVector i8x16Eq(ByteVector a, ByteVector b) {
    return mask(a.compare(VectorOperators.EQ, b));
  }

  public static ByteVector i8x16Ne(ByteVector a, ByteVector b) {
    return mask(a.compare(VectorOperators.NE, b));
  }

  public static ByteVector i8x16LtS(ByteVector a, ByteVector b) {
    return mask(a.compare(VectorOperators.LT, b));
  }

  public static ByteVector i8x16GtS(ByteVector a, ByteVector b) {
    return mask(a.compare(VectorOperators.GT, b));
  }

  public static ByteVector i8x16LeS(ByteVector a, ByteVector b) {
    return mask(a.compare(VectorOperators.LE, b));
  }

  public static ByteVector i8x16GeS(ByteVector a, ByteVector b) {
    return mask(a.compare(VectorOperators.GE, b));
  }

  public static ByteVector i8x16LtU(ByteVector a, ByteVector b) {
    return mask(a.compare(VectorOperators.ULT, b));
  }

  public static ByteVector i8x16GtU(ByteVector a, ByteVector b) {
    return mask(a.compare(VectorOperators.UGT, b));
  }

  public static ByteVector i8x16LeU(ByteVector a, ByteVector b) {
    return mask(a.compare(VectorOperators.ULE, b));
  }

  public static ByteVector i8x16GeU(ByteVector a, ByteVector b) {
    return mask(a.compare(VectorOperators.UGE, b));
  }

  public static ByteVector i8x16Abs(ByteVector v) {
    return v.lanewise(VectorOperators.ABS);
  }

  public static ByteVector i8x16Neg(ByteVector v) {
    return v.lanewise(VectorOperators.NEG);
  }

  public static ByteVector i8x16Add(ByteVector a, ByteVector b) {
    return a.add(b);
  }

  public static ByteVector i8x16Sub(ByteVector a, ByteVector b) {
    return a.sub(b);
  }

  public static ByteVector i8x16AddSatS(ByteVector a, ByteVector b) {
    return a.lanewise(VectorOperators.SADD, b);
  }

  public static ByteVector i8x16AddSatU(ByteVector a, ByteVector b) {
    return a.lanewise(VectorOperators.SUADD, b);
  }

  public static ByteVector i8x16SubSatS(ByteVector a, ByteVector b) {
    return a.lanewise(VectorOperators.SSUB, b);
  }

  public static ByteVector i8x16SubSatU(ByteVector a, ByteVector b) {
    return a.lanewise(VectorOperators.SUSUB, b);
  }

  public static ByteVector i8x16MinS(ByteVector a, ByteVector b) {
    return a.lanewise(VectorOperators.MIN, b);
  }

  public static ByteVector i8x16MinU(ByteVector a, ByteVector b) {
    return a.lanewise(VectorOperators.UMIN, b);
  }

  public static ByteVector i8x16MaxS(ByteVector a, ByteVector b) {
    return a.lanewise(VectorOperators.MAX, b);
  }

  public static ByteVector i8x16MaxU(ByteVector a, ByteVector b) {
    return a.lanewise(VectorOperators.UMAX, b);
  }

  public static ByteVector i8x16Shl(ByteVector v, int count) {
    return v.lanewise(VectorOperators.LSHL, count & 7);
  }

  public static ByteVector i8x16ShrS(ByteVector v, int count) {
    return v.lanewise(VectorOperators.ASHR, count & 7);
  }

  public static ByteVector i8x16ShrU(ByteVector v, int count) {
    return v.lanewise(VectorOperators.LSHR, count & 7);
  }

  public static int i8x16AllTrue(ByteVector v) {
    return v.compare(VectorOperators.EQ, (byte) 0).anyTrue() ? 0 : 1;
  }

  public static int i8x16Bitmask(ByteVector v) {
    return (int) v.compare(VectorOperators.LT, (byte) 0).toLong();
  }

  /** {@code (a + b + 1) / 2}, as {@link VectorsLanes} has it. */
  public static ByteVector i8x16AvgrU(ByteVector a, ByteVector b) {
    LongVector half = longs(v128Xor(a, b)).lanewise(VectorOperators.LSHR, 1);
    return a.or(b).sub(half.reinterpretAsBytes().and((byte) 0x7F));
  }

  /** Counts in lanes of 2 bits, then of 4, then of 8. */
  public static ByteVector i8x16Popcnt(ByteVector v) {
    ByteVector twos = v.sub(shiftedRight(v, 1).and((byte) 0x55));
    ByteVector fours = twos.and((byte) 0x33).add(shiftedRight(twos, 2).and((byte) 0x33));
    return fours.add(shiftedRight(fours, 4)).and((byte) 0x0F);
  }

  /** Shifted over the lanes of bytes, for which there is no machine instruction. */
  private static ByteVector shiftedRight(ByteVector v, int count) {
    return longs(v).lanewise(VectorOperators.LSHR, count).reinterpretAsBytes();
  }

  public static ByteVector i8x16NarrowI16x8S(ByteVector a, ByteVector b) {
    return lowBytes(clampToBytesS(a), clampToBytesS(b));
  }

  private static ByteVector clampToBytesS(ByteVector v) {
    return shorts(v).max((short) -128).min((short) 127).reinterpretAsBytes();
  }

  public static ByteVector i8x16NarrowI16x8U(ByteVector a, ByteVector b) {
    return lowBytes(clampToBytesU(a), clampToBytesU(b));
  }

  private static ByteVector clampToBytesU(ByteVector v) {
    return shorts(v).max((short) 0).min((short) 255).reinterpretAsBytes();
  }

  private static ByteVector lowBytes(ByteVector a, ByteVector b) {
    return i8x16Shuffle(a, b, 0x0E0C_0A08_0604_0200L, 0x1E1C_1A18_1614_1210L);
  }

  public static ByteVector i8x16RelaxedSwizzle(ByteVector a, ByteVector b) {
    return i8x16Swizzle(a, b);
  }

  public static ByteVector i8x16RelaxedLaneselect(ByteVector a, ByteVector b, ByteVector mask) {
    return v128Bitselect(a, b, mask);
  }
}
