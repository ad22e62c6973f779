package dev.quern.wasi;

import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The times that a file is to get; null leaves one as it is.
 *
 * @param accessed time of the last access
 * @param modified time of the last change of the content
 */
record FileTimes(@Nullable FileTime accessed, @Nullable FileTime modified) {
  private static final int ACCESSED = 1;
  private static final int ACCESSED_NOW = 2;
  private static final int MODIFIED = 4;
  private static final int MODIFIED_NOW = 8;

  /**
   * What {@code fstflags} asks for. A time that is to be both given and now is {@code EINVAL}, and
   * so is a given one that a file can not have, after the year 2262.
   */
  static FileTimes of(long accessed, long modified, int flags, long now) throws IOException {
    if ((flags & ~(ACCESSED | ACCESSED_NOW | MODIFIED | MODIFIED_NOW)) != 0) {
      throw Errno.EINVAL.failure();
    }
    return new FileTimes(
        time((flags & ACCESSED) != 0, accessed, (flags & ACCESSED_NOW) != 0, now),
        time((flags & MODIFIED) != 0, modified, (flags & MODIFIED_NOW) != 0, now));
  }

  private static @Nullable FileTime time(boolean set, long given, boolean setNow, long now)
      throws IOException {
    if (set && (setNow || given < 0)) {
      throw Errno.EINVAL.failure();
    }
    return set ? of(given) : setNow ? of(now) : null;
  }

  private static FileTime of(long nanoseconds) {
    return FileTime.from(nanoseconds, TimeUnit.NANOSECONDS);
  }

  /**
   * Gives them to a file. A host sets both times of a file, so that Java gives back the one that is
   * to stay, and fails or takes another if that is a fraction of a second before 1970: it gets the
   * whole second below.
   */
  void set(BasicFileAttributeView file) throws IOException {
    FileTime newAccessed = accessed;
    FileTime newModified = modified;
    if ((accessed == null) != (modified == null)) {
      BasicFileAttributes present = file.readAttributes();
      newAccessed = accessed != null ? accessed : before1970(present.lastAccessTime());
      newModified = modified != null ? modified : before1970(present.lastModifiedTime());
    }
    file.setTimes(newModified, newAccessed, null);
  }

  /** The whole second of a time before 1970, or null: another can stay as it is. */
  private static @Nullable FileTime before1970(@Nullable FileTime time) {
    long second = time == null ? 0 : time.toInstant().getEpochSecond();
    return second < 0 ? FileTime.from(second, TimeUnit.SECONDS) : null;
  }
}
