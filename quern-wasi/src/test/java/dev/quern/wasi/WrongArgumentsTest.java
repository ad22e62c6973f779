package dev.quern.wasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.wasi.Scene.Call;
import dev.quern.wasi.Scene.Fd;
import dev.quern.wasi.Scene.Need;
import dev.quern.wasi.Scene.Pointer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each function with one wrong argument, the others right: it says so, and nothing has happened.
 */
class WrongArgumentsTest {
  @TempDir Path temporary;

  static Stream<Call> calls() {
    return Scene.calls();
  }

  static Stream<Call> withPointers() {
    return calls().filter(call -> !call.places(Pointer.class).isEmpty());
  }

  static Stream<Call> withDescriptors() {
    return calls().filter(call -> !call.places(Fd.class).isEmpty());
  }

  static Stream<Call> withRights() {
    return calls().filter(call -> !call.needs().isEmpty());
  }

  static Stream<Call> withVectors() {
    return withPointers()
        .filter(call ->
            call.places(Pointer.class).stream()
                .anyMatch(
                    place -> call.arguments().get(place).equals(new Pointer(Guest.VECTORS, 8))));
  }

  @Test
  void everyFunctionIsCalled() {
    assertThat(calls().map(Call::function).collect(Collectors.toSet()))
        .containsExactlyInAnyOrderElementsOf(Wasi.functionNames());
  }

  /** Calls a function in a way that must fail, and then in the right way. */
  private static void refused(Scene scene, Errno expected, Call call, int place, Object... values)
      throws IOException {
    String before = scene.state();
    assertThat(scene.guest.call(call.function(), call.with(place, values)))
        .as("argument %s is %s", place, List.of(values))
        .isEqualTo(expected);
    assertThat(scene.state()).isEqualTo(before);
  }

  private static void accepted(Scene scene, Call call) {
    if (call.function().equals("proc_exit")) {
      assertThatThrownBy(() -> scene.guest.call("proc_exit", 0)).isInstanceOf(WasiExit.class);
    } else {
      assertThat(scene.guest.call(call.function(), call.with(0))).isEqualTo(Errno.SUCCESS);
    }
  }

  @ParameterizedTest
  @MethodSource("calls")
  void rightArguments(Call call) throws IOException {
    try (var scene = new Scene(temporary)) {
      accepted(scene, call);
    }
  }

  @ParameterizedTest
  @MethodSource("withPointers")
  void pointers(Call call) throws IOException {
    try (var scene = new Scene(temporary)) {
      int end = (int) scene.guest.memory.size();
      for (int place : call.places(Pointer.class)) {
        int size = ((Pointer) call.arguments().get(place)).size();
        for (int address : new int[] {end - size + 1, end, end + 1, -1, -size, Integer.MIN_VALUE}) {
          refused(scene, Errno.EFAULT, call, place, address);
        }
      }
      accepted(scene, call);
    }
  }

  /** The last vector is wrong, and the one before it is not used. */
  @ParameterizedTest
  @MethodSource("withVectors")
  void vectors(Call call) throws IOException {
    try (var scene = new Scene(temporary)) {
      var memory = scene.guest.memory;
      int end = (int) memory.size();
      int count = call.arguments().indexOf(new Pointer(Guest.VECTORS, 8)) + 1;
      for (int[] wrong : new int[][] {{end - 3, 4}, {end, 1}, {-1, 1}, {0, -1}, {-4, 8}, {4, -4}}) {
        memory.writeInt(Guest.VECTORS + 8, wrong[0]);
        memory.writeInt(Guest.VECTORS + 12, wrong[1]);
        refused(scene, Errno.EFAULT, call, count, 2);
      }
      for (int wrong : new int[] {1025, Integer.MAX_VALUE, Integer.MIN_VALUE, -1}) {
        refused(scene, Errno.EINVAL, call, count, wrong);
      }
      memory.writeInt(Guest.VECTORS + 8, end);
      memory.writeInt(Guest.VECTORS + 12, 0);
      assertThat(scene.guest.call(call.function(), call.with(count, 2))).isEqualTo(Errno.SUCCESS);
      assertThat(scene.guest.result()).isEqualTo(4);
    }
  }

  /** 1,024 vectors of 4 MiB each are 2^32 bytes, which is 0 in 32 bits. */
  @ParameterizedTest
  @MethodSource("withVectors")
  void vectorsOfTooManyBytes(Call call) throws IOException {
    try (var scene = new Scene(temporary)) {
      var memory = scene.guest.memory;
      memory.grow(63);
      for (int i = 0; i < 1024; i++) {
        memory.writeInt(Guest.VECTORS + 8 * i, 0);
        memory.writeInt(Guest.VECTORS + 8 * i + 4, 1 << 22);
      }
      int count = call.arguments().indexOf(new Pointer(Guest.VECTORS, 8)) + 1;
      assertThat(scene.guest.call(call.function(), call.with(count, 1024))).isEqualTo(Errno.EINVAL);
    }
  }

  @ParameterizedTest
  @MethodSource("withDescriptors")
  void descriptors(Call call) throws IOException {
    try (var scene = new Scene(temporary)) {
      for (int place : call.places(Fd.class)) {
        for (int fd : List.of(8, 1024, 65_536 + Scene.ROOT, Integer.MAX_VALUE, -1)) {
          refused(scene, Errno.EBADF, call, place, fd);
        }
      }
      accepted(scene, call);
    }
  }

