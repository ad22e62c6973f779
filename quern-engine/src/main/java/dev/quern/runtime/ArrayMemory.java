package dev.quern.runtime;

import dev.quern.type.Limits;
import dev.quern.type.MemoryType;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A memory in a byte array. The array's own check is never left out; an array that is longer than
 * its memory says so itself ({@link Room}), and generated code compares with that limit as well.
 *
 * <p>A memory begins with an array of exactly its size, and growth copies it into another such
 * array, as long as all that copying stays in proportion to the size. That is so for a program that
 * grows rarely or by much. Otherwise the memory takes a quarter more than it is asked for. So
 * growing page by page to a size of <i>n</i> bytes copies less than 14<i>n</i> bytes and 64 MiB. At
 * rest an array is at most 1.25 times as long as the memory, and while one is copied both together
 * take at most 2.25 times the new size. The part behind the limit has never been written, since
 * every access is checked, so that it is zero when the memory grows into it.
 *
 * <p>A <i>fixed</i> memory is one whose module has no {@code memory.grow} for it, and whose code
 * hence knows no limit; its array is always exact, and growth from outside copies every time.
 */
public final class ArrayMemory extends MemoryInstance {
  /** The greatest number of bytes: whole pages in an array, which has 2^31 - 1 at most. */
  public static final int MAX_SIZE = Integer.MAX_VALUE - (PAGE - 1);

  private static final long FREE_COPIES = 64L << 20;
  private static final int COPIES_PER_BYTE = 8;

  private final boolean isFixed;
  private long copied;

  /** A memory as by the other constructor, which only its maximum keeps from growing. */
  public ArrayMemory(MemoryType type, boolean isFixed) {
    this(type, isFixed, MemoryBudget.UNLIMITED);
  }

  /**
   * A zeroed memory of the type's minimum size.
   *
   * @param isFixed whether the array is to be exact for ever
   * @param budget what growth is taken from; the minimum size has been taken already
   * @throws OutOfMemoryError if the machine, or a Java array, has no room for it
   */
  public ArrayMemory(MemoryType type, boolean isFixed, MemoryBudget budget) {
    super(type, budget);
    Limits limits = type.limits();
    long pages = limits.minimum();
    if (Long.compareUnsigned(pages, MAX_SIZE >>> type.pageSizeLog2()) > 0) {
      throw new OutOfMemoryError("a memory of " + Long.toUnsignedString(pages) + " pages");
    }
    this.isFixed = isFixed;
    limit = (int) (pages << type.pageSizeLog2());
    bytes = Room.exact(limit);
    Room.setLimit(bytes, limit);
  }

  @Override
  public long size() {
    return limit;
  }

  @Override
  synchronized boolean resize(long size) {
    if (size > MAX_SIZE) {
      return false;
    }
    int wanted = (int) size;
    if (wanted != bytes.length && !Room.fits(bytes, wanted)) {
      byte[] larger = larger(wanted);
      if (larger == null) {
        return false;
      }
      copied += limit;
      bytes = larger;
    }
    Room.setLimit(bytes, wanted);
    limit = wanted;
    return true;
  }

  /** A longer copy of the array, exact or with room to grow. */
  private byte @Nullable [] larger(int wanted) {
    boolean isExact = isFixed || copied + limit <= FREE_COPIES + (long) COPIES_PER_BYTE * wanted;
    if (!isExact) {
      long most = Math.min(MAX_SIZE, maximum() << type().pageSizeLog2());
      byte[] array = copy((int) Math.min(wanted + (long) wanted / 4, most), true);
      if (array != null) {
        return array;
      }
    }
    return copy(wanted, false);
  }

  private byte @Nullable [] copy(int size, boolean hasRoom) {
    try {
      byte[] array = hasRoom ? Room.roomy(size) : Room.exact(size);
      System.arraycopy(bytes, 0, array, 0, limit);
      return array;
    } catch (OutOfMemoryError e) {
      return null;
    }
  }

  @Override
  public MemorySegment part(long address) {
    return address < limit
        ? MemorySegment.ofArray(bytes).asSlice(address, limit - address)
        : MemorySegment.NULL;
  }

  @Override
  public void read(long address, byte[] target, int offset, int length) {
    System.arraycopy(bytes, Math.toIntExact(address), target, offset, length);
  }

  @Override
  public void write(long address, byte[] source, int offset, int length) {
    System.arraycopy(source, offset, bytes, Math.toIntExact(address), length);
  }

  // One thread at a time uses such a memory, so that every access is atomic.

  @Override
  long getVolatile(long address, int width) {
    return load(address, width);
  }

  @Override
  void setVolatile(long address, int width, long value) {
    store(address, width, value);
  }

  @Override
  boolean compareAndSet(long address, int width, long expected, long value) {
    boolean isEqual = load(address, width) == expected;
    if (isEqual) {
      store(address, width, value);
    }
    return isEqual;
  }

  @Override
  @Nullable Waiters waiters() {
    return null;
  }

  /** Bytes that growth has copied so far. */
  synchronized long copied() {
    return copied;
  }
}
