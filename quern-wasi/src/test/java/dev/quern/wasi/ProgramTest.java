package dev.quern.wasi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quern.Wat;
import dev.quern.WebAssembly;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A program's arguments, environment, standard streams, clocks, randomness and end. */
class ProgramTest {
  @Test
  void argumentsAndEnvironment() throws IOException {
    var options =
        WasiOptions.defaults()
            .withArguments("program", "ä", "")
            .withEnvironment("A", "1")
            .withEnvironment("B", "x=y")
            .withEnvironment("A", "2");
    try (var guest = new Guest(options)) {
      assertThat(guest.call("args_sizes_get", 0, 4)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.memory.readInt(0)).isEqualTo(3);
      assertThat(guest.memory.readInt(4)).isEqualTo("program_ä__".getBytes(UTF_8).length);
      assertThat(guest.call("args_get", 0, Guest.DATA)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.memory.readCString(guest.memory.readInt(4))).isEqualTo("ä");
      assertThat(guest.call("environ_sizes_get", 0, 4)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.memory.readInt(0)).isEqualTo(2);
      assertThat(guest.call("environ_get", 0, Guest.DATA)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.memory.readCString(guest.memory.readInt(0))).isEqualTo("A=2");
      assertThat(guest.memory.readCString(guest.memory.readInt(4))).isEqualTo("B=x=y");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(param i32)",
        "(result i32) (i32.const 0)",
        "(param i32) (result i32) (local.get 0)"
      })
  void entryPointsHaveNoParametersOrResults(String type) throws IOException {
    String text = "(module (func (export \"_start\") %1$s) (func (export \"_initialize\") %1$s))";
    var instance =
        new WebAssembly.Instance(new WebAssembly.Module(Wat.parse(text.formatted(type))));
    try (var wasi = new Wasi(WasiOptions.defaults())) {
      assertThatThrownBy(() -> wasi.start(instance))
          .isInstanceOf(WebAssembly.LinkError.class)
          .hasMessageStartingWith("_start: expected function [] -> [], got function ");
      assertThatThrownBy(() -> wasi.initialize(instance))
          .isInstanceOf(WebAssembly.LinkError.class)
          .hasMessageStartingWith("_initialize: expected function [] -> [], got function ");
    }
  }

  @Test
  void withoutAnEntryPoint() throws IOException {
    var module = new WebAssembly.Module(Wat.parse("(module (memory (export \"_start\") 1))"));
    var empty = new WebAssembly.Module(Wat.parse("(module)"));
    try (var wasi = new Wasi(WasiOptions.defaults())) {
      assertThatThrownBy(() -> wasi.run(module))
          .isInstanceOf(WebAssembly.LinkError.class)
          .hasMessageEndingWith("got memory");
      assertThatThrownBy(() -> wasi.run(empty))
          .isInstanceOf(WebAssembly.LinkError.class)
          .hasMessageEndingWith("got nothing");
      wasi.initialize(new WebAssembly.Instance(empty));
    }
  }

  /** Memories that are no arrays, and one that has grown and lies in several pieces. */
  @ParameterizedTest
  @ValueSource(strings = {"1", "i64 1", "1 4 shared", "33000"})
  void writesFromEveryKindOfMemory(String memory) throws IOException {
    long pages = memory.equals("33000") ? 33_000 : 1;
    assumeTrue(
        pages * 65_536 < Runtime.getRuntime().maxMemory(), "no room for a memory of " + memory);
    byte[] program =
        Wat.parse(
            """
            (module
              (import "wasi_snapshot_preview1" "fd_write"
                (func $write (param i32 i32 i32 i32) (result i32)))
              (memory (export "memory") %s)
              (data (%3$s.const 0) "\\10\\00\\00\\00\\05\\00\\00\\00")
              (data (%3$s.const 16) "hello")
              (func (export "_start")
                (drop (memory.grow (%3$s.const %2$d)))
                (if (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))
                  (then (unreachable)))))
            """
                .formatted(
                    memory,
                    memory.contains("shared") ? 1 : 0,
                    memory.contains("i64") ? "i64" : "i32"));
    var output = new ByteArrayOutputStream();
    var wasi = new Wasi(WasiOptions.defaults().withStdout(output));
    assertThat(wasi.run(new WebAssembly.Module(program))).isZero();
    assertThat(output.toString(UTF_8)).isEqualTo("hello");
  }