  /** Names that no file can have: with a NUL, or in bytes that are not UTF-8. */
  @ParameterizedTest
  @CsvSource({
    "00, EINVAL",
    "66696c6500, EINVAL",
    "6600666c65, EINVAL",
    "ff, EILSEQ",
    "80, EILSEQ",
    "66696c65ff, EILSEQ",
    "c0af, EILSEQ",
    "e080af, EILSEQ",
    "2e2ec0af, EILSEQ",
    "e282, EILSEQ",
    "eda080, EILSEQ",
    "eda081edb080, EILSEQ",
    "f4908080, EILSEQ",
    "f888808080, EILSEQ",
    "'', ENOENT",
    "2f, EPERM",
    "2f78, EPERM",
    "2f2f, EPERM"
  })
  void paths(String hex, Errno expected) throws IOException {
    byte[] path = HexFormat.of().parseHex(hex);
    for (Call call : withPointers().toList()) {
      for (int place : call.paths()) {
        try (var scene = new Scene(temporary)) {
          scene.guest.memory.writeBytes(Guest.DATA, path);
          refused(scene, expected, call, place, Guest.DATA, path.length);
        }
      }
    }
  }

  @Test
  void pathsOfTheGreatestLength() throws IOException {
    for (Call call : withPointers().toList()) {
      for (int place : call.paths()) {
        try (var scene = new Scene(temporary)) {
          int length = scene.guest.put(Guest.DATA, "x/".repeat(2047) + "xx");
          boolean target = call.function().equals("path_symlink") && place == 0;
          Errno expected = target ? Errno.ENAMETOOLONG : Errno.ENOENT;
          refused(scene, expected, call, place, Guest.DATA, length);
          scene.guest.put(Guest.DATA + length, "x");
          refused(scene, Errno.ENAMETOOLONG, call, place, Guest.DATA, length + 1);
          refused(scene, Errno.EFAULT, call, place, Guest.DATA, -1);
        }
      }
    }
  }

  private static void restrict(Scene scene, int fd, long rights) {
    assertThat(scene.guest.call("fd_fdstat_set_rights", fd, rights, inheriting(fd)))
        .isEqualTo(Errno.SUCCESS);
  }

  private static long all(int fd) {
    return switch (fd) {
      case Scene.ROOT, Scene.AGAIN -> Rights.DIRECTORY;
      case Scene.LISTENER -> Rights.LISTENER;
      case Scene.CONNECTION -> Rights.SOCKET;
      default -> Rights.FILE;
    };
  }

  private static long inheriting(int fd) {
    return switch (fd) {
      case Scene.ROOT, Scene.AGAIN -> Rights.INHERITED;
      case Scene.LISTENER -> Rights.SOCKET;
      default -> 0;
    };
  }

  @ParameterizedTest
  @MethodSource("withRights")
  void missingRights(Call call) throws IOException {
    for (Need need : call.needs()) {
      try (var scene = new Scene(temporary)) {
        restrict(scene, need.fd(), all(need.fd()) & ~need.rights());
        refused(scene, Errno.ENOTCAPABLE, call, 0);
        assertThat(scene.guest.call("fd_fdstat_set_rights", need.fd(), need.rights(), 0L))
            .isEqualTo(Errno.ENOTCAPABLE);
      }
    }
  }

  /** No other rights than those are needed. */
  @ParameterizedTest
  @MethodSource("withRights")
  void justTheRights(Call call) throws IOException {
    try (var scene = new Scene(temporary)) {
      for (int fd : call.needs().stream().map(Need::fd).distinct().toList()) {
        long rights =
            call.needs().stream()
                .filter(need -> need.fd() == fd)
                .mapToLong(Need::rights)
                .reduce(0, (a, b) -> a | b);
        restrict(scene, fd, rights);
      }
      accepted(scene, call);
    }
  }

  private static long[] rights(Guest guest, int fd) {
    assertThat(guest.call("fd_fdstat_get", fd, Guest.RESULT)).isEqualTo(Errno.SUCCESS);
    return new long[] {
      guest.memory.readLong(Guest.RESULT + 8), guest.memory.readLong(Guest.RESULT + 16)
    };
  }

  /** Also at the second step: what a directory has none of it can not pass on. */
  @Test
  void inheritedRights() throws IOException {
    try (var scene = new Scene(temporary)) {
      Guest guest = scene.guest;
      long inheriting = Rights.FD_READ | Rights.PATH_OPEN | Rights.FD_READDIR;
      guest.call("fd_fdstat_set_rights", Scene.ROOT, Rights.PATH_OPEN, inheriting);
      assertThat(guest.open(3, "dir", Guest.DIRECTORY, Rights.PATH_UNLINK_FILE, 0, true))
          .isEqualTo(Errno.ENOTCAPABLE);
      for (String path : List.of(".", "dir", "dir/..")) {
        assertThat(guest.open(3, path, Guest.DIRECTORY, Rights.PATH_OPEN, 0, true))
            .isEqualTo(Errno.SUCCESS);
        int directory = guest.result();
        assertThat(rights(guest, directory)).containsExactly(Rights.PATH_OPEN, inheriting);
        assertThat(guest.open(directory, "x", Guest.CREATE, Rights.FD_READ, 0, true))
            .isEqualTo(Errno.ENOTCAPABLE);
        assertThat(guest.open(directory, "file", 0, Rights.FD_WRITE, 0, true))
            .isEqualTo(Errno.ENOTCAPABLE);
      }
      assertThat(guest.open(3, "file", 0, Rights.FD_READ, 0, true)).isEqualTo(Errno.SUCCESS);
      assertThat(rights(guest, guest.result())).containsExactly(Rights.FD_READ, Rights.FD_READ);
    }
  }
}
