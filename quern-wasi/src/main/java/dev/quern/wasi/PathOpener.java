package dev.quern.wasi;

import dev.quern.wasi.PathResolver.Location;
import java.io.IOException;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Opens what a path leads to, {@code path_open}.
 *
 * <p>Rights decide how the host opens a file: for reading, writing or both. Rights that mean
 * nothing for what was found (a directory, a file) are left out of the new descriptor, and so are
 * rights to be inherited that the directory it was opened from has none to pass on.
 *
 * @param flags {@code oflags}
 * @param follow whether a symbolic link at the end is followed
 * @param rights rights asked for the new descriptor
 * @param inheriting rights asked for what will be opened below it
 * @param descriptorFlags {@code fdflags}
 */
record PathOpener(int flags, boolean follow, long rights, long inheriting, int descriptorFlags) {
  private static final int CREATE = 1;
  private static final int DIRECTORY = 2;
  private static final int EXCLUSIVE = 4;
  private static final int TRUNCATE = 8;

  Descriptor open(OpenDirectory base, String path) throws IOException {
    check(base);
    try (Location location = base.resolve(path, follow && !isExclusive(), Rights.PATH_OPEN)) {
      Filestat found = location.find();
      if (found == null) {
        return create(base, location);
      }
      if (isExclusive()) {
        throw Errno.EEXIST.failure();
      }
      return switch (found.type()) {
        case DIRECTORY -> directory(base, location);
        case SYMBOLIC_LINK -> throw Errno.ELOOP.failure();
        default -> existing(base, location);
      };
    }
  }

  private void check(OpenDirectory base) throws IOException {
    if (has(CREATE)) {
      base.require(Rights.PATH_CREATE_FILE);
    }
    if (has(TRUNCATE)) {
      base.require(Rights.PATH_FILESTAT_SET_SIZE);
    }
    // Bits that mean nothing are ignored: programs ask for "all rights" with all bits.
    if ((rights & Rights.ALL & ~base.inheriting()) != 0) {
      throw Errno.ENOTCAPABLE.failure();
    }
    boolean unknown = (flags & ~15) != 0 || (descriptorFlags & ~Descriptor.ALL_FLAGS) != 0;
    if (unknown || has(CREATE) && has(DIRECTORY)) {
      throw Errno.EINVAL.failure();
    }
  }

  private boolean has(int flag) {
    return (flags & flag) != 0;
  }

  private boolean isExclusive() {
    return has(CREATE) && has(EXCLUSIVE);
  }

  private boolean isWriting() {
    return (rights & Rights.WRITING) != 0;
  }

  private Descriptor directory(OpenDirectory base, Location location) throws IOException {
    if (has(CREATE) || has(TRUNCATE) || isWriting()) {
      throw Errno.EISDIR.failure();
    }
    return OpenDirectory.opened(
        location.open(),
        base.mount(),
        rights & Rights.DIRECTORY,
        inheriting & base.inheriting(),
        descriptorFlags);
  }

  private Descriptor create(OpenDirectory base, Location location) throws IOException {
    if (!has(CREATE)) {
      throw Errno.ENOENT.failure();
    }
    if (location.directoryRequired()) {
      throw Errno.EISDIR.failure();
    }
    base.mount().requireWritable();
    return file(base, location, StandardOpenOption.CREATE_NEW);
  }

  /** Pipes are refused: to open one waits for whoever has its other end. */
  private Descriptor existing(OpenDirectory base, Location location) throws IOException {
    if (has(DIRECTORY)) {
      throw Errno.ENOTDIR.failure();
    }
    if (isWriting() || has(TRUNCATE)) {
      base.mount().requireWritable();
    }
    switch (location.stat().type()) {
      case UNKNOWN, SOCKET_DGRAM, SOCKET_STREAM -> throw Errno.ENOTSUP.failure();
      default -> {}
    }
    return file(base, location, has(TRUNCATE) ? StandardOpenOption.TRUNCATE_EXISTING : null);
  }

  private Descriptor file(OpenDirectory base, Location location, @Nullable StandardOpenOption extra)
      throws IOException {
    boolean write = isWriting() || extra != null;
    boolean read = (rights & Rights.READING) != 0 || !write;
    FileHandle file =
        location.directory().file(location.requireName(), FileHandle.options(read, write, extra));
    return new OpenFile(
        file,
        base.mount(),
        rights & Rights.FILE,
        inheriting & base.inheriting() & Rights.FILE,
        descriptorFlags);
  }
}
