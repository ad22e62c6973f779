package dev.quern;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * A value of type v128: 128 bits, which the instructions take as lanes of integers or floats. Lane
 * 0 is in the lowest bits of {@code low}.
 *
 * @param low the lower 64 bits, bytes 0 to 7 in memory
 * @param high the upper 64 bits, bytes 8 to 15 in memory
 */
public record V128(long low, long high) {

  /** All bits zero. */
  public static final V128 ZERO = new V128(0, 0);

  /** A vector of 16 lanes. */
  public static V128 ofBytes(byte... lanes) {
    requireLanes(16, lanes.length);
    return fromBytes(lanes, 0);
  }

  /** A vector of 8 lanes. */
  public static V128 ofShorts(short... lanes) {
    requireLanes(8, lanes.length);
    ByteBuffer bytes = littleEndian(new byte[16], 0);
    bytes.asShortBuffer().put(lanes);
    return new V128(bytes.getLong(), bytes.getLong());
  }

  /** A vector of 4 lanes. */
  public static V128 ofInts(int lane0, int lane1, int lane2, int lane3) {
    return new V128(
        lane0 & 0xFFFF_FFFFL | (long) lane1 << 32, lane2 & 0xFFFF_FFFFL | (long) lane3 << 32);
  }

  /** A vector of 2 lanes. */
  public static V128 ofLongs(long lane0, long lane1) {
    return new V128(lane0, lane1);
  }

  /** A vector of 4 lanes. */
  public static V128 ofFloats(float lane0, float lane1, float lane2, float lane3) {
    return ofInts(
        Float.floatToRawIntBits(lane0),
        Float.floatToRawIntBits(lane1),
        Float.floatToRawIntBits(lane2),
        Float.floatToRawIntBits(lane3));
  }

  /** A vector of 2 lanes. */
  public static V128 ofDoubles(double lane0, double lane1) {
    return new V128(Double.doubleToRawLongBits(lane0), Double.doubleToRawLongBits(lane1));
  }

  /**
   * The vector that 16 bytes are in memory.
   *
   * @throws IndexOutOfBoundsException if there are not 16 bytes from the index on
   */
  public static V128 fromBytes(byte[] bytes, int index) {
    ByteBuffer buffer = littleEndian(bytes, index);
    return new V128(buffer.getLong(), buffer.getLong());
  }

  private static ByteBuffer littleEndian(byte[] bytes, int index) {
    return ByteBuffer.wrap(bytes, index, 16).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void requireLanes(int expected, int actual) {
    if (actual != expected) {
      throw new IllegalArgumentException("expected " + expected + " lanes, got " + actual);
    }
  }

  /** One of 16 lanes. */
  public byte byteLane(int lane) {
    return (byte) lane(lane, 16);
  }

  /** One of 8 lanes. */
  public short shortLane(int lane) {
    return (short) lane(lane, 8);
  }

  /** One of 4 lanes. */
  public int intLane(int lane) {
    return (int) lane(lane, 4);
  }

  /** One of 2 lanes. */
  public long longLane(int lane) {
    return lane(lane, 2);
  }

  /** One of 4 lanes. */
  public float floatLane(int lane) {
    return Float.intBitsToFloat(intLane(lane));
  }

  /** One of 2 lanes. */
  public double doubleLane(int lane) {
    return Double.longBitsToDouble(longLane(lane));
  }

  /** A long whose lowest bits are the lane. */
  private long lane(int lane, int lanes) {
    int bit = Objects.checkIndex(lane, lanes) * (128 / lanes);
    return (bit < 64 ? low : high) >>> bit;
  }

  /** The vector as the text format writes it after {@code v128.const}. */
  @Override
  public String toString() {
    return String.format(
        "i32x4 0x%08x 0x%08x 0x%08x 0x%08x", intLane(0), intLane(1), intLane(2), intLane(3));
  }
}
