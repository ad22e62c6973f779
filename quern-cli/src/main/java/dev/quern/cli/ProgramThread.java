package dev.quern.cli;

import java.io.Flushable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The thread of a program, with a stack of its own size, and the ways in which the program can end
 * before it returns: its time is over, or the process is told to end by a signal. What the program
 * has written by then is flushed.
 *
 * <p>The thread may be anywhere at that moment: in a loop that never calls the host, asleep, or
 * blocked with the lock of a stream in its hands because a pipe is full. So nothing waits for it:
 * the process is ended over its head, after other threads have had a moment to write what is left.
 */
final class ProgramThread {
  /** For what can block for ever; it takes far less on a pipe that somebody reads. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** Says that there is no limit of time. */
  static final long NO_LIMIT = Long.MAX_VALUE;

  private final Streams streams;
  private volatile @Nullable Flushable output;

  /** A thread for a program that has these streams, or its own buffers before them. */
  ProgramThread(Streams streams) {
    this.streams = streams;
  }

  /**
   * Says what holds back output of the program.
   *
   * @param newOutput is flushed from another thread while the program runs
   */
  void output(Flushable newOutput) {
    output = newOutput;
  }

  /**
   * Runs a program to its end.
   *
   * @param stackSize bytes
   * @param nanoseconds after which the program is ended, or {@link #NO_LIMIT}
   * @return the exit status. If the streams are not those of the process, it is {@link
   *     ExitStatus#TIMEOUT} for a program whose time is over, which is then left to itself
   * @throws Exception what the program throws
   */
  int run(long stackSize, long nanoseconds, Callable<Integer> program) throws Exception {
    var task = new FutureTask<>(program);
    var thread = new Thread(null, task, "program", stackSize);
    thread.setDaemon(true);
    if (streams.process()) {
      flushOnSignal(task);
    }
    thread.start();
    try {
      return nanoseconds == NO_LIMIT ? task.get() : task.get(nanoseconds, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return end(thread, nanoseconds);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case Exception cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw e;
      }
    } finally {
      // So that what the program has filled the heap with is gone when that is said.
      output = null;
    }
  }

  /** The JVM ends with 128 and the signal's number itself, once its hooks have returned. */
  private void flushOnSignal(FutureTask<Integer> task) {
    var hook = new Thread(() -> flushUnlessDone(task), "flush");
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The signal was faster: the process ends in a moment, and nothing has been written yet.
    }
  }

  private void flushUnlessDone(FutureTask<Integer> task) {
    if (!task.isDone()) {
      flush();
    }
  }

  private int end(Thread thread, long nanoseconds) {
    StackTraceElement[] calls = thread.getStackTrace();
    flush();
    tryFor(PATIENCE, () -> TrapReport.printTimeout(nanoseconds, calls, streams.messages()));
    if (streams.process()) {
      Runtime.getRuntime().halt(ExitStatus.TIMEOUT);
    }
    thread.interrupt();
    return ExitStatus.TIMEOUT;
  }

  private void flush() {
    tryFor(PATIENCE, this::flushOutput);
  }

  private void flushOutput() {
    Flushable buffered = output;
    try {
      if (buffered != null) {
        buffered.flush();
      }
      streams.out().flush();
    } catch (IOException e) {
      // Nobody takes it any more, and the program that could be told has been ended.
    }
  }

  /**
   * Waits for something no longer than this, on a thread that does not keep the JVM from ending.
   */
  private static void tryFor(Duration time, Runnable action) {
    Thread thread = Thread.ofPlatform().daemon().start(action);
    try {
      thread.join(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
