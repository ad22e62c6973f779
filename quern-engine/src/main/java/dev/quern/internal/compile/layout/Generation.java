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
 * Runs the code generator on threads of its own. A class is wanted in the middle of running code,
 * at whatever depth of the stack that code has reached; there the generator could run out of stack
 * half way, and leave JDK classes that it was the first to use broken for good.
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

  /** A folder to write generated classes to, for reading them with {@code javap}; or null. */
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

  /** Starts a task that nobody waits for; what it throws is said on standard error. */
  public static void start(Runnable task) {
    THREADS.execute(task);
  }

  /** Runs a task to its end, also if the waiting thread is interrupted meanwhile. */
  public static <T> T run(Callable<T> task) {
    return await(THREADS.submit(task));
  }

  /**
   * Runs a task for every number below {@code count}, on as many threads as there are processors.
   * After a failure no more are begun.
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
