package dev.quern.runtime;

import dev.quern.V128;
import jdk.incubator.vector.ByteVector;

/**
 * {@link Vectors} for functions that keep a v128 in a {@code ByteVector}: the same instructions
 * with the same results, which HotSpot turns into vector instructions of the machine. This class
 * and its superclasses are loaded only where the module {@code jdk.incubator.vector} is there and
 * is to be used.
 *
 * <p>A method that works lane by lane looks at the bytes as lanes of its shape, which costs
 * nothing. What the Vector API has no fast way for goes through {@link V128} and the meaning in
 * {@link Vectors}.
 */
public final class VectorApi extends VectorApiOfDoubles {
  private VectorApi() {}

  public static ByteVector v128Load(byte[] memory, int index) {
    return ByteVector.fromArray(ByteVector.SPECIES_128, memory, index);
  }

  /** Eight bytes, in a vector of no more, which converts as the lower half of another one does. */
  private static ByteVector half(byte[] memory, int index) {
    return ByteVector.fromArray(ByteVector.SPECIES_64, memory, index);
  }

  public static ByteVector v128Load8x8S(byte[] memory, int index) {
    return i16x8ExtendLowI8x16S(half(memory, index));
  }

  public static ByteVector v128Load8x8U(byte[] memory, int index) {
    return i16x8ExtendLowI8x16U(half(memory, index));
  }

  public static ByteVector v128Load16x4S(byte[] memory, int index) {
    return i32x4ExtendLowI16x8S(half(memory, index));
  }

  public static ByteVector v128Load16x4U(byte[] memory, int index) {
    return i32x4ExtendLowI16x8U(half(memory, index));
  }

  public static ByteVector v128Load32x2S(byte[] memory, int index) {
    return i64x2ExtendLowI32x4S(half(memory, index));
  }

  public static ByteVector v128Load32x2U(byte[] memory, int index) {
    return i64x2ExtendLowI32x4U(half(memory, index));
  }

  public static ByteVector v128Load8Splat(byte[] memory, int index) {
    return i8x16Splat(memory[index]);
  }

  public static ByteVector v128Load16Splat(byte[] memory, int index) {
    return i16x8Splat((short) Bytes.I16.get(memory, index));
  }

  public static ByteVector v128Load32Splat(byte[] memory, int index) {
    return i32x4Splat((int) Bytes.I32.get(memory, index));
  }

  public static ByteVector v128Load64Splat(byte[] memory, int index) {
    return i64x2Splat((long) Bytes.I64.get(memory, index));
  }

  public static ByteVector v128Load32Zero(byte[] memory, int index) {
    return i32x4ReplaceLane(zero(), (int) Bytes.I32.get(memory, index), 0);
  }

  public static ByteVector v128Load64Zero(byte[] memory, int index) {
    return i64x2ReplaceLane(zero(), (long) Bytes.I64.get(memory, index), 0);
  }

  public static ByteVector v128Load8Lane(ByteVector v, byte[] memory, int index, int lane) {
    return i8x16ReplaceLane(v, memory[index], lane);
  }

  public static ByteVector v128Load16Lane(ByteVector v, byte[] memory, int index, int lane) {
    return i16x8ReplaceLane(v, (short) Bytes.I16.get(memory, index), lane);
  }

  public static ByteVector v128Load32Lane(ByteVector v, byte[] memory, int index, int lane) {
    return i32x4ReplaceLane(v, (int) Bytes.I32.get(memory, index), lane);
  }

  public static ByteVector v128Load64Lane(ByteVector v, byte[] memory, int index, int lane) {
    return i64x2ReplaceLane(v, (long) Bytes.I64.get(memory, index), lane);
  }

  public static void v128Store(byte[] memory, int index, ByteVector v) {
    v.intoArray(memory, index);
  }

  public static void v128Store8Lane(byte[] memory, int index, ByteVector v, int lane) {
    memory[index] = v.lane(lane);
  }

  public static void v128Store16Lane(byte[] memory, int index, ByteVector v, int lane) {
    Bytes.I16.set(memory, index, shorts(v).lane(lane));
  }

  public static void v128Store32Lane(byte[] memory, int index, ByteVector v, int lane) {
    Bytes.I32.set(memory, index, ints(v).lane(lane));
  }

  public static void v128Store64Lane(byte[] memory, int index, ByteVector v, int lane) {
    Bytes.I64.set(memory, index, longs(v).lane(lane));
  }
}
