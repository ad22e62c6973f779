package dev.quern.wasi;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An open file. Content goes through its channel; for attributes Java knows only names, so the name
 * is asked and believed only if it still stands for the file that was opened.
 */
final class FileHandle {
  private final Directory directory;
  private final String name;
  private final SeekableByteChannel channel;
  private final Filestat opened;

  /**
   * A file in a directory, which it holds from now on.
   *
   * @param opened what the name stood for, or null to ask now
   */
  FileHandle(
      Directory directory, String name, SeekableByteChannel channel, @Nullable Filestat opened)
      throws IOException {
    this.channel = channel;
    this.name = name;
    try {
      this.opened = opened != null ? opened : directory.stat(name);
      this.directory = directory.retain();
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** The options to open a file with; a link must not take its place. */
  static Set<OpenOption> options(boolean read, boolean write, @Nullable StandardOpenOption extra) {
    Set<OpenOption> options = new HashSet<>();
    options.add(LinkOption.NOFOLLOW_LINKS);
    if (read) {
      options.add(StandardOpenOption.READ);
    }
    if (write) {
      options.add(StandardOpenOption.WRITE);
    }
    if (extra != null) {
      options.add(extra);
    }
    return options;
  }

  SeekableByteChannel channel() {
    return channel;
  }

  FileType type() {
    return opened.type();
  }

  /** What is known: of a file that has lost its name, what was known when it was opened. */
  Filestat stat() throws IOException {
    Filestat current = current();
    return (current != null ? current : opened).withSize(channel.size());
  }

  /** Sets its times; {@code ENOENT} if it has lost its name. */
  void setTimes(FileTimes times) throws IOException {
    if (current() == null) {
      throw Errno.ENOENT.failure();
    }
    directory.setTimes(name, times);
  }

  private @Nullable Filestat current() {
    try {
      Filestat current = directory.stat(name);
      return current.isSameFile(opened) ? current : null;
    } catch (IOException e) {
      return null;
    }
  }

  void close() throws IOException {
    try {
      channel.close();
    } finally {
      directory.release();
    }
  }
}
