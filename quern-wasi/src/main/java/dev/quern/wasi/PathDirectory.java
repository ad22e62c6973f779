package dev.quern.wasi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * A directory that is known by its path: where the file system has no open directories, and for the
 * operations for which Java has none anywhere.
 *
 * <p>Before each operation the path is checked to lead to the directory that was opened, still and
 * without links. Between the check and the operation no program of this JVM can put something else
 * there, since every operation that takes a directory away from its name excludes all others. What
 * remains is another process with the right to write there, which replaces a directory by a link
 * just then.
 */
final class PathDirectory extends Directory {
  private static final ReadWriteLock MOVES = new ReentrantReadWriteLock();

  private final Path path;
  private final Filestat opened;

  /** While it is not closed, what was checked stays true. */
  interface Hold extends AutoCloseable {
    @Override
    void close();
  }

  /** A directory, by its real path. */
  PathDirectory(Path path, Filestat opened) {
    this.path = path;
    this.opened = opened;
  }

  Path path() {
    return path;
  }

  /** Checks the path; no directory is moved from then on. */
  private Hold hold() throws IOException {
    Hold hold = locked(MOVES.readLock());
    try {
      requireFresh();
      return hold;
    } catch (IOException | RuntimeException e) {
      hold.close();
      throw e;
    }
  }

  /** Keeps everybody else from relying on the place of a directory. */
  static Hold moving() {
    return locked(MOVES.writeLock());
  }

  private static Hold locked(Lock lock) {
    lock.lock();
    return lock::unlock;
  }

  private void requireFresh() throws IOException {
    Filestat current = Filestat.find(path);
    boolean fresh =
        current != null
            && current.isSameFile(opened)
            && (current.key() != null || path.toRealPath().equals(path));
    if (!fresh) {
      throw Errno.ENOENT.failure();
    }
  }

  Path child(String name) throws IOException {
    return path.resolve(HostName.of(path.getFileSystem(), name));
  }

  @Override
  void close() {}

  @Override
  Filestat stat() throws IOException {
    try (var _ = hold()) {
      return Filestat.of(path);
    }
  }

  @Override
  @Nullable Filestat find(String name) throws IOException {
    Path child = child(name);
    try (var _ = hold()) {
      return Filestat.find(child);
    }
  }

  @Override
  Filestat stat(String name) throws IOException {
    Path child = child(name);
    try (var _ = hold()) {
      return Filestat.of(child);
    }
  }

  @Override
  Directory open(String name) throws IOException {
    Path child = child(name);
    try (var _ = hold()) {
      Filestat stat = Filestat.of(child);
      if (stat.type() != FileType.DIRECTORY) {
        throw Errno.ENOTDIR.failure();
      }
      return new PathDirectory(child, stat);
    }
  }

  @Override
  Directory reopen() throws IOException {
    try (var _ = hold()) {
      return new PathDirectory(path, opened);
    }
  }

  @Override
  FileHandle file(String name, Set<OpenOption> options) throws IOException {
    Path child = child(name);
    try (var _ = hold()) {
      var channel = Files.newByteChannel(child, supported(options));
      // In a zip file a new entry is there only when it has been written.
      Filestat stat = Filestat.find(child);
      return new FileHandle(
          this, name, channel, stat != null ? stat : Filestat.of(FileType.REGULAR_FILE));
    }
  }

  /** Without the word about links, where the file system knows neither. */
  private Set<OpenOption> supported(Set<OpenOption> options) {
    if (!path.getFileSystem().provider().getScheme().equals("jar")) {
      return options;
    }
    var without = new HashSet<>(options);
    without.remove(LinkOption.NOFOLLOW_LINKS);
    return without;
  }

  @Override
  void setTimes(FileTimes times) throws IOException {
    try (var _ = hold()) {
      setTimes(path, times);
    }
  }

  @Override
  void setTimes(String name, FileTimes times) throws IOException {
    Path child = child(name);
    try (var _ = hold()) {
      setTimes(child, times);
    }
  }

  private static void setTimes(Path file, FileTimes times) throws IOException {
    times.set(
        Files.getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS));
  }

  @Override
  void createDirectory(String name) throws IOException {
    Path child = child(name);
    try (var _ = hold()) {
      Files.createDirectory(child);
    }
  }

  @Override
  void symlink(String target, String name) throws IOException {
    Path child = child(name);
    Path hostTarget = HostName.target(path.getFileSystem(), target);
    try (var _ = hold()) {
      Files.createSymbolicLink(child, hostTarget);
    }
  }

  @Override
  String readLink(String name) throws IOException {
    Path child = child(name);
    try (var _ = hold()) {
      return HostName.target(child);
    }
  }

  @Override
  void link(String existing, Directory target, String name) throws IOException {
    if (!(target instanceof PathDirectory other)) {
      throw Errno.EXDEV.failure();
    }
    Path source = child(existing);
    Path created = other.child(name);
    try (var _ = hold()) {
      other.requireFresh();
      if (Files.isSymbolicLink(source) && !LinksToLinks.arePossible(path.getFileSystem())) {
        throw Errno.ENOTSUP.failure();
      }
      Files.createLink(created, source);
    }
  }

  @Override
  void deleteFile(String name) throws IOException {
    Path child = child(name);
    try (var _ = hold()) {
      Files.delete(child);
    }
  }

  @Override
  void deleteDirectory(String name) throws IOException {
    Path child = child(name);
    try (var _ = moving()) {
      requireFresh();
      Files.delete(child);
    }
  }

  @Override
  void rename(String name, Directory target, String newName) throws IOException {
    if (!(target instanceof PathDirectory other)) {
      throw Errno.EXDEV.failure();
    }
    Path source = child(name);
    Path created = other.child(newName);
    try (var _ = moving()) {
      requireFresh();
      other.requireFresh();
      move(source, created);
    }
  }

  private static void move(Path source, Path created) throws IOException {
    if (created.startsWith(source) && !created.equals(source)) {
      throw Errno.EINVAL.failure();
    }
    Files.move(
        source, created, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  List<String> names() throws IOException {
    try (var _ = hold();
        var entries = Files.newDirectoryStream(path)) {
      return names(entries);
    }
  }

  /** The names of entries, but for those that are no text: nobody could open them. */
  static List<String> names(Iterable<Path> entries) {
    var names = new ArrayList<String>();
    for (Path entry : entries) {
      Path name = entry.getFileName();
      if (name != null && HostName.isText(name)) {
        String text = name.toString();
        // Some file systems end the name of a directory with their separator.
        names.add(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      }
    }
    return names;
  }
}
