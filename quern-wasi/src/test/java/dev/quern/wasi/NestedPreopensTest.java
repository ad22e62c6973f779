package dev.quern.wasi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A directory that is given twice, once as part of another, and only one of the two to write: what
 * is read-only by its descriptor stays so, whatever is done with the other.
 */
@ParameterizedClass
@EnumSource(Place.Kind.class)
class NestedPreopensTest {
  private static final int OUTER = 3;
  private static final int INNER = 4;
  private static final long WRITE = Rights.FD_WRITE;

  @Parameter Place.Kind kind;
  @TempDir Path temporary;
  private Place place;
  private Path root;
  private FileTime time;

  @BeforeEach
  void setUp() throws IOException {
    place = Place.open(kind, temporary);
    root = place.directory("root");
    Files.createDirectories(root.resolve("in/sub"));
    Files.createDirectory(root.resolve("sub"));
    Files.writeString(root.resolve("file"), "outside");
    Files.writeString(root.resolve("in/file"), "inside");
    time = Files.getLastModifiedTime(root.resolve("in/file"));
  }

  @AfterEach
  void tearDown() throws IOException {
    place.close();
  }

  private Guest guest(boolean outerReadOnly) throws IOException {
    WasiOptions outer = place.preopen(WasiOptions.defaults(), root, "/", outerReadOnly);
    return new Guest(place.preopen(outer, root.resolve("in"), "/in", !outerReadOnly));
  }

