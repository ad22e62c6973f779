package dev.quern.runtime;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Byte arrays of memories that may be longer than the memory. Such an array is known by its length,
 * a multiple of 64 KiB and four, and has the memory's size in its last four bytes, where no access
 * by the program gets. Code checks accesses for it only once there has been such an array.
 *
 * <p>Until then asking costs compiled code nothing. {@link #sign} is declared to be of an abstract
 * class, of which {@link NeverMade} is the only one below that is not abstract; so HotSpot takes it
 * for null or that, which is no {@link Roomy}, and leaves the question out. The first array with
 * room loads {@link Made}, with which that does not hold any more: HotSpot throws away what it has
 * compiled on the assumption.
 */
public final class Room {
  private static final int STEP = 1 << 16;

  /** Bytes of the size behind the room. */
  private static final int MARK = Integer.BYTES;

  /**
   * A {@link Roomy} once there has been an array with room, and null before; generated code looks
   * before every access.
   */
  public static @Nullable Sign sign;

  /** What {@link #sign} is declared to be. */
  public abstract static class Sign {
    private Sign() {}
  }

  private static final class NeverMade extends Sign {}

  /** What {@link #sign} becomes. */
  public abstract static class Roomy extends Sign {
    private Roomy() {}
  }

  /** Not to be named in a method of another class, whose verification could load it. */
  private static final class Made extends Roomy {
    static void set() {
      sign = new Made();
    }
  }

  private Room() {}

  /**
   * Makes known to a class loader what generated code asks of {@link #sign}: HotSpot knows classes
   * by the loaders that have loaded them or asked others for them, and nothing of one that it does
   * not know.
   */
  public static void introduceTo(ClassLoader loader) {
    try {
      Class.forName(Roomy.class.getName(), false, loader);
      Class.forName(NeverMade.class.getName(), false, loader);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A new array of a length, or with room if its length would say so. */
  static byte[] exact(int length) {
    return length % STEP == MARK ? roomy(length) : new byte[length];
  }

  /** A new array for at least some bytes, with room. */
  static byte[] roomy(int length) {
    Made.set();
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
  static void check(byte[] array, int index, int width) {
    if (isRoomy(array)) {
      Objects.checkFromIndexSize(index, width, (int) Bytes.I32.get(array, array.length - MARK));
    }
  }

  // One for each width, for the sake of short code before every access.

  /** Checks an access to one byte. */
  public static void check1(byte[] array, int index) {
    check(array, index, 1);
  }

  /** Checks an access to 2 bytes. */
  public static void check2(byte[] array, int index) {
    check(array, index, 2);
  }

  /** Checks an access to 4 bytes. */
  public static void check4(byte[] array, int index) {
    check(array, index, 4);
  }

  /** Checks an access to 8 bytes. */
  public static void check8(byte[] array, int index) {
    check(array, index, 8);
  }

  /** Checks an access to 16 bytes. */
  public static void check16(byte[] array, int index) {
    check(array, index, 16);
  }
}
