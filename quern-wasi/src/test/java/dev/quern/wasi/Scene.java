package dev.quern.wasi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * A program that has something of every kind, and for each function a call that succeeds there; a
 * test spoils one argument and looks whether anything has happened.
 */
final class Scene implements AutoCloseable {
  static final int ROOT = 3;

  /** The same directory once more, so that the two descriptors of a call can be told apart. */
  static final int AGAIN = 4;

  static final int LISTENER = 5;
  static final int CONNECTION = 6;
  static final int FILE = 7;

  /** What a function reads or writes at an address. */
  record Pointer(int address, int size) {}

  /** A descriptor. */
  record Fd(int number) {}

  /** Rights that a call needs of a descriptor: it fails if all of them are missing. */
  record Need(int fd, long rights) {}

  /** A function with arguments that are right. */
  record Call(String function, List<Need> needs, List<Object> arguments) {
    Call needs(int fd, long rights) {
      var more = new ArrayList<>(needs);
      more.add(new Need(fd, rights));
      return new Call(function, more, arguments);
    }

    /** The places of the arguments of a kind. */
    List<Integer> places(Class<?> kind) {
      return Stream.iterate(0, i -> i < arguments.size(), i -> i + 1)
          .filter(i -> kind.isInstance(arguments.get(i)))
          .toList();
    }

    /** The places of the paths, each with its length behind it. */
    List<Integer> paths() {
      return places(Pointer.class).stream()
          .filter(place -> PATHS.contains(arguments.get(place)))
          .toList();
    }

    /** Plain arguments, from a place on replaced by others. */
    Object[] with(int place, Object... values) {
      Object[] plain = arguments.stream().map(Call::plain).toArray();
      System.arraycopy(values, 0, plain, place, values.length);
      return plain;
    }

    private static Object plain(Object argument) {
      return switch (argument) {
        case Pointer pointer -> pointer.address();
        case Fd fd -> fd.number();
        default -> argument;
      };
    }

    @Override
    public String toString() {
      return function + arguments;
    }
  }

  private static final int DIR = 2_000;
  private static final int LINK = 2_100;
  private static final int SUBSCRIPTION = 25_000;
  private static final Pointer OLD_NAME = new Pointer(Guest.PATH, 4);
  private static final Pointer NEW_NAME = new Pointer(Guest.PATH2, 3);
  private static final Pointer LINK_NAME = new Pointer(LINK, 4);
  private static final Pointer DIRECTORY_NAME = new Pointer(DIR, 3);
  private static final Set<Object> PATHS = Set.of(OLD_NAME, NEW_NAME, LINK_NAME, DIRECTORY_NAME);
  private static final Pointer VECTOR = new Pointer(Guest.VECTORS, 8);

  private final Path root;
  private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
  private final ServerSocketChannel listener = SocketTest.listen();
  private final SocketChannel peer = SocketChannel.open(listener.getLocalAddress());
  private final SocketChannel connection = listener.accept();
  private final SocketChannel waiting = SocketChannel.open(listener.getLocalAddress());
  final Guest guest;

  Scene(Path temporary) throws IOException {
    root = Files.createTempDirectory(temporary.toRealPath(), "scene");
    Files.writeString(root.resolve("file"), "0123456789");
    Files.createDirectory(root.resolve("dir"));
    Files.createSymbolicLink(root.resolve("link"), Path.of("file"));
    guest =
        new Guest(
            WasiOptions.defaults()
                .withArguments("program")
                .withEnvironment("A", "1")
                .withStdin(new ByteArrayInputStream("input".getBytes(UTF_8)))
                .withStdout(stdout)
                .withPreopen(root, "/")
                .withPreopen(root, "/again")
                .withListener(listener)
                .withSocket(connection));
    guest.opened("file", 0);
    guest.call("fd_seek", FILE, 2L, 0, Guest.RESULT);
    SocketTest.write(peer, "from the peer");
    peer.configureBlocking(false);
    prepareMemory();
  }

  private void prepareMemory() {
    guest.put(Guest.PATH, "file");
    guest.put(Guest.PATH2, "new");
    guest.put(DIR, "dir");
    guest.put(LINK, "link");
    guest.memory.writeInt(Guest.VECTORS, Guest.DATA);
    guest.memory.writeInt(Guest.VECTORS + 4, 4);
    guest.memory.writeByte(SUBSCRIPTION + 8, (byte) 2);
    guest.memory.writeInt(SUBSCRIPTION + 16, 1);
  }

