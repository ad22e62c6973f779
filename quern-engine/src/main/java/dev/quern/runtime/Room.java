package dev.quern.runtime;

import java.util.Objects;

/**
 * Byte arrays of memories that may be longer than the memory. Such an array is known by its length,
 * a multiple of 64 KiB and four, and has the memory's size in its last four bytes, where no access
 * by the program gets. Code checks accesses for it only once there has been such an array.
 */
public final class Room {
  private static final int STEP = 1 << 16;

  /** Bytes of the size behind the room. */
  private static final int MARK = Integer.BYTES;

  /** Whether there has been an array with room; generated code looks before every access. */
  public static boolean isUsed;

  private Room() {}

  /** A new array of a length, or with room if its length would say so. */
  static byte[] exact(int length) {
    return length % STEP == MARK ? roomy(length) : new byte[length];
  }

  /** A new array for at least some bytes, with room. */
  static byte[] roomy(int length) {
    isUsed = true;
    var array = new byte[Math.ceilDiv(length, STEP) * STEP + MARK];
    setLimit(array, length);
    return array;
  }

  private static boolean isRoomy(byte[] array) {
    return array.length % STEP == MARK;
  }

  /** Whether a memory of a size has its place in an array with room. */
  static boolean fits(byte[] array, int size) {
    return isRoomy(array) && size <= array.length - MARK;
  }

  /** Writes the size of a memory into its array if that has room. */
  static void setLimit(byte[] array, int limit) {
    if (isRoomy(array)) {
      Bytes.I32.set(array, array.length - MARK, limit);
    }
  }

  /**
   * Checks an access to the array of a memory.
   *
   * @throws IndexOutOfBoundsException if not all bytes from the index on are below the limit
   */
  public static void check(byte[] array, int index, int width) {
    if (isRoomy(array)) {
      Objects.checkFromIndexSize(index, width, (int) Bytes.I32.get(array, array.length - MARK));
    }
  }
}
