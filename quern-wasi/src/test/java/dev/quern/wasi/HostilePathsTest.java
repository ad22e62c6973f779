package dev.quern.wasi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Unusual paths for every function that takes one, in directories of all kinds. */
@ParameterizedClass
@EnumSource
class HostilePathsTest {
  /** Where the directory is: as in {@link Place}, or in memory. */
  enum Kind {
    HOST,
    BY_PATH,
    JIMFS,
    MEMORY
  }

  private static final long READ_WRITE = Rights.FD_READ | Rights.FD_WRITE;

  @Parameter Kind kind;
  @TempDir Path temporary;
  private Place place;
  private Guest guest;

  @BeforeEach
  void setUp() throws IOException {
    place = Place.open(placeKind(), temporary);
    guest = new Guest(options());
    file("file", "content");
    file("other", "another");
    for (String directory : List.of("dir", "dir/sub", "empty", "empty2")) {
      assertThat(guest.onPath("path_create_directory", directory)).isEqualTo(Errno.SUCCESS);
    }
    link("file", "lfile");
    link("dir", "ldir");
    link("empty", "lempty");
    link("missing", "dangling");
    link("loop", "loop");
  }

  private Place.Kind placeKind() {
    return kind == Kind.MEMORY ? Place.Kind.JIMFS : Place.Kind.valueOf(kind.name());
  }

  private WasiOptions options() throws IOException {
    return kind == Kind.MEMORY
        ? WasiOptions.defaults().withPreopen(new MemoryDirectory(), "/")
        : place.preopen(WasiOptions.defaults(), place.directory("root"), "/", false);
  }

  @AfterEach
  void tearDown() throws IOException {
    guest.close();
    place.close();
  }

  private void file(String path, String content) {
    int fd = guest.opened(path, Guest.CREATE);
    assertThat(guest.write(fd, content)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.call("fd_close", fd)).isEqualTo(Errno.SUCCESS);
  }

  private void link(String target, String path) {
    assertThat(guest.symlink(target, path)).isEqualTo(Errno.SUCCESS);
  }

  private String content(String path) {
    int fd = guest.openedForReading(path);
    String content = guest.read(fd);
    assertThat(guest.call("fd_close", fd)).isEqualTo(Errno.SUCCESS);
    return content;
  }

  private String linkTarget(String path) {
    Object[] arguments = {3, Guest.PATH, guest.put(Guest.PATH, path), Guest.DATA, 5000, 100};
    assertThat(guest.call("path_readlink", arguments)).isEqualTo(Errno.SUCCESS);
    return guest.memory.readString(Guest.DATA, guest.result());
  }

  /** All names, with their types. */
  private String tree() {
    var tree = new StringBuilder();
    for (String directory : List.of(".", "dir", "dir/sub", "empty", "empty2")) {
      if (guest.open(directory, Guest.DIRECTORY) != Errno.SUCCESS) {
        continue;
      }
      int fd = guest.result();
      tree.append(directory).append(' ').append(fd).append(": ");
      assertThat(guest.call("fd_readdir", fd, Guest.DATA, 4000, 0L, Guest.RESULT))
          .isEqualTo(Errno.SUCCESS);
      for (int at = 0; at < guest.result(); ) {
        int length = guest.memory.readInt(Guest.DATA + at + 16);
        tree.append(guest.memory.readString(Guest.DATA + at + 24, length))
            .append(guest.memory.readInt(Guest.DATA + at + 20))
            .append(' ');
        at += 24 + length;
      }
      assertThat(guest.call("fd_close", fd)).isEqualTo(Errno.SUCCESS);
    }
    return tree.toString();
  }

  private Errno times(String path, boolean follow) {
    int length = guest.put(Guest.PATH, path);
    Object[] arguments = {3, follow ? 1 : 0, Guest.PATH, length, 1L, 1L, 5};
    return guest.call("path_filestat_set_times", arguments);
  }

  private Errno linkFollowing(String path) {
    int length = guest.put(Guest.PATH, path);
    int newLength = guest.put(Guest.PATH2, "created");
    return guest.call("path_link", 3, 1, Guest.PATH, length, 3, Guest.PATH2, newLength);
  }