  private static Pointer at(int address, int size) {
    return new Pointer(address, size);
  }

  private static Pointer result(int size) {
    return at(Guest.RESULT, size);
  }

  private static Fd fd(int number) {
    return new Fd(number);
  }

  private static Call call(String function, Object... arguments) {
    return new Call(function, List.of(), List.of(arguments));
  }

  /** A call that needs a right of its first descriptor. */
  private static Call guarded(String function, Fd fd, long right, Object... arguments) {
    var all = new ArrayList<Object>(List.of(arguments));
    all.addFirst(fd);
    return new Call(function, List.of(new Need(fd.number(), right)), all);
  }

  /** All functions. */
  static Stream<Call> calls() {
    return Stream.of(programCalls(), descriptorCalls(), pathCalls(), socketCalls())
        .flatMap(calls -> calls);
  }

  // spotless:off
  private static Stream<Call> programCalls() {
    return Stream.of(
        call("args_get", at(200, 4), at(300, 8)),
        call("args_sizes_get", at(200, 4), at(300, 4)),
        call("environ_get", at(200, 4), at(300, 4)),
        call("environ_sizes_get", at(200, 4), at(300, 4)),
        call("clock_res_get", 1, result(8)),
        call("clock_time_get", 0, 0L, result(8)),
        call("poll_oneoff", at(SUBSCRIPTION, 48), at(Guest.DATA, 32), 1, result(4)),
        call("proc_exit", 0),
        call("proc_raise", 0),
        call("random_get", at(Guest.DATA, 16), 16),
        call("sched_yield"));
  }

  private static Stream<Call> descriptorCalls() {
    return Stream.of(
        guarded("fd_advise", fd(FILE), Rights.FD_ADVISE, 0L, 0L, 0),
        guarded("fd_allocate", fd(FILE), Rights.FD_ALLOCATE, 0L, 20L),
        call("fd_close", fd(FILE)),
        guarded("fd_datasync", fd(FILE), Rights.FD_DATASYNC),
        call("fd_fdstat_get", fd(FILE), result(24)),
        guarded("fd_fdstat_set_flags", fd(FILE), Rights.FD_FDSTAT_SET_FLAGS, 1),
        call("fd_fdstat_set_rights", fd(FILE), Rights.FD_SYNC, 0L),
        guarded("fd_filestat_get", fd(FILE), Rights.FD_FILESTAT_GET, result(64)),
        guarded("fd_filestat_set_size", fd(FILE), Rights.FD_FILESTAT_SET_SIZE, 5L),
        guarded("fd_filestat_set_times", fd(FILE), Rights.FD_FILESTAT_SET_TIMES, 1L, 1L, 5),
        guarded("fd_pread", fd(FILE), Rights.FD_READ, VECTOR, 1, 1L, result(4)).needs(FILE, Rights.FD_SEEK),
        call("fd_prestat_get", fd(ROOT), result(8)),
        call("fd_prestat_dir_name", fd(ROOT), at(Guest.DATA, 1), 1),
        guarded("fd_pwrite", fd(FILE), Rights.FD_WRITE, VECTOR, 1, 1L, result(4)).needs(FILE, Rights.FD_SEEK),
        guarded("fd_read", fd(FILE), Rights.FD_READ, VECTOR, 1, result(4)),
        guarded("fd_readdir", fd(ROOT), Rights.FD_READDIR, at(Guest.DATA, 100), 100, 0L, result(4)),
        call("fd_renumber", fd(FILE), fd(CONNECTION)),
        guarded("fd_seek", fd(FILE), Rights.FD_SEEK, 1L, 0, result(8)),
        guarded("fd_sync", fd(FILE), Rights.FD_SYNC),
        guarded("fd_tell", fd(FILE), Rights.FD_TELL | Rights.FD_SEEK, result(8)),
        guarded("fd_write", fd(FILE), Rights.FD_WRITE, VECTOR, 1, result(4)));
  }

