package dev.quern.wasi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every byte of a structure is written, those between its fields as zeros, and none behind it: a
 * program finds nothing of the host there, and the same each time.
 */
@ParameterizedClass
@EnumSource
class PaddingTest {
  private static final byte BEFORE = (byte) 0xAA;
  private static final int LISTENER = 4;
  private static final int CONNECTION = 5;
  private static final int FILE = 6;

  /** Whose structures they are. */
  @Parameter Snapshot snapshot;

  @TempDir Path temporary;
  private ServerSocketChannel listener;
  private SocketChannel peer;
  private SocketChannel connection;
  private Guest guest;

  @BeforeEach
  void setUp() throws IOException {
    Files.writeString(temporary.resolve("file"), "content");
    Files.createDirectory(temporary.resolve("a directory"));
    Files.createSymbolicLink(temporary.resolve("link"), Path.of("file"));
    listener = SocketTest.listen();
    peer = SocketChannel.open(listener.getLocalAddress());
    connection = listener.accept();
    var options =
        WasiOptions.defaults()
            .withStdin(new ByteArrayInputStream(new byte[3]))
            .withPreopen(temporary, "/")
            .withListener(listener)
            .withSocket(connection);
    guest = new Guest(options, snapshot);
    assertThat(guest.opened("file", 0)).isEqualTo(FILE);
  }

  @AfterEach
  void tearDown() throws IOException {
    guest.close();
    peer.close();
    connection.close();
    listener.close();
  }

  private void prepare(int address, int size) {
    guest.memory.fill(address - 16, size + 32, BEFORE);
  }

  /** Checks a structure: padding is given as pairs of a first place and one behind the last. */
  private void check(int address, int size, int... padding) {
    for (int i = 0; i < padding.length; i += 2) {
      for (int at = padding[i]; at < padding[i + 1]; at++) {
        assertThat(guest.memory.readByte(address + at)).as("byte %s", at).isZero();
      }
    }
    assertUntouched(address - 16);
    assertUntouched(address + size);
  }

  private void assertUntouched(int address) {
    assertThat(guest.memory.readBytes(address, 16)).containsOnly(BEFORE);
  }

  private void checkFilestat() {
    boolean unstable = snapshot == Snapshot.UNSTABLE;
    check(Guest.RESULT, unstable ? 56 : 64, 17, unstable ? 20 : 24);
  }

  @Test
  void filestat() {
    for (int fd = 0; fd <= FILE; fd++) {
      prepare(Guest.RESULT, 64);
      assertThat(guest.call("fd_filestat_get", fd, Guest.RESULT)).isEqualTo(Errno.SUCCESS);
      checkFilestat();
    }
    for (String path : new String[] {"file", "a directory", "link", "."}) {
      prepare(Guest.RESULT, 64);
      assertThat(guest.stat(path, false)).isEqualTo(Errno.SUCCESS);
      checkFilestat();
    }
  }

  @Test
  void fdstat() {
    for (int fd = 0; fd <= FILE; fd++) {
      prepare(Guest.RESULT, 24);
      assertThat(guest.call("fd_fdstat_get", fd, Guest.RESULT)).isEqualTo(Errno.SUCCESS);
      check(Guest.RESULT, 24, 1, 2, 4, 8);
    }
  }

  @Test
  void prestat() {
    prepare(Guest.RESULT, 8);
    assertThat(guest.call("fd_prestat_get", 3, Guest.RESULT)).isEqualTo(Errno.SUCCESS);
    check(Guest.RESULT, 8, 1, 4);
  }

  /** Also what is cut off, and nothing is written behind the bytes that were asked for. */
  @Test
  void dirents() {
    for (int space : new int[] {500, 100, 47, 24, 23, 22, 21, 1, 0}) {
      prepare(Guest.DATA, 500);
      assertThat(guest.call("fd_readdir", 3, Guest.DATA, space, 0L, Guest.RESULT))
          .isEqualTo(Errno.SUCCESS);
      int used = guest.result();
      assertThat(used).isLessThanOrEqualTo(space);
      for (int at = 0; at < used; ) {
        for (int i = at + 21; i < Math.min(at + 24, used); i++) {
          assertThat(guest.memory.readByte(Guest.DATA + i)).isZero();
        }
        at += 24 + (at + 20 <= used ? guest.memory.readInt(Guest.DATA + at + 16) : 0);
      }
      assertThat(guest.memory.readBytes(Guest.DATA + used, 516 - used)).containsOnly(BEFORE);
    }
  }

  /** Of every kind: clocks, what is ready, what is wrong. */
  @Test
  void events() {
    int[][] subscribed = {{0, 1}, {0, 99}, {1, 0}, {1, FILE}, {2, 1}, {2, CONNECTION}, {1, 99}};
    int size = snapshot.subscription();
    guest.memory.fill(Guest.VECTORS, subscribed.length * size, BEFORE);
    for (int i = 0; i < subscribed.length; i++) {
      int at = Guest.VECTORS + i * size;
      boolean clock = subscribed[i][0] == 0;
      int clockAt = at + snapshot.subscribedClock();
      guest.memory.writeByte(at + 8, (byte) subscribed[i][0]);
      guest.memory.writeInt(clock ? clockAt : at + 16, subscribed[i][1]);
      if (clock) {
        guest.memory.writeLong(clockAt + 8, 0);
        guest.memory.writeShort(clockAt + 24, (short) 0);
      }
    }
    int all = subscribed.length * Poll.EVENT;
    prepare(Guest.DATA, all);
    Object[] poll = {Guest.VECTORS, Guest.DATA, subscribed.length, Guest.RESULT};
    assertThat(guest.call("poll_oneoff", poll)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.result()).isEqualTo(subscribed.length);
    assertUntouched(Guest.DATA - 16);
    assertUntouched(Guest.DATA + all);
    for (int at = Guest.DATA; at < Guest.DATA + all; at += Poll.EVENT) {
      byte[] event = guest.memory.readBytes(at, Poll.EVENT);
      assertThat(Arrays.copyOfRange(event, 11, 16)).containsOnly(0);
      assertThat(Arrays.copyOfRange(event, 26, 32)).containsOnly(0);
      if (event[10] == 0 || event[8] != 0) {
        assertThat(Arrays.copyOfRange(event, 16, 26)).containsOnly(0);
      }
    }
  }

  /** What is no structure is as long as it says. */
  @Test
  void numbers() {
    Object[][] calls = {
      {"clock_time_get", 8, 0, 0L, Guest.RESULT},
      {"clock_res_get", 8, 0, Guest.RESULT},
      {"fd_tell", 8, FILE, Guest.RESULT},
      {"fd_read", 4, FILE, Guest.VECTORS, 0, Guest.RESULT},
      {"sock_send", 4, CONNECTION, Guest.VECTORS, 0, 0, Guest.RESULT},
      {"sock_recv", 2, CONNECTION, Guest.VECTORS, 0, 0, Guest.DATA, Guest.RESULT},
    };
    for (Object[] call : calls) {
      prepare(Guest.RESULT, 8);
      Object[] arguments = Arrays.copyOfRange(call, 2, call.length);
      assertThat(guest.call((String) call[0], arguments)).isEqualTo(Errno.SUCCESS);
      check(Guest.RESULT, (int) call[1]);
    }
    assertThat(guest.call("fd_fdstat_get", LISTENER, Guest.RESULT)).isEqualTo(Errno.SUCCESS);
  }
}