  private Errno call(String operation, String path) {
    return switch (operation) {
      case "open" -> guest.open(3, path, 0, Rights.FD_READ, 0, true);
      case "open-nofollow" -> guest.open(3, path, 0, Rights.FD_READ, 0, false);
      case "open-directory" -> guest.open(3, path, Guest.DIRECTORY, Rights.FD_READ, 0, true);
      case "create" -> guest.open(3, path, Guest.CREATE, READ_WRITE, 0, true);
      case "create-nofollow" -> guest.open(3, path, Guest.CREATE, READ_WRITE, 0, false);
      case "create-exclusive" ->
          guest.open(3, path, Guest.CREATE | Guest.EXCLUSIVE, READ_WRITE, 0, true);
      case "truncate" -> guest.open(3, path, Guest.TRUNCATE, READ_WRITE, 0, true);
      case "stat" -> guest.stat(path, true);
      case "stat-nofollow" -> guest.stat(path, false);
      case "times" -> times(path, true);
      case "times-nofollow" -> times(path, false);
      case "readlink" -> readLink(path);
      case "mkdir" -> guest.onPath("path_create_directory", path);
      case "rmdir" -> guest.onPath("path_remove_directory", path);
      case "unlink" -> guest.onPath("path_unlink_file", path);
      case "rename-from" -> guest.rename(path, "created");
      case "rename-file-to" -> guest.rename("other", path);
      case "rename-directory-to" -> guest.rename("empty2", path);
      case "link-from", "link-from-link" -> guest.link(path, "created");
      case "link-from-follow" -> linkFollowing(path);
      case "link-to" -> guest.link("other", path);
      case "symlink-at" -> guest.symlink("file", path);
      default -> throw new IllegalArgumentException(operation);
    };
  }

  /** Jimfs follows the link. */
  private boolean linksLinks() {
    return switch (kind) {
      case HOST, BY_PATH -> LinksToLinks.arePossible(FileSystems.getDefault());
      case JIMFS -> false;
      case MEMORY -> true;
    };
  }

  private Errno readLink(String path) {
    int length = guest.put(Guest.PATH, path);
    return guest.call("path_readlink", 3, Guest.PATH, length, Guest.DATA, 100, Guest.RESULT);
  }

  private static List<String> operations() {
    String names =
        "open open-nofollow open-directory create create-nofollow create-exclusive truncate"
            + " stat stat-nofollow times times-nofollow readlink mkdir rmdir unlink rename-from"
            + " rename-file-to rename-directory-to link-from link-from-follow link-to symlink-at";
    return List.of(names.split(" ", -1));
  }

