package dev.quern.wasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One random program in directories of four kinds, held open by the host, by path, of a file system
 * in Java, and in memory: it sees the same in all of them. But for hard links to symbolic links,
 * which the file system in Java can not make: those are tried in the other three.
 */
class FileSystemsAgreeTest {
  private static final String[] NAMES = {"a", "b", "c", "link"};
  private static final int DIRECTORY = FileType.DIRECTORY.ordinal();
  private static final String[] LAST = {"a", "b", "c", "link", ".", "..", "", "a/", "d"};

  @TempDir Path temporary;

  @Test
  void randomPrograms() throws IOException {
    long seed = Long.getLong("quern.seed", 20_261_123);
    for (int program = 0; program < 25; program++) {
      run(seed + program, EnumSet.allOf(Place.Kind.class), false);
    }
  }

  @Test
  void randomProgramsWithLinksToLinks() throws IOException {
    assumeTrue(LinksToLinks.arePossible(FileSystems.getDefault()), "the host follows links");
    long seed = Long.getLong("quern.seed", 20_261_130);
    for (int program = 0; program < 25; program++) {
      run(seed + program, EnumSet.of(Place.Kind.HOST, Place.Kind.BY_PATH), true);
    }
  }

  private void run(long seed, Set<Place.Kind> kinds, boolean linksToLinks) throws IOException {
    var places = new ArrayList<Place>();
    var guests = new ArrayList<Guest>();
    var folder = Files.createTempDirectory(temporary, "program");
    for (Place.Kind kind : kinds) {
      Place place = Place.open(kind, Files.createDirectory(folder.resolve(kind.name())));
      places.add(place);
      guests.add(
          new Guest(place.preopen(WasiOptions.defaults(), place.directory("root"), "/", false)));
    }
    guests.add(new Guest(WasiOptions.defaults().withPreopen(new MemoryDirectory(), "/")));
    try {
      var random = new Random(seed);
      for (int i = 0; i < 150; i++) {
        step(guests, random.nextLong(), linksToLinks, "seed " + seed + ", step " + i);
      }
    } finally {
      for (Guest guest : guests) {
        guest.close();
      }
      for (Place place : places) {
        place.close();
      }
    }
  }

  private static void step(List<Guest> guests, long seed, boolean linksToLinks, String where) {
    String first = outcome(guests.getFirst(), new Random(seed), linksToLinks);
    for (Guest guest : guests.subList(1, guests.size())) {
      assertThat(outcome(guest, new Random(seed), linksToLinks))
          .describedAs(where + ", place " + guests.indexOf(guest))
          .isEqualTo(first);
    }
  }

  private static String path(Random random) {
    var path = new StringBuilder();
    for (int depth = random.nextInt(3); depth > 0; depth--) {
      path.append(NAMES[random.nextInt(NAMES.length)]).append('/');
    }
    return path.append(LAST[random.nextInt(LAST.length)]).toString();
  }

  /** One call, and what the guest sees of it. */
  private static String outcome(Guest guest, Random random, boolean linksToLinks) {
    String path = path(random);
    String other = path(random);
    int call = random.nextInt(12);
    Errno errno =
        switch (call) {
          case 0, 1 -> guest.onPath("path_create_directory", path);
          case 2 -> guest.onPath("path_remove_directory", path);
          case 3 -> guest.onPath("path_unlink_file", path);
          case 4, 5 -> guest.rename(path, other);
          // Java drops a slash at the end of a link's target.
          case 6 -> guest.symlink(random.nextBoolean() ? name(other) : "../" + name(other), path);
          case 7 -> linksToLinks || !isLink(guest, path) ? guest.link(path, other) : Errno.ENOTSUP;
          case 8 -> guest.stat(path, random.nextBoolean());
          default -> guest.open(path, random.nextInt(16));
        };
    String summary = call + " " + path + " " + other + " -> " + errno;
    if (errno != Errno.SUCCESS) {
      return summary;
    }
    boolean counted = linksToLinks && guest.memory.readByte(Guest.RESULT + 16) != DIRECTORY;
    long links = call == 8 && counted ? guest.memory.readLong(Guest.RESULT + 24) : 0;
    return summary + links + (call == 8 ? stat(guest) : call > 8 ? use(guest, random) : "");
  }

  private static boolean isLink(Guest guest, String path) {
    return guest.stat(path, false) == Errno.SUCCESS
        && guest.memory.readByte(Guest.RESULT + 16) == FileType.SYMBOLIC_LINK.ordinal();
  }

  private static String name(String path) {
    return path.isEmpty() || path.endsWith("/") ? path + "a" : path;
  }

  private static String stat(Guest guest) {
    int type = guest.memory.readByte(Guest.RESULT + 16);
    boolean isFile = type == FileType.REGULAR_FILE.ordinal();
    return " type " + type + (isFile ? " size " + guest.memory.readLong(Guest.RESULT + 32) : "");
  }

  /** Does something with a descriptor and closes it. */
  private static String use(Guest guest, Random random) {
    int fd = guest.result();
    var seen = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      seen.append(' ')
          .append(
              switch (random.nextInt(8)) {
                case 0, 1 -> guest.write(fd, "x".repeat(random.nextInt(9)));
                case 2 ->
                    guest.call("fd_seek", fd, random.nextLong(20) - 5, random.nextInt(4), 100);
                case 3 -> guest.call("fd_filestat_set_size", fd, random.nextLong(30));
                case 4 -> guest.call("fd_allocate", fd, random.nextLong(9), random.nextLong(9));
                case 5 -> listing(guest, fd);
                case 6 -> guest.call("fd_tell", fd, 100) + " " + guest.memory.readLong(100);
                default -> content(guest, fd);
              });
    }
    guest.call("fd_close", fd);
    return seen.toString();
  }

  private static String listing(Guest guest, int fd) {
    Errno errno = guest.call("fd_readdir", fd, Guest.DATA, 1000, 0L, Guest.RESULT);
    if (errno != Errno.SUCCESS) {
      return errno.toString();
    }
    var names = new StringBuilder();
    int used = guest.result();
    for (int at = 0; at + 24 <= used; ) {
      int length = guest.memory.readInt(Guest.DATA + at + 16);
      names
          .append(guest.memory.readString(Guest.DATA + at + 24, length))
          .append(guest.memory.readInt(Guest.DATA + at + 20));
      at += 24 + length;
    }
    return names.toString();
  }

  private static String content(Guest guest, int fd) {
    guest.memory.writeInt(Guest.VECTORS, Guest.DATA);
    guest.memory.writeInt(Guest.VECTORS + 4, 100);
    Errno errno = guest.call("fd_pread", fd, Guest.VECTORS, 1, 0L, Guest.RESULT);
    return errno == Errno.SUCCESS
        ? guest.memory.readString(Guest.DATA, guest.result()).replace('\0', '0')
        : errno.toString();
  }
}
