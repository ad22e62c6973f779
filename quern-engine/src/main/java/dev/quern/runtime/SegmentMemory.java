package dev.quern.runtime;

import dev.quern.type.AddressType;
import dev.quern.type.MemoryType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A memory outside of the Java heap: shared, with 64-bit addresses, or larger than an array.
 *
 * <p>It consists of pieces, one behind the other. A memory that is not shared is always one piece;
 * it grows by copying, with a quarter of room to spare. A shared memory must stay where it is,
 * because other threads may be writing to it; it grows by further pieces, each as large as all
 * before it as long as the maximum allows, so that there are few and a maximum costs nothing. What
 * lies in the first piece generated code reaches through {@link #segment}, whose size is the check;
 * for everything else it asks this class, which knows the size that counts at the moment.
 *
 * <p>Native memory is returned when the collector finds that nobody refers to it. While a memory is
 * copied both copies exist, 2.25 times the new size at most, until the collector runs.
 */
public final class SegmentMemory extends MemoryInstance {
  /** What a small shared memory has room for before its second piece. */
  private static final long FIRST_PIECE = 1L << 20;

  private static final int ALIGNMENT = 8;

  private final @Nullable Waiters waiters;
  private volatile MemorySegment[] pieces;
  private volatile long size;

  /** A memory as by the other constructor, which only its maximum keeps from growing. */
  public SegmentMemory(MemoryType type) {
    this(type, MemoryBudget.UNLIMITED);
  }

  /**
   * A zeroed memory of the type's minimum size.
   *
   * @param budget what growth is taken from; the minimum size has been taken already
   * @throws OutOfMemoryError if the machine has no room for it
   */
  public SegmentMemory(MemoryType type, MemoryBudget budget) {
    super(type, budget);
    waiters = type.shared() ? new Waiters() : null;
    long pages = type.limits().minimum();
    boolean isCountable = Long.compareUnsigned(pages, maximum()) <= 0;
    size = isCountable ? pages << type.pageSizeLog2() : Long.MAX_VALUE;
    long first = type.shared() ? Math.max(size, Math.min(maximumSize(), FIRST_PIECE)) : size;
    MemorySegment piece = allocate(first, size);
    if (piece == null) {
      throw new OutOfMemoryError("a memory of " + Long.toUnsignedString(pages) + " pages");
    }
    pieces = new MemorySegment[] {piece};
    segment = pieces[0].asSlice(0, size);
  }

  /**
   * Whether a memory of a type must be of this kind.
   *
   * @param isLarge whether it is to be so also if it may only come to be larger than an array
   */
  public static boolean isNeeded(MemoryType type, boolean isLarge) {
    long most = ArrayMemory.MAX_SIZE >>> type.pageSizeLog2();
    long largest =
        !isLarge
            ? type.limits().minimum()
            : type.limits().hasMaximum() ? type.limits().maximum() : -1;
    return type.shared()
        || type.address() == AddressType.I64
        || Long.compareUnsigned(largest, most) > 0;
  }

  private long maximumSize() {
    return maximum() << type().pageSizeLog2();
  }

  private static MemorySegment allocate(long bytes) {
    if (bytes > Long.MAX_VALUE - ALIGNMENT) {
      throw new OutOfMemoryError();
    }
    long whole = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    return Arena.ofAuto().allocate(whole, ALIGNMENT);
  }

  /** As many bytes as wished or at least needed, or null if there is no room. */
  private static @Nullable MemorySegment allocate(long wished, long needed) {
    try {
      return allocate(wished);
    } catch (OutOfMemoryError e) {
      return wished > needed ? allocate(needed, needed) : null;
    }
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public synchronized long grow(long delta) {
    return super.grow(delta);
  }

  @Override
  boolean resize(long newSize) {
    MemorySegment[] old = pieces;
    long capacity = Arrays.stream(old).mapToLong(MemorySegment::byteSize).sum();
    if (newSize > capacity) {
      boolean isShared = type().shared();
      long needed = isShared ? newSize - capacity : newSize;
      long roomy = isShared ? capacity : newSize + newSize / 4;
      long most = isShared ? maximumSize() - capacity : maximumSize();
      MemorySegment added = allocate(Math.max(needed, Math.min(roomy, most)), needed);
      if (added == null) {
        return false;
      }
      if (isShared) {
        MemorySegment[] more = Arrays.copyOf(old, old.length + 1);
        more[old.length] = added;
        pieces = more;
      } else {
        MemorySegment.copy(old[0], 0, added, 0, size);
        pieces = new MemorySegment[] {added};
      }
    }
    segment = pieces[0].asSlice(0, Math.min(newSize, pieces[0].byteSize()));
    size = newSize;
    return true;
  }

  @Override
  public MemorySegment part(long address) {
    long end = size;
    long index = address;
    for (MemorySegment piece : pieces) {
      long length = Math.min(piece.byteSize(), end);
      if (index < length) {
        return piece.asSlice(index, length - index);
      }
      index -= length;
      end -= length;
    }
    return MemorySegment.NULL;
  }

  /** A piece as a whole, from a word boundary on; for atomic accesses of parts of a word. */
  private MemorySegment words(long address) {
    long index = address;
    for (MemorySegment piece : pieces) {
      if (index < piece.byteSize()) {
        return piece.asSlice(index & -ALIGNMENT);
      }
      index -= piece.byteSize();
    }
    throw new AssertionError("address was not checked");
  }

  @Override
  long getVolatile(long address, int width) {
    MemorySegment words = words(address);
    long index = address % ALIGNMENT;
    return switch (width) {
      case 1 -> (byte) Segments.ATOMIC_I8.getVolatile(words, index) & 0xFFL;
      case 2 -> (short) Segments.ATOMIC_I16.getVolatile(words, index) & 0xFFFFL;
      case 4 -> (int) Segments.ATOMIC_I32.getVolatile(words, index) & 0xFFFF_FFFFL;
      default -> (long) Segments.ATOMIC_I64.getVolatile(words, index);
    };
  }

  @Override
  void setVolatile(long address, int width, long value) {
    MemorySegment words = words(address);
    long index = address % ALIGNMENT;
    switch (width) {
      case 1 -> Segments.ATOMIC_I8.setVolatile(words, index, (byte) value);
      case 2 -> Segments.ATOMIC_I16.setVolatile(words, index, (short) value);
      case 4 -> Segments.ATOMIC_I32.setVolatile(words, index, (int) value);
      default -> Segments.ATOMIC_I64.setVolatile(words, index, value);
    }
  }

  @Override
  boolean compareAndSet(long address, int width, long expected, long value) {
    MemorySegment words = words(address);
    long index = address % ALIGNMENT;
    return switch (width) {
      case 4 -> Segments.ATOMIC_I32.compareAndSet(words, index, (int) expected, (int) value);
      case 8 -> Segments.ATOMIC_I64.compareAndSet(words, index, expected, value);
      default -> compareAndSetPart(words, index, width, (int) expected, (int) value);
    };
  }

  /** One or two bytes of a word: the JVM compares and sets whole words only. */
  private static boolean compareAndSetPart(
      MemorySegment words, long index, int width, int expected, int value) {
    long start = index & -Integer.BYTES;
    int shift = (int) (index - start) * Byte.SIZE;
    int mask = (width == 1 ? 0xFF : 0xFFFF) << shift;
    while (true) {
      int word = (int) Segments.ATOMIC_I32.getVolatile(words, start);
      if ((word & mask) != (expected << shift & mask)) {
        return false;
      }
      int changed = word & ~mask | value << shift & mask;
      if (Segments.ATOMIC_I32.compareAndSet(words, start, word, changed)) {
        return true;
      }
    }
  }

  @Override
  @Nullable Waiters waiters() {
    return waiters;
  }
}
