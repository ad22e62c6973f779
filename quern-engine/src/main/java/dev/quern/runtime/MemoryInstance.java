package dev.quern.runtime;

import dev.quern.type.AddressType;
import dev.quern.type.Limits;
import dev.quern.type.MemoryType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A memory (spec 4.2.8). Where its content is depends on the kind; generated code knows the kind,
 * and keeps what it needs for an access in JVM locals, which it takes anew after calls and growth.
 */
public abstract sealed class MemoryInstance permits ArrayMemory, SegmentMemory {
  /** Bytes in a page, unless the type says otherwise. */
  public static final int PAGE = 65_536;

  /** The content of an {@link ArrayMemory}, and perhaps {@link Room} behind it; otherwise empty. */
  public byte[] bytes = {};

  /** The size of an {@link ArrayMemory} in bytes, otherwise 0. */
  public int limit;

  /**
   * The first piece of a {@link SegmentMemory}, as far as it is in use. Others have none, not even
   * an empty one, which would make the JVM load all that native memory takes.
   */
  @SuppressWarnings("NullAway.Init")
  public MemorySegment segment;

  /** The embedder's object for this memory, set once by the embedder. */
  public volatile @Nullable Object embedder;

  private final MemoryType type;
  private final MemoryBudget budget;
  private volatile List<Runnable> onGrow = List.of();

  /**
   * A memory of a type; the subclass makes room for it.
   *
   * @param budget what growth is taken from; the minimum size has been taken already
   */
  MemoryInstance(MemoryType type, MemoryBudget budget) {
    this.type = type;
    this.budget = budget;
  }

  /** The current size in bytes. */
  public abstract long size();

  /**
   * Makes the memory larger, the new bytes zero.
   *
   * @param size in bytes, at least the current one, within the type's limits
   * @return whether there was room; if not, nothing has changed
   */
  abstract boolean resize(long size);

  /**
   * The content from an address on, not always to the end but at least one byte of it; nothing if
   * the address is not below the size.
   */
  public abstract MemorySegment part(long address);

  // Atomic accesses, after the address has been checked; the width is in bytes, and values have
  // zeros above it.

  abstract long getVolatile(long address, int width);

  abstract void setVolatile(long address, int width, long value);

  /** Only the bits of the width of what is to be stored count. */
  abstract boolean compareAndSet(long address, int width, long expected, long value);

  /** Who waits at addresses of a shared memory, or null. */
  abstract @Nullable Waiters waiters();

  /** Reads up to eight bytes as a little-endian number. */
  final long load(long address, int width) {
    Bulk.checkMemory(address, width, size());
    MemorySegment part = part(address);
    if (part.byteSize() >= width) {
      return Segments.load(part, width);
    }
    long value = 0;
    for (int i = width - 1; i >= 0; i--) {
      value = value << Byte.SIZE | part(address + i).get(ValueLayout.JAVA_BYTE, 0) & 0xFF;
    }
    return value;
  }

  /** Writes up to eight bytes of a number, little-endian. */
  final void store(long address, int width, long value) {
    Bulk.checkMemory(address, width, size());
    MemorySegment part = part(address);
    if (part.byteSize() >= width) {
      Segments.store(part, width, value);
      return;
    }
    for (int i = 0; i < width; i++) {
      part(address + i).set(ValueLayout.JAVA_BYTE, 0, (byte) (value >>> i * Byte.SIZE));
    }
  }

  /** Copies bytes, which must be there, to an array. */
  public void read(long address, byte[] target, int offset, int length) {
    int done = 0;
    while (done < length) {
      MemorySegment part = part(address + done);
      int count = (int) Math.min(part.byteSize(), length - done);
      MemorySegment.copy(part, ValueLayout.JAVA_BYTE, 0, target, offset + done, count);
      done += count;
    }
  }

  /** Copies bytes, for which there must be room, from an array. */
  public void write(long address, byte[] source, int offset, int length) {
    int done = 0;
    while (done < length) {
      MemorySegment part = part(address + done);
      int count = (int) Math.min(part.byteSize(), length - done);
      MemorySegment.copy(source, offset + done, part, ValueLayout.JAVA_BYTE, 0, count);
      done += count;
    }
  }

  /** The current size in pages. */
  public final long pages() {
    return size() >>> type.pageSizeLog2();
  }

  /** The type, with the current size as its minimum (spec 4.5.3). */
  public final MemoryType type() {
    Limits limits = type.limits();
    return new MemoryType(
        type.address(),
        new Limits(pages(), limits.maximum(), limits.hasMaximum()),
        type.shared(),
        type.pageSizeLog2());
  }

  /** Adds to what is called after every growth, also by 0 pages. */
  public final synchronized void onGrow(Runnable action) {
    var more = new ArrayList<>(onGrow);
    more.add(action);
    onGrow = List.copyOf(more);
  }

  /**
   * Grows by some pages.
   *
   * @param delta number of pages, unsigned
   * @return the size before, in pages, or -1 if there is no room
   */
  public long grow(long delta) {
    long old = pages();
    long wanted = old + delta;
    boolean fits =
        Long.compareUnsigned(wanted, old) >= 0 && Long.compareUnsigned(wanted, maximum()) <= 0;
    long bytes = delta << type.pageSizeLog2();
    if (!fits || !budget.take(bytes)) {
      return -1;
    }
    if (!resize(wanted << type.pageSizeLog2())) {
      budget.giveBack(bytes);
      return -1;
    }
    onGrow.forEach(Runnable::run);
    return old;
  }

  /** The greatest number of pages that the type allows and whose bytes a {@code long} can count. */
  final long maximum() {
    long countable = Long.MAX_VALUE >>> type.pageSizeLog2();
    long addressable =
        type.address() == AddressType.I32 ? 0xFFFF_FFFFL >>> type.pageSizeLog2() : countable;
    if (type.address() == AddressType.I32 && type.pageSizeLog2() > 0) {
      addressable++;
    }
    Limits limits = type.limits();
    return limits.hasMaximum() && Long.compareUnsigned(limits.maximum(), addressable) < 0
        ? limits.maximum()
        : addressable;
  }
}