  /**
   * Slashes and dots at the end of paths to everything, links included. As POSIX has it, a slash
   * behind a link stands for what the link leads to; {@code .} and {@code ..} are no names to
   * remove or to move.
   */
  // spotless:off
  @ParameterizedTest
  @CsvSource(delimiter = ':', textBlock = """
        open                : SUCCESS : file dir dir/ dir/. dir/sub/.. empty empty/ empty/. lfile ldir ldir/ lempty lempty/ lempty/. . ldir/..
        open                : ELOOP   : loop loop/
        open                : ENOENT  : dangling dangling/ new new/ new/. new/.. dangling/.
        open                : ENOTDIR : file/ file/. lfile/ file/..
        open                : EPERM   : ..
        create              : SUCCESS : file lfile dangling new
        create              : EISDIR  : dir dir/ dir/. dir/sub/.. empty empty/ empty/. ldir ldir/ lempty lempty/ lempty/. dangling/ new/ . ldir/..
        create              : ELOOP   : loop loop/
        create              : ENOENT  : new/. new/.. dangling/.
        create              : ENOTDIR : file/ file/. lfile/ file/..
        create              : EPERM   : ..
        create-exclusive    : SUCCESS : new
        create-exclusive    : EEXIST  : file dir dir/ dir/. dir/sub/.. empty empty/ empty/. lfile ldir ldir/ lempty lempty/ lempty/. dangling loop . ldir/..
        create-exclusive    : EISDIR  : dangling/ new/
        create-exclusive    : ELOOP   : loop/
        create-exclusive    : ENOENT  : new/. new/.. dangling/.
        create-exclusive    : ENOTDIR : file/ file/. lfile/ file/..
        create-exclusive    : EPERM   : ..
        truncate            : SUCCESS : file lfile
        truncate            : EISDIR  : dir dir/ dir/. dir/sub/.. empty empty/ empty/. ldir ldir/ lempty lempty/ lempty/. . ldir/..
        truncate            : ELOOP   : loop loop/
        truncate            : ENOENT  : dangling dangling/ new new/ new/. new/.. dangling/.
        truncate            : ENOTDIR : file/ file/. lfile/ file/..
        truncate            : EPERM   : ..
        open-directory      : SUCCESS : dir dir/ dir/. dir/sub/.. empty empty/ empty/. ldir ldir/ lempty lempty/ lempty/. . ldir/..
        open-directory      : ELOOP   : loop loop/
        open-directory      : ENOENT  : dangling dangling/ new new/ new/. new/.. dangling/.
        open-directory      : ENOTDIR : file file/ file/. lfile lfile/ file/..
        open-directory      : EPERM   : ..
        create-nofollow     : SUCCESS : file new
        create-nofollow     : EISDIR  : dir dir/ dir/. dir/sub/.. empty empty/ empty/. ldir/ lempty/ lempty/. dangling/ new/ . ldir/..
        create-nofollow     : ELOOP   : lfile ldir lempty dangling loop loop/
        create-nofollow     : ENOENT  : new/. new/.. dangling/.
        create-nofollow     : ENOTDIR : file/ file/. lfile/ file/..
        create-nofollow     : EPERM   : ..
        open-nofollow       : SUCCESS : file dir dir/ dir/. dir/sub/.. empty empty/ empty/. ldir/ lempty/ lempty/. . ldir/..
        open-nofollow       : ELOOP   : lfile ldir lempty dangling loop loop/
        open-nofollow       : ENOENT  : dangling/ new new/ new/. new/.. dangling/.
        open-nofollow       : ENOTDIR : file/ file/. lfile/ file/..
        open-nofollow       : EPERM   : ..
        stat                : SUCCESS : file dir dir/ dir/. dir/sub/.. empty empty/ empty/. lfile ldir ldir/ lempty lempty/ lempty/. . ldir/..
        stat                : ELOOP   : loop loop/
        stat                : ENOENT  : dangling dangling/ new new/ new/. new/.. dangling/.
        stat                : ENOTDIR : file/ file/. lfile/ file/..
        stat                : EPERM   : ..
        stat-nofollow       : SUCCESS : file dir dir/ dir/. dir/sub/.. empty empty/ empty/. lfile ldir ldir/ lempty lempty/ lempty/. dangling loop . ldir/..
        stat-nofollow       : ELOOP   : loop/
        stat-nofollow       : ENOENT  : dangling/ new new/ new/. new/.. dangling/.
        stat-nofollow       : ENOTDIR : file/ file/. lfile/ file/..
        stat-nofollow       : EPERM   : ..
        times               : SUCCESS : file dir dir/ dir/. dir/sub/.. empty empty/ empty/. lfile ldir ldir/ lempty lempty/ lempty/. . ldir/..
        times               : ELOOP   : loop loop/
        times               : ENOENT  : dangling dangling/ new new/ new/. new/.. dangling/.
        times               : ENOTDIR : file/ file/. lfile/ file/..
        times               : EPERM   : ..
        times-nofollow      : SUCCESS : file dir dir/ dir/. dir/sub/.. empty empty/ empty/. lfile ldir ldir/ lempty lempty/ lempty/. dangling loop . ldir/..
        times-nofollow      : ELOOP   : loop/
        times-nofollow      : ENOENT  : dangling/ new new/ new/. new/.. dangling/.
        times-nofollow      : ENOTDIR : file/ file/. lfile/ file/..
        times-nofollow      : EPERM   : ..
        readlink            : SUCCESS : lfile ldir lempty dangling loop
        readlink            : EINVAL  : file dir dir/ dir/. dir/sub/.. empty empty/ empty/. ldir/ lempty/ lempty/. . ldir/..
        readlink            : ELOOP   : loop/
        readlink            : ENOENT  : dangling/ new new/ new/. new/.. dangling/.
        readlink            : ENOTDIR : file/ file/. lfile/ file/..
        readlink            : EPERM   : ..
        mkdir               : SUCCESS : dangling/ new new/
        mkdir               : EEXIST  : file file/ dir dir/ dir/. dir/sub/.. empty empty/ empty/. lfile lfile/ ldir ldir/ lempty lempty/ lempty/. dangling loop . ldir/..
        mkdir               : ELOOP   : loop/
        mkdir               : ENOENT  : new/. new/.. dangling/.
        mkdir               : ENOTDIR : file/. file/..
        mkdir               : EPERM   : ..
        rmdir               : SUCCESS : empty empty/ lempty/
        rmdir               : EINVAL  : dir/. dir/sub/.. empty/. lempty/. . ldir/..
        rmdir               : ELOOP   : loop/
        rmdir               : ENOENT  : dangling/ new new/ new/. new/.. dangling/.
        rmdir               : ENOTDIR : file file/ file/. lfile lfile/ ldir lempty dangling loop file/..
        rmdir               : ENOTEMPTY : dir dir/ ldir/
        rmdir               : EPERM   : ..
        unlink              : SUCCESS : file lfile ldir lempty dangling loop
        unlink              : EISDIR  : dir dir/ dir/. dir/sub/.. empty empty/ empty/. ldir/ lempty/ lempty/. . ldir/..
        unlink              : ELOOP   : loop/
        unlink              : ENOENT  : dangling/ new new/ new/. new/.. dangling/.
        unlink              : ENOTDIR : file/ file/. lfile/ file/..
        unlink              : EPERM   : ..
        rename-from         : SUCCESS : file dir dir/ empty empty/ lfile ldir ldir/ lempty lempty/ dangling loop
        rename-from         : EBUSY   : dir/. dir/sub/.. empty/. lempty/. . ldir/..
        rename-from         : ELOOP   : loop/
        rename-from         : ENOENT  : dangling/ new new/ new/. new/.. dangling/.
        rename-from         : ENOTDIR : file/ file/. lfile/ file/..
        rename-from         : EPERM   : ..
        rename-file-to      : SUCCESS : file lfile ldir lempty dangling new loop
        rename-file-to      : EBUSY   : dir/. dir/sub/.. empty/. lempty/. . ldir/..
        rename-file-to      : EISDIR  : dir dir/ empty empty/ ldir/ lempty/
        rename-file-to      : ELOOP   : loop/
        rename-file-to      : ENOENT  : new/. new/.. dangling/.
        rename-file-to      : ENOTDIR : file/ file/. lfile/ dangling/ new/ file/..
        rename-file-to      : EPERM   : ..
        rename-directory-to : SUCCESS : empty empty/ lempty/ dangling/ new new/
        rename-directory-to : EBUSY   : dir/. dir/sub/.. empty/. lempty/. . ldir/..
        rename-directory-to : ELOOP   : loop/
        rename-directory-to : ENOENT  : new/. new/.. dangling/.
        rename-directory-to : ENOTDIR : file file/ file/. lfile lfile/ ldir lempty dangling loop file/..
        rename-directory-to : ENOTEMPTY : dir dir/ ldir/
        rename-directory-to : EPERM   : ..
        link-from           : SUCCESS : file
        link-from-link      : SUCCESS : lfile ldir lempty dangling loop
        link-from           : ELOOP   : loop/
        link-from           : ENOENT  : dangling/ new new/ new/. new/.. dangling/.
        link-from           : ENOTDIR : file/ file/. lfile/ file/..
        link-from           : EPERM   : dir dir/ dir/. dir/sub/.. empty empty/ empty/. ldir/ lempty/ lempty/. . .. ldir/..
        link-from-follow    : SUCCESS : file lfile
        link-from-follow    : ELOOP   : loop loop/
        link-from-follow    : ENOENT  : dangling dangling/ new new/ new/. new/.. dangling/.
        link-from-follow    : ENOTDIR : file/ file/. lfile/ file/..
        link-from-follow    : EPERM   : dir dir/ dir/. dir/sub/.. empty empty/ empty/. ldir ldir/ lempty lempty/ lempty/. . .. ldir/..
        link-to             : SUCCESS : new
        link-to             : EEXIST  : file dir dir/ dir/. dir/sub/.. empty empty/ empty/. lfile ldir ldir/ lempty lempty/ lempty/. dangling loop . ldir/..
        link-to             : ELOOP   : loop/
        link-to             : ENOENT  : dangling/ new/ new/. new/.. dangling/.
        link-to             : ENOTDIR : file/ file/. lfile/ file/..
        link-to             : EPERM   : ..
        symlink-at          : SUCCESS : new
        symlink-at          : EEXIST  : file dir dir/ dir/. dir/sub/.. empty empty/ empty/. lfile ldir ldir/ lempty lempty/ lempty/. dangling loop . ldir/..
        symlink-at          : ELOOP   : loop/
        symlink-at          : ENOENT  : dangling/ new/ new/. new/.. dangling/.
        symlink-at          : ENOTDIR : file/ file/. lfile/ file/..
        symlink-at          : EPERM   : ..
        """)
  // spotless:on
  void ends(String operation, Errno onHosts, String paths) throws IOException {
    boolean refused = operation.equals("link-from-link") && !linksLinks();
    Errno expected = refused ? Errno.ENOTSUP : onHosts;
    for (String path : paths.split(" ", -1)) {
      String before = tree();
      assertThat(call(operation, path)).as(path).isEqualTo(expected);
      if (expected == Errno.SUCCESS) {
        tearDown();
        temporary = Files.createTempDirectory(temporary, "next");
        setUp();
      } else {
        assertThat(tree()).as(path).isEqualTo(before);
      }
    }
  }

