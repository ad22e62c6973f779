package dev.quern.wasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits on files, and kinds of files that are not like others. */
class LimitsTest {
  @TempDir Path temporary;

  private Guest guest(WasiOptions options) throws IOException {
    return new Guest(options.withPreopen(temporary, "/"));
  }

  @Test
  void fileSize() throws IOException {
    Files.writeString(temporary.resolve("large"), "0123456789abcdef");
    try (var guest = guest(WasiOptions.defaults().withFileSizeLimit(10))) {
      int fd = guest.opened("file", Guest.CREATE);
      assertThat(guest.write(fd, "123456")).isEqualTo(Errno.SUCCESS);
      assertThat(guest.write(fd, "789abc")).isEqualTo(Errno.SUCCESS);
      assertThat(guest.result()).isEqualTo(4);
      assertThat(guest.write(fd, "x")).isEqualTo(Errno.EFBIG);
      assertThat(guest.call("fd_pwrite", fd, Guest.VECTORS, 1, 10L, Guest.RESULT))
          .isEqualTo(Errno.EFBIG);
      assertThat(guest.call("fd_filestat_set_size", fd, 11L)).isEqualTo(Errno.EFBIG);
      assertThat(guest.call("fd_allocate", fd, 5L, 6L)).isEqualTo(Errno.EFBIG);
      assertThat(guest.call("fd_allocate", fd, 5L, 5L)).isEqualTo(Errno.SUCCESS);
      assertThat(temporary.resolve("file")).hasContent("123456789a");

      int large = guest.opened("large", 0);
      assertThat(guest.read(large)).hasSize(16);
      assertThat(guest.call("fd_filestat_set_size", large, 17L)).isEqualTo(Errno.EFBIG);
      assertThat(guest.call("fd_filestat_set_size", large, 12L)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.open(3, "large", 0, Guest.ALL, Descriptor.APPEND, true))
          .isEqualTo(Errno.SUCCESS);
      assertThat(guest.write(guest.result(), "x")).isEqualTo(Errno.EFBIG);
      assertThat(temporary.resolve("large")).hasContent("0123456789ab");
    }
    assertThatThrownBy(() -> WasiOptions.defaults().withDescriptorLimit(2))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> WasiOptions.defaults().withSubscriptionLimit(-1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> WasiOptions.defaults().withThreadLimit(-1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> WasiOptions.defaults().withFileSizeLimit(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void timesThatNoFileHas() throws IOException {
    try (var guest = guest(WasiOptions.defaults())) {
      int fd = guest.opened("file", Guest.CREATE);
      assertThat(guest.call("fd_filestat_set_times", fd, -1L, 0L, 1)).isEqualTo(Errno.EINVAL);
      assertThat(guest.call("fd_filestat_set_times", fd, 0L, -1L, 4)).isEqualTo(Errno.EINVAL);
      assertThat(guest.call("fd_filestat_set_times", fd, -1L, -1L, 0)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.call("fd_filestat_set_times", fd, 0L, 0L, 16)).isEqualTo(Errno.EINVAL);
    }
  }

  /** To open one would wait for whoever opens its other end. */
  @Test
  void pipesAreRefused() throws IOException, InterruptedException {
    Process made = new ProcessBuilder("mkfifo", temporary.resolve("pipe").toString()).start();
    assumeTrue(made.waitFor() == 0, "no mkfifo here");
    try (var guest = guest(WasiOptions.defaults())) {
      assertThat(guest.open(3, "pipe", 0, Rights.FD_READ, 0, true)).isEqualTo(Errno.ENOTSUP);
      assertThat(guest.open(3, "pipe", 0, Rights.FD_WRITE, 0, true)).isEqualTo(Errno.ENOTSUP);
      assertThat(guest.open("pipe/", Guest.DIRECTORY)).isEqualTo(Errno.ENOTDIR);
      assertThat(guest.open("pipe/x", 0)).isEqualTo(Errno.ENOTDIR);
      int length = guest.put(Guest.PATH, "pipe");
      assertThat(guest.call("path_filestat_set_times", 3, 0, Guest.PATH, length, 0L, 0L, 4))
          .isEqualTo(Errno.ENOTSUP);
      assertThat(guest.stat("pipe", true)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.onPath("path_unlink_file", "pipe")).isEqualTo(Errno.SUCCESS);
    }
  }

  @Test
  void descriptorsOfTheHostAreGivenBack() throws IOException {
    Files.createDirectories(temporary.resolve("a/b/c"));
    try (var guest = guest(WasiOptions.defaults())) {
      for (int i = 0; i < 5_000; i++) {
        int fd = guest.opened("a/b/../b/c/file", i == 0 ? Guest.CREATE : 0);
        assertThat(guest.open("a/b/c/file/x", 0)).isEqualTo(Errno.ENOTDIR);
        assertThat(guest.open("a/b/c/", Guest.CREATE)).isEqualTo(Errno.EISDIR);
        assertThat(guest.call("fd_close", fd)).isEqualTo(Errno.SUCCESS);
        assertThat(guest.call("fd_close", guest.opened("a/b", Guest.DIRECTORY)))
            .isEqualTo(Errno.SUCCESS);
      }
    }
    Path open = Path.of("/proc/self/fd");
    if (Files.isDirectory(open)) {
      try (var entries = Files.list(open)) {
        assertThat(entries.count()).isLessThan(1_000);
      }
    }
  }

  @Test
  void zipFile() throws IOException {
    Path zip = temporary.resolve("files.zip");
    var uri = URI.create("jar:" + zip.toUri());
    try (FileSystem files = FileSystems.newFileSystem(uri, Map.of("create", "true"))) {
      Files.createDirectory(files.getPath("/dir"));
      Files.writeString(files.getPath("/dir/file"), "zipped");
      var options = WasiOptions.defaults().withPreopen(files.getPath("/"), "/");
      try (var guest = new Guest(options)) {
        int fd = guest.openedForReading("dir/file");
        assertThat(guest.read(fd)).isEqualTo("zipped");
        assertThat(guest.call("fd_close", fd)).isEqualTo(Errno.SUCCESS);
        assertThat(guest.open(3, "dir/new", Guest.CREATE, Rights.FD_WRITE, 0, true))
            .isEqualTo(Errno.SUCCESS);
        fd = guest.result();
        assertThat(guest.write(fd, "new")).isEqualTo(Errno.SUCCESS);
        assertThat(guest.call("fd_close", fd)).isEqualTo(Errno.SUCCESS);
        assertThat(guest.rename("dir/new", "moved")).isEqualTo(Errno.SUCCESS);
        assertThat(guest.symlink("moved", "link")).isEqualTo(Errno.ENOTSUP);
        assertThat(guest.link("moved", "link")).isEqualTo(Errno.ENOTSUP);
        assertThat(guest.onPath("path_unlink_file", "dir/file")).isEqualTo(Errno.SUCCESS);
        assertThat(guest.onPath("path_remove_directory", "dir")).isEqualTo(Errno.SUCCESS);
        assertThat(guest.open("../etc", 0)).isEqualTo(Errno.EPERM);
      }
      assertThat(files.getPath("/moved")).hasContent("new");
    }
  }
}
