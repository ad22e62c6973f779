package dev.quern;

import org.jspecify.annotations.Nullable;

/**
 * Memory that is given up when the heap is exhausted, so that there is room to say so: to make an
 * error with its stack trace, and JavaScript's error for it. It is taken again when an instance is
 * made or a call by {@link WebAssembly.Function#call} has returned, if there is room by then.
 */
final class Reserve {
  private static final int BYTES = 256 << 10;

  private static volatile byte @Nullable [] held;

  private Reserve() {}

  static void hold() {
    if (held == null) {
      try {
        held = new byte[BYTES];
      } catch (OutOfMemoryError e) {
        // There is no room yet; whoever needs some will notice.
      }
    }
  }

  static void release() {
    held = null;
  }
}
