package dev.quern.runtime;

import dev.quern.V128;
import java.util.Objects;

/**
 * The meaning of the vector instructions (spec 4.3.5). The methods are named like the rows of the
 * instruction table and have their signatures; immediates come last, as ints. Here are the constant
 * and the memory instructions; the others are inherited, so that there is one class to look in.
 *
 * <p>The memory instructions take the exact index in the memory's array. An access that does not
 * lie in the array as a whole throws {@link IndexOutOfBoundsException} and writes nothing.
 *
 * <p>The algorithms on lanes are in {@code VectorsLanes}: a vector is two longs, which hold its
 * lanes, and most instructions treat all lanes of a long at once. The compiler copies the methods
 * on {@link V128} into generated code with two longs in its place, which is why they do nothing
 * with one but make it and take it apart; methods on single longs are called.
 *
 * <h2>Why do relaxed instructions have one meaning?</h2>
 *
 * A program should behave the same on every machine, and the deterministic profile of the
 * specification says how: each is its strict counterpart, where there is one.
 *
 * <p>{@code VectorApi} has the same methods in another form.
 */
public final class Vectors extends VectorsOfDoubles {
  private Vectors() {}

  public static V128 zero() {
    return V128.ZERO;
  }

  /** The first vector unless the condition is 0: by halves, so that no object is chosen. */
  public static V128 select(V128 a, V128 b, int condition) {
    return new V128(condition != 0 ? a.low() : b.low(), condition != 0 ? a.high() : b.high());
  }

  public static V128 v128Const(long low, long high) {
    return new V128(low, high);
  }

  public static V128 v128Load(byte[] memory, int index) {
    return new V128(load64(memory, index), load64(memory, index + 8));
  }

  public static V128 v128Load8x8S(byte[] memory, int index) {
    long v = load64(memory, index);
    return new V128(VectorsLanes.shortsOfBytesS(v), VectorsLanes.shortsOfBytesS(v >>> 32));
  }

  public static V128 v128Load8x8U(byte[] memory, int index) {
    long v = load64(memory, index);
    return new V128(VectorsLanes.shortsOfBytesU(v), VectorsLanes.shortsOfBytesU(v >>> 32));
  }

  public static V128 v128Load16x4S(byte[] memory, int index) {
    long v = load64(memory, index);
    return new V128(VectorsLanes.intsOfShortsS(v), VectorsLanes.intsOfShortsS(v >>> 32));
  }

  public static V128 v128Load16x4U(byte[] memory, int index) {
    long v = load64(memory, index);
    return new V128(VectorsLanes.intsOfShortsU(v), VectorsLanes.intsOfShortsU(v >>> 32));
  }

  public static V128 v128Load32x2S(byte[] memory, int index) {
    long v = load64(memory, index);
    return new V128((int) v, v >> 32);
  }

  public static V128 v128Load32x2U(byte[] memory, int index) {
    long v = load64(memory, index);
    return new V128(v & 0xFFFF_FFFFL, v >>> 32);
  }

  public static V128 v128Load8Splat(byte[] memory, int index) {
    return i8x16Splat(memory[index]);
  }

  public static V128 v128Load16Splat(byte[] memory, int index) {
    return i16x8Splat(load16(memory, index));
  }

  public static V128 v128Load32Splat(byte[] memory, int index) {
    return i32x4Splat(load32(memory, index));
  }

  public static V128 v128Load64Splat(byte[] memory, int index) {
    return i64x2Splat(load64(memory, index));
  }

  public static V128 v128Load32Zero(byte[] memory, int index) {
    return new V128(load32(memory, index) & 0xFFFF_FFFFL, 0);
  }

  public static V128 v128Load64Zero(byte[] memory, int index) {
    return new V128(load64(memory, index), 0);
  }

  public static V128 v128Load8Lane(V128 v, byte[] memory, int index, int lane) {
    return i8x16ReplaceLane(v, memory[index], lane);
  }

  public static V128 v128Load16Lane(V128 v, byte[] memory, int index, int lane) {
    return i16x8ReplaceLane(v, load16(memory, index), lane);
  }

  public static V128 v128Load32Lane(V128 v, byte[] memory, int index, int lane) {
    return i32x4ReplaceLane(v, load32(memory, index), lane);
  }

  public static V128 v128Load64Lane(V128 v, byte[] memory, int index, int lane) {
    return i64x2ReplaceLane(v, load64(memory, index), lane);
  }

  public static void v128Store(byte[] memory, int index, V128 v) {
    Objects.checkFromIndexSize(index, 16, memory.length);
    Bytes.I64.set(memory, index, v.low());
    Bytes.I64.set(memory, index + 8, v.high());
  }

  public static void v128Store8Lane(byte[] memory, int index, V128 v, int lane) {
    memory[index] = (byte) i8x16ExtractLaneS(v, lane);
  }

  public static void v128Store16Lane(byte[] memory, int index, V128 v, int lane) {
    Bytes.I16.set(memory, index, (short) i16x8ExtractLaneS(v, lane));
  }

  public static void v128Store32Lane(byte[] memory, int index, V128 v, int lane) {
    Bytes.I32.set(memory, index, i32x4ExtractLane(v, lane));
  }

  public static void v128Store64Lane(byte[] memory, int index, V128 v, int lane) {
    Bytes.I64.set(memory, index, i64x2ExtractLane(v, lane));
  }

  public static short load16(byte[] memory, int index) {
    return (short) Bytes.I16.get(memory, index);
  }

  public static int load32(byte[] memory, int index) {
    return (int) Bytes.I32.get(memory, index);
  }

  public static long load64(byte[] memory, int index) {
    return (long) Bytes.I64.get(memory, index);
  }
}
