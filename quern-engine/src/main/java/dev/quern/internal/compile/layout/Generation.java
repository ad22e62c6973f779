package dev.quern.internal.compile.layout;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the code generator on threads of its own. A class is requested in the middle of running
 * code, at any stack depth. There the generator could overflow the stack half way, and leave JDK
 * classes that it was the first to use permanently broken.
 */
public final class Generation {
  private static final long STACK_BYTES = 64L << 20;

  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(task -> {
        var thread = new Thread(null, task, "quern-generator", STACK_BYTES);
        thread.setDaemon(true);
        return thread;
      });

  private Generation() {}

  /** A folder where generated classes are written, to be read with {@code javap}; or null. */
  private static final @Nullable String DUMP = System.getProperty("quern.dump");

  /** Writes a class file to the folder for generated classes, if there is one. */
  public static void dump(String className, byte[] bytes) {
    if (DUMP != null) {
      try {
        var file = Path.of(DUMP, className.replace('.', '/') + ".class");
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write generated code to quern.dump", e);
      }
    }
  }

  /** Starts a task that nobody waits for; an exception from it is printed on standard error. */
  public static void start(Runnable task) {
    THREADS.execute(task);
  }

  /** Runs a task to its end, even if the waiting thread is interrupted meanwhile. */
  public static <T> T run(Callable<T> task) {
    return await(THREADS.submit(task));
  }

  /**
   * Runs a task for every number below {@code count}, on as many threads as there are processors.
   * Starts no more tasks after a failure.
   */
  public static void runAll(int count, IntConsumer task) {
    var next = new AtomicInteger();
    Runnable worker =
        () -> {
          try {
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
              task.accept(i);
            }
          } catch (RuntimeException | Error e) {
            next.set(count);
            throw e;
          }
        };
    var workers = new ArrayList<Future<?>>();
    for (int i = Math.min(count, Runtime.getRuntime().availableProcessors()); i > 0; i--) {
      workers.add(THREADS.submit(worker));
    }
    workers.forEach(Generation::await);
  }

  private static <T> T await(Future<T> future) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof OutOfMemoryError error) {
        throw error;
      }
      throw new IllegalStateException("cannot generate code", e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