  @Test
  void givesNothingByDefault() throws IOException {
    try (var guest = new Guest(WasiOptions.defaults())) {
      guest.call("args_sizes_get", 0, 4);
      assertThat(guest.memory.readLong(0)).isZero();
      guest.call("environ_sizes_get", 0, 4);
      assertThat(guest.memory.readLong(0)).isZero();
      assertThat(guest.call("fd_prestat_get", 3, 0)).isEqualTo(Errno.EBADF);
      assertThat(guest.open("x", 0)).isEqualTo(Errno.EBADF);
      assertThat(guest.read(0)).isEmpty();
      assertThat(guest.write(1, "lost")).isEqualTo(Errno.SUCCESS);
    }
  }

  @Test
  void refusesWrongOptions() {
    var options = WasiOptions.defaults();
    assertThatThrownBy(() -> options.withArguments("a\0b")).hasMessageContaining("NUL");
    assertThatThrownBy(() -> options.withEnvironment("", "x")).hasMessageContaining("name");
    assertThatThrownBy(() -> options.withPreopen(Path.of("/missing"), "/").open())
        .isInstanceOf(NotDirectoryException.class);
  }

  /** Who ends a program that runs wants what it has written. */
  @Test
  void otherThreadsFlush() throws Exception {
    byte[] program =
        Wat.parse(
            """
            (module
              (import "wasi_snapshot_preview1" "fd_write"
                (func $write (param i32 i32 i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "random_get"
                (func $random (param i32 i32) (result i32)))
              (memory (export "memory") 1)
              (data (i32.const 0) "\\10\\00\\00\\00\\05\\00\\00\\00")
              (data (i32.const 16) "hello")
              (func (export "_start")
                (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
                (drop (call $random (i32.const 64) (i32.const 8)))))
            """);
    var written = new ByteArrayOutputStream();
    var running = new CountDownLatch(1);
    var seen = new CompletableFuture<String>();
    RandomGenerator random =
        () -> {
          running.countDown();
          return seen.join().length();
        };
    var options =
        WasiOptions.defaults().withStdout(new BufferedOutputStream(written)).withRandom(random);
    try (var wasi = options.open()) {
      Thread thread = Thread.startVirtualThread(() -> flush(wasi, running, written, seen));
      wasi.run(new WebAssembly.Module(program));
      thread.join();
    }
    assertThat(seen.join()).isEqualTo("hello");
  }

  private static void flush(
      Wasi wasi,
      CountDownLatch running,
      ByteArrayOutputStream written,
      CompletableFuture<String> seen) {
    try {
      running.await();
      wasi.flush();
      seen.complete(written.toString(UTF_8));
    } catch (IOException | InterruptedException e) {
      seen.completeExceptionally(e);
    }
  }

  @Test
  void streams() throws IOException {
    var written = new ByteArrayOutputStream();
    var buffered = new BufferedOutputStream(written);
    var options =
        WasiOptions.defaults()
            .withStdin(new ByteArrayInputStream("some input".getBytes(UTF_8)))
            .withStdout(buffered)
            .withStderr(written);
    try (var guest = new Guest(options)) {
      assertThat(guest.write(1, "prompt")).isEqualTo(Errno.SUCCESS);
      assertThat(written.toString(UTF_8)).isEmpty();
      assertThat(guest.read(0)).isEqualTo("some input");
      assertThat(written.toString(UTF_8)).isEqualTo("prompt");
      assertThat(guest.read(0)).isEmpty();
      assertThat(guest.call("fd_seek", 1, 0L, 1, Guest.RESULT)).isEqualTo(Errno.ESPIPE);
      assertThat(guest.call("fd_read", 1, Guest.VECTORS, 0, Guest.RESULT)).isEqualTo(Errno.EBADF);
      assertThat(guest.write(0, "x")).isEqualTo(Errno.EBADF);
      guest.write(1, "end");
    }
    assertThat(written.toString(UTF_8)).isEqualTo("promptend");
  }

