package dev.quern.wasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.Options;
import dev.quern.Wat;
import dev.quern.WebAssembly;
import dev.quern.type.MemoryType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads of a program. */
@Timeout(60)
class ThreadsTest {
  private static final WasiOptions OPTIONS = WasiOptions.defaults().withThreadLimit(8);

  /**
   * A program with a shared memory: 0 counts threads that are done, 4 the sum of their arguments; a
   * line of text is at 100.
   */
  private static WebAssembly.Module module(String main, String thread) {
    String text =
        """
        (module
          (import "env" "memory" (memory 1 1 shared))
          (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
          (import "wasi_snapshot_preview1" "fd_write"
            (func $write (param i32 i32 i32 i32) (result i32)))
          (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
          (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
          (export "memory" (memory 0))
          (data $text "\\70\\00\\00\\00\\05\\00\\00\\00\\00\\00\\00\\00line\\n")
          (func $print
            (memory.init $text (i32.const 100) (i32.const 0) (i32.const 17))
            (drop (call $write (i32.const 1) (i32.const 100) (i32.const 1) (i32.const 200))))
          (func $done (param $value i32)
            (drop (i32.atomic.rmw.add (i32.const 4) (local.get $value)))
            (drop (i32.atomic.rmw.add (i32.const 0) (i32.const 1)))
            (drop (memory.atomic.notify (i32.const 0) (i32.const -1))))
          (func $await (param $count i32)
            (local $now i32)
            (loop $again
              (local.set $now (i32.atomic.load (i32.const 0)))
              (if (i32.lt_u (local.get $now) (local.get $count))
                (then
                  (drop (memory.atomic.wait32 (i32.const 0) (local.get $now) (i64.const -1)))
                  (br $again)))))
          (func (export "_start") (local $i i32) %s)
          (func (export "wasi_thread_start") (param $id i32) (param $argument i32) %s))
        """
            .formatted(main, thread);
    return new WebAssembly.Module(Wat.parse(text), Options.defaults().withInterruption(true));
  }

  private static int run(WasiOptions options, WebAssembly.Module module) throws IOException {
    try (Wasi wasi = options.open()) {
      return wasi.run(module);
    }
  }

  /** Exits with the sum of the arguments of four threads, which print a line each. */
  @Test
  void shareMemoryAndDescriptors() throws IOException {
    var output = new ByteArrayOutputStream();
    WebAssembly.Module module =
        module(
            """
            (loop $next
              (local.set $i (i32.add (local.get $i) (i32.const 1)))
              (if (i32.lt_s (call $spawn (local.get $i)) (i32.const 1)) (then (unreachable)))
              (br_if $next (i32.lt_u (local.get $i) (i32.const 4))))
            (call $await (i32.const 4))
            (call $exit (i32.atomic.load (i32.const 4)))
            """,
            "(call $print) (call $done (local.get $argument))");
    assertThat(run(OPTIONS.withStdout(output), module)).isEqualTo(10);
    assertThat(output.toString(StandardCharsets.UTF_8)).isEqualTo("line\n".repeat(4));
  }

  @Test
  void spawnIsLimited() throws IOException {
    String spawn = "(call $exit (i32.sub (i32.const 0) (call $spawn (i32.const 0))))";
    assertThat(run(WasiOptions.defaults(), module(spawn, ""))).isEqualTo(Errno.EAGAIN.code());
    WebAssembly.Module many =
        module(
            """
            (loop $next
              (local.set $i (i32.add (local.get $i) (i32.const 1)))
              (br_if $next (i32.gt_s (call $spawn (local.get $i)) (i32.const 0))))
            (call $exit (local.get $i))
            """,
            "(call $await (i32.const 1))");
    assertThat(run(OPTIONS, many)).isEqualTo(9);
  }

  @Test
  void spawnNeedsAProgram() throws IOException {
    WebAssembly.Module module =
        module("(call $exit (i32.sub (i32.const 0) (call $spawn (i32.const 0))))", "");
    try (Wasi wasi = OPTIONS.open()) {
      var memory =
          new WebAssembly.Memory(
              (MemoryType)
                  module.imports().stream()
                      .filter(i -> i.name().equals("memory"))
                      .findFirst()
                      .orElseThrow()
                      .type());
      var instance = new WebAssembly.Instance(module, wasi.imports().with("env", "memory", memory));
      assertThat(wasi.start(instance)).isEqualTo(Errno.ENOTSUP.code());
    }
  }

  @Test
  void exitOfAThreadEndsAllThatWait() throws IOException {
    WebAssembly.Module module =
        module(
            "(drop (call $spawn (i32.const 7))) (call $await (i32.const 1))",
            "(call $exit (local.get $argument))");
    assertThat(run(OPTIONS, module)).isEqualTo(7);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void exitOfAThreadEndsAllThatLoop() throws IOException {
    WebAssembly.Module module =
        module(
            """
            (drop (call $spawn (i32.const 0))) (drop (call $spawn (i32.const 5)))
            (loop $forever (br $forever))
            """,
            """
            (if (local.get $argument) (then (call $exit (local.get $argument))))
            (loop $forever (br $forever))
            """);
    assertThat(run(OPTIONS, module)).isEqualTo(5);
    assertNoneIsLeft();
  }

  @Test
  void trapOfAThreadEndsTheProgram() {
    WebAssembly.Module module =
        module(
            "(drop (call $spawn (i32.const 0))) (loop $l (drop (call $yield)) (br $l))",
            "(unreachable)");
    assertThatThrownBy(() -> run(OPTIONS, module))
        .isInstanceOf(WebAssembly.RuntimeError.class)
        .hasMessage("unreachable");
    assertThat(Thread.interrupted()).isFalse();
    assertNoneIsLeft();
  }

  @Test
  void threadsEndWithTheMainFunction() throws IOException {
    WebAssembly.Module module =
        module(
            """
            (drop (call $spawn (i32.const 0))) (drop (call $spawn (i32.const 0)))
            (call $await (i32.const 2))
            """,
            "(call $done (i32.const 1)) (loop $forever (br $forever))");
    assertThat(run(OPTIONS, module)).isZero();
    assertNoneIsLeft();
  }

  /** One that has left the program may take a moment to be gone. */
  private static void assertNoneIsLeft() {
    while (Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().startsWith("wasi-thread-"))) {
      Thread.onSpinWait();
    }
  }
}