  private String tree() throws IOException {
    var tree = new StringBuilder();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted().toList()) {
        boolean regular = Files.isRegularFile(file);
        tree.append(file).append(regular ? " = " + Files.readString(file) : "").append('\n');
      }
    }
    return tree.toString();
  }

  private static Errno two(Guest guest, String function, int fd, String path, int to, String name) {
    int length = guest.put(Guest.PATH, path);
    int newLength = guest.put(Guest.PATH2, name);
    return function.equals("path_link")
        ? guest.call(function, fd, 0, Guest.PATH, length, to, Guest.PATH2, newLength)
        : guest.call(function, fd, Guest.PATH, length, to, Guest.PATH2, newLength);
  }

  private static Errno onPath(Guest guest, String function, int fd, String path) {
    return guest.call(function, fd, Guest.PATH, guest.put(Guest.PATH, path));
  }

  private void assertReadOnly(Guest guest, int fd, String prefix, int writable) throws IOException {
    String before = tree();
    String file = prefix + "file";
    for (int flags : new int[] {0, Guest.TRUNCATE, Guest.CREATE}) {
      assertThat(guest.open(fd, file, flags, WRITE, 0, true)).isEqualTo(Errno.EROFS);
    }
    for (long right : new long[] {WRITE, Rights.FD_ALLOCATE, Rights.FD_FILESTAT_SET_SIZE}) {
      assertThat(guest.open(fd, file, 0, right, 0, true)).isEqualTo(Errno.EROFS);
    }
    int truncate = Guest.TRUNCATE;
    assertThat(guest.open(fd, file, truncate, Rights.FD_READ, 0, true)).isEqualTo(Errno.EROFS);
    assertThat(guest.open(fd, prefix + "new", Guest.CREATE, Rights.FD_READ, 0, true))
        .isEqualTo(Errno.EROFS);
    for (String function : new String[] {"path_link", "path_rename"}) {
      assertThat(two(guest, function, fd, file, writable, "new")).isEqualTo(Errno.EROFS);
      assertThat(two(guest, function, writable, "file", fd, prefix + "new")).isEqualTo(Errno.EROFS);
      assertThat(two(guest, function, fd, file, fd, prefix + "new")).isEqualTo(Errno.EROFS);
    }
    assertThat(two(guest, "path_rename", fd, prefix + "sub", writable, "new"))
        .isEqualTo(Errno.EROFS);
    assertThat(onPath(guest, "path_create_directory", fd, prefix + "new")).isEqualTo(Errno.EROFS);
    assertThat(onPath(guest, "path_remove_directory", fd, prefix + "sub")).isEqualTo(Errno.EROFS);
    assertThat(onPath(guest, "path_unlink_file", fd, file)).isEqualTo(Errno.EROFS);
    int length = guest.put(Guest.PATH2, prefix + "new");
    assertThat(guest.call("path_symlink", Guest.PATH, 1, fd, Guest.PATH2, length))
        .isEqualTo(Errno.EROFS);
    Object[] times = {fd, 1, Guest.PATH, guest.put(Guest.PATH, file), 1L, 1L, 5};
    assertThat(guest.call("path_filestat_set_times", times)).isEqualTo(Errno.EROFS);
    assertThat(guest.call("fd_filestat_set_times", fd, 1L, 1L, 5)).isEqualTo(Errno.EROFS);
    assertThat(guest.open(fd, file, 0, Guest.ALL & ~Rights.WRITING, 0, true))
        .isEqualTo(Errno.SUCCESS);
    int opened = guest.result();
    assertThat(guest.write(opened, "x")).isEqualTo(Errno.ENOTCAPABLE);
    assertThat(guest.call("fd_filestat_set_times", opened, 1L, 1L, 5)).isEqualTo(Errno.EROFS);
    assertThat(guest.call("fd_close", opened)).isEqualTo(Errno.SUCCESS);
    assertThat(tree()).isEqualTo(before);
    assertThat(Files.getLastModifiedTime(root.resolve("in/file"))).isEqualTo(time);
  }

  @Test
  void readOnlyOutside() throws IOException {
    try (var guest = guest(true)) {
      assertReadOnly(guest, OUTER, "", INNER);
      assertReadOnly(guest, OUTER, "in/", INNER);
      assertReadOnly(guest, OUTER, "in/sub/../", INNER);
      assertThat(guest.open(INNER, "../file", 0, WRITE, 0, true)).isEqualTo(Errno.EPERM);
      int length = guest.put(Guest.PATH, "../file");
      int newLength = guest.put(Guest.PATH2, "link");
      assertThat(guest.call("path_symlink", Guest.PATH, length, INNER, Guest.PATH2, newLength))
          .isEqualTo(Errno.SUCCESS);
      assertThat(guest.open(INNER, "link", 0, WRITE, 0, true)).isEqualTo(Errno.EPERM);
      assertThat(guest.open(OUTER, "in/link", 0, WRITE, 0, true)).isEqualTo(Errno.EROFS);
      assertThat(guest.open(INNER, "file", 0, WRITE, 0, true)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.write(guest.result(), "INSIDE")).isEqualTo(Errno.SUCCESS);
      assertThat(root.resolve("in/file")).hasContent("INSIDE");
    }
  }

  /** What is inside can be changed by way of what is outside, which was given to write. */
  @Test
  void readOnlyInside() throws IOException {
    try (var guest = guest(false)) {
      assertReadOnly(guest, INNER, "", OUTER);
      assertReadOnly(guest, INNER, "sub/../", OUTER);
      assertThat(guest.open(OUTER, "in/file", 0, WRITE, 0, true)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.write(guest.result(), "INSIDE")).isEqualTo(Errno.SUCCESS);
      assertThat(root.resolve("in/file")).hasContent("INSIDE");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "sub", "sub/.."})
  void directoriesOpenedBelow(String path) throws IOException {
    try (var guest = guest(false)) {
      assertThat(guest.open(INNER, path, Guest.DIRECTORY, Rights.DIRECTORY, 0, true))
          .isEqualTo(Errno.SUCCESS);
      int directory = guest.result();
      assertThat(guest.open(directory, "new", Guest.CREATE, WRITE, 0, true)).isEqualTo(Errno.EROFS);
      assertThat(onPath(guest, "path_create_directory", directory, "new")).isEqualTo(Errno.EROFS);
      assertThat(guest.call("fd_filestat_set_times", directory, 1L, 1L, 5)).isEqualTo(Errno.EROFS);
    }
  }

  /** It takes its mode along, in both directions. */
  @Test
  void renumbering() throws IOException {
    try (var guest = guest(false)) {
      assertThat(guest.call("fd_renumber", INNER, OUTER)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.call("fd_prestat_get", INNER, Guest.RESULT)).isEqualTo(Errno.EBADF);
      assertThat(guest.call("fd_prestat_get", OUTER, Guest.RESULT)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.memory.readInt(Guest.RESULT + 4)).isEqualTo("/in".length());
      assertThat(guest.open(OUTER, "file", 0, WRITE, 0, true)).isEqualTo(Errno.EROFS);
      assertThat(guest.open(OUTER, "in/file", 0, WRITE, 0, true)).isEqualTo(Errno.ENOENT);
      assertThat(guest.open(OUTER, "new", Guest.CREATE, WRITE, 0, true)).isEqualTo(Errno.EROFS);
    }
    try (var guest = guest(true)) {
      assertThat(guest.call("fd_renumber", INNER, OUTER)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.open(OUTER, "new", Guest.CREATE, WRITE, 0, true)).isEqualTo(Errno.SUCCESS);
      assertThat(root.resolve("in/new")).exists();
      assertThat(guest.open(OUTER, "../file", 0, WRITE, 0, true)).isEqualTo(Errno.EPERM);
    }
  }

  @Test
  void directoryIntoThePreopenInsideIt() throws IOException {
    WasiOptions outer = place.preopen(WasiOptions.defaults(), root, "/", false);
    try (var guest = new Guest(place.preopen(outer, root.resolve("in"), "/in", false))) {
      String before = tree();
      assertThat(two(guest, "path_rename", OUTER, "in", INNER, "x")).isEqualTo(Errno.EINVAL);
      assertThat(two(guest, "path_rename", OUTER, "in", INNER, "sub/x")).isEqualTo(Errno.EINVAL);
      assertThat(two(guest, "path_rename", OUTER, "in", INNER, ".")).isEqualTo(Errno.EBUSY);
      assertThat(two(guest, "path_rename", INNER, ".", OUTER, "x")).isEqualTo(Errno.EBUSY);
      assertThat(two(guest, "path_link", OUTER, "in", INNER, "x")).isEqualTo(Errno.EPERM);
      assertThat(tree()).isEqualTo(before);
      assertThat(two(guest, "path_rename", INNER, "sub", OUTER, "moved")).isEqualTo(Errno.SUCCESS);
      assertThat(root.resolve("moved")).isDirectory();
    }
  }
}
