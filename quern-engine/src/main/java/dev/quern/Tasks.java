package dev.quern;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * Runs what the API does asynchronously, on daemon threads. They are platform threads, because a
 * start function may recurse deeply.
 */
final class Tasks {
  private static final Executor EXECUTOR =
      Executors.newThreadPerTaskExecutor(Thread.ofPlatform().daemon().name("quern-", 1).factory());

  private Tasks() {}

  /** What runs on the caller's thread before a method returns, and gives what runs later. */
  @FunctionalInterface
  interface Preparation<T> {
    Task<T> prepare();
  }

  /** What runs later. */
  @FunctionalInterface
  interface Task<T> {
    T run() throws Exception;
  }

  /** Prepares and starts a task; a failure of either is the future's. */
  static <T> CompletableFuture<T> start(Preparation<T> preparation) {
    var future = new CompletableFuture<T>();
    try {
      Task<T> task = preparation.prepare();
      EXECUTOR.execute(() -> run(task, future));
    } catch (Throwable e) {
      future.completeExceptionally(e);
    }
    return future;
  }

  private static <T> void run(Task<T> task, CompletableFuture<T> future) {
    try {
      future.complete(task.run());
    } catch (Throwable e) {
      future.completeExceptionally(e);
    }
  }
}
