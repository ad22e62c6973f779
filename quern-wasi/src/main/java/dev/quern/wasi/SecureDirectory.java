package dev.quern.wasi;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A directory that the operating system holds open: names are looked up in it whatever happens to
 * its path. Nothing can come between a check and a use that leads out of it.
 *
 * <p>Java has no such form of four operations: to create a directory, a symbolic link or a hard
 * link, and to read a symbolic link. Those go by path, as {@link PathDirectory} says, and so fail
 * in a directory that has been moved since it was opened.
 */
final class SecureDirectory extends Directory {
  private final SecureDirectoryStream<Path> stream;
  private final PathDirectory byPath;

  private SecureDirectory(SecureDirectoryStream<Path> stream, Path path) throws IOException {
    this.stream = stream;
    try {
      byPath = new PathDirectory(path, stat(stream, path));
    } catch (IOException | RuntimeException e) {
      stream.close();
      throw e;
    }
  }

  /**
   * Opens a directory by its real path, by the surest means that there are. Other file systems than
   * the host's are used by path: nobody but programs of this JVM changes them.
   */
  @SuppressWarnings("unchecked") // The stream of a path's own file system is one of paths.
  static Directory open(Path path) throws IOException {
    if (path.getFileSystem() != FileSystems.getDefault()) {
      return new PathDirectory(path, Filestat.of(path));
    }
    var stream = Files.newDirectoryStream(path);
    if (stream instanceof SecureDirectoryStream<?> secure) {
      return new SecureDirectory((SecureDirectoryStream<Path>) secure, path);
    }
    stream.close();
    return new PathDirectory(path, Filestat.of(path));
  }

  private static Filestat stat(SecureDirectoryStream<Path> stream, Path path) throws IOException {
    var view = stream.getFileAttributeView(BasicFileAttributeView.class);
    return Filestat.of(view.readAttributes(), path.hashCode());
  }

  private Path path() {
    return byPath.path();
  }

  private Path name(String name) throws IOException {
    return HostName.of(path().getFileSystem(), name);
  }

  private BasicFileAttributeView view(Path name) {
    return stream.getFileAttributeView(
        name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  void close() throws IOException {
    stream.close();
  }

  @Override
  Filestat stat() throws IOException {
    return detailed(stat(stream, path()), path());
  }

  @Override
  @Nullable Filestat find(String name) throws IOException {
    Path hostName = name(name);
    try {
      return Filestat.of(view(hostName).readAttributes(), hostName.hashCode());
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  @Override
  Filestat stat(String name) throws IOException {
    Path hostName = name(name);
    Filestat stat = Filestat.of(view(hostName).readAttributes(), hostName.hashCode());
    return detailed(stat, path().resolve(hostName));
  }

  /** Adds what Java tells by path only, if that leads to the same file. */
  private static Filestat detailed(Filestat stat, Path path) {
    try {
      Filestat byPath = Filestat.of(path);
      boolean same = stat.key() != null && stat.key().equals(byPath.key());
      return same ? byPath : stat;
    } catch (IOException e) {
      return stat;
    }
  }

  @Override
  Directory open(String name) throws IOException {
    Path hostName = name(name);
    // What is no directory may block when it is opened.
    if (Filestat.of(view(hostName).readAttributes(), 0).type() != FileType.DIRECTORY) {
      throw Errno.ENOTDIR.failure();
    }
    return opened(hostName, path().resolve(hostName));
  }

  @Override
  Directory reopen() throws IOException {
    return opened(path().getFileSystem().getPath("."), path());
  }

  private Directory opened(Path name, Path path) throws IOException {
    return new SecureDirectory(stream.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS), path);
  }

  @Override
  FileHandle file(String name, Set<OpenOption> options) throws IOException {
    return new FileHandle(this, name, stream.newByteChannel(name(name), options), null);
  }

  @Override
  void setTimes(FileTimes times) throws IOException {
    times.set(stream.getFileAttributeView(BasicFileAttributeView.class));
  }

  @Override
  void setTimes(String name, FileTimes times) throws IOException {
    Path hostName = name(name);
    FileType type = Filestat.of(view(hostName).readAttributes(), 0).type();
    switch (type) {
      case REGULAR_FILE, DIRECTORY -> times.set(view(hostName));
      // The host opens the file to set its times, which a link can not be.
      case SYMBOLIC_LINK -> byPath.setTimes(name, times);
      default -> throw Errno.ENOTSUP.failure();
    }
  }

  @Override
  void createDirectory(String name) throws IOException {
    byPath.createDirectory(name);
  }

  @Override
  void symlink(String target, String name) throws IOException {
    byPath.symlink(target, name);
  }

  @Override
  String readLink(String name) throws IOException {
    return byPath.readLink(name);
  }

  /** The link is looked at afterwards: it must be to the file that was meant. */
  @Override
  void link(String existing, Directory target, String name) throws IOException {
    if (!(target instanceof SecureDirectory other)) {
      throw Errno.EXDEV.failure();
    }
    Filestat meant = stat(existing);
    byPath.link(existing, other.byPath, name);
    Filestat created = other.find(name);
    if (created != null && !created.isSameFile(meant)) {
      other.deleteFile(name);
      throw Errno.ENOENT.failure();
    }
  }

  @Override
  void deleteFile(String name) throws IOException {
    stream.deleteFile(name(name));
  }

  @Override
  void deleteDirectory(String name) throws IOException {
    Path hostName = name(name);
    try (var _ = PathDirectory.moving()) {
      stream.deleteDirectory(hostName);
    }
  }

  @Override
  void rename(String name, Directory target, String newName) throws IOException {
    if (!(target instanceof SecureDirectory other)) {
      throw Errno.EXDEV.failure();
    }
    Path from = name(name);
    Path to = other.name(newName);
    try (var _ = PathDirectory.moving()) {
      stream.move(from, other.stream, to);
    }
  }

  /** A stream gives its entries once only, and not to two at a time: another is opened for each. */
  @Override
  List<String> names() throws IOException {
    Path self = path().getFileSystem().getPath(".");
    try (var entries = stream.newDirectoryStream(self, LinkOption.NOFOLLOW_LINKS)) {
      return PathDirectory.names(entries);
    }
  }
}
