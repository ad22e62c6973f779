package dev.quern.wasi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files and directories below a preopened directory of the host, held open by the operating system;
 * subclasses have other directories.
 */
class FilesTest {
  @TempDir Path temporary;
  private Place place;
  private Path root;
  private Guest guest;

  /** Where the directory is. */
  Place.Kind kind() {
    return Place.Kind.HOST;
  }

  @BeforeEach
  void setUp() throws IOException {
    place = Place.open(kind(), temporary);
    root = place.directory("root");
    guest = new Guest(place.preopen(WasiOptions.defaults(), root, "/data", false));
  }

  @AfterEach
  void tearDown() throws IOException {
    guest.close();
    place.close();
  }

  @Test
  void preopen() {
    assertThat(guest.call("fd_prestat_get", 3, Guest.RESULT)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.memory.readInt(Guest.RESULT)).isZero();
    assertThat(guest.memory.readInt(Guest.RESULT + 4)).isEqualTo(5);
    assertThat(guest.call("fd_prestat_dir_name", 3, Guest.DATA, 4)).isEqualTo(Errno.ENAMETOOLONG);
    assertThat(guest.call("fd_prestat_dir_name", 3, Guest.DATA, 5)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.memory.readString(Guest.DATA, 5)).isEqualTo("/data");
    assertThat(guest.call("fd_prestat_get", 4, Guest.RESULT)).isEqualTo(Errno.EBADF);
    assertThat(guest.call("fd_prestat_get", 0, Guest.RESULT)).isEqualTo(Errno.EBADF);
  }

  @Test
  void writesReadsAndSeeks() {
    int fd = guest.opened("file", Guest.CREATE);
    assertThat(guest.write(fd, "hello world")).isEqualTo(Errno.SUCCESS);
    assertThat(guest.result()).isEqualTo(11);
    assertThat(guest.call("fd_seek", fd, 6L, 0, Guest.RESULT)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.read(fd)).isEqualTo("world");
    assertThat(guest.call("fd_tell", fd, Guest.RESULT)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.memory.readLong(Guest.RESULT)).isEqualTo(11);
    assertThat(guest.call("fd_seek", fd, -5L, 2, Guest.RESULT)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.memory.readLong(Guest.RESULT)).isEqualTo(6);
    assertThat(guest.call("fd_seek", fd, -7L, 1, Guest.RESULT)).isEqualTo(Errno.EINVAL);
    assertThat(guest.call("fd_seek", fd, 0L, 3, Guest.RESULT)).isEqualTo(Errno.EINVAL);
    assertThat(guest.call("fd_seek", fd, Long.MAX_VALUE, 1, Guest.RESULT))
        .isEqualTo(Errno.EOVERFLOW);
    assertThat(root.resolve("file")).hasContent("hello world");
  }

  @Test
  void readsAndWritesAtOffsets() {
    int fd = guest.opened("file", Guest.CREATE);
    guest.write(fd, "0123456789");
    assertThat(guest.call("fd_pread", fd, Guest.VECTORS, 1, 4L, Guest.RESULT))
        .isEqualTo(Errno.SUCCESS);
    assertThat(guest.memory.readString(Guest.DATA, guest.result())).isEqualTo("456789");
    guest.memory.writeInt(Guest.VECTORS + 4, 2);
    assertThat(guest.call("fd_pwrite", fd, Guest.VECTORS, 1, 1L, Guest.RESULT))
        .isEqualTo(Errno.SUCCESS);
    assertThat(root.resolve("file")).hasContent("0453456789");
    assertThat(guest.call("fd_pwrite", fd, Guest.VECTORS, 1, -1L, Guest.RESULT))
        .isEqualTo(Errno.EINVAL);
    assertThat(guest.call("fd_tell", fd, Guest.RESULT)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.memory.readLong(Guest.RESULT)).isEqualTo(10);
  }

  @Test
  void appends() throws IOException {
    Files.writeString(root.resolve("file"), "one");
    assertThat(guest.open(3, "file", 0, Guest.ALL, Descriptor.APPEND, true))
        .isEqualTo(Errno.SUCCESS);
    int fd = guest.result();
    guest.write(fd, "two");
    guest.call("fd_seek", fd, 0L, 0, Guest.RESULT);
    guest.write(fd, "three");
    assertThat(root.resolve("file")).hasContent("onetwothree");
    assertThat(guest.call("fd_fdstat_set_flags", fd, 0)).isEqualTo(Errno.SUCCESS);
    guest.call("fd_seek", fd, 0L, 0, Guest.RESULT);
    guest.write(fd, "ONE");
    assertThat(root.resolve("file")).hasContent("ONEtwothree");
  }

