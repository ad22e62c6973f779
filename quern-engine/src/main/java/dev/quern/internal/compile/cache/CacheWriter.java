package dev.quern.internal.compile.cache;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Writes the files of {@link CodeCache}s some time after the last class was generated, and when the
 * JVM ends. So a program that is killed after a minute has already written most of its code, and no
 * program writes a large file after every class.
 */
public final class CacheWriter {
  /** A cache that can be written. */
  public interface Cache {
    void write();
  }

  private static final long QUIET_SECONDS = 5;

  private static final Set<Cache> CHANGED = new HashSet<>();
  private static boolean started;
  private static long lastChange;

  private CacheWriter() {}

  /** Records that a cache has something to write. */
  static synchronized void changed(Cache cache) {
    lastChange = System.nanoTime();
    if (CHANGED.add(cache)) {
      if (!started) {
        started = true;
        start();
      }
      CacheWriter.class.notifyAll();
    }
  }

  private static void start() {
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(CacheWriter::writeAll, "quern-cache-end"));
    } catch (IllegalStateException ending) {
      CacheDirectory.note("the JVM is ending already", ending);
    }
    var thread = new Thread(CacheWriter::run, "quern-cache");
    thread.setDaemon(true);
    thread.start();
  }

  private static void run() {
    try {
      while (true) {
        awaitQuiet();
        writeAll();
      }
    } catch (InterruptedException e) {
      CacheDirectory.note("the thread has been interrupted; what is left is written at exit", e);
    }
  }

  private static void awaitQuiet() throws InterruptedException {
    synchronized (CacheWriter.class) {
      long quiet = TimeUnit.SECONDS.toNanos(QUIET_SECONDS);
      while (CHANGED.isEmpty() || System.nanoTime() - lastChange < quiet) {
        CacheWriter.class.wait(CHANGED.isEmpty() ? 0 : TimeUnit.SECONDS.toMillis(QUIET_SECONDS));
      }
    }
  }

  /** Writes everything now. */
  public static void writeAll() {
    List<Cache> caches;
    synchronized (CacheWriter.class) {
      caches = List.copyOf(CHANGED);
      CHANGED.clear();
    }
    caches.forEach(Cache::write);
  }
}