  /** 40 links are followed for one path, as on Linux. */
  @Test
  void chainsOfLinks() {
    link("file", "chain1");
    for (int i = 2; i <= 41; i++) {
      link("chain" + (i - 1), "chain" + i);
    }
    for (String operation : List.of("open", "stat", "times", "create", "truncate")) {
      assertThat(call(operation, "chain39")).isEqualTo(Errno.SUCCESS);
      assertThat(call(operation, "chain40")).isEqualTo(Errno.SUCCESS);
      assertThat(call(operation, "chain41")).isEqualTo(Errno.ELOOP);
    }
    assertThat(guest.stat("chain41", false)).isEqualTo(Errno.SUCCESS);
    link(".", "here");
    assertThat(guest.stat("here/".repeat(40) + "file", true)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.stat("here/".repeat(41) + "file", true)).isEqualTo(Errno.ELOOP);
  }

  @ParameterizedTest
  @CsvSource({
    "../../file, SUCCESS",
    "../../dir/sub/../../file, SUCCESS",
    "../../ldir/sub/../../lfile, SUCCESS",
    "../../../file, EPERM",
    "../../../root/file, EPERM",
    "../../ldir/../../file, EPERM",
    "../../dangling/../file, ENOENT",
    "../../lfile/../file, ENOTDIR",
    "../../loop/../file, ELOOP",
    "up, ELOOP"
  })
  void linksUpwards(String target, Errno expected) {
    link(target, "dir/sub/up");
    for (String path : List.of("dir/sub/up", "ldir/sub/up", "dir/sub/../sub/up")) {
      assertThat(call("open", path)).isEqualTo(expected);
      assertThat(call("create", path)).isEqualTo(expected);
      assertThat(call("stat-nofollow", path)).isEqualTo(Errno.SUCCESS);
    }
  }

