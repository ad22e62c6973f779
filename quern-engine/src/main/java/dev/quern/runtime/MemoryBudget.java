package dev.quern.runtime;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What the memories and tables that an instance makes may still take together. They keep what they
 * have taken, for they never shrink. Safe for use by several threads, since shared memories grow on
 * any.
 */
public final class MemoryBudget {
  /** Of what has no limit but its own maximum. */
  public static final MemoryBudget UNLIMITED = new MemoryBudget(Long.MAX_VALUE);

  /** What an element of a table counts for. */
  public static final int ELEMENT_BYTES = 8;

  private final boolean isLimited;
  private final AtomicLong left;

  /**
   * A budget of which nothing has been taken.
   *
   * @param bytes not negative; {@code Long.MAX_VALUE} is no limit
   */
  public MemoryBudget(long bytes) {
    isLimited = bytes != Long.MAX_VALUE;
    left = new AtomicLong(bytes);
  }

  /**
   * Takes bytes if there are so many.
   *
   * @param bytes not negative
   * @return whether there were; if not, nothing has changed
   */
  boolean take(long bytes) {
    if (!isLimited) {
      return true;
    }
    long before;
    do {
      before = left.get();
      if (bytes > before) {
        return false;
      }
    } while (!left.compareAndSet(before, before - bytes));
    return true;
  }

  /**
   * Takes what an instance's memories and tables begin with, from a budget of which nothing has
   * been taken.
   *
   * @param bytes not negative
   * @throws OutOfMemoryError if there are fewer
   */
  public void takeFirst(long bytes) {
    if (!take(bytes)) {
      throw new OutOfMemoryError(bytes + " bytes of memories and tables; the limit is " + left);
    }
  }

  /** Gives back what was taken for a growth that failed. */
  void giveBack(long bytes) {
    if (isLimited) {
      left.addAndGet(bytes);
    }
  }
}
