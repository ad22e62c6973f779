package dev.quern.internal.engine;

import org.jspecify.annotations.Nullable;

/**
 * Memory that is given up when the heap is exhausted, so that there is room to say so: to make an
 * error with its stack trace, and JavaScript's error for it. There is one for all instances.
 */
public final class Reserve {
  /** Bytes that errors take, by far. */
  private static final int ERRORS = 256 << 10;

  /**
   * A 64th of the heap, at most 4 MiB: G1 and ZGC give memory back by regions and pages only, which
   * grow with the heap.
   */
  private static final int BYTES =
      Math.clamp(Runtime.getRuntime().maxMemory() / 64, ERRORS, 4 << 20);

  private static final int ATTEMPTS = 20;

  private static volatile byte @Nullable [] held;

  /** Is written so that the array is really made. */
  private static volatile byte @Nullable [] room;

  private Reserve() {}

  /** Takes the memory if it is not held and the collector finds it. */
  public static void hold() {
    if (held == null) {
      try {
        held = new byte[BYTES];
      } catch (OutOfMemoryError e) {
        // There is no room yet; whoever needs some will notice.
      }
    }
  }

  /** Takes the memory if it is not held and is there without collecting. */
  public static void holdIfFree() {
    if (held == null && Runtime.getRuntime().freeMemory() > 2L * BYTES) {
      hold();
    }
  }

  /** Gives the memory up. */
  public static void release() {
    held = null;
    awaitRoom();
  }

  /**
   * Lets the collector find that there is room for errors again. G1 refuses a few times more when
   * what filled the heap is gone already: it has spent too much of the time before on collecting.
   */
  public static void awaitRoom() {
    for (int i = 0; i < ATTEMPTS; i++) {
      try {
        room = new byte[ERRORS];
        break;
      } catch (OutOfMemoryError e) {
        // Asks again.
      }
    }
    room = null;
  }
}
