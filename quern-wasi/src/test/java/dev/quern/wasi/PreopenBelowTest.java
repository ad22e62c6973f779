package dev.quern.wasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A directory that is given by its path below another one. */
class PreopenBelowTest {
  @TempDir Path temporary;
  private Path base;

  @BeforeEach
  void makeDirectories() throws IOException {
    base = Files.createDirectory(temporary.resolve("base"));
    Files.createDirectories(base.resolve("a/b"));
    Files.createDirectory(temporary.resolve("outside"));
    Files.writeString(base.resolve("a/b/file"), "found");
    Files.createSymbolicLink(base.resolve("inner"), Path.of("a"));
    Files.createSymbolicLink(base.resolve("up"), Path.of("../outside"));
    Files.createSymbolicLink(base.resolve("absolute"), temporary.resolve("outside"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "./a//b/", "a/../a/b", "inner/b", "a/b/."})
  void opens(String path) throws IOException {
    WasiOptions options = WasiOptions.defaults().withPreopenBelow(base, path, "/", true);
    try (var guest = new Guest(options)) {
      assertThat(guest.open(3, "file", 0, Rights.FD_READ, 0, true)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.read(guest.result())).isEqualTo("found");
      assertThat(guest.open(3, "new", Guest.CREATE, Guest.ALL, 0, true)).isEqualTo(Errno.EROFS);
    }
  }

  @Test
  void opensItself() throws IOException {
    WasiOptions options = WasiOptions.defaults().withPreopenBelow(base, ".", "/", false);
    try (var guest = new Guest(options)) {
      assertThat(guest.read(guest.opened("a/b/file", 0))).isEqualTo("found");
      guest.opened("new", Guest.CREATE);
      assertThat(base.resolve("new")).exists();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "..,            EPERM",
    "a/../..,       EPERM",
    "../outside,    EPERM",
    "/,             EPERM",
    "up,            EPERM",
    "up/,           EPERM",
    "absolute,      EPERM",
    "missing,       ENOENT",
    "a/b/file,      ENOTDIR",
    "'',            ENOENT"
  })
  void refuses(String path, Errno errno) {
    WasiOptions options = WasiOptions.defaults().withPreopenBelow(base, path, "/", false);
    assertThatThrownBy(options::open)
        .isInstanceOfSatisfying(IOException.class, e -> assertThat(Errno.of(e)).isEqualTo(errno));
  }

  @Test
  void refusesNul() {
    WasiOptions options = WasiOptions.defaults();
    assertThatThrownBy(() -> options.withPreopenBelow(base, "a\0b", "/", false))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
