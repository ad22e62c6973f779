package dev.quern.internal.compile;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs the code generator on threads of its own. A class is wanted in the middle of running code,
 * at whatever depth of the stack that code has reached; there the generator could run out of stack
 * half way, and leave JDK classes that it was the first to use broken for good.
 */
final class Generation {
  private static final long STACK_BYTES = 64L << 20;

  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(task -> {
        var thread = new Thread(null, task, "quern-generator", STACK_BYTES);
        thread.setDaemon(true);
        return thread;
      });

  private Generation() {}

  /** Runs a task to its end, also if the waiting thread is interrupted meanwhile. */
  static <T> T run(Callable<T> task) {
    Future<T> future = THREADS.submit(task);
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
      throw new IllegalStateException("cannot generate code", e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