  @Test
  void openFlags() throws IOException {
    Files.writeString(root.resolve("file"), "content");
    Files.createDirectory(root.resolve("dir"));
    assertThat(guest.open("file", Guest.CREATE | Guest.EXCLUSIVE)).isEqualTo(Errno.EEXIST);
    assertThat(guest.open("file", Guest.DIRECTORY)).isEqualTo(Errno.ENOTDIR);
    assertThat(guest.open("new/", Guest.CREATE)).isEqualTo(Errno.EISDIR);
    assertThat(guest.open("new", 0)).isEqualTo(Errno.ENOENT);
    assertThat(guest.open("dir", Guest.CREATE)).isEqualTo(Errno.EISDIR);
    assertThat(guest.open("dir", 0)).isEqualTo(Errno.EISDIR);
    assertThat(guest.open("x", Guest.CREATE | Guest.DIRECTORY)).isEqualTo(Errno.EINVAL);
    assertThat(guest.open("x", 16)).isEqualTo(Errno.EINVAL);
    guest.opened("dir", Guest.DIRECTORY);
    guest.opened("file", Guest.TRUNCATE);
    assertThat(root.resolve("file")).isEmptyFile();
    assertThat(guest.open(0, "file", 0, 0, 0, true)).isEqualTo(Errno.ENOTDIR);
    assertThat(guest.open(99, "file", 0, 0, 0, true)).isEqualTo(Errno.EBADF);
  }

  @Test
  void sizes() throws IOException {
    int fd = guest.opened("file", Guest.CREATE);
    guest.write(fd, "hello");
    assertThat(guest.call("fd_filestat_set_size", fd, 2L)).isEqualTo(Errno.SUCCESS);
    assertThat(root.resolve("file")).hasContent("he");
    assertThat(guest.call("fd_filestat_set_size", fd, 4L)).isEqualTo(Errno.SUCCESS);
    assertThat(Files.readAllBytes(root.resolve("file"))).isEqualTo(new byte[] {'h', 'e', 0, 0});
    assertThat(guest.call("fd_allocate", fd, 2L, 8L)).isEqualTo(Errno.SUCCESS);
    assertThat(Files.size(root.resolve("file"))).isEqualTo(10);
    assertThat(guest.call("fd_allocate", fd, 0L, 1L)).isEqualTo(Errno.SUCCESS);
    assertThat(Files.size(root.resolve("file"))).isEqualTo(10);
    assertThat(guest.call("fd_filestat_set_size", fd, -1L)).isEqualTo(Errno.EINVAL);
    assertThat(guest.call("fd_allocate", fd, 1L, Long.MAX_VALUE)).isEqualTo(Errno.EFBIG);
    assertThat(guest.call("fd_advise", fd, 0L, 0L, 5)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.call("fd_advise", fd, 0L, 0L, 6)).isEqualTo(Errno.EINVAL);
    // The position was at 5 all the time.
    guest.call("fd_tell", fd, Guest.RESULT);
    assertThat(guest.memory.readLong(Guest.RESULT)).isEqualTo(5);
  }

