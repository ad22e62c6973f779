package dev.quern.wasi;

import dev.quern.wasi.PathResolver.Location;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Opens what a path leads to, {@code path_open}.
 *
 * <p>Rights decide how the host opens a file: for reading, writing or both. Rights that mean
 * nothing for what was found (a directory, a file) are left out of the new descriptor.
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
    Location location = PathResolver.resolve(base, path, follow && !isExclusive());
    Filestat found = location.find();
    if (found == null) {
      return create(location);
    }
    if (isExclusive()) {
      throw Errno.EEXIST.failure();
    }
    return switch (found.type()) {
      case DIRECTORY -> directory(location, found);
      case SYMBOLIC_LINK -> throw Errno.ELOOP.failure();
      default -> existing(location, found);
    };
  }

  private void check(OpenDirectory base) throws IOException {
    base.require(Rights.PATH_OPEN);
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

  private Descriptor directory(Location location, Filestat found) throws IOException {
    if (has(CREATE) || has(TRUNCATE) || isWriting() && !has(DIRECTORY)) {
      throw Errno.EISDIR.failure();
    }
    return OpenDirectory.opened(
        location, found, rights & Rights.DIRECTORY, inheriting & Rights.INHERITED, descriptorFlags);
  }

  private Descriptor create(Location location) throws IOException {
    if (!has(CREATE)) {
      throw Errno.ENOENT.failure();
    }
    if (location.directoryRequired()) {
      throw Errno.EISDIR.failure();
    }
    location.mount().requireWritable();
    return file(location, null, StandardOpenOption.CREATE_NEW);
  }

  private Descriptor existing(Location location, Filestat found) throws IOException {
    if (has(DIRECTORY)) {
      throw Errno.ENOTDIR.failure();
    }
    if (isWriting() || has(TRUNCATE)) {
      location.mount().requireWritable();
    }
    return file(location, found, has(TRUNCATE) ? StandardOpenOption.TRUNCATE_EXISTING : null);
  }

  private Descriptor file(Location location, @Nullable Filestat found, @Nullable OpenOption extra)
      throws IOException {
    Set<OpenOption> options = new HashSet<>();
    options.add(LinkOption.NOFOLLOW_LINKS);
    boolean write = isWriting() || extra != null;
    if (write) {
      options.add(StandardOpenOption.WRITE);
    }
    if ((rights & Rights.READING) != 0 || !write) {
      options.add(StandardOpenOption.READ);
    }
    if (extra != null) {
      options.add(extra);
    }
    SeekableByteChannel channel = Files.newByteChannel(location.host(), options);
    try {
      Filestat stat = found != null ? found : Filestat.of(location.host());
      return new OpenFile(
          location.host(),
          location.mount(),
          channel,
          stat,
          rights & Rights.FILE,
          inheriting & Rights.FILE,
          descriptorFlags);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }
}
