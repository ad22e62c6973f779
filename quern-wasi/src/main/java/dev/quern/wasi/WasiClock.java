package dev.quern.wasi;

/** The time that a program sees. A test replaces it by one that moves only when it is told to. */
public interface WasiClock {
  /** Nanoseconds since 1970. */
  long realtime();

  /** Nanoseconds since some fixed moment, never going back. */
  long monotonic();

  /**
   * Waits, in real time or by moving the clock.
   *
   * @throws InterruptedException if the thread was interrupted meanwhile
   */
  void sleep(long nanoseconds) throws InterruptedException;

  /** The clock of the machine. */
  static WasiClock system() {
    return SystemClock.INSTANCE;
  }
}
