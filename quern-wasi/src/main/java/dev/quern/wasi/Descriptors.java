package dev.quern.wasi;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table of open descriptors. A new one gets the lowest free number. */
final class Descriptors {
  private final int limit;
  private final List<@Nullable Descriptor> open = new ArrayList<>();

  /** An empty table for a limited number of descriptors. */
  Descriptors(int limit) {
    this.limit = limit;
  }

  /** The descriptor of a number, or {@code EBADF}. */
  Descriptor get(int fd) throws IOException {
    Descriptor descriptor = fd >= 0 && fd < open.size() ? open.get(fd) : null;
    if (descriptor == null) {
      throw Errno.EBADF.failure();
    }
    return descriptor;
  }

  /** The directory of a number, or {@code EBADF} or {@code ENOTDIR}. */
  OpenDirectory directory(int fd) throws IOException {
    return get(fd).directory();
  }

  /** Fails if there is no room for another descriptor; to be asked before one is opened. */
  void requireRoom() throws IOException {
    if (open.size() >= limit && open.indexOf(null) < 0) {
      throw Errno.EMFILE.failure();
    }
  }

  int add(Descriptor descriptor) throws IOException {
    int free = open.indexOf(null);
    if (free >= 0) {
      open.set(free, descriptor);
      return free;
    }
    requireRoom();
    open.add(descriptor);
    return open.size() - 1;
  }

  void close(int fd) throws IOException {
    Descriptor descriptor = get(fd);
    open.set(fd, null);
    descriptor.close();
  }

  /** Moves a descriptor to the number of another, which is closed. */
  void renumber(int from, int to) throws IOException {
    Descriptor moved = get(from);
    Descriptor replaced = get(to);
    if (from != to) {
      open.set(to, moved);
      open.set(from, null);
      replaced.close();
    }
  }

  /** Flushes standard output and error. */
  void flush() throws IOException {
    for (Descriptor descriptor : open) {
      if (descriptor instanceof StreamOutput output) {
        output.flush();
      }
    }
  }

  /** Closes everything, even if some of it fails. */
  void closeAll() throws IOException {
    IOException failure = null;
    for (int fd = 0; fd < open.size(); fd++) {
      Descriptor descriptor = open.set(fd, null);
      try {
        if (descriptor != null) {
          descriptor.close();
        }
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
