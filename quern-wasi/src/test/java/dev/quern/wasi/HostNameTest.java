package dev.quern.wasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that mean something else to the host than to the guest, tried with Windows' file names. */
class HostNameTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "NUL",
        "nul",
        "NUL.txt",
        "con",
        "CON .txt",
        "aux.tar.gz",
        "PRN",
        "com1",
        "LPT9.x",
        "COM\u00b9",
        "CONIN$",
        "conout$",
        "NUL:",
        "file.",
        "file ",
        "...",
        "file:stream",
        "file::$DATA",
        "C:",
        "a\\b",
        "..\\x"
      })
  void refusedOnWindows(String name) throws IOException {
    try (FileSystem windows = Jimfs.newFileSystem(Configuration.windows())) {
      assertThatThrownBy(() -> HostName.of(windows, name))
          .satisfies(e -> assertThat(Errno.of(e)).isIn(Errno.EINVAL, Errno.EILSEQ));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"null", "console", "com", "com10", "auxiliary.txt", "a.b", ".hidden", "nul-1"})
  void allowedOnWindows(String name) throws IOException {
    try (FileSystem windows = Jimfs.newFileSystem(Configuration.windows())) {
      assertThat(HostName.of(windows, name)).hasToString(name);
    }
  }

  @Test
  void sandboxOnWindows() throws IOException {
    try (FileSystem windows = Jimfs.newFileSystem(Configuration.windows())) {
      Path root = Files.createDirectories(windows.getPath("C:\\base\\root"));
      Files.writeString(windows.getPath("C:\\base\\secret"), "secret");
      Files.createDirectory(root.resolve("dir"));
      try (var guest = new Guest(WasiOptions.defaults().withPreopen(root, "/"))) {
        for (String path : new String[] {"..\\secret", "dir\\..\\..\\secret", "C:\\base\\secret"}) {
          assertThat(guest.open(path, 0)).isEqualTo(Errno.EINVAL);
        }
        assertThat(guest.open("../secret", 0)).isEqualTo(Errno.EPERM);
        assertThat(guest.open("dir/NUL", Guest.CREATE)).isEqualTo(Errno.EINVAL);
        int fd = guest.opened("dir/new", Guest.CREATE);
        assertThat(guest.write(fd, "text")).isEqualTo(Errno.SUCCESS);
        assertThat(guest.symlink("dir/new", "link")).isEqualTo(Errno.SUCCESS);
        assertThat(guest.read(guest.openedForReading("link"))).isEqualTo("text");
        assertThat(guest.symlink("C:\\base", "out")).isEqualTo(Errno.EPERM);
        assertThat(guest.symlink("..\\..\\secret", "out")).isEqualTo(Errno.SUCCESS);
        assertThat(guest.open("out", 0)).isEqualTo(Errno.EPERM);
        assertThat(guest.rename("dir", "moved")).isEqualTo(Errno.SUCCESS);
        assertThat(guest.rename("moved/new", "link")).isEqualTo(Errno.SUCCESS);
      }
    }
  }
}
