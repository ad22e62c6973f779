package dev.quern.wasi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each function says to each kind of descriptor, and what changes their numbers. */
class DescriptorsTest {
  @TempDir Path temporary;

  // spotless:off
  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      #function              | standard input | standard output | directory | listener | connection | file
      fd_advise               | EBADF          | EBADF           | EBADF     | EBADF    | EBADF      | SUCCESS
      fd_allocate             | EBADF          | EBADF           | EBADF     | EBADF    | EBADF      | SUCCESS
      fd_close                | SUCCESS        | SUCCESS         | SUCCESS   | SUCCESS  | SUCCESS    | SUCCESS
      fd_datasync             | EBADF          | SUCCESS         | SUCCESS   | EBADF    | EBADF      | SUCCESS
      fd_fdstat_get           | SUCCESS        | SUCCESS         | SUCCESS   | SUCCESS  | SUCCESS    | SUCCESS
      fd_fdstat_set_flags     | SUCCESS        | SUCCESS         | SUCCESS   | SUCCESS  | SUCCESS    | SUCCESS
      fd_fdstat_set_rights    | ENOTCAPABLE    | SUCCESS         | SUCCESS   | ENOTCAPABLE | ENOTCAPABLE | SUCCESS
      fd_filestat_get         | SUCCESS        | SUCCESS         | SUCCESS   | SUCCESS  | SUCCESS    | SUCCESS
      fd_filestat_set_size    | EBADF          | EBADF           | EBADF     | EBADF    | EBADF      | SUCCESS
      fd_filestat_set_times   | EBADF          | EBADF           | SUCCESS   | EBADF    | EBADF      | SUCCESS
      fd_pread                | ESPIPE         | EBADF           | EISDIR    | ESPIPE   | ESPIPE     | SUCCESS
      fd_prestat_get          | EBADF          | EBADF           | SUCCESS   | EBADF    | EBADF      | EBADF
      fd_prestat_dir_name     | EBADF          | EBADF           | SUCCESS   | EBADF    | EBADF      | EBADF
      fd_pwrite               | EBADF          | ESPIPE          | EBADF     | ESPIPE   | ESPIPE     | SUCCESS
      fd_read                 | SUCCESS        | EBADF           | EISDIR    | ENOTCONN | SUCCESS    | SUCCESS
      fd_readdir              | ENOTDIR        | ENOTDIR         | SUCCESS   | ENOTDIR  | ENOTDIR    | ENOTDIR
      fd_renumber             | SUCCESS        | SUCCESS         | SUCCESS   | SUCCESS  | SUCCESS    | SUCCESS
      fd_seek                 | ESPIPE         | ESPIPE          | EBADF     | ESPIPE   | ESPIPE     | SUCCESS
      fd_sync                 | EBADF          | SUCCESS         | SUCCESS   | EBADF    | EBADF      | SUCCESS
      fd_tell                 | ESPIPE         | ESPIPE          | EBADF     | ESPIPE   | ESPIPE     | SUCCESS
      fd_write                | EBADF          | SUCCESS         | EBADF     | ENOTCONN | SUCCESS    | SUCCESS
      path_create_directory   | ENOTDIR        | ENOTDIR         | SUCCESS   | ENOTDIR  | ENOTDIR    | ENOTDIR
      path_filestat_get       | ENOTDIR        | ENOTDIR         | SUCCESS   | ENOTDIR  | ENOTDIR    | ENOTDIR
      path_filestat_set_times | ENOTDIR        | ENOTDIR         | SUCCESS   | ENOTDIR  | ENOTDIR    | ENOTDIR
      path_link               | ENOTDIR        | ENOTDIR         | SUCCESS   | ENOTDIR  | ENOTDIR    | ENOTDIR
      path_open               | ENOTDIR        | ENOTDIR         | SUCCESS   | ENOTDIR  | ENOTDIR    | ENOTDIR
      path_readlink           | ENOTDIR        | ENOTDIR         | SUCCESS   | ENOTDIR  | ENOTDIR    | ENOTDIR
      path_remove_directory   | ENOTDIR        | ENOTDIR         | SUCCESS   | ENOTDIR  | ENOTDIR    | ENOTDIR
      path_rename             | ENOTDIR        | ENOTDIR         | SUCCESS   | ENOTDIR  | ENOTDIR    | ENOTDIR
      path_symlink            | ENOTDIR        | ENOTDIR         | SUCCESS   | ENOTDIR  | ENOTDIR    | ENOTDIR
      path_unlink_file        | ENOTDIR        | ENOTDIR         | SUCCESS   | ENOTDIR  | ENOTDIR    | ENOTDIR
      sock_accept             | ENOTSOCK       | ENOTSOCK        | ENOTSOCK  | SUCCESS  | EINVAL     | ENOTSOCK
      sock_recv               | ENOTSOCK       | ENOTSOCK        | ENOTSOCK  | ENOTCONN | SUCCESS    | ENOTSOCK
      sock_send               | ENOTSOCK       | ENOTSOCK        | ENOTSOCK  | ENOTCONN | SUCCESS    | ENOTSOCK
      sock_shutdown           | ENOTSOCK       | ENOTSOCK        | ENOTSOCK  | ENOTCONN | SUCCESS    | ENOTSOCK
      """)
  // spotless:on
  void kinds(
      String function,
      Errno input,
      Errno output,
      Errno directory,
      Errno listener,
      Errno connection,
      Errno file)
      throws IOException {
    var expected = List.of(input, output, directory, listener, connection, file);
    var descriptors = List.of(0, 1, Scene.ROOT, Scene.LISTENER, Scene.CONNECTION, Scene.FILE);
    var call = Scene.calls().filter(c -> c.function().equals(function)).findFirst().orElseThrow();
    int place = call.places(Scene.Fd.class).getFirst();
    for (int i = 0; i < expected.size(); i++) {
      try (var scene = new Scene(temporary)) {
        String before = scene.state();
        assertThat(scene.guest.call(function, call.with(place, descriptors.get(i))))
            .as("descriptor %s", descriptors.get(i))
            .isEqualTo(expected.get(i));
        if (expected.get(i) != Errno.SUCCESS) {
          assertThat(scene.state()).isEqualTo(before);
        }
      }
    }
  }

  /** The lowest free number is given out; 1,024 descriptors can be open. */
  @Test
  void numbers() throws IOException {
    Files.createFile(temporary.resolve("file"));
    try (var guest = new Guest(WasiOptions.defaults().withPreopen(temporary, "/"))) {
      for (int fd = 4; fd < 1024; fd++) {
        assertThat(guest.opened("file", 0)).isEqualTo(fd);
      }
      assertThat(guest.open("file", 0)).isEqualTo(Errno.EMFILE);
      assertThat(guest.open("new", Guest.CREATE)).isEqualTo(Errno.EMFILE);
      assertThat(temporary.resolve("new")).doesNotExist();
      assertThat(guest.call("fd_renumber", 1023, 7)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.call("fd_close", 700)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.call("fd_close", 0)).isEqualTo(Errno.SUCCESS);
      for (int fd : List.of(0, 700, 1023)) {
        assertThat(guest.opened("file", 0)).isEqualTo(fd);
      }
    }
  }

  @Test
  void renumberOntoStandardOutput() throws IOException {
    var written = new ByteArrayOutputStream();
    var options =
        WasiOptions.defaults()
            .withStdout(new BufferedOutputStream(written))
            .withPreopen(temporary, "/");
    try (var guest = new Guest(options)) {
      assertThat(guest.write(1, "to the stream")).isEqualTo(Errno.SUCCESS);
      int fd = guest.opened("file", Guest.CREATE);
      assertThat(guest.call("fd_renumber", fd, 1)).isEqualTo(Errno.SUCCESS);
      assertThat(written.toString(UTF_8)).isEqualTo("to the stream");
      assertThat(guest.write(1, "to the file")).isEqualTo(Errno.SUCCESS);
      assertThat(guest.write(fd, "x")).isEqualTo(Errno.EBADF);
      assertThat(guest.call("fd_renumber", 2, fd)).isEqualTo(Errno.EBADF);
      assertThat(guest.write(2, "still there")).isEqualTo(Errno.SUCCESS);
    }
    assertThat(temporary.resolve("file")).hasContent("to the file");
    assertThat(written.toString(UTF_8)).isEqualTo("to the stream");
  }

  @Test
  void renumberOntoAPreopenedDirectory() throws IOException {
    try (var guest = new Guest(WasiOptions.defaults().withPreopen(temporary, "/"))) {
      int fd = guest.opened("file", Guest.CREATE);
      assertThat(guest.call("fd_renumber", 3, 3)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.call("fd_renumber", 3, 0)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.call("fd_prestat_get", 0, Guest.RESULT)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.open("file", 0)).isEqualTo(Errno.EBADF);
      assertThat(guest.open(0, "file", 0, Rights.FD_READ, 0, true)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.result()).isEqualTo(3);
      assertThat(guest.call("fd_renumber", fd, 0)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.call("fd_prestat_get", 0, Guest.RESULT)).isEqualTo(Errno.EBADF);
      assertThat(guest.open(0, "file", 0, Rights.FD_READ, 0, true)).isEqualTo(Errno.ENOTDIR);
    }
  }

  /** What is open stays so when its name or its directory is gone. */
  @Test
  void unlinkedWhileOpen() throws IOException {
    try (var guest = new Guest(WasiOptions.defaults().withPreopen(temporary, "/"))) {
      assertThat(guest.onPath("path_create_directory", "dir")).isEqualTo(Errno.SUCCESS);
      int directory = guest.opened("dir", Guest.DIRECTORY);
      int fd = guest.opened("dir/file", Guest.CREATE);
      assertThat(guest.write(fd, "content")).isEqualTo(Errno.SUCCESS);
      assertThat(guest.onPath("path_unlink_file", "dir/file")).isEqualTo(Errno.SUCCESS);
      assertThat(guest.onPath("path_remove_directory", "dir")).isEqualTo(Errno.SUCCESS);
      assertThat(guest.call("fd_seek", fd, 0L, 0, Guest.RESULT)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.read(fd)).isEqualTo("content");
      assertThat(guest.call("fd_filestat_set_size", fd, 3L)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.call("fd_filestat_get", fd, Guest.RESULT)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.memory.readLong(Guest.RESULT + 32)).isEqualTo(3);
      assertThat(guest.call("fd_sync", fd)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.call("fd_filestat_set_times", fd, 1L, 1L, 5)).isEqualTo(Errno.ENOENT);

      assertThat(guest.call("fd_filestat_get", directory, Guest.RESULT)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.open(directory, "new", Guest.CREATE, Rights.FD_WRITE, 0, true))
          .isEqualTo(Errno.ENOENT);
      Object[] path = {directory, Guest.PATH, guest.put(Guest.PATH, "new")};
      assertThat(guest.call("path_create_directory", path)).isEqualTo(Errno.ENOENT);
      Object[] link = {Guest.PATH, 3, directory, Guest.PATH, 3};
      assertThat(guest.call("path_symlink", link)).isEqualTo(Errno.ENOENT);
      assertThat(guest.call("path_unlink_file", path)).isEqualTo(Errno.ENOENT);
      assertThat(guest.open(directory, "..", 0, Rights.FD_READ, 0, true)).isEqualTo(Errno.EPERM);
      assertThat(guest.call("fd_readdir", directory, Guest.DATA, 500, 0L, Guest.RESULT))
          .isEqualTo(Errno.SUCCESS);
      assertThat(guest.memory.readString(Guest.DATA, guest.result())).doesNotContain("file");
      assertThat(guest.call("fd_close", directory)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.call("fd_close", fd)).isEqualTo(Errno.SUCCESS);
    }
  }

  /** A stream of the embedder that fails is the program's affair, and no line on standard error. */
  @Test
  void failingStreams() throws IOException {
    var failure = new AtomicReference<Exception>(new IllegalStateException("not now"));
    var failing =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            switch (failure.get()) {
              case RuntimeException e -> throw e;
              case IOException e -> throw e;
              case Exception e -> throw new AssertionError(e);
            }
          }
        };
    var printed = new ByteArrayOutputStream();
    PrintStream standardError = System.err;
    System.setErr(new PrintStream(printed, true, UTF_8));
    try (var guest = new Guest(WasiOptions.defaults().withStdout(failing))) {
      assertThat(guest.write(1, "x")).isEqualTo(Errno.EIO);
      failure.set(new IOException("not this way"));
      assertThat(guest.write(1, "x")).isEqualTo(Errno.EIO);
      failure.set(new IOException("No space left on device"));
      assertThat(guest.write(1, "x")).isEqualTo(Errno.ENOSPC);
      failure.set(new IOException("Broken pipe"));
      assertThat(guest.write(1, "x")).isEqualTo(Errno.EPIPE);
      failure.set(new InterruptedIOException());
      assertThat(guest.write(1, "x")).isEqualTo(Errno.EINTR);
    } finally {
      System.setErr(standardError);
    }
    assertThat(printed.toString(UTF_8)).isEmpty();
  }

  /** The events may lie where the subscriptions are, and the number of events in them. */
  @ParameterizedTest
  @CsvSource({"0, 0", "0, 64", "48, 0", "-16, 8", "16, 96", "8, 152"})
  void pollOverlapping(int distance, int result) throws IOException {
    try (var guest = new Guest(WasiOptions.defaults())) {
      int count = 4;
      for (int i = 0; i < count; i++) {
        int at = Guest.DATA + 48 * i;
        guest.memory.writeLong(at, 0x0101010101010101L * (i + 1));
        guest.memory.writeByte(at + 8, (byte) (i % 2 == 0 ? 2 : 1));
        guest.memory.writeInt(at + 16, i % 2 == 0 ? 1 : 77);
      }
      int events = Guest.DATA + distance;
      int number = Guest.DATA + 200 + result;
      Object[] arguments = {Guest.DATA, events, count, number};
      assertThat(guest.call("poll_oneoff", arguments)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.memory.readInt(number)).isEqualTo(count);
      for (int i = 0; i < count; i++) {
        int at = events + 32 * i;
        assertThat(guest.memory.readLong(at)).isEqualTo(0x0101010101010101L * (i + 1));
        assertThat(guest.memory.readShort(at + 8))
            .isEqualTo((short) (i % 2 == 0 ? Errno.SUCCESS : Errno.EBADF).code());
        assertThat(guest.memory.readByte(at + 10)).isEqualTo((byte) (i % 2 == 0 ? 2 : 1));
      }
    }
  }

  /** 2^28 subscriptions of 48 bytes are 3 * 2^32 bytes, which is 0 in 32 bits. */
  @Test
  void pollOfTooManyBytes() throws IOException {
    var options = WasiOptions.defaults().withSubscriptionLimit(Integer.MAX_VALUE);
    try (var guest = new Guest(options)) {
      for (int count : List.of(1 << 28, 1 << 27, 2731, Integer.MAX_VALUE)) {
        assertThat(guest.call("poll_oneoff", 0, 0, count, Guest.RESULT)).isEqualTo(Errno.EFAULT);
      }
    }
  }
}
