package dev.quern.wasi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Attempts to leave a directory of the host that is held open by the operating system; subclasses
 * try it with other directories.
 */
class SandboxTest {
  @TempDir Path temporary;
  private Place place;
  private Path outside;
  private Path root;
  private Guest guest;

  /** Where the directory is. */
  Place.Kind kind() {
    return Place.Kind.HOST;
  }

  private Guest guest(WasiOptions options, boolean readOnly) throws IOException {
    return new Guest(place.preopen(options, root, "/", readOnly));
  }

  @BeforeEach
  void setUp() throws IOException {
    place = Place.open(kind(), temporary);
    outside = place.directory("outside");
    Files.writeString(outside.resolve("secret"), "secret");
    root = place.directory("root");
    Files.createDirectories(root.resolve("a/b"));
    Files.writeString(root.resolve("a/file"), "content");
    guest = guest(WasiOptions.defaults(), false);
  }

  @AfterEach
  void tearDown() throws IOException {
    guest.close();
    assertThat(outside.resolve("secret")).hasContent("secret");
    try (var entries = Files.list(outside)) {
      assertThat(entries).hasSize(1);
    }
    place.close();
  }

  /** Whether an open directory stays the same whatever is done to its path. */
  private boolean isHeldOpen() {
    return kind() == Place.Kind.HOST;
  }

  @ParameterizedTest
  @CsvSource({
    "../outside/secret, EPERM",
    "a/../../outside/secret, EPERM",
    "a/b/../../../outside/secret, EPERM",
    "./.././outside/secret, EPERM",
    ".., EPERM",
    "../, EPERM",
    "a/../.., EPERM",
    "../root/a/file, EPERM",
    "/etc/passwd, EPERM",
    "/, EPERM",
    "//a/file, EPERM",
    "'', ENOENT",
    "missing, ENOENT",
    "missing/.., ENOENT",
    "missing/../a/file, ENOENT",
    "a/file/.., ENOTDIR",
    "a/file/, ENOTDIR",
    "a/file/., ENOTDIR",
    "a/file/x, ENOTDIR",
    "a/file, SUCCESS",
    "./a//b/.././/file, SUCCESS",
    "a/b/.., SUCCESS",
    "., SUCCESS",
    "a/b/, SUCCESS"
  })
  void paths(String path, Errno expected) {
    assertThat(guest.stat(path, true)).isEqualTo(expected);
    assertThat(guest.open(3, path, 0, Rights.FD_READ, 0, true)).isEqualTo(expected);
  }

