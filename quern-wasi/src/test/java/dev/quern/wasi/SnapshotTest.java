package dev.quern.wasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.Caller;
import dev.quern.Wat;
import dev.quern.WebAssembly;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code wasi_unstable}, where it differs from preview 1. The numbers are those that the C library
 * of snapshot 0 asserts in its header. {@link PollTest} has its subscriptions.
 */
class SnapshotTest {
  private static final int CUR = 0;
  private static final int END = 1;
  private static final int SET = 2;

  @TempDir Path temporary;
  private Guest guest;

  @BeforeEach
  void setUp() throws IOException {
    Files.writeString(temporary.resolve("file"), "0123456789");
    Files.createLink(temporary.resolve("twin"), temporary.resolve("file"));
    guest = new Guest(WasiOptions.defaults().withPreopen(temporary, "/"), Snapshot.UNSTABLE);
  }

  @AfterEach
  void tearDown() throws IOException {
    guest.close();
  }

  private List<Long> filestat(int size) {
    var memory = guest.memory;
    assertThat(memory.readByte(Guest.RESULT - 1)).isEqualTo((byte) 0xAA);
    assertThat(memory.readByte(Guest.RESULT + size)).isEqualTo((byte) 0xAA);
    var fields = new ArrayList<Long>();
    fields.add(memory.readLong(Guest.RESULT));
    fields.add(memory.readLong(Guest.RESULT + 8));
    fields.add((long) memory.readByte(Guest.RESULT + 16));
    fields.add(size == 56 ? memory.readInt(Guest.RESULT + 20) : memory.readLong(Guest.RESULT + 24));
    for (int at = size - 32; at < size; at += 8) {
      fields.add(memory.readLong(Guest.RESULT + at));
    }
    memory.fill(Guest.RESULT - 8, 100, (byte) 0xAA);
    return fields;
  }

  /** Both functions that write a filestat tell what they tell a program of preview 1. */
  @Test
  void filestats() throws IOException {
    guest.memory.fill(Guest.RESULT - 8, 100, (byte) 0xAA);
    assertThat(guest.stat("file", true)).isEqualTo(Errno.SUCCESS);
    var byPath = filestat(56);
    assertThat(byPath.subList(2, 5)).containsExactly(4L, 2L, 10L);
    int fd = guest.opened("twin", 0);
    guest.memory.fill(Guest.RESULT - 8, 100, (byte) 0xAA);
    assertThat(guest.call("fd_filestat_get", fd, Guest.RESULT)).isEqualTo(Errno.SUCCESS);
    assertThat(filestat(56)).isEqualTo(byPath);

    guest.close();
    guest = new Guest(WasiOptions.defaults().withPreopen(temporary, "/"));
    guest.memory.fill(Guest.RESULT - 8, 100, (byte) 0xAA);
    assertThat(guest.stat("file", true)).isEqualTo(Errno.SUCCESS);
    assertThat(filestat(64)).isEqualTo(byPath);
  }

  /** The number of links has 32 bits there: one that is larger is the largest. */
  @Test
  void linksOver32Bits() throws IOException {
    var caller =
        new Caller() {
          @Override
          public WebAssembly.Instance instance() {
            throw new UnsupportedOperationException();
          }

          @Override
          public WebAssembly.Memory memory() {
            return guest.memory;
          }
        };
    for (long links : new long[] {0xFFFF_FFFEL, 0xFFFF_FFFFL, 1L << 32, Long.MAX_VALUE}) {
      var stat = new Filestat(null, 1, 2, FileType.DIRECTORY, links, 3, 4, 5, 6);
      Snapshot.UNSTABLE.put(GuestMemory.of(caller), 0, stat);
      assertThat(Integer.toUnsignedLong(guest.memory.readInt(20)))
          .isEqualTo(Math.min(links, 0xFFFF_FFFFL));
    }
  }