  /** No host has files of 2^63 bytes; some have none of 2^62. */
  @Test
  void sizesBeyondTheHosts() throws IOException {
    int fd = guest.opened("file", Guest.CREATE);
    guest.write(fd, "hello");
    long huge = 1L << 62;
    Object[][] calls = {
      {"fd_filestat_set_size", fd, Long.MAX_VALUE},
      {"fd_filestat_set_size", fd, Long.MAX_VALUE - 1},
      {"fd_filestat_set_size", fd, huge},
      {"fd_allocate", fd, Long.MAX_VALUE, 1L},
      {"fd_allocate", fd, Long.MAX_VALUE, Long.MAX_VALUE},
      {"fd_allocate", fd, 1L, Long.MAX_VALUE - 1},
      {"fd_allocate", fd, huge, huge - 2},
      {"fd_allocate", fd, huge - 1, 1L},
      {"fd_pwrite", fd, Guest.VECTORS, 1, huge, Guest.RESULT},
    };
    for (Object[] call : calls) {
      Object[] arguments = Arrays.copyOfRange(call, 1, call.length);
      Errno errno = guest.call((String) call[0], arguments);
      if (errno == Errno.SUCCESS) {
        assertThat(Files.size(root.resolve("file"))).isGreaterThanOrEqualTo(huge);
        assertThat(guest.call("fd_filestat_set_size", fd, 5L)).isEqualTo(Errno.SUCCESS);
      }
      switch (kind()) {
        case HOST, BY_PATH -> assertThat(errno).isIn(Errno.SUCCESS, Errno.EFBIG, Errno.ENOSPC);
        // It says that it is full in words of its own.
        case JIMFS -> assertThat(errno).isIn(Errno.EFBIG, Errno.ENOSPC, Errno.EIO);
      }
      assertThat(root.resolve("file")).hasContent("hello");
    }
    Object[] last = {fd, Guest.VECTORS, 1, Long.MAX_VALUE, Guest.RESULT};
    assertThat(guest.call("fd_pwrite", last)).isEqualTo(Errno.EINVAL);
    assertThat(guest.call("fd_tell", fd, Guest.RESULT)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.memory.readLong(Guest.RESULT)).isEqualTo(5);
  }

  @Test
  void attributes() throws IOException {
    Files.writeString(root.resolve("file"), "four");
    assertThat(guest.stat("file", true)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.memory.readByte(Guest.RESULT + 16)).isEqualTo((byte) 4);
    assertThat(guest.memory.readLong(Guest.RESULT + 32)).isEqualTo(4);
    int length = guest.put(Guest.PATH, "file");
    assertThat(
            guest.call(
                "path_filestat_set_times",
                3,
                0,
                Guest.PATH,
                length,
                0L,
                1_500_000_000_000_000_000L,
                4))
        .isEqualTo(Errno.SUCCESS);
    assertThat(Files.getLastModifiedTime(root.resolve("file")).toMillis())
        .isEqualTo(1_500_000_000_000L);
    assertThat(guest.call("path_filestat_set_times", 3, 0, Guest.PATH, length, 0L, 0L, 4 | 8))
        .isEqualTo(Errno.EINVAL);
    int fd = guest.opened("file", 0);
    assertThat(guest.call("fd_filestat_get", fd, Guest.RESULT)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.memory.readLong(Guest.RESULT + 48)).isEqualTo(1_500_000_000_000_000_000L);
    assertThat(guest.call("fd_filestat_set_times", fd, 7L, 0L, 1 | 8)).isEqualTo(Errno.SUCCESS);
    assertThat(Files.getLastModifiedTime(root.resolve("file")).toMillis())
        .isGreaterThan(1_500_000_000_000L);
  }

  @Test
  void attributesOfUnlinkedFile() {
    int fd = guest.opened("file", Guest.CREATE);
    guest.write(fd, "abc");
    assertThat(guest.onPath("path_unlink_file", "file")).isEqualTo(Errno.SUCCESS);
    assertThat(guest.call("fd_filestat_get", fd, Guest.RESULT)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.memory.readLong(Guest.RESULT + 32)).isEqualTo(3);
  }

  @Test
  void rightsAreCheckedAndInherited() {
    guest.opened("file", Guest.CREATE);
    int reader = guest.openedForReading("file");
    assertThat(guest.write(reader, "x")).isEqualTo(Errno.ENOTCAPABLE);
    assertThat(guest.call("fd_filestat_set_size", reader, 0L)).isEqualTo(Errno.ENOTCAPABLE);
    assertThat(guest.call("fd_fdstat_set_rights", reader, Rights.FD_WRITE, 0L))
        .isEqualTo(Errno.ENOTCAPABLE);
    long listing = Rights.FD_READDIR | Rights.PATH_OPEN;
    assertThat(guest.call("fd_fdstat_set_rights", 3, listing, Rights.FD_READ))
        .isEqualTo(Errno.SUCCESS);
    assertThat(guest.onPath("path_unlink_file", "file")).isEqualTo(Errno.ENOTCAPABLE);
    assertThat(guest.open("file", 0)).isEqualTo(Errno.ENOTCAPABLE);
    assertThat(guest.open(3, "file", 0, Rights.FD_READ, 0, true)).isEqualTo(Errno.SUCCESS);
  }

