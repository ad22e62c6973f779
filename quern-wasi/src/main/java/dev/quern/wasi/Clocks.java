package dev.quern.wasi;

import java.io.IOException;

/**
 * The four clocks of a program. The processor time of the process and of the thread are answered by
 * the time since the program started, which a test can control.
 */
final class Clocks {
  private static final int REALTIME = 0;
  private static final int MONOTONIC = 1;
  private static final int PROCESS = 2;
  private static final int THREAD = 3;

  private final WasiClock clock;
  private final long start;

  Clocks(WasiClock clock) {
    this.clock = clock;
    this.start = clock.monotonic();
  }

  boolean isKnown(int id) {
    return id >= REALTIME && id <= THREAD;
  }

  long now(int id) throws IOException {
    return switch (id) {
      case REALTIME -> clock.realtime();
      case MONOTONIC -> clock.monotonic();
      case PROCESS, THREAD -> clock.monotonic() - start;
      default -> throw Errno.EINVAL.failure();
    };
  }

  long resolution(int id) throws IOException {
    return switch (id) {
      case REALTIME -> 1_000;
      case MONOTONIC, PROCESS, THREAD -> 1;
      default -> throw Errno.EINVAL.failure();
    };
  }

  long realtime() {
    return clock.realtime();
  }

  long monotonic() {
    return clock.monotonic();
  }

  /** Whether time passes by itself, so that waiting for something else is waiting for a clock. */
  boolean isSystem() {
    return clock == WasiClock.system();
  }

  void sleep(long nanoseconds) throws IOException {
    if (nanoseconds <= 0) {
      return;
    }
    try {
      clock.sleep(nanoseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Errno.EINTR.failure();
    }
  }
}
