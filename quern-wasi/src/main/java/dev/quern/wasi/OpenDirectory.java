package dev.quern.wasi;

import dev.quern.wasi.PathResolver.Location;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** An open directory, and what can be done with paths that start there. */
final class OpenDirectory extends Descriptor {
  private final Directory directory;
  private final Mount mount;
  private final @Nullable String preopenName;
  private @Nullable DirectoryListing listing;

  private OpenDirectory(
      Directory directory,
      Mount mount,
      @Nullable String preopenName,
      long rights,
      long inheriting,
      int flags) {
    super(rights, inheriting, flags);
    this.directory = directory;
    this.mount = mount;
    this.preopenName = preopenName;
  }

  /** A directory that the program has from the start. */
  static OpenDirectory preopened(Directory directory, Mount mount, String name) {
    return new OpenDirectory(directory, mount, name, Rights.DIRECTORY, Rights.INHERITED, 0);
  }

  /** A directory that the program opened. */
  static OpenDirectory opened(
      Directory directory, Mount mount, long rights, long inheriting, int flags) {
    return new OpenDirectory(directory, mount, null, rights, inheriting, flags);
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

  @Override
  Filestat stat() throws IOException {
    require(Rights.FD_FILESTAT_GET);
    return directory.stat();
  }

  @Override
  void setTimes(FileTimes times) throws IOException {
    require(Rights.FD_FILESTAT_SET_TIMES);
    mount.requireWritable();
    directory.setTimes(times);
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
  void close() throws IOException {
    directory.release();
  }

  /** The entries. They are read anew when a program starts from the beginning. */
  synchronized DirectoryListing list(long cookie) throws IOException {
    require(Rights.FD_READDIR);
    DirectoryListing current = listing;
    if (current == null || cookie == 0) {
      listing = current = DirectoryListing.of(directory);
    }
    return current;
  }

  Location resolve(String path, boolean follow, long right) throws IOException {
    require(right);
    return PathResolver.resolve(directory, path, follow);
  }

  void createDirectory(String path) throws IOException {
    try (Location location = resolve(path, false, Rights.PATH_CREATE_DIRECTORY)) {
      // Not find(): a slash at the end of a path to a file does not make the name free.
      if (location.isBase() || location.directory().find(location.requireName()) != null) {
        throw Errno.EEXIST.failure();
      }
      mount.requireWritable();
      location.directory().createDirectory(location.requireName());
    }
  }

  Filestat stat(String path, boolean follow) throws IOException {
    try (Location location = resolve(path, follow, Rights.PATH_FILESTAT_GET)) {
      return location.stat();
    }
  }

  void setTimes(String path, boolean follow, FileTimes times) throws IOException {
    try (Location location = resolve(path, follow, Rights.PATH_FILESTAT_SET_TIMES)) {
      location.require();
      mount.requireWritable();
      if (location.isBase()) {
        location.directory().setTimes(times);
      } else {
        location.directory().setTimes(location.requireName(), times);
      }
    }
  }

  /** Gives a file a second name. Below a read-only mount it could be written through that one. */
  void link(String path, boolean follow, OpenDirectory target, String newPath) throws IOException {
    try (Location existing = resolve(path, follow, Rights.PATH_LINK_SOURCE);
        Location created = target.resolve(newPath, false, Rights.PATH_LINK_TARGET)) {
      if (existing.require().type() == FileType.DIRECTORY) {
        throw Errno.EPERM.failure();
      }
      target.requireFree(created);
      mount.requireWritable();
      existing.directory().link(existing.requireName(), created.directory(), created.requireName());
    }
  }

  /** Refuses a new name that is taken, is no name for a file, or lies where nothing may change. */
  private void requireFree(Location created) throws IOException {
    if (created.find() != null) {
      throw Errno.EEXIST.failure();
    }
    if (created.directoryRequired()) {
      throw Errno.ENOENT.failure();
    }
    mount.requireWritable();
  }

  /** An absolute target is {@code EPERM}: it is a path of the host, and leads nowhere here. */
  String readLink(String path) throws IOException {
    try (Location location = resolve(path, false, Rights.PATH_READLINK)) {
      if (location.require().type() != FileType.SYMBOLIC_LINK) {
        throw Errno.EINVAL.failure();
      }
      String target = location.directory().readLink(location.requireName());
      if (target.startsWith("/")) {
        throw Errno.EPERM.failure();
      }
      return target;
    }
  }

  /** Creates a link. Its target is checked when it is followed; an absolute one never could be. */
  void symlink(String target, String path) throws IOException {
    try (Location location = resolve(path, false, Rights.PATH_SYMLINK)) {
      if (target.isEmpty()) {
        throw Errno.ENOENT.failure();
      }
      if (target.charAt(0) == '/') {
        throw Errno.EPERM.failure();
      }
      requireFree(location);
      location.directory().symlink(target, location.requireName());
    }
  }

  void removeDirectory(String path) throws IOException {
    try (Location location = resolve(path, false, Rights.PATH_REMOVE_DIRECTORY)) {
      if (location.dotted()) {
        throw Errno.EINVAL.failure();
      }
      if (location.require().type() != FileType.DIRECTORY) {
        throw Errno.ENOTDIR.failure();
      }
      mount.requireWritable();
      location.directory().deleteDirectory(location.requireName());
    }
  }

  void unlinkFile(String path) throws IOException {
    try (Location location = resolve(path, false, Rights.PATH_UNLINK_FILE)) {
      if (location.require().type() == FileType.DIRECTORY) {
        throw Errno.EISDIR.failure();
      }
      mount.requireWritable();
      location.directory().deleteFile(location.requireName());
    }
  }

  void rename(String path, OpenDirectory target, String newPath) throws IOException {
    try (Location from = resolve(path, false, Rights.PATH_RENAME_SOURCE);
        Location to = target.resolve(newPath, false, Rights.PATH_RENAME_TARGET)) {
      String name = from.requireEntry();
      String newName = to.requireEntry();
      Filestat found = from.require();
      boolean directory = found.type() == FileType.DIRECTORY;
      Filestat replaced = to.find();
      if (replaced == null && to.directoryRequired() && !directory) {
        throw Errno.ENOTDIR.failure();
      }
      if (replaced != null && directory != (replaced.type() == FileType.DIRECTORY)) {
        throw (directory ? Errno.ENOTDIR : Errno.EISDIR).failure();
      }
      mount.requireWritable();
      target.mount.requireWritable();
      if (replaced != null && replaced.isSameFile(found)) {
        return; // As POSIX has it for two names of one file.
      }
      from.directory().rename(name, to.directory(), newName);
    }
  }
}