  @Test
  void directories() {
    assertThat(guest.onPath("path_create_directory", "a")).isEqualTo(Errno.SUCCESS);
    assertThat(guest.onPath("path_create_directory", "a/b/")).isEqualTo(Errno.SUCCESS);
    assertThat(guest.onPath("path_create_directory", "a")).isEqualTo(Errno.EEXIST);
    assertThat(guest.onPath("path_create_directory", ".")).isEqualTo(Errno.EEXIST);
    assertThat(guest.onPath("path_create_directory", "x/y")).isEqualTo(Errno.ENOENT);
    assertThat(guest.onPath("path_remove_directory", "a")).isEqualTo(Errno.ENOTEMPTY);
    assertThat(guest.onPath("path_remove_directory", ".")).isEqualTo(Errno.EINVAL);
    assertThat(guest.onPath("path_unlink_file", "a")).isEqualTo(Errno.EISDIR);
    guest.opened("f", Guest.CREATE);
    assertThat(guest.onPath("path_remove_directory", "f")).isEqualTo(Errno.ENOTDIR);
    assertThat(guest.onPath("path_unlink_file", "f/")).isEqualTo(Errno.ENOTDIR);
    assertThat(guest.onPath("path_remove_directory", "a/b/")).isEqualTo(Errno.SUCCESS);
    assertThat(guest.onPath("path_remove_directory", "a")).isEqualTo(Errno.SUCCESS);
    assertThat(guest.onPath("path_unlink_file", "f")).isEqualTo(Errno.SUCCESS);
    assertThat(guest.onPath("path_unlink_file", "f")).isEqualTo(Errno.ENOENT);
  }

  @Test
  void renames() throws IOException {
    Files.writeString(root.resolve("one"), "1");
    Files.writeString(root.resolve("two"), "2");
    Files.createDirectories(root.resolve("dir/sub"));
    assertThat(guest.rename("one", "two")).isEqualTo(Errno.SUCCESS);
    assertThat(root.resolve("two")).hasContent("1");
    assertThat(guest.rename("one", "x")).isEqualTo(Errno.ENOENT);
    assertThat(guest.rename("two", "dir")).isEqualTo(Errno.EISDIR);
    assertThat(guest.rename("dir", "two")).isEqualTo(Errno.ENOTDIR);
    assertThat(guest.rename("two", "new/")).isEqualTo(Errno.ENOTDIR);
    assertThat(guest.rename("dir", "dir/sub/x")).isEqualTo(Errno.EINVAL);
    Files.createDirectory(root.resolve("empty"));
    assertThat(guest.rename("empty", "dir")).isEqualTo(Errno.ENOTEMPTY);
    assertThat(guest.rename("dir", "empty/")).isEqualTo(Errno.SUCCESS);
    assertThat(root.resolve("empty/sub")).isDirectory();
  }

  @Test
  void links() throws IOException {
    Files.writeString(root.resolve("file"), "content");
    assertThat(guest.link("file", "hard")).isEqualTo(Errno.SUCCESS);
    assertThat(guest.link("file", "hard")).isEqualTo(Errno.EEXIST);
    assertThat(guest.link(".", "x")).isEqualTo(Errno.EPERM);
    assertThat(guest.link("missing", "x")).isEqualTo(Errno.ENOENT);
    assertThat(guest.stat("hard", true)).isEqualTo(Errno.SUCCESS);
    // Java tells the number of links of the host's files only.
    assertThat(guest.memory.readLong(Guest.RESULT + 24))
        .isEqualTo(kind() == Place.Kind.JIMFS ? 1 : 2);
    assertThat(guest.symlink("file", "soft")).isEqualTo(Errno.SUCCESS);
    assertThat(guest.symlink("file", "soft")).isEqualTo(Errno.EEXIST);
    int length = guest.put(Guest.PATH, "soft");
    Object[] whole = {3, Guest.PATH, length, Guest.DATA, 100, Guest.RESULT};
    assertThat(guest.call("path_readlink", whole)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.memory.readString(Guest.DATA, guest.result())).isEqualTo("file");
    Object[] cut = {3, Guest.PATH, length, Guest.DATA, 2, Guest.RESULT};
    assertThat(guest.call("path_readlink", cut)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.result()).isEqualTo(2);
    Object[] noLink = {3, Guest.PATH, guest.put(Guest.PATH, "file"), Guest.DATA, 9, Guest.RESULT};
    assertThat(guest.call("path_readlink", noLink)).isEqualTo(Errno.EINVAL);
    assertThat(guest.onPath("path_unlink_file", "soft")).isEqualTo(Errno.SUCCESS);
    assertThat(root.resolve("file")).exists();
  }

