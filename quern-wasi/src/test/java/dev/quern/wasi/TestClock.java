package dev.quern.wasi;

/** Moves only when somebody sleeps. */
final class TestClock implements WasiClock {
  private long now;

  /** A clock that shows so many nanoseconds. */
  TestClock(long now) {
    this.now = now;
  }

  @Override
  public long realtime() {
    return 1_700_000_000_000_000_000L + now;
  }

  @Override
  public long monotonic() {
    return now;
  }

  /** Sleeps at once, and no longer than there is time: a random one may be long. */
  @Override
  public void sleep(long nanoseconds) {
    now += Math.min(nanoseconds, Long.MAX_VALUE - now);
  }
}
