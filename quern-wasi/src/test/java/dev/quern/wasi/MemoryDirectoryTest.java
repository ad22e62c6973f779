package dev.quern.wasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories in memory, from Java's side and from the program's. */
class MemoryDirectoryTest {
  private final MemoryDirectory files = new MemoryDirectory();

  @Test
  void writesReadsAndLists() throws IOException {
    files.write("a/b/one", "1").write("/two", new byte[] {2}).createDirectories("empty/x");
    assertThat(files.readString("a/b/one")).isEqualTo("1");
    assertThat(files.read("a//./b/one")).containsExactly('1');
    files.write("a/b/one", "");
    assertThat(files.read("a/b/one")).isEmpty();
    assertThat(files.list("")).containsExactly("a", "empty", "two");
    assertThat(files.list("/a/b/")).containsExactly("one");
    assertThat(files.exists("a/b")).isTrue();
    assertThat(files.exists("a/c/d")).isFalse();
    assertThat(files.exists("two/x")).isFalse();
    files.delete("two");
    files.delete("empty/x");
    assertThat(files.list("")).containsExactly("a", "empty");
  }

  @Test
  void mistakes() throws IOException {
    files.write("file", "").createDirectories("dir/sub");
    assertThatThrownBy(() -> files.read("missing")).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> files.list("file")).isInstanceOf(NotDirectoryException.class);
    assertThatThrownBy(() -> files.delete("dir")).isInstanceOf(DirectoryNotEmptyException.class);
    assertThatThrownBy(() -> files.read("dir")).hasMessage("dir: is no file");
    assertThatThrownBy(() -> files.write("dir", "")).hasMessage("dir: is no file");
    assertThatThrownBy(() -> files.write("file/x", "")).isInstanceOf(NotDirectoryException.class);
    assertThatThrownBy(() -> files.write("../x", "")).isInstanceOf(FileSystemException.class);
    assertThatThrownBy(() -> files.delete("..")).isInstanceOf(FileSystemException.class);
    assertThatThrownBy(() -> new MemoryDirectory(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void capacity() throws IOException {
    var small = new MemoryDirectory(10_000);
    try (var guest = new Guest(WasiOptions.defaults().withPreopen(small, "/"))) {
      int fd = guest.opened("file", Guest.CREATE);
      assertThat(guest.call("fd_filestat_set_size", fd, 9_000L)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.call("fd_filestat_set_size", fd, 20_000L)).isEqualTo(Errno.ENOSPC);
      assertThat(guest.call("fd_allocate", fd, 1L << 40, 1L)).isEqualTo(Errno.EFBIG);
      assertThat(guest.call("fd_pwrite", fd, Guest.VECTORS, 0, 1L << 40, Guest.RESULT))
          .isEqualTo(Errno.SUCCESS);
      assertThatThrownBy(() -> small.write("other", new byte[2_000]))
          .hasMessageContaining("no room");
      assertThat(guest.onPath("path_create_directory", "x".repeat(250))).isEqualTo(Errno.ENOSPC);
      // An unlinked file takes its room until it is closed.
      assertThat(guest.onPath("path_unlink_file", "file")).isEqualTo(Errno.SUCCESS);
      assertThatThrownBy(() -> small.write("other", new byte[2_000]))
          .hasMessageContaining("no room");
      assertThat(guest.call("fd_close", fd)).isEqualTo(Errno.SUCCESS);
      small.write("other", new byte[9_000]);
      small.delete("other");
    }
    for (int i = 0; i < 100; i++) {
      small.write("again", new byte[5_000]);
      small.delete("again");
    }
  }

  @Test
  void manyDirectoriesFillIt() throws IOException {
    try (var guest =
        new Guest(WasiOptions.defaults().withPreopen(new MemoryDirectory(100_000), "/"))) {
      Errno last = Errno.SUCCESS;
      int count = 0;
      while (last == Errno.SUCCESS) {
        last = guest.onPath("path_create_directory", "d" + count++);
      }
      assertThat(last).isEqualTo(Errno.ENOSPC);
      assertThat(count).isLessThan(500);
    }
  }

  @Test
  void targetsOfLinksTakeRoom() throws IOException {
    var small = new MemoryDirectory(100_000);
    try (var guest = new Guest(WasiOptions.defaults().withPreopen(small, "/"))) {
      String target = "x/".repeat(2_000);
      for (int round = 0; round < 3; round++) {
        Errno last = Errno.SUCCESS;
        int count = 0;
        while (last == Errno.SUCCESS) {
          last = guest.symlink(target, "link" + count++);
        }
        assertThat(last).isEqualTo(Errno.ENOSPC);
        assertThat(count).isBetween(20, 25);
        assertThat(guest.rename("link0", "link1")).isEqualTo(Errno.SUCCESS);
        for (int i = 1; i < count - 1; i++) {
          assertThat(guest.onPath("path_unlink_file", "link" + i)).isEqualTo(Errno.SUCCESS);
        }
      }
      small.write("file", new byte[99_000]);
      assertThat(guest.symlink("\u00e4", "short")).isEqualTo(Errno.SUCCESS);
      assertThat(guest.stat("short", false)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.memory.readLong(Guest.RESULT + 32)).isEqualTo(2);
    }
  }

  /** Each function that needs room says that there is none, and nothing has happened. */
  @Test
  void full() throws IOException {
    var small = new MemoryDirectory(10_000).write("a", "one");
    try (var guest = new Guest(WasiOptions.defaults().withPreopen(small, "/"))) {
      int fd = guest.opened("file", Guest.CREATE);
      assertThat(guest.write(fd, "content")).isEqualTo(Errno.SUCCESS);
      int filler = guest.opened("filler", Guest.CREATE);
      long size = 10_000;
      while (guest.call("fd_filestat_set_size", filler, size) == Errno.ENOSPC) {
        size--;
      }
      assertThat(guest.write(fd, "more")).isEqualTo(Errno.ENOSPC);
      assertThat(guest.call("fd_pwrite", fd, Guest.VECTORS, 1, 5L, Guest.RESULT))
          .isEqualTo(Errno.ENOSPC);
      assertThat(guest.call("fd_allocate", fd, 0L, 8L)).isEqualTo(Errno.ENOSPC);
      assertThat(guest.call("fd_filestat_set_size", fd, 8L)).isEqualTo(Errno.ENOSPC);
      assertThat(guest.open("new", Guest.CREATE)).isEqualTo(Errno.ENOSPC);
      assertThat(guest.onPath("path_create_directory", "new")).isEqualTo(Errno.ENOSPC);
      assertThat(guest.symlink("a", "new")).isEqualTo(Errno.ENOSPC);
      assertThat(guest.link("a", "new")).isEqualTo(Errno.ENOSPC);
      assertThat(guest.rename("a", "longer")).isEqualTo(Errno.ENOSPC);
      assertThat(small.list("")).containsExactly("a", "file", "filler");
      assertThat(small.readString("file")).isEqualTo("content");
      assertThat(guest.rename("a", "b")).isEqualTo(Errno.SUCCESS);
      assertThat(guest.rename("b", "file")).isEqualTo(Errno.SUCCESS);
      assertThat(guest.call("fd_close", fd)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.open("new", Guest.CREATE)).isEqualTo(Errno.SUCCESS);
    }
  }

  @Test
  void otherFileSystems(@TempDir Path host) throws IOException {
    Files.writeString(host.resolve("hosts"), "x");
    files.write("file", "text");
    var options = WasiOptions.defaults().withPreopen(files, "/").withPreopen(host, "/host");
    try (var guest = new Guest(options)) {
      int length = guest.put(Guest.PATH, "file");
      int newLength = guest.put(Guest.PATH2, "hosts");
      Object[] out = {3, Guest.PATH, length, 4, Guest.PATH, length};
      Object[] in = {4, Guest.PATH2, newLength, 3, Guest.PATH2, newLength};
      Object[] linkOut = {3, 0, Guest.PATH, length, 4, Guest.PATH, length};
      Object[] linkIn = {4, 0, Guest.PATH2, newLength, 3, Guest.PATH2, newLength};
      assertThat(guest.call("path_rename", out)).isEqualTo(Errno.EXDEV);
      assertThat(guest.call("path_rename", in)).isEqualTo(Errno.EXDEV);
      assertThat(guest.call("path_link", linkOut)).isEqualTo(Errno.EXDEV);
      assertThat(guest.call("path_link", linkIn)).isEqualTo(Errno.EXDEV);
      assertThat(files.list("")).containsExactly("file");
      assertThat(host.resolve("hosts")).hasContent("x");
      assertThat(host.resolve("file")).doesNotExist();
    }
  }

  @Test
  void isSharedByPrograms() throws IOException {
    var options = WasiOptions.defaults().withPreopen(files, "/");
    try (var one = new Guest(options);
        var two = new Guest(options.withPreopen(new MemoryDirectory(), "/other"))) {
      one.write(one.opened("file", Guest.CREATE), "text");
      assertThat(two.read(two.openedForReading("file"))).isEqualTo("text");
      int length = two.put(Guest.PATH, "file");
      Object[] across = {3, Guest.PATH, length, 4, Guest.PATH, length};
      assertThat(two.call("path_rename", across)).isEqualTo(Errno.EXDEV);
    }
    assertThat(files.readString("file")).isEqualTo("text");
  }

  @Test
  void readOnly() throws IOException {
    files.write("file", "text");
    try (var guest = new Guest(WasiOptions.defaults().withPreopen(files, "/", true))) {
      assertThat(guest.read(guest.openedForReading("file"))).isEqualTo("text");
      assertThat(guest.open("file", 0)).isEqualTo(Errno.EROFS);
      assertThat(guest.onPath("path_unlink_file", "file")).isEqualTo(Errno.EROFS);
    }
  }
}