  @ParameterizedTest
  @CsvSource({"fd_filestat_get, 56", "path_filestat_get, 56", "poll_oneoff, 56"})
  void sizesAtTheEndOfTheMemory(String function, int size) {
    int end = (int) guest.memory.size();
    guest.memory.fill(end - size, size, (byte) 0);
    guest.memory.writeByte(end - size + 8, (byte) 1);
    int path = guest.put(Guest.PATH, "file");
    for (int address : new int[] {end - size, end - size + 1}) {
      Object[] arguments =
          switch (function) {
            case "fd_filestat_get" -> new Object[] {3, address};
            case "path_filestat_get" -> new Object[] {3, 0, Guest.PATH, path, address};
            default -> new Object[] {address, Guest.DATA, 1, Guest.RESULT};
          };
      assertThat(guest.call(function, arguments))
          .isEqualTo(address == end - size ? Errno.SUCCESS : Errno.EFAULT);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "3, CUR, SUCCESS, 7",
    "-5, CUR, EINVAL, 4",
    "0, CUR, SUCCESS, 4",
    "-3, END, SUCCESS, 7",
    "2, END, SUCCESS, 12",
    "5, SET, SUCCESS, 5",
    "-1, SET, EINVAL, 4",
    "0, UNKNOWN, EINVAL, 4"
  })
  void seeks(long offset, String from, Errno expected, long position) {
    int fd = guest.opened("file", 0);
    assertThat(guest.call("fd_seek", fd, 4L, SET, Guest.RESULT)).isEqualTo(Errno.SUCCESS);
    int whence =
        switch (from) {
          case "CUR" -> CUR;
          case "END" -> END;
          case "SET" -> SET;
          default -> 3;
        };
    assertThat(guest.call("fd_seek", fd, offset, whence, Guest.RESULT)).isEqualTo(expected);
    assertThat(guest.call("fd_tell", fd, Guest.RESULT)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.memory.readLong(Guest.RESULT)).isEqualTo(position);
  }

  /** To ask for the position needs the right to tell only, as for programs of preview 1. */
  @Test
  void seekingNowhereIsTelling() {
    int fd = guest.opened("file", 0);
    long rights = Rights.FD_TELL;
    assertThat(guest.call("fd_fdstat_set_rights", fd, rights, 0L)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.call("fd_seek", fd, 0L, CUR, Guest.RESULT)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.call("fd_seek", fd, 0L, END, Guest.RESULT)).isEqualTo(Errno.ENOTCAPABLE);
    assertThat(guest.call("fd_seek", fd, 0L, SET, Guest.RESULT)).isEqualTo(Errno.ENOTCAPABLE);
  }

  @Test
  void functions() {
    Set<String> missing = new HashSet<>(Wasi.functionNames());
    assertThat(missing).hasSize(46);
    missing.removeAll(Wasi.functionNames(Wasi.UNSTABLE_MODULE));
    assertThat(missing).containsExactly("sock_accept");
    for (String name : Wasi.functionNames()) {
      assertThat(Wasi.provides("wasi_unstable", name)).isEqualTo(!name.equals("sock_accept"));
    }
    assertThat(Wasi.provides("wasi_unstable", "thread-spawn")).isFalse();
    assertThat(Wasi.provides("wasi_unstable_preview0", "fd_read")).isFalse();
    assertThatThrownBy(() -> Wasi.functionNames("wasi"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void hasNoSockAccept() throws IOException {
    var module =
        new WebAssembly.Module(
            Wat.parse(
                "(module (import \"wasi_unstable\" \"sock_accept\""
                    + " (func (param i32 i32 i32) (result i32))))"));
    try (Wasi wasi = WasiOptions.defaults().open()) {
      assertThatThrownBy(() -> wasi.instantiate(module))
          .isInstanceOf(WebAssembly.LinkError.class)
          .hasMessageContaining("sock_accept");
    }
  }

  /** A program linked of old and new parts has one table of descriptors, and one end. */
  @Test
  void bothInOneProgram() throws IOException {
    var module =
        new WebAssembly.Module(
            Wat.parse(
                """
                (module
                  (import "wasi_unstable" "fd_renumber" (func $move (param i32 i32) (result i32)))
                  (import "wasi_unstable" "proc_exit" (func $exit (param i32)))
                  (import "wasi_snapshot_preview1" "fd_write"
                    (func $write (param i32 i32 i32 i32) (result i32)))
                  (memory (export "memory") 1)
                  (data (i32.const 8) "moved")
                  (func (export "_start")
                    (drop (call $move (i32.const 1) (i32.const 0)))
                    (i32.store (i32.const 0) (i32.const 8))
                    (i32.store (i32.const 4) (i32.const 5))
                    (call $exit (call $write (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 16)))))
                """));
    var output = new ByteArrayOutputStream();
    try (Wasi wasi = WasiOptions.defaults().withStdout(output).open()) {
      assertThat(wasi.run(module)).isZero();
    }
    assertThat(output.toString(StandardCharsets.UTF_8)).isEqualTo("moved");
  }
}