  @Test
  void listsInPiecesWhileTheDirectoryChanges() throws IOException {
    for (int i = 0; i < 20; i++) {
      Files.createFile(root.resolve("file" + (char) ('a' + i)));
    }
    List<String> names = new ArrayList<>();
    long cookie = 0;
    int used;
    do {
      Object[] piece = {3, Guest.DATA, 100, cookie, Guest.RESULT};
      assertThat(guest.call("fd_readdir", piece)).isEqualTo(Errno.SUCCESS);
      used = guest.result();
      int at = 0;
      while (at + 24 <= used) {
        int length = guest.memory.readInt(Guest.DATA + at + 16);
        if (at + 24 + length > used) {
          break;
        }
        assertThat(guest.memory.readLong(Guest.DATA + at + 8)).isNotZero();
        names.add(guest.memory.readString(Guest.DATA + at + 24, length));
        cookie = guest.memory.readLong(Guest.DATA + at);
        at += 24 + length;
      }
      Files.deleteIfExists(root.resolve("filet"));
      Files.writeString(root.resolve("another" + cookie), "");
    } while (used == 100);
    assertThat(names).startsWith(".", "..", "filea", "fileb").endsWith("files").hasSize(21);
    assertThat(guest.call("fd_readdir", 3, Guest.DATA, 100, -1L, Guest.RESULT))
        .isEqualTo(Errno.SUCCESS);
    assertThat(guest.result()).isZero();
    assertThat(guest.call("fd_readdir", 0, Guest.DATA, 100, 0L, Guest.RESULT))
        .isEqualTo(Errno.ENOTDIR);
  }

  @Test
  void descriptors() throws IOException {
    int one = guest.opened("one", Guest.CREATE);
    int two = guest.opened("two", Guest.CREATE);
    guest.write(one, "1");
    assertThat(guest.call("fd_renumber", one, two)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.write(one, "x")).isEqualTo(Errno.EBADF);
    guest.write(two, "2");
    assertThat(root.resolve("one")).hasContent("12");
    assertThat(guest.call("fd_renumber", two, 99)).isEqualTo(Errno.EBADF);
    assertThat(guest.call("fd_renumber", -1, two)).isEqualTo(Errno.EBADF);
    assertThat(guest.call("fd_renumber", two, two)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.opened("three", Guest.CREATE)).isEqualTo(one);
    assertThat(guest.call("fd_close", two)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.call("fd_close", two)).isEqualTo(Errno.EBADF);
    assertThat(guest.call("fd_sync", one)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.call("fd_datasync", one)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.call("sock_shutdown", one, 0)).isEqualTo(Errno.ENOTSOCK);
    assertThat(guest.call("sock_accept", 99, 0, Guest.RESULT)).isEqualTo(Errno.EBADF);
    assertThat(guest.call("fd_read", 3, Guest.VECTORS, 0, Guest.RESULT)).isEqualTo(Errno.EISDIR);
    assertThat(guest.call("fd_write", 3, Guest.VECTORS, 0, Guest.RESULT)).isEqualTo(Errno.EBADF);
    assertThat(guest.call("fd_seek", 3, 0L, 0, Guest.RESULT)).isEqualTo(Errno.EBADF);
  }

  @Test
  void descriptorLimit() throws IOException {
    try (var limited =
        new Guest(place.preopen(WasiOptions.defaults().withDescriptorLimit(6), root, "/", false))) {
      limited.opened("one", Guest.CREATE);
      limited.opened("two", Guest.CREATE);
      assertThat(limited.open("three", Guest.CREATE)).isEqualTo(Errno.EMFILE);
      assertThat(root.resolve("three")).doesNotExist();
      assertThat(limited.call("fd_close", 4)).isEqualTo(Errno.SUCCESS);
      limited.opened("three", Guest.CREATE);
    }
  }
}
