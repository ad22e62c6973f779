package dev.quern.wasi;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code filestat} tells about a file. Times are in nanoseconds since 1970, without a sign.
 *
 * @param key what tells the file from all others while it exists; null where the host has no such
 *     thing
 * @param device identifies the file system
 * @param inode identifies the file in its file system
 * @param links number of hard links
 * @param size bytes
 * @param accessed time of the last access
 * @param modified time of the last change of the content
 * @param changed time of the last change of content or attributes
 */
record Filestat(
    @Nullable Object key,
    long device,
    long inode,
    FileType type,
    long links,
    long size,
    long accessed,
    long modified,
    long changed) {

  private static final boolean HAS_UNIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("unix");

  /** 2^64 nanoseconds, in whole seconds. */
  private static final long LAST_SECOND = 18_446_744_073L;

  private static final String UNIX =
      "unix:fileKey,dev,ino,mode,nlink,size,lastAccessTime,lastModifiedTime,ctime";

  /** How the JDK writes a file's key on Unix: Java tells device and inode by path only. */
  private static final Pattern UNIX_KEY = Pattern.compile("\\(dev=([0-9a-f]+),ino=([0-9]+)\\)");

  /** The answer for something that is no file. */
  static Filestat of(FileType type) {
    return new Filestat(null, 0, 0, type, 1, 0, 0, 0, 0);
  }

  /** Asks the host for a path; a symbolic link at the end is not followed. */
  static Filestat of(Path host) throws IOException {
    if (HAS_UNIX && host.getFileSystem() == FileSystems.getDefault()) {
      return ofUnix(host);
    }
    var basic = Files.readAttributes(host, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return of(basic, host.toAbsolutePath().normalize().hashCode());
  }

  /** The same, or null if there is nothing. */
  static @Nullable Filestat find(Path host) throws IOException {
    return Files.exists(host, LinkOption.NOFOLLOW_LINKS) ? of(host) : null;
  }

  private static Filestat ofUnix(Path host) throws IOException {
    Map<String, Object> unix = Files.readAttributes(host, UNIX, LinkOption.NOFOLLOW_LINKS);
    return new Filestat(
        unix.get("fileKey"),
        number(unix, "dev"),
        number(unix, "ino"),
        FileType.ofMode((int) number(unix, "mode")),
        number(unix, "nlink"),
        number(unix, "size"),
        nanos(unix, "lastAccessTime"),
        nanos(unix, "lastModifiedTime"),
        nanos(unix, "ctime"));
  }

  /**
   * What Java's attributes of every file system tell.
   *
   * @param substitute the inode, where they tell none
   */
  static Filestat of(BasicFileAttributes basic, long substitute) {
    Object key = basic.fileKey();
    var unix = UNIX_KEY.matcher(String.valueOf(key));
    boolean isUnix = unix.matches();
    long modified = nanos(basic.lastModifiedTime());
    return new Filestat(
        key,
        isUnix ? Long.parseUnsignedLong(unix.group(1), 16) : 0,
        isUnix ? Long.parseUnsignedLong(unix.group(2)) : key != null ? key.hashCode() : substitute,
        FileType.of(basic),
        1,
        basic.size(),
        nanos(basic.lastAccessTime()),
        modified,
        modified);
  }

  /** The same with another size. */
  Filestat withSize(long newSize) {
    return new Filestat(key, device, inode, type, links, newSize, accessed, modified, changed);
  }

  /** Whether both speak of the same file, as far as the host tells files apart. */
  boolean isSameFile(Filestat other) {
    return type == other.type
        && (key == null ? other.key == null && inode == other.inode : key.equals(other.key));
  }

  /**
   * A time as programs get it: without a sign, in 64 bits. One before 1970 is the first that there
   * is, and one that is too late (after the year 2554) the last.
   */
  static long nanos(FileTime time) {
    Instant instant = time.toInstant();
    long seconds = instant.getEpochSecond();
    if (seconds < 0) {
      return 0;
    }
    return seconds < LAST_SECOND ? seconds * 1_000_000_000 + instant.getNano() : -1;
  }

  private static long nanos(Map<String, Object> attributes, String name) {
    return attributes.get(name) instanceof FileTime time ? nanos(time) : 0;
  }

  private static long number(Map<String, Object> attributes, String name) {
    return attributes.get(name) instanceof Number number ? number.longValue() : 0;
  }
}
