package dev.quern.wasi;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * An open descriptor: its rights and flags, and what can be done to it. A kind overrides what it
 * knows; the rest is {@code EBADF}. Each operation checks its own right. The threads of a program
 * share their descriptors.
 */
abstract sealed class Descriptor
    permits StreamInput, StreamOutput, OpenFile, OpenDirectory, SocketDescriptor {
  /** Every write goes to the end of the file. */
  static final int APPEND = 1;

  /** Writes return when the content is on the disk. */
  static final int DSYNC = 2;

  /** A socket answers {@code EAGAIN} where it would have to wait; elsewhere without effect. */
  static final int NONBLOCK = 4;

  /** Writes return when content and attributes are on the disk. */
  static final int SYNC = 16;

  /** Every flag there is; 8 is synchronous reading. */
  static final int ALL_FLAGS = 31;

  private volatile long rights;
  private volatile long inheriting;
  private volatile int flags;

  Descriptor(long rights, long inheriting, int flags) {
    this.rights = rights;
    this.inheriting = inheriting;
    this.flags = flags;
  }

  final long rights() {
    return rights;
  }

  final long inheriting() {
    return inheriting;
  }

  final int flags() {
    return flags;
  }

  /** Checks that the descriptor has all of some rights. */
  final void require(long right) throws IOException {
    if ((rights & right) != right) {
      throw Errno.ENOTCAPABLE.failure();
    }
  }

  /** Takes rights away; none can be added. */
  final synchronized void restrict(long newRights, long newInheriting) throws IOException {
    if ((newRights & ~rights) != 0 || (newInheriting & ~inheriting) != 0) {
      throw Errno.ENOTCAPABLE.failure();
    }
    rights = newRights;
    inheriting = newInheriting;
  }

  final void setFlags(int newFlags) throws IOException {
    require(Rights.FD_FDSTAT_SET_FLAGS);
    if ((newFlags & ~ALL_FLAGS) != 0) {
      throw Errno.EINVAL.failure();
    }
    flags = newFlags;
  }

  abstract FileType type();

  abstract Filestat stat() throws IOException;

  abstract void close() throws IOException;

  /** Reads into the buffers in order; fewer bytes than they take may come, none at the end. */
  int read(ByteBuffer[] buffers) throws IOException {
    throw Errno.EBADF.failure();
  }

  /** Writes the buffers in order. */
  int write(ByteBuffer[] buffers) throws IOException {
    throw Errno.EBADF.failure();
  }

  int pread(ByteBuffer[] buffers, long offset) throws IOException {
    throw Errno.EBADF.failure();
  }

  int pwrite(ByteBuffer[] buffers, long offset) throws IOException {
    throw Errno.EBADF.failure();
  }

  /**
   * Moves the position and returns it; 0 counts from the start, 1 from the position, 2 from the
   * end.
   */
  long seek(long offset, int whence) throws IOException {
    throw Errno.EBADF.failure();
  }

  long tell() throws IOException {
    throw Errno.EBADF.failure();
  }

  void advise(long offset, long length, int advice) throws IOException {
    throw Errno.EBADF.failure();
  }

  void allocate(long offset, long length) throws IOException {
    throw Errno.EBADF.failure();
  }

  void setSize(long size) throws IOException {
    throw Errno.EBADF.failure();
  }

  void setTimes(FileTimes times) throws IOException {
    throw Errno.EBADF.failure();
  }

  /** Brings content, and attributes if asked, to the disk. */
  void sync(boolean attributes) throws IOException {
    throw Errno.EBADF.failure();
  }

  /** The descriptor as a directory that paths start from. */
  OpenDirectory directory() throws IOException {
    throw Errno.ENOTDIR.failure();
  }

  /** The descriptor as a listener, or {@code ENOTSOCK}, or {@code EINVAL} for a connection. */
  Listener listener() throws IOException {
    throw Errno.ENOTSOCK.failure();
  }

  /** The descriptor as a connection, or {@code ENOTSOCK}, or {@code ENOTCONN} for a listener. */
  Socket socket() throws IOException {
    throw Errno.ENOTSOCK.failure();
  }

  /** Bytes that can be read without waiting, or -1 if that is not known yet. */
  long readable() throws IOException {
    throw Errno.EBADF.failure();
  }

  /** Whether a write would not have to wait. */
  boolean isWritable() throws IOException {
    throw Errno.EBADF.failure();
  }
}