  @Test
  void clocksAndRandomness() throws IOException {
    var clock = new TestClock(1_000);
    var options = WasiOptions.defaults().withClock(clock).withRandom(new Random(1));
    try (var guest = new Guest(options)) {
      assertThat(guest.call("clock_time_get", 0, 0L, Guest.RESULT)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.memory.readLong(Guest.RESULT)).isEqualTo(clock.realtime());
      clock.sleep(5);
      guest.call("clock_time_get", 2, 0L, Guest.RESULT);
      assertThat(guest.memory.readLong(Guest.RESULT)).isEqualTo(5);
      assertThat(guest.call("clock_time_get", 4, 0L, Guest.RESULT)).isEqualTo(Errno.EINVAL);
      assertThat(guest.call("clock_res_get", 1, Guest.RESULT)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.call("random_get", Guest.DATA, 8)).isEqualTo(Errno.SUCCESS);
      byte[] expected = new byte[8];
      new Random(1).nextBytes(expected);
      assertThat(guest.memory.readBytes(Guest.DATA, 8)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void knownClocks(int clock) throws IOException {
    try (var guest = new Guest(WasiOptions.defaults())) {
      guest.memory.writeLong(Guest.RESULT, -1);
      assertThat(guest.call("clock_res_get", clock, Guest.RESULT)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.memory.readLong(Guest.RESULT)).isBetween(1L, 1_000_000L);
      assertThat(guest.call("clock_time_get", clock, 0L, Guest.RESULT)).isEqualTo(Errno.SUCCESS);
      long before = guest.memory.readLong(Guest.RESULT);
      assertThat(guest.call("clock_time_get", clock, -1L, Guest.RESULT)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.memory.readLong(Guest.RESULT)).isGreaterThanOrEqualTo(before);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 256, 65_536, Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
  void unknownClocks(int clock) throws IOException {
    try (var guest = new Guest(WasiOptions.defaults())) {
      assertThat(guest.call("clock_res_get", clock, Guest.RESULT)).isEqualTo(Errno.EINVAL);
      assertThat(guest.call("clock_time_get", clock, 0L, Guest.RESULT)).isEqualTo(Errno.EINVAL);
      assertThat(guest.memory.readLong(Guest.RESULT)).isZero();
    }
  }

  /** More than is made at once, and nothing beside it. */
  @Test
  void randomBytes() throws IOException {
    try (var guest = new Guest(WasiOptions.defaults())) {
      assertThat(guest.call("random_get", 101, 100_000)).isEqualTo(Errno.SUCCESS);
      for (int at = 101; at < 100_101 - 32; at += 1_000) {
        assertThat(guest.memory.readBytes(at, 32)).isNotEqualTo(new byte[32]);
      }
      assertThat(guest.memory.readBytes(0, 101)).isEqualTo(new byte[101]);
      assertThat(guest.memory.readBytes(100_101, 1_000)).isEqualTo(new byte[1_000]);
      assertThat(guest.call("random_get", 131_072, 0)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.call("sched_yield")).isEqualTo(Errno.SUCCESS);
    }
  }

  /** Arguments may end where the memory ends. */
  @Test
  void argumentsAtTheEndOfMemory() throws IOException {
    try (var guest = new Guest(WasiOptions.defaults().withArguments("ab", "c"))) {
      assertThat(guest.call("args_get", 0, 131_072 - 5)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.memory.readString(131_072 - 5, 5)).isEqualTo("ab\0c\0");
      assertThat(guest.call("args_get", 131_072 - 8, 0)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.memory.readInt(131_072 - 8)).isZero();
      assertThat(guest.memory.readInt(131_072 - 4)).isEqualTo(3);
      assertThat(guest.call("environ_get", 131_072, 131_072)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.call("environ_get", 131_073, 0)).isEqualTo(Errno.EFAULT);
    }
  }

  @Test
  void machineRandomness() {
    assertThat(new SystemRandom().nextLong()).isNotEqualTo(new SystemRandom().nextLong());
  }

  private static void subscribe(Guest guest, int index, int type, int id, long timeout) {
    int at = Guest.VECTORS + index * Snapshot.PREVIEW1.subscription();
    guest.memory.fill(at, Snapshot.PREVIEW1.subscription(), (byte) 0);
    guest.memory.writeLong(at, 7 + index);
    guest.memory.writeByte(at + 8, (byte) type);
    guest.memory.writeInt(at + 16, id);
    guest.memory.writeLong(at + 24, timeout);
  }

  @Test
  void pollWaitsForTheEarliestClock() throws IOException {
    var clock = new TestClock(1_000);
    try (var guest = new Guest(WasiOptions.defaults().withClock(clock))) {
      subscribe(guest, 0, 0, 1, 9_000);
      subscribe(guest, 1, 0, 1, 2_000);
      subscribe(guest, 2, 1, 0, 0);
      assertThat(guest.call("poll_oneoff", Guest.VECTORS, Guest.DATA, 3, Guest.RESULT))
          .isEqualTo(Errno.SUCCESS);
      assertThat(guest.result()).isEqualTo(1);
      assertThat(guest.memory.readLong(Guest.DATA)).isEqualTo(8);
      assertThat(clock.monotonic()).isEqualTo(3_000);
    }
  }

  @Test
  void pollAnswersDescriptorsAtOnce() throws IOException {
    try (var guest = new Guest(WasiOptions.defaults().withClock(new TestClock(1_000)))) {
      subscribe(guest, 0, 2, 1, 0);
      subscribe(guest, 1, 1, 99, 0);
      subscribe(guest, 2, 0, 9, 0);
      assertThat(guest.call("poll_oneoff", Guest.VECTORS, Guest.DATA, 3, Guest.RESULT))
          .isEqualTo(Errno.SUCCESS);
      assertThat(guest.result()).isEqualTo(3);
      assertThat(guest.memory.readShort(Guest.DATA + 8)).isZero();
      assertThat(guest.memory.readByte(Guest.DATA + 10)).isEqualTo((byte) 2);
      assertThat(guest.memory.readShort(Guest.DATA + 40)).isEqualTo((short) Errno.EBADF.code());
      assertThat(guest.memory.readShort(Guest.DATA + 72)).isEqualTo((short) Errno.EINVAL.code());
      assertThat(guest.call("poll_oneoff", Guest.VECTORS, Guest.DATA, 0, Guest.RESULT))
          .isEqualTo(Errno.EINVAL);
      assertThat(guest.call("poll_oneoff", Guest.VECTORS, Guest.DATA, -1, Guest.RESULT))
          .isEqualTo(Errno.EINVAL);
      subscribe(guest, 0, 1, 0, 0);
      guest.call("poll_oneoff", Guest.VECTORS, Guest.DATA, 1, Guest.RESULT);
      assertThat(guest.result()).isEqualTo(1);
    }
  }

  /** All 32 bits, by each of the ways out. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 255, 256, Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
  void exitStatusOf32Bits(int status) throws IOException {
    for (Snapshot snapshot : Snapshot.values()) {
      String text =
          """
          (module (import "%s" "proc_exit" (func $exit (param i32)))
            (func (export "_start") (call $exit (i32.const %d))))
          """;
      var module = new WebAssembly.Module(Wat.parse(text.formatted(snapshot.module(), status)));
      try (var wasi = WasiOptions.defaults().open()) {
        assertThat(wasi.run(module)).isEqualTo(status);
        var instance = wasi.instantiate(module);
        assertThatThrownBy(() -> instance.exports().function("_start").call())
            .isInstanceOfSatisfying(WasiExit.class, e -> assertThat(e.status()).isEqualTo(status))
            .hasMessage("exit " + Integer.toUnsignedString(status));
      }
    }
  }

  @Test
  void exitStatus() throws IOException {
    String program =
        """
        (module (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
          (func (export "_start") %s))
        """;
    var exiting =
        new WebAssembly.Module(Wat.parse(program.formatted("(call $exit (i32.const 42))")));
    var returning = new WebAssembly.Module(Wat.parse(program.formatted("")));
    try (var wasi = WasiOptions.defaults().open()) {
      assertThat(wasi.run(exiting)).isEqualTo(42);
      assertThat(wasi.run(returning)).isZero();
      var instance = new WebAssembly.Instance(exiting, wasi.imports());
      assertThatThrownBy(() -> instance.exports().function("_start").call())
          .isInstanceOfSatisfying(WasiExit.class, e -> assertThat(e.status()).isEqualTo(42));
    }
    assertThat(Wasi.functionNames()).hasSize(46).contains("fd_write", "path_open", "sock_accept");
  }

  @Test
  void moduleWithoutMemory() throws IOException {
    String text =
        """
        (module (func (export "f") (import "wasi_snapshot_preview1" "args_sizes_get")
            (param i32 i32) (result i32)))
        """;
    try (var wasi = WasiOptions.defaults().open()) {
      var instance =
          new WebAssembly.Instance(new WebAssembly.Module(Wat.parse(text)), wasi.imports());
      assertThat(instance.exports().function("f").call(0, 0)).isEqualTo(Errno.EFAULT.code());
    }
  }

  /** Standard streams that are files, of which each program gets its own. */
  @Test
  void standardStreamsAsFiles(@TempDir Path folder) throws IOException {
    Path in = Files.writeString(folder.resolve("in"), "input");
    Path out = folder.resolve("out");
    var options = WasiOptions.defaults().withStdin(in).withStdout(out).withStderr(out);
    for (int i = 0; i < 2; i++) {
      try (var guest = new Guest(options)) {
        assertThat(guest.read(0)).isEqualTo("input");
        assertThat(guest.call("fd_seek", 0, 2L, 0, Guest.RESULT)).isEqualTo(Errno.SUCCESS);
        assertThat(guest.read(0)).isEqualTo("put");
        assertThat(guest.write(0, "x")).isEqualTo(Errno.ENOTCAPABLE);
        guest.write(1, "one ");
        guest.write(2, "two ");
        guest.write(1, "three");
        assertThat(out).hasContent("one two three");
      }
    }
    try (var guest = new Guest(options.withFileSizeLimit(3))) {
      assertThat(guest.write(1, "long")).isEqualTo(Errno.SUCCESS);
      assertThat(guest.result()).isEqualTo(3);
    }
    assertThatThrownBy(() -> options.withStdin(folder.resolve("missing")).open())
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> options.withStdout(folder.resolve("missing/out")).open())
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> options.withStdin(folder).open())
        .hasMessageContaining("is no file; give it as a stream");
  }

  @Test
  void standardInputFromBytes() throws IOException {
    var options = WasiOptions.defaults().withStdin("text".getBytes(UTF_8));
    for (int i = 0; i < 2; i++) {
      try (var guest = new Guest(options)) {
        assertThat(guest.read(0)).isEqualTo("text");
        assertThat(guest.read(0)).isEmpty();
      }
    }
  }
}
