package dev.quern.wasi;

import dev.quern.wasi.PathResolver.Location;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/** An open directory, and what can be done with paths that start there. */
final class OpenDirectory extends Descriptor {
  private final Path host;
  private final Mount mount;
  private final Filestat opened;
  private final @Nullable String preopenName;
  private @Nullable DirectoryListing listing;

  private OpenDirectory(
      Path host,
      Mount mount,
      Filestat opened,
      @Nullable String preopenName,
      long rights,
      long inheriting,
      int flags) {
    super(rights, inheriting, flags);
    this.host = host;
    this.mount = mount;
    this.opened = opened;
    this.preopenName = preopenName;
  }

  /** A directory that the program has from the start. */
  static OpenDirectory preopened(Mount mount, String name) throws IOException {
    Filestat stat = Filestat.of(mount.root());
    return new OpenDirectory(
        mount.root(), mount, stat, name, Rights.DIRECTORY, Rights.INHERITED, 0);
  }

  /** A directory that the program opened. */
  static OpenDirectory opened(
      Location location, Filestat stat, long rights, long inheriting, int flags) {
    return new OpenDirectory(
        location.host(), location.mount(), stat, null, rights, inheriting, flags);
  }

  Path host() {
    return host;
  }

  Mount mount() {
    return mount;
  }

  /** The name under which the program was given the directory, or null if it opened it. */
  @Nullable String preopenName() {
    return preopenName;
  }

  @Override
  OpenDirectory directory() {
    return this;
  }

  @Override
  FileType type() {
    return FileType.DIRECTORY;
  }

  /** Checks that the path still leads to the directory that was opened. */
  void requireFresh() throws IOException {
    boolean fresh =
        opened.isIdentified()
            ? Files.exists(host, LinkOption.NOFOLLOW_LINKS) && Filestat.of(host).isSameFile(opened)
            : host.toRealPath().equals(host);
    if (!fresh) {
      throw Errno.ENOENT.failure();
    }
  }

  @Override
  Filestat stat() throws IOException {
    require(Rights.FD_FILESTAT_GET);
    requireFresh();
    return Filestat.of(host);
  }

  @Override
  void setTimes(long accessed, long modified, int timeFlags, long now) throws IOException {
    require(Rights.FD_FILESTAT_SET_TIMES);
    Filestat.checkTimeFlags(timeFlags);
    mount.requireWritable();
    requireFresh();
    Filestat.setTimes(host, accessed, modified, timeFlags, now);
  }

  @Override
  int read(ByteBuffer[] buffers) throws IOException {
    throw Errno.EISDIR.failure();
  }

  @Override
  int pread(ByteBuffer[] buffers, long offset) throws IOException {
    throw Errno.EISDIR.failure();
  }

  @Override
  void sync(boolean attributes) throws IOException {
    require(attributes ? Rights.FD_SYNC : Rights.FD_DATASYNC);
  }

  @Override
  void close() {}

  /** The entries. They are read anew when a program starts from the beginning. */
  DirectoryListing list(long cookie) throws IOException {
    require(Rights.FD_READDIR);
    DirectoryListing current = listing;
    if (current == null || cookie == 0) {
      requireFresh();
      listing = current = DirectoryListing.of(host);
    }
    return current;
  }

  private Location resolve(String path, boolean follow, long right) throws IOException {
    require(right);
    return PathResolver.resolve(this, path, follow);
  }

  void createDirectory(String path) throws IOException {
    Location location = resolve(path, false, Rights.PATH_CREATE_DIRECTORY);
    if (location.isBase() || Files.exists(location.host(), LinkOption.NOFOLLOW_LINKS)) {
      throw Errno.EEXIST.failure();
    }
    mount.requireWritable();
    Files.createDirectory(location.host());
  }

  Filestat stat(String path, boolean follow) throws IOException {
    return resolve(path, follow, Rights.PATH_FILESTAT_GET).stat();
  }

