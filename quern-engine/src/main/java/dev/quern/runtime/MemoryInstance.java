package dev.quern.runtime;

import dev.quern.type.Limits;
import dev.quern.type.MemoryType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A memory (spec 4.2.8) in a byte array whose length is the memory's size, so that the array's own
 * check is the bounds check. Generated code keeps the array in a JVM local and takes it anew after
 * calls and growth.
 */
public final class MemoryInstance {
  /** Bytes in a page. */
  public static final int PAGE = 65_536;

  /** The greatest number of pages that a byte array can hold. */
  public static final int MAX_PAGES = 32_767;

  /** The content; replaced when the memory grows. */
  public byte[] bytes;

  /** The embedder's object for this memory, set once by the embedder. */
  public volatile @Nullable Object embedder;

  private final MemoryType type;
  private @Nullable Runnable onGrow;

  /**
   * A zeroed memory of the type's minimum size.
   *
   * @throws OutOfMemoryError if the machine, or a Java array, has no room for it
   */
  public MemoryInstance(MemoryType type) {
    long pages = type.limits().minimum();
    if (Long.compareUnsigned(pages, MAX_PAGES) > 0) {
      throw new OutOfMemoryError(
          "a memory of "
              + Long.toUnsignedString(pages)
              + " pages; this version holds "
              + MAX_PAGES);
    }
    this.type = type;
    this.bytes = new byte[(int) pages * PAGE];
  }

  /** The current size in pages. */
  public int pages() {
    return bytes.length / PAGE;
  }

  /** The type, with the current size as its minimum (spec 4.5.3). */
  public MemoryType type() {
    Limits limits = type.limits();
    return new MemoryType(
        type.address(),
        new Limits(pages(), limits.maximum(), limits.hasMaximum()),
        type.shared(),
        type.pageSizeLog2());
  }

  /** Sets what is called after every growth, also by 0 pages. */
  public void onGrow(Runnable action) {
    onGrow = action;
  }

  /**
   * Grows by some pages.
   *
   * @param delta number of pages, unsigned
   * @return the size before, in pages, or -1 if there is no room
   */
  public int grow(int delta) {
    int old = pages();
    long wanted = old + (delta & 0xFFFF_FFFFL);
    Limits limits = type.limits();
    if (wanted > MAX_PAGES || limits.hasMaximum() && wanted > limits.maximum()) {
      return -1;
    }
    if (delta != 0) {
      try {
        bytes = Arrays.copyOf(bytes, (int) wanted * PAGE);
      } catch (OutOfMemoryError e) {
        return -1;
      }
    }
    if (onGrow != null) {
      onGrow.run();
    }
    return old;
  }
}
