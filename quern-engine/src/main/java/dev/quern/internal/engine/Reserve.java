package dev.quern.internal.engine;

import org.jspecify.annotations.Nullable;

/**
 * Memory that is released when the heap is exhausted, so that there is room to report it: to create
 * an error with its stack trace, and JavaScript's error for it. One reserve serves all instances.
 */
public final class Reserve {
  /** Far more bytes than errors take. */
  private static final int ERRORS = 256 << 10;

  /**
   * A 64th of the heap, at most 4 MiB: G1 and ZGC only free memory in whole regions and pages,
   * which grow with the heap.
   */
  private static final int BYTES =
      Math.clamp(Runtime.getRuntime().maxMemory() / 64, ERRORS, 4 << 20);

  private static final int ATTEMPTS = 20;

  private static volatile byte @Nullable [] held;

  /** Written so that the array is really allocated. */
  private static volatile byte @Nullable [] room;

  private Reserve() {}

  /** Allocates the reserve if it is not held and the collector finds room for it. */
  public static void hold() {
    if (held == null) {
      try {
        held = new byte[BYTES];
      } catch (OutOfMemoryError e) {
        // There is no room yet; whoever needs some will notice.
      }
    }
  }

  /** Allocates the reserve if it is not held and there is room without a collection. */
  public static void holdIfFree() {
    if (held == null && Runtime.getRuntime().freeMemory() > 2L * BYTES) {
      hold();
    }
  }

  /** Releases the reserve. */
  public static void release() {
    held = null;
    awaitRoom();
  }

  /**
   * Lets the collector find that there is room for errors again. G1 refuses a few more times after
   * the data that filled the heap is gone, because too much of the recent time was spent on
   * collecting.
   */
  public static void awaitRoom() {
    for (int i = 0; i < ATTEMPTS; i++) {
      try {
        room = new byte[ERRORS];
        break;
      } catch (OutOfMemoryError e) {
        // Ask again.
      }
    }
    room = null;
  }
}
