package dev.quern.wasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.Imports;
import dev.quern.Options;
import dev.quern.Wat;
import dev.quern.WebAssembly;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An interrupt ends every wait of a program, and the program if its module says so. */
@Timeout(60)
class InterruptionTest {
  private static final int LISTENER = 3;
  private static final long HOUR = 3_600_000_000_000L;

  /** What a program waits for in {@code poll_oneoff}. */
  enum Wait {
    CLOCK(new int[][] {{0, 1}}),
    TWO_CLOCKS(new int[][] {{0, 0}, {0, 1}}),
    CLOCK_AND_STREAM(new int[][] {{0, 1}, {1, 0}}),
    SOCKET(new int[][] {{1, LISTENER}}),
    CLOCK_AND_SOCKET(new int[][] {{0, 1}, {1, LISTENER}}),
    ALL(new int[][] {{0, 1}, {1, 0}, {1, LISTENER}});

    private final int[][] subscriptions;

    Wait(int[][] subscriptions) {
      this.subscriptions = subscriptions;
    }

    /** Writes the subscriptions and returns the arguments of the call. */
    Object[] arguments(WebAssembly.Memory memory) {
      memory.fill(Guest.VECTORS, 48 * subscriptions.length, (byte) 0);
      for (int i = 0; i < subscriptions.length; i++) {
        int at = Guest.VECTORS + 48 * i;
        memory.writeByte(at + 8, (byte) subscriptions[i][0]);
        memory.writeInt(at + 16, subscriptions[i][1]);
        memory.writeLong(at + 24, HOUR);
      }
      return new Object[] {Guest.VECTORS, Guest.DATA, subscriptions.length, Guest.RESULT};
    }
  }

  /** Interrupts a thread once it waits. */
  private static void interruptWaiting(Thread thread) throws InterruptedException {
    while (thread.getState() == Thread.State.RUNNABLE && !isSelecting(thread)) {
      Thread.sleep(1);
    }
    thread.interrupt();
  }

  private static boolean isSelecting(Thread thread) {
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (frame.getClassName().equals("sun.nio.ch.SelectorImpl")) {
        return true;
      }
    }
    return false;
  }

  @ParameterizedTest
  @EnumSource
  void endsPolling(Wait wait) throws Exception {
    try (ServerSocketChannel listener = SocketTest.listen();
        var writer = new PipedOutputStream();
        var input = new PipedInputStream(writer);
        var guest = new Guest(WasiOptions.defaults().withStdin(input).withListener(listener))) {
      Object[] arguments = wait.arguments(guest.memory);
      var stillInterrupted = new FutureTask<>(() -> Thread.currentThread().isInterrupted());
      var polling =
          new FutureTask<>(() -> {
            Errno errno = guest.call("poll_oneoff", arguments);
            stillInterrupted.run();
            return errno;
          });
      var thread = new Thread(polling);
      thread.start();
      interruptWaiting(thread);
      assertThat(polling.get()).isEqualTo(Errno.EINTR);
      assertThat(stillInterrupted.get()).isTrue();
      assertThat(listener.isOpen()).isTrue();
    }
  }

  /** The interrupt may come before the call. */
  @ParameterizedTest
  @EnumSource
  void doesNotBeginToPoll(Wait wait) throws Exception {
    try (ServerSocketChannel listener = SocketTest.listen();
        var writer = new PipedOutputStream();
        var input = new PipedInputStream(writer);
        var guest = new Guest(WasiOptions.defaults().withStdin(input).withListener(listener))) {
      Object[] arguments = wait.arguments(guest.memory);
      Thread.currentThread().interrupt();
      try {
        assertThat(guest.call("poll_oneoff", arguments)).isEqualTo(Errno.EINTR);
      } finally {
        assertThat(Thread.interrupted()).isTrue();
      }
    }
  }

  /** A stream that lets itself be interrupted, as pipes of Java do. */
  @Test
  void endsReading() throws Exception {
    try (var writer = new PipedOutputStream();
        var input = new PipedInputStream(writer);
        var guest = new Guest(WasiOptions.defaults().withStdin(input))) {
      guest.memory.writeInt(Guest.VECTORS, Guest.DATA);
      guest.memory.writeInt(Guest.VECTORS + 4, 10);
      var reading =
          new FutureTask<>(() -> guest.call("fd_read", 0, Guest.VECTORS, 1, Guest.RESULT));
      var thread = new Thread(reading);
      thread.start();
      interruptWaiting(thread);
      assertThat(reading.get()).isEqualTo(Errno.EINTR);
    }
  }

  /** A program that sleeps again whatever it is told, as C libraries do. */
  private static final String SLEEPER =
      """
      (module
        (import "%s" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
        (import "%1$s" "sched_yield" (func $yield (result i32)))
        (import "host" "begun" (func $begun))
        (memory (export "memory") 1)
        (func (export "_start")
          (i32.store (i32.const %d) (i32.const 1))
          (i64.store (i32.const %d) (i64.const 3_600_000_000_000))
          (call $begun)
          (loop $again
            (drop (%s))
            (br $again))))
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "call $poll (i32.const 0) (i32.const 1000) (i32.const 1) (i32.const 2000)",
        "call $yield"
      })
  void endsPrograms(String call) throws Exception {
    for (Snapshot snapshot : Snapshot.values()) {
      int clock = snapshot.subscribedClock();
      String text = SLEEPER.formatted(snapshot.module(), clock, clock + 8, call);
      var module =
          new WebAssembly.Module(Wat.parse(text), Options.defaults().withInterruption(true));
      var begun = new CountDownLatch(1);
      var running = new FutureTask<>(() -> run(module, begun));
      var thread = new Thread(running);
      thread.start();
      begun.await();
      thread.interrupt();
      assertThatThrownBy(running::get)
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(WebAssembly.RuntimeError.class)
          .hasMessageContaining("interrupted");
    }
  }

  private static int run(WebAssembly.Module module, CountDownLatch begun) throws IOException {
    try (Wasi wasi = WasiOptions.defaults().open()) {
      var host = Imports.none().with("host", "begun", Runnable.class, begun::countDown);
      return wasi.start(wasi.instantiate(module, host));
    }
  }
}
