package dev.quern.wasi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What {@code filestat} tells about a file. Times are in nanoseconds since 1970.
 *
 * @param device identifies the file system
 * @param inode identifies the file in its file system
 * @param links number of hard links
 * @param size bytes
 * @param accessed time of the last access
 * @param modified time of the last change of the content
 * @param changed time of the last change of content or attributes
 */
record Filestat(
    long device,
    long inode,
    FileType type,
    long links,
    long size,
    long accessed,
    long modified,
    long changed) {

  /** Bytes of the record in the guest's memory. */
  static final int SIZE = 64;

  /** The device of files whose identity the host does not tell; their inode comes from the path. */
  private static final long NO_DEVICE = -1;

  private static final String UNIX =
      "unix:dev,ino,mode,nlink,size,lastAccessTime,lastModifiedTime,ctime";

  private static final int SET_ACCESSED = 1;
  private static final int SET_ACCESSED_NOW = 2;
  private static final int SET_MODIFIED = 4;
  private static final int SET_MODIFIED_NOW = 8;

  /** The answer for something that is no file. */
  static Filestat of(FileType type) {
    return new Filestat(0, 0, type, 1, 0, 0, 0, 0);
  }

  /** Asks the host; a symbolic link at the end is not followed. */
  static Filestat of(Path host) throws IOException {
    if (!host.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return ofBasic(host);
    }
    Map<String, Object> unix = Files.readAttributes(host, UNIX, LinkOption.NOFOLLOW_LINKS);
    return new Filestat(
        number(unix, "dev"),
        number(unix, "ino"),
        FileType.ofMode((int) number(unix, "mode")),
        number(unix, "nlink"),
        number(unix, "size"),
        nanos(unix, "lastAccessTime"),
        nanos(unix, "lastModifiedTime"),
        nanos(unix, "ctime"));
  }

  private static Filestat ofBasic(Path host) throws IOException {
    var basic = Files.readAttributes(host, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    long modified = nanos(basic.lastModifiedTime());
    return new Filestat(
        NO_DEVICE,
        host.toAbsolutePath().normalize().hashCode(),
        FileType.of(basic),
        1,
        basic.size(),
        nanos(basic.lastAccessTime()),
        modified,
        modified);
  }

  /** The same with another size. */
  Filestat withSize(long newSize) {
    return new Filestat(device, inode, type, links, newSize, accessed, modified, changed);
  }

  /** Whether the host tells files apart by more than their path. */
  boolean isIdentified() {
    return device != NO_DEVICE;
  }

  /** Whether both certainly speak of the same file. */
  boolean isSameFile(Filestat other) {
    return isIdentified() && device == other.device && inode == other.inode && type == other.type;
  }

  /** Writes the record; {@code address} has been checked. */
  void write(GuestMemory memory, int address) throws IOException {
    memory.putLong(address, device);
    memory.putLong(address + 8, inode);
    memory.putLong(address + 16, type.ordinal());
    memory.putLong(address + 24, links);
    memory.putLong(address + 32, size);
    memory.putLong(address + 40, accessed);
    memory.putLong(address + 48, modified);
    memory.putLong(address + 56, changed);
  }

  /** Sets the times of a file as {@code fstflags} says; a symbolic link is not followed. */
  static void setTimes(Path host, long accessed, long modified, int flags, long now)
      throws IOException {
    checkTimeFlags(flags);
    var view =
        Files.getFileAttributeView(host, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    view.setTimes(
        time(flags, SET_MODIFIED, SET_MODIFIED_NOW, modified, now),
        time(flags, SET_ACCESSED, SET_ACCESSED_NOW, accessed, now),
        null);
  }

  /** Refuses a time that is to be both given and now. */
  static void checkTimeFlags(int flags) throws IOException {
    boolean both =
        (flags & (SET_ACCESSED | SET_ACCESSED_NOW)) == (SET_ACCESSED | SET_ACCESSED_NOW)
            || (flags & (SET_MODIFIED | SET_MODIFIED_NOW)) == (SET_MODIFIED | SET_MODIFIED_NOW);
    if (both || (flags & ~15) != 0) {
      throw Errno.EINVAL.failure();
    }
  }

  private static @Nullable FileTime time(int flags, int set, int setNow, long given, long now) {
    if ((flags & setNow) != 0) {
      return FileTime.from(now, TimeUnit.NANOSECONDS);
    }
    return (flags & set) != 0 ? FileTime.from(given, TimeUnit.NANOSECONDS) : null;
  }

  private static long nanos(FileTime time) {
    return time.to(TimeUnit.NANOSECONDS);
  }

  private static long nanos(Map<String, Object> attributes, String name) {
    return attributes.get(name) instanceof FileTime time ? nanos(time) : 0;
  }

  private static long number(Map<String, Object> attributes, String name) {
    return attributes.get(name) instanceof Number number ? number.longValue() : 0;
  }
}