  @Test
  void parentsBehindLinks() {
    link("../..", "dir/sub/top");
    assertThat(content("dir/sub/top/file")).isEqualTo("content");
    assertThat(content("dir/sub/top/dir/../file")).isEqualTo("content");
    assertThat(call("open", "dir/sub/top/..")).isEqualTo(Errno.EPERM);
    assertThat(call("open", "dir/sub/top/../file")).isEqualTo(Errno.EPERM);
    link("../..", "top");
    assertThat(call("open", "top")).isEqualTo(Errno.EPERM);
    assertThat(guest.onPath("path_unlink_file", "top")).isEqualTo(Errno.SUCCESS);
  }

  @Test
  void createsBehindDanglingLinks() {
    link("dir/sub/made", "away");
    assertThat(call("create-exclusive", "away")).isEqualTo(Errno.EEXIST);
    assertThat(call("create-nofollow", "away")).isEqualTo(Errno.ELOOP);
    assertThat(call("truncate", "away")).isEqualTo(Errno.ENOENT);
    assertThat(guest.stat("dir/sub/made", true)).isEqualTo(Errno.ENOENT);
    assertThat(guest.open("away", Guest.CREATE | Guest.TRUNCATE)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.stat("dir/sub/made", false)).isEqualTo(Errno.SUCCESS);
    assertThat(linkTarget("away")).isEqualTo("dir/sub/made");
  }

