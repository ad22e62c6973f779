package dev.quern.wasi;

import java.io.IOException;
import java.nio.file.OpenOption;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A directory that is held open, and what can be done with the names in it. A name is one component
 * of a guest's path, never {@code .} or {@code ..}, and a symbolic link of that name is never
 * followed: {@link PathResolver} does that. So nothing here can leave the directory.
 *
 * <p>Holders are counted, for files that are open keep their directory. A directory may be used by
 * several threads.
 */
abstract class Directory {
  private int holders = 1;

  /** Another holder, who has to {@link #release} it. */
  final synchronized Directory retain() throws IOException {
    if (holders == 0) {
      throw Errno.EBADF.failure();
    }
    holders++;
    return this;
  }

  /** To be called by each holder once; the last one closes it. */
  final void release() throws IOException {
    if (isLastRelease()) {
      close();
    }
  }

  private synchronized boolean isLastRelease() {
    return --holders == 0;
  }

  /** Lets go of what the host holds for it. */
  abstract void close() throws IOException;

  /** What it is itself. */
  abstract Filestat stat() throws IOException;

  /**
   * What a name stands for, or null if for nothing. Some hosts tell more to {@link #stat(String)}.
   */
  abstract @Nullable Filestat find(String name) throws IOException;

  /** All that is known about a name; it fails if there is nothing. */
  abstract Filestat stat(String name) throws IOException;

  /** Opens a directory in it. */
  abstract Directory open(String name) throws IOException;

  /** Opens itself once more. */
  abstract Directory reopen() throws IOException;

  /** Opens or creates a file in it, as the options of {@code Files.newByteChannel} say. */
  abstract FileHandle file(String name, Set<OpenOption> options) throws IOException;

  abstract void setTimes(FileTimes times) throws IOException;

  abstract void setTimes(String name, FileTimes times) throws IOException;

  abstract void createDirectory(String name) throws IOException;

  /** Creates a symbolic link to a relative path in the guest's spelling. */
  abstract void symlink(String target, String name) throws IOException;

  /** The target of a symbolic link in the guest's spelling, with a slash first if absolute. */
  abstract String readLink(String name) throws IOException;

  /**
   * Gives a file a second name in a directory, also a symbolic link itself; {@code ENOTSUP} where
   * the host would follow that.
   */
  abstract void link(String existing, Directory target, String name) throws IOException;

  abstract void deleteFile(String name) throws IOException;

  abstract void deleteDirectory(String name) throws IOException;

  /** Renames, and replaces a file or an empty directory of the new name. */
  abstract void rename(String name, Directory target, String newName) throws IOException;

  /** The names in it, in no order. */
  abstract List<String> names() throws IOException;
}
