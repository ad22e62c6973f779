package dev.quern.internal.compile.cache;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder of {@link CodeCache} files. Its content is executed, so it is used only if nobody but
 * the user can have put it there: where the file system has owners and permissions, the folder and
 * the file must belong to the user, and nobody else may have write permission. New ones are
 * accessible to the user alone.
 *
 * <p>Every operation here may fail for reasons outside of anybody's control. The program then runs
 * without a cache; {@link #note} logs the reason. Safe for use by several threads and processes.
 */
public final class CacheDirectory {
  /** Maximum total size of all files; the least recently used ones are deleted first. */
  private static final long MAX_BYTES = 1L << 30;

  /** The suffix of a file with code. */
  private static final String CODE = ".quern";

  /** The suffix of a file that is still being written. */
  private static final String PARTIAL = ".tmp";

  /** After this time nobody is writing to a partial file any more. */
  private static final Duration ABANDONED = Duration.ofHours(1);

  /** The precision of a file's time of last use; coarse, so that few runs write anything. */
  private static final Duration USE_PRECISION = Duration.ofHours(1);

  private final Path path;

  private CacheDirectory(Path path) {
    this.path = path;
  }

  /** Returns the folder, creating it if needed; null if it cannot be used or trusted. */
  public static @Nullable CacheDirectory open(Path path) {
    if (path.getFileSystem() != FileSystems.getDefault()) {
      note("no code cache: no folder of the machine: " + path, null);
      return null;
    }
    try {
      Path absolute = path.toAbsolutePath();
      if (!Files.isDirectory(absolute)) {
        create(absolute);
      }
      String objection = objection(absolute);
      if (objection == null) {
        return new CacheDirectory(absolute);
      }
      note("no code cache: " + absolute + " " + objection, null);
    } catch (IOException | UnsupportedOperationException | SecurityException e) {
      note("no code cache in " + path, e);
    }
    return null;
  }

  private static void create(Path path) throws IOException {
    Files.createDirectories(path, permissions(path.getRoot(), "rwx------"));
  }

  /**
   * Returns permissions for new files and folders, or none if the file system of a path has none.
   */
  private static FileAttribute<?>[] permissions(Path path, String permissions) throws IOException {
    boolean hasOwners =
        Files.getFileStore(path).supportsFileAttributeView(PosixFileAttributeView.class);
    return hasOwners
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  /**
   * Returns why a folder or file must not be used, or null.
   *
   * @param links whether to check a link itself, not its target
   */
  private static @Nullable String objection(Path path, LinkOption... links) throws IOException {
    PosixFileAttributeView view =
        Files.getFileAttributeView(path, PosixFileAttributeView.class, links);
    if (view == null) {
      return null;
    }
    PosixFileAttributes attributes = view.readAttributes();
    Set<PosixFilePermission> permissions = attributes.permissions();
    if (permissions.contains(PosixFilePermission.GROUP_WRITE)
        || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
      return "can be written to by others";
    }
    return attributes.owner().equals(user(path)) ? null : "belongs to " + attributes.owner();
  }

  /**
   * Returns the user who runs this process: the owner of its entry in /proc, since not every user
   * has a name.
   */
  private static UserPrincipal user(Path path) throws IOException {
    var process = Path.of("/proc/self");
    return Files.exists(process)
        ? Files.getOwner(process)
        : path.getFileSystem()
            .getUserPrincipalLookupService()
            .lookupPrincipalByName(System.getProperty("user.name"));
  }

  /** Returns the file with a name. */
  Path file(String name) {
    return path.resolve(name + CODE);
  }

  /**
   * Returns whether there is a file that only the user can have written. Anything else is not
   * opened: opening a pipe would wait forever, and a link leads out of the folder.
   */
  static boolean isTrusted(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    String objection = objection(file, LinkOption.NOFOLLOW_LINKS);
    if (objection != null) {
      note("not used: " + file + " " + objection, null);
    }
    return objection == null;
  }

  /** Creates a file that only the user can write to, whatever the process's umask. */
  OutputStream newFile(Path file) throws IOException {
    return Channels.newOutputStream(
        Files.newByteChannel(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            permissions(path, "rw-------")));
  }

  /**
   * Returns a new name, unique among processes, for a file to write before it replaces another one.
   */
  Path partial(String name) {
    long pid = ProcessHandle.current().pid();
    return path.resolve(name + "." + pid + "." + Long.toHexString(System.nanoTime()) + PARTIAL);
  }

  /** Records that a file is in use, so that it is deleted late. */
  static void used(Path file) throws IOException {
    Instant now = Instant.now();
    if (Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(USE_PRECISION))) {
      Files.setLastModifiedTime(file, FileTime.from(now));
    }
  }

  private record Entry(Path path, long size, Instant lastUse) {
    boolean isPartial() {
      return path.toString().endsWith(PARTIAL);
    }
  }

  /** Returns the cache's files, the least recently used first. */
  private List<Entry> entries() throws IOException {
    var entries = new ArrayList<Entry>();
    try (Stream<Path> files = Files.list(path)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = file.getFileName().toString();
        if (name.endsWith(CODE) || name.endsWith(PARTIAL)) {
          entry(file, entries);
        }
      }
    }
    entries.sort(Comparator.comparing(Entry::lastUse));
    return entries;
  }

  private static void entry(Path file, List<Entry> entries) throws IOException {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (attributes.isRegularFile()) {
        entries.add(new Entry(file, attributes.size(), attributes.lastModifiedTime().toInstant()));
      }
    } catch (NoSuchFileException gone) {
      // Another process has cleaned up meanwhile.
      note("gone: " + file, gone);
    }
  }

  /** Returns the total size of all files. */
  public long size() throws IOException {
    return entries().stream().mapToLong(Entry::size).sum();
  }

  /** Deletes all files except those that are being written. */
  public void clear() throws IOException {
    tidy(0);
  }

  /** Deletes files over the size limit, and partial files that nobody finished. */
  void tidy() throws IOException {
    tidy(MAX_BYTES);
  }

  /** As {@link #tidy()}, with another limit. */
  public void tidy(long maxBytes) throws IOException {
    List<Entry> entries = entries();
    long total = entries.stream().mapToLong(Entry::size).sum();
    Instant abandoned = Instant.now().minus(ABANDONED);
    for (Entry entry : entries) {
      boolean goes = entry.isPartial() ? entry.lastUse().isBefore(abandoned) : total > maxBytes;
      if (goes) {
        delete(entry.path());
        total -= entry.size();
      }
    }
  }

  static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (FileSystemException inUse) {
      note("cannot delete " + file, inUse);
    } catch (IOException e) {
      note("cannot delete " + file, e);
    }
  }

  /** Logs what went wrong to {@code dev.quern.cache}, which is silent by default. */
  public static void note(String what, @Nullable Throwable cause) {
    System.Logger logger = System.getLogger("dev.quern.cache");
    logger.log(System.Logger.Level.DEBUG, what, cause);
  }
}