  private static Stream<Call> pathCalls() {
    return Stream.of(
        guarded("path_create_directory", fd(ROOT), Rights.PATH_CREATE_DIRECTORY, NEW_NAME, 3),
        guarded("path_filestat_get", fd(ROOT), Rights.PATH_FILESTAT_GET, 1, OLD_NAME, 4, result(64)),
        guarded("path_filestat_set_times", fd(ROOT), Rights.PATH_FILESTAT_SET_TIMES, 1, OLD_NAME, 4, 1L, 1L, 5),
        guarded("path_link", fd(ROOT), Rights.PATH_LINK_SOURCE, 0, OLD_NAME, 4, fd(AGAIN), NEW_NAME, 3)
            .needs(AGAIN, Rights.PATH_LINK_TARGET),
        guarded("path_open", fd(ROOT), Rights.PATH_OPEN, 0, OLD_NAME, 4, 0, Rights.FD_READ, 0L, 0, result(4)),
        guarded("path_open", fd(ROOT), Rights.PATH_OPEN, 0, NEW_NAME, 3, Guest.CREATE, Rights.FD_WRITE, 0L, 0, result(4))
            .needs(ROOT, Rights.PATH_CREATE_FILE),
        guarded("path_open", fd(ROOT), Rights.PATH_OPEN, 0, OLD_NAME, 4, Guest.TRUNCATE, 0L, 0L, 0, result(4))
            .needs(ROOT, Rights.PATH_FILESTAT_SET_SIZE),
        guarded("path_readlink", fd(ROOT), Rights.PATH_READLINK, LINK_NAME, 4, at(Guest.DATA, 50), 50, result(4)),
        guarded("path_remove_directory", fd(ROOT), Rights.PATH_REMOVE_DIRECTORY, DIRECTORY_NAME, 3),
        guarded("path_rename", fd(ROOT), Rights.PATH_RENAME_SOURCE, OLD_NAME, 4, fd(AGAIN), NEW_NAME, 3)
            .needs(AGAIN, Rights.PATH_RENAME_TARGET),
        call("path_symlink", OLD_NAME, 4, fd(ROOT), NEW_NAME, 3).needs(ROOT, Rights.PATH_SYMLINK),
        guarded("path_unlink_file", fd(ROOT), Rights.PATH_UNLINK_FILE, OLD_NAME, 4));
  }

  private static Stream<Call> socketCalls() {
    return Stream.of(
        guarded("sock_accept", fd(LISTENER), Rights.SOCK_ACCEPT, 0, result(4)),
        guarded("sock_recv", fd(CONNECTION), Rights.FD_READ, VECTOR, 1, 0, result(4), at(104, 2)),
        guarded("sock_send", fd(CONNECTION), Rights.FD_WRITE, VECTOR, 1, 0, result(4)),
        guarded("sock_shutdown", fd(CONNECTION), Rights.SOCK_SHUTDOWN, 1));
  }
  // spotless:on

  /**
   * All that a call could have changed: descriptors, files, what was written, what is still to be
   * read, and the memory.
   */
  String state() throws IOException {
    byte[] memory = guest.memory.readBytes(0, (int) guest.memory.size());
    var state = new StringBuilder();
    for (int fd = 0; fd < 10; fd++) {
      state.append(described("fd_fdstat_get", 24, (f, at) -> guest.call(f, at[0], at[1]), fd));
    }
    state.append(described("fd_tell", 8, (f, at) -> guest.call(f, at[0], at[1]), FILE));
    state.append(described("sock_recv", 30, this::peek, CONNECTION));
    guest.memory.writeBytes(0, memory);
    try (var files = Files.walk(root)) {
      for (Path file : files.sorted().toList()) {
        state.append(described(file)).append('\n');
      }
    }
    var sent = ByteBuffer.allocate(100);
    return state
        .append("sent " + peer.read(sent) + ", written " + stdout + ", memory ")
        .append(Arrays.hashCode(memory))
        .toString();
  }

  private Errno peek(String function, Object[] arguments) {
    guest.memory.writeInt(Guest.VECTORS, Guest.DATA);
    guest.memory.writeInt(Guest.VECTORS + 4, 30);
    return guest.call(function, arguments[0], Guest.VECTORS, 1, 1, 50, 60);
  }

  private String described(
      String function, int size, BiFunction<String, Object[], Errno> call, int fd) {
    guest.memory.fill(Guest.DATA, size, (byte) 0);
    Errno errno = call.apply(function, new Object[] {fd, Guest.DATA});
    byte[] seen = guest.memory.readBytes(Guest.DATA, size);
    return function + " " + fd + " " + errno + " " + HexFormat.of().formatHex(seen) + "\n";
  }

  private static String described(Path file) throws IOException {
    var time = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS);
    boolean regular = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    return file + " " + time + (regular ? " " + Files.readString(file) : "");
  }

  @Override
  public void close() throws IOException {
    guest.close();
    connection.close();
    peer.close();
    waiting.close();
    listener.close();
  }
}