  @Test
  void renamesLinksThemselves() {
    assertThat(guest.rename("lfile", "moved")).isEqualTo(Errno.SUCCESS);
    assertThat(linkTarget("moved")).isEqualTo("file");
    assertThat(guest.rename("other", "ldir")).isEqualTo(Errno.SUCCESS);
    assertThat(content("ldir")).isEqualTo("another");
    assertThat(guest.stat("dir/sub", false)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.rename("dangling", "file")).isEqualTo(Errno.SUCCESS);
    assertThat(linkTarget("file")).isEqualTo("missing");
    assertThat(guest.rename("loop", "loop")).isEqualTo(Errno.SUCCESS);
    assertThat(linkTarget("loop")).isEqualTo("loop");
  }

  @Test
  void renamesIntoItself() {
    String before = tree();
    assertThat(guest.rename("dir", "dir")).isEqualTo(Errno.SUCCESS);
    assertThat(guest.rename("dir", "dir/x")).isEqualTo(Errno.EINVAL);
    assertThat(guest.rename("dir", "dir/sub")).isIn(Errno.EINVAL, Errno.ENOTEMPTY);
    assertThat(guest.rename("dir", "ldir/x")).isEqualTo(Errno.EINVAL);
    assertThat(guest.rename("dir/sub", "dir")).isEqualTo(Errno.ENOTEMPTY);
    int sub = guest.opened("dir/sub", Guest.DIRECTORY);
    int length = guest.put(Guest.PATH, "dir");
    int newLength = guest.put(Guest.PATH2, "x");
    Object[] intoOpened = {3, Guest.PATH, length, sub, Guest.PATH2, newLength};
    assertThat(guest.call("path_rename", intoOpened)).isEqualTo(Errno.EINVAL);
    assertThat(guest.call("fd_close", sub)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.link("file", "twin")).isEqualTo(Errno.SUCCESS);
    assertThat(guest.rename("file", "twin")).isEqualTo(Errno.SUCCESS);
    assertThat(content("file")).isEqualTo(content("twin"));
    assertThat(guest.onPath("path_unlink_file", "twin")).isEqualTo(Errno.SUCCESS);
    assertThat(tree()).isEqualTo(before);
  }

  /** Both names are the link, which is gone with the last; what it leads to is not looked at. */
  @ParameterizedTest
  @CsvSource({"lfile, file", "ldir, dir", "dangling, missing", "loop, loop"})
  void hardLinksToLinks(String path, String target) {
    assumeTrue(linksLinks(), "hard links to symbolic links are refused here");
    assertThat(guest.link(path, "dir/twin")).isEqualTo(Errno.SUCCESS);
    assertThat(linkTarget("dir/twin")).isEqualTo(target);
    assertThat(inodeAndLinks("dir/twin")).isEqualTo(inodeAndLinks(path)).endsWith(" 2");
    assertThat(guest.rename(path, "dir/twin")).isEqualTo(Errno.SUCCESS);
    assertThat(guest.onPath("path_unlink_file", path)).isEqualTo(Errno.SUCCESS);
    assertThat(linkTarget("dir/twin")).isEqualTo(target);
    assertThat(inodeAndLinks("dir/twin")).endsWith(" 1");
    assertThat(guest.link("dir/twin", path)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.stat(path, true))
        .isEqualTo(
            switch (target) {
              case "missing" -> Errno.ENOENT;
              case "loop" -> Errno.ELOOP;
              default -> Errno.SUCCESS;
            });
    assertThat(guest.onPath("path_unlink_file", "dir/twin")).isEqualTo(Errno.SUCCESS);
    assertThat(guest.onPath("path_unlink_file", path)).isEqualTo(Errno.SUCCESS);
    assertThat(content("file")).isEqualTo("content");
  }

