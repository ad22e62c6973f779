package dev.quern.wasi;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** The clock of the machine. */
enum SystemClock implements WasiClock {
  INSTANCE;

  private static final long START = System.nanoTime();

  @Override
  public long realtime() {
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }

  @Override
  public long monotonic() {
    return System.nanoTime() - START;
  }

  @Override
  public void sleep(long nanoseconds) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(nanoseconds);
  }
}