  void setTimes(String path, boolean follow, long accessed, long modified, int timeFlags, long now)
      throws IOException {
    Location location = resolve(path, follow, Rights.PATH_FILESTAT_SET_TIMES);
    Filestat.checkTimeFlags(timeFlags);
    location.stat();
    mount.requireWritable();
    Filestat.setTimes(location.host(), accessed, modified, timeFlags, now);
  }

  /** Gives a file a second name. Below a read-only mount it could be written through that one. */
  void link(String path, boolean follow, OpenDirectory target, String newPath) throws IOException {
    Location existing = resolve(path, follow, Rights.PATH_LINK_SOURCE);
    Location created = target.resolve(newPath, false, Rights.PATH_LINK_TARGET);
    if (existing.stat().type() == FileType.DIRECTORY) {
      throw Errno.EPERM.failure();
    }
    if (created.find() != null) {
      throw Errno.EEXIST.failure();
    }
    if (created.directoryRequired()) {
      throw Errno.ENOENT.failure();
    }
    mount.requireWritable();
    target.mount.requireWritable();
    Files.createLink(created.host(), existing.host());
  }

  String readLink(String path) throws IOException {
    Location location = resolve(path, false, Rights.PATH_READLINK);
    if (location.stat().type() != FileType.SYMBOLIC_LINK) {
      throw Errno.EINVAL.failure();
    }
    return PathResolver.target(location.host());
  }

  /** Creates a link. Its target is checked when it is followed; an absolute one never could be. */
  void symlink(String target, String path) throws IOException {
    Location location = resolve(path, false, Rights.PATH_SYMLINK);
    if (target.isEmpty()) {
      throw Errno.ENOENT.failure();
    }
    if (target.charAt(0) == '/') {
      throw Errno.EPERM.failure();
    }
    if (location.find() != null) {
      throw Errno.EEXIST.failure();
    }
    if (location.directoryRequired()) {
      throw Errno.ENOENT.failure();
    }
    mount.requireWritable();
    Path hostTarget = host.getFileSystem().getPath(target);
    if (hostTarget.isAbsolute()) {
      throw Errno.EPERM.failure();
    }
    Files.createSymbolicLink(location.host(), hostTarget);
  }

  void removeDirectory(String path) throws IOException {
    Location location = resolve(path, false, Rights.PATH_REMOVE_DIRECTORY);
    if (location.isBase()) {
      throw Errno.EINVAL.failure();
    }
    if (location.stat().type() != FileType.DIRECTORY) {
      throw Errno.ENOTDIR.failure();
    }
    mount.requireWritable();
    Files.delete(location.host());
  }

  void unlinkFile(String path) throws IOException {
    Location location = resolve(path, false, Rights.PATH_UNLINK_FILE);
    if (location.stat().type() == FileType.DIRECTORY) {
      throw Errno.EISDIR.failure();
    }
    mount.requireWritable();
    Files.delete(location.host());
  }

  void rename(String path, OpenDirectory target, String newPath) throws IOException {
    Location from = resolve(path, false, Rights.PATH_RENAME_SOURCE);
    Location to = target.resolve(newPath, false, Rights.PATH_RENAME_TARGET);
    if (from.isBase() || to.isBase()) {
      throw Errno.EBUSY.failure();
    }
    boolean directory = from.stat().type() == FileType.DIRECTORY;
    Filestat replaced = to.find();
    if (replaced == null && to.directoryRequired() && !directory) {
      throw Errno.ENOTDIR.failure();
    }
    if (replaced != null && directory != (replaced.type() == FileType.DIRECTORY)) {
      throw (directory ? Errno.ENOTDIR : Errno.EISDIR).failure();
    }
    mount.requireWritable();
    target.mount.requireWritable();
    if (directory && to.host().startsWith(from.host()) && !to.host().equals(from.host())) {
      throw Errno.EINVAL.failure();
    }
    Files.move(from.host(), to.host(), StandardCopyOption.ATOMIC_MOVE);
  }
}