  @Test
  void namesThatNoHostHas() {
    assertThat(guest.stat("a/file\0x", true)).isEqualTo(Errno.EINVAL);
    assertThat(guest.stat("x".repeat(256), true)).isEqualTo(Errno.ENAMETOOLONG);
    assertThat(guest.stat("x".repeat(255), true)).isEqualTo(Errno.ENOENT);
    assertThat(guest.stat("ä".repeat(128), true)).isEqualTo(Errno.ENAMETOOLONG);
    assertThat(guest.stat("a/../".repeat(800) + "a/file", true)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.stat("a/../".repeat(1000) + "a/file", true)).isEqualTo(Errno.ENAMETOOLONG);
    guest.memory.writeBytes(Guest.PATH, new byte[] {'a', (byte) 0xFF});
    assertThat(guest.call("path_unlink_file", 3, Guest.PATH, 2)).isEqualTo(Errno.EILSEQ);
    assertThat(guest.call("path_unlink_file", 3, Guest.PATH, -1)).isEqualTo(Errno.EFAULT);
    assertThat(guest.call("path_unlink_file", 3, -1, 2)).isEqualTo(Errno.EFAULT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../outside", "a/../../outside", "../outside/secret"})
  void relativeLinksOut(String target) throws IOException {
    Files.createSymbolicLink(root.resolve("out"), root.getFileSystem().getPath(target));
    assertThat(guest.stat("out", true)).isEqualTo(Errno.EPERM);
    assertThat(guest.stat("out", false)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.stat("out/secret", false)).isEqualTo(Errno.EPERM);
    assertThat(guest.open("out", 0)).isEqualTo(Errno.EPERM);
    assertThat(guest.open("out/", Guest.DIRECTORY)).isEqualTo(Errno.EPERM);
    assertThat(guest.open("out/new", Guest.CREATE)).isEqualTo(Errno.EPERM);
    assertThat(guest.onPath("path_unlink_file", "out/secret")).isEqualTo(Errno.EPERM);
    assertThat(guest.onPath("path_create_directory", "out/new")).isEqualTo(Errno.EPERM);
    assertThat(guest.onPath("path_remove_directory", "out/")).isEqualTo(Errno.EPERM);
    assertThat(guest.rename("a/file", "out/file")).isEqualTo(Errno.EPERM);
    assertThat(guest.link("out/secret", "secret")).isEqualTo(Errno.EPERM);
  }

  @Test
  void absoluteLinks() throws IOException {
    Files.createSymbolicLink(root.resolve("out"), outside.toAbsolutePath());
    assertThat(guest.open("out/secret", 0)).isEqualTo(Errno.EPERM);
    assertThat(guest.open("out", Guest.DIRECTORY)).isEqualTo(Errno.EPERM);
    // Also one that leads back inside: the program does not know the host's paths.
    Files.createSymbolicLink(root.resolve("in"), root.toAbsolutePath().resolve("a"));
    assertThat(guest.open("in/file", 0)).isEqualTo(Errno.EPERM);
    assertThat(guest.symlink("/etc/passwd", "link")).isEqualTo(Errno.EPERM);
  }

  /** A program learns no path of the host. */
  @Test
  void targetsOfAbsoluteLinks() throws IOException {
    Files.createSymbolicLink(root.resolve("out"), outside.toAbsolutePath());
    Files.createSymbolicLink(root.resolve("in"), root.toAbsolutePath().resolve("a"));
    Files.createSymbolicLink(root.resolve("up"), root.getFileSystem().getPath("../outside"));
    for (String link : List.of("out", "in")) {
      guest.memory.fill(Guest.DATA, 100, (byte) 7);
      Object[] read = {3, Guest.PATH, guest.put(Guest.PATH, link), Guest.DATA, 100, Guest.RESULT};
      assertThat(guest.call("path_readlink", read)).isEqualTo(Errno.EPERM);
      assertThat(guest.memory.readBytes(Guest.DATA, 100)).containsOnly(7);
      assertThat(guest.stat(link, false)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.rename(link, link + "2")).isEqualTo(Errno.SUCCESS);
      assertThat(guest.onPath("path_unlink_file", link + "2")).isEqualTo(Errno.SUCCESS);
    }
    Object[] read = {3, Guest.PATH, guest.put(Guest.PATH, "up"), Guest.DATA, 100, Guest.RESULT};
    assertThat(guest.call("path_readlink", read)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.memory.readString(Guest.DATA, guest.result())).isEqualTo("../outside");
  }

  @Test
  void linksInside() {
    assertThat(guest.symlink("a/b", "down")).isEqualTo(Errno.SUCCESS);
    assertThat(guest.symlink("../file", "a/b/up")).isEqualTo(Errno.SUCCESS);
    assertThat(guest.read(guest.openedForReading("down/up"))).isEqualTo("content");
    assertThat(guest.read(guest.openedForReading("down/../file"))).isEqualTo("content");
    assertThat(guest.open(3, "down/up", 0, Rights.FD_READ, 0, false)).isEqualTo(Errno.ELOOP);
  }

  @Test
  void loops() {
    assertThat(guest.symlink("loop2", "loop1")).isEqualTo(Errno.SUCCESS);
    assertThat(guest.symlink("loop1", "loop2")).isEqualTo(Errno.SUCCESS);
    assertThat(guest.symlink("self/x", "self")).isEqualTo(Errno.SUCCESS);
    assertThat(guest.open("loop1", 0)).isEqualTo(Errno.ELOOP);
    assertThat(guest.open("self", 0)).isEqualTo(Errno.ELOOP);
    assertThat(guest.open("loop1", Guest.CREATE)).isEqualTo(Errno.ELOOP);
  }

  @Test
  void createsBehindDanglingLinkInsideOnly() {
    assertThat(guest.symlink("a/new", "dangling")).isEqualTo(Errno.SUCCESS);
    guest.opened("dangling", Guest.CREATE);
    assertThat(root.resolve("a/new")).isRegularFile();
    assertThat(guest.symlink("../outside/new", "escaping")).isEqualTo(Errno.SUCCESS);
    assertThat(guest.open("escaping", Guest.CREATE)).isEqualTo(Errno.EPERM);
  }

  @Test
  void directoryReplacedByLinkAfterOpening() {
    int b = guest.opened("a/b", Guest.DIRECTORY);
    assertThat(guest.rename("a", "x")).isEqualTo(Errno.SUCCESS);
    assertThat(guest.symlink("../outside", "a")).isEqualTo(Errno.SUCCESS);
    assertThat(guest.open(b, "secret", 0, Rights.FD_READ, 0, true)).isEqualTo(Errno.ENOENT);
    assertThat(guest.call("fd_readdir", b, Guest.DATA, 1000, 0L, Guest.RESULT))
        .isEqualTo(isHeldOpen() ? Errno.SUCCESS : Errno.ENOENT);
    assertThat(guest.memory.readString(Guest.DATA, 1000)).doesNotContain("secret");
    assertThat(guest.open(b, "new", Guest.CREATE, Guest.ALL, 0, true))
        .isEqualTo(isHeldOpen() ? Errno.SUCCESS : Errno.ENOENT);
    // Directories are created by path, everywhere.
    int length = guest.put(Guest.PATH, "dir");
    assertThat(guest.call("path_create_directory", b, Guest.PATH, length)).isEqualTo(Errno.ENOENT);
  }

  @Test
  void nestedPreopenReplacedByLink() throws IOException {
    try (var nested =
        new Guest(
            place.preopen(
                place.preopen(WasiOptions.defaults(), root, "/", false),
                root.resolve("a"),
                "/a",
                false))) {
      assertThat(nested.rename("a", "x")).isEqualTo(Errno.SUCCESS);
      assertThat(nested.symlink("../outside", "a")).isEqualTo(Errno.SUCCESS);
      assertThat(nested.open(4, "secret", 0, Rights.FD_READ, 0, true)).isEqualTo(Errno.ENOENT);
    }
  }

  @Test
  void attributesOfFileReplacedByLinkAfterOpening() throws IOException {
    Files.writeString(root.resolve("a/secret"), "mine");
    int fd = guest.opened("a/secret", 0);
    var time = Files.getLastModifiedTime(outside.resolve("secret"));
    assertThat(guest.rename("a", "x")).isEqualTo(Errno.SUCCESS);
    assertThat(guest.symlink("../outside", "a")).isEqualTo(Errno.SUCCESS);
    assertThat(guest.call("fd_filestat_get", fd, Guest.RESULT)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.memory.readLong(Guest.RESULT + 32)).isEqualTo("mine".length());
    assertThat(guest.call("fd_filestat_set_times", fd, 0L, 0L, 4))
        .isEqualTo(isHeldOpen() ? Errno.SUCCESS : Errno.ENOENT);
    assertThat(Files.getLastModifiedTime(outside.resolve("secret"))).isEqualTo(time);
  }

  @Test
  void openDirectoryIsItsOwnLimit() {
    int b = guest.opened("a/b", Guest.DIRECTORY);
    assertThat(guest.open(b, "../file", 0, Rights.FD_READ, 0, true)).isEqualTo(Errno.EPERM);
  }

  @Test
  void readOnly() throws IOException {
    try (var reader =
        new Guest(
            place.preopen(
                place.preopen(WasiOptions.defaults(), root, "/", true),
                root,
                "/writable",
                false))) {
      assertThat(reader.read(reader.openedForReading("a/file"))).isEqualTo("content");
      assertThat(reader.open("a/file", 0)).isEqualTo(Errno.EROFS);
      assertThat(reader.open(3, "a/file", Guest.TRUNCATE, Rights.FD_READ, 0, true))
          .isEqualTo(Errno.EROFS);
      assertThat(reader.open("new", Guest.CREATE)).isEqualTo(Errno.EROFS);
      assertThat(reader.onPath("path_unlink_file", "a/file")).isEqualTo(Errno.EROFS);
      assertThat(reader.onPath("path_create_directory", "new")).isEqualTo(Errno.EROFS);
      assertThat(reader.onPath("path_remove_directory", "a/b")).isEqualTo(Errno.EROFS);
      assertThat(reader.rename("a", "x")).isEqualTo(Errno.EROFS);
      assertThat(reader.symlink("a", "x")).isEqualTo(Errno.EROFS);
      int length = reader.put(Guest.PATH, "a/file");
      int newLength = reader.put(Guest.PATH2, "linked");
      Object[] link = {3, 0, Guest.PATH, length, 4, Guest.PATH2, newLength};
      assertThat(reader.call("path_link", link)).isEqualTo(Errno.EROFS);
      assertThat(reader.call("path_filestat_set_times", 3, 0, Guest.PATH, length, 0L, 0L, 2 | 8))
          .isEqualTo(Errno.EROFS);
    }
    assertThat(Files.readString(root.resolve("a/file"), StandardCharsets.UTF_8))
        .isEqualTo("content");
  }
}