  private String inodeAndLinks(String path) {
    assertThat(guest.stat(path, false)).isEqualTo(Errno.SUCCESS);
    var memory = guest.memory;
    return memory.readLong(Guest.RESULT + 8) + " " + memory.readLong(Guest.RESULT + 24);
  }

  /**
   * The probe tells the truth: a second name is the file's where it says that links are followed.
   */
  @Test
  void hostsThatFollowLinks() throws IOException {
    assumeTrue(kind != Kind.MEMORY, "no directory of Java's");
    Path folder = place.directory("probed");
    assertThat(LinksToLinks.probe(folder)).isEqualTo(linksLinks());
    assertThat(folder).isEmptyDirectory();
    Path file = Files.writeString(folder.resolve("file"), "content");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file.getFileName());
    Path twin = Files.createLink(folder.resolve("twin"), link);
    assertThat(Files.isRegularFile(twin, LinkOption.NOFOLLOW_LINKS)).isEqualTo(!linksLinks());
  }

  /** With the rights to write, whatever the flags say. */
  @ParameterizedTest
  @ValueSource(ints = {0, Guest.DIRECTORY})
  void directoriesAreNotOpenedForWriting(int flags) {
    long[] writing = {Rights.FD_WRITE, Rights.FD_ALLOCATE, Rights.FD_FILESTAT_SET_SIZE, READ_WRITE};
    for (String path : List.of("dir", "dir/", "ldir", "ldir/", ".", "dir/..")) {
      for (long rights : writing) {
        assertThat(guest.open(3, path, flags, rights, 0, true)).isEqualTo(Errno.EISDIR);
      }
      assertThat(guest.open(3, path, flags, Rights.DIRECTORY, 0, true)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.call("fd_close", guest.result())).isEqualTo(Errno.SUCCESS);
    }
  }

  /** Names of 255 bytes are the longest, whatever the characters. */
  @ParameterizedTest
  @ValueSource(strings = {"x", "\u00e4", "\u20ac", "\ud83d\ude00"})
  void longNames(String character) {
    assumeTrue(isSpelledByTheHost(character), "the host has no such character");
    int width = character.getBytes(UTF_8).length;
    String longest = character.repeat(255 / width) + "y".repeat(255 % width);
    assertThat(call("create", longest)).isEqualTo(Errno.SUCCESS);
    assertThat(tree()).contains(longest);
    assertThat(guest.rename(longest, "dir/" + longest)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.onPath("path_create_directory", longest)).isEqualTo(Errno.SUCCESS);
    String before = tree();
    for (String operation : operations()) {
      assertThat(call(operation, longest + "y")).as(operation).isEqualTo(Errno.ENAMETOOLONG);
      assertThat(call(operation, longest + "y/x")).as(operation).isEqualTo(Errno.ENAMETOOLONG);
    }
    assertThat(tree()).isEqualTo(before);
  }

  private boolean isSpelledByTheHost(String name) {
    try {
      return kind == Kind.JIMFS || kind == Kind.MEMORY || Path.of(name).toString().equals(name);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  @Test
  void longPaths() {
    String longest = "./".repeat(2046) + "file";
    assertThat(longest).hasSize(4096);
    assertThat(content(longest)).isEqualTo("content");
    for (String operation : operations()) {
      assertThat(call(operation, "/" + longest)).as(operation).isEqualTo(Errno.ENAMETOOLONG);
    }
  }

  @Test
  void longTargetsOfLinks() {
    String longest = "./".repeat(2045) + "file";
    link(longest, "long");
    assertThat(content("long")).isEqualTo("content");
    assertThat(linkTarget("long")).isEqualTo(longest);
    // Linux itself takes 4,095 bytes.
    boolean onHost = kind == Kind.HOST || kind == Kind.BY_PATH;
    assertThat(guest.symlink("./" + longest, "longer"))
        .isEqualTo(onHost ? Errno.ENAMETOOLONG : Errno.SUCCESS);
    assertThat(guest.symlink("x./" + longest, "x")).isEqualTo(Errno.ENAMETOOLONG);
    link("y".repeat(256), "name-too-long");
    assertThat(call("open", "name-too-long")).isEqualTo(Errno.ENAMETOOLONG);
  }
}
