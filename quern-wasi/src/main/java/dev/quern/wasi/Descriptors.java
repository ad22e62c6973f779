package dev.quern.wasi;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The table of open descriptors, for all threads of a program. A new one gets the lowest free
 * number.
 */
final class Descriptors {
  private final int limit;
  private final List<@Nullable Descriptor> open = new ArrayList<>();
  private boolean closed;

  /** An empty table for a limited number of descriptors. */
  Descriptors(int limit) {
    this.limit = limit;
  }

  /** The descriptor of a number, or {@code EBADF}. */
  synchronized Descriptor get(int fd) throws IOException {
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
  synchronized void requireRoom() throws IOException {
    if (closed) {
      throw Errno.EBADF.failure();
    }
    if (open.size() >= limit && open.indexOf(null) < 0) {
      throw Errno.EMFILE.failure();
    }
  }

  /** Adds a descriptor, or closes it if there is no room for it any more. */
  int add(Descriptor descriptor) throws IOException {
    try {
      return put(descriptor);
    } catch (IOException e) {
      descriptor.close();
      throw e;
    }
  }

  private synchronized int put(Descriptor descriptor) throws IOException {
    requireRoom();
    int free = open.indexOf(null);
    if (free >= 0) {
      open.set(free, descriptor);
      return free;
    }
    open.add(descriptor);
    return open.size() - 1;
  }

  void close(int fd) throws IOException {
    take(fd).close();
  }

  private synchronized Descriptor take(int fd) throws IOException {
    Descriptor descriptor = get(fd);
    open.set(fd, null);
    return descriptor;
  }

  /** Moves a descriptor to the number of another, which is closed. */
  void renumber(int from, int to) throws IOException {
    Descriptor replaced = replace(from, to);
    if (replaced != null) {
      replaced.close();
    }
  }

  private synchronized @Nullable Descriptor replace(int from, int to) throws IOException {
    Descriptor moved = get(from);
    Descriptor replaced = get(to);
    if (from == to) {
      return null;
    }
    open.set(to, moved);
    open.set(from, null);
    return replaced;
  }

  /** Flushes standard output and error. */
  void flush() throws IOException {
    for (Descriptor descriptor : all()) {
      if (descriptor instanceof StreamOutput output) {
        output.flush();
      }
    }
  }

  /** Closes everything, even if some of it fails. */
  void closeAll() throws IOException {
    IOException failure = null;
    for (Descriptor descriptor : takeAll()) {
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

  private synchronized List<@Nullable Descriptor> all() {
    return new ArrayList<>(open);
  }

  private synchronized List<@Nullable Descriptor> takeAll() {
    List<@Nullable Descriptor> all = all();
    open.clear();
    closed = true;
    return all;
  }
}
