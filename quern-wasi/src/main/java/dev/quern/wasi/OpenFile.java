package dev.quern.wasi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;

/**
 * An open file. Content goes through its channel; for attributes Java knows only paths, so the path
 * is asked and believed only if it still leads to the file that was opened. Otherwise the program
 * could rename a directory, put a symbolic link in its place, and reach attributes of other files.
 */
final class OpenFile extends Descriptor {
  /**
   * Java copies a transfer through memory outside the heap, which it keeps: not too much at once.
   */
  private static final int CHUNK = 1 << 20;

  /** In place of an offset: the channel's own position. */
  private static final long HERE = -1;

  private final Path host;
  private final Mount mount;
  private final SeekableByteChannel channel;
  private final Filestat opened;

  OpenFile(
      Path host,
      Mount mount,
      SeekableByteChannel channel,
      Filestat opened,
      long rights,
      long inheriting,
      int flags) {
    super(rights, inheriting, flags);
    this.host = host;
    this.mount = mount;
    this.channel = channel;
    this.opened = opened;
  }

  @Override
  FileType type() {
    return opened.type();
  }

  @Override
  Filestat stat() throws IOException {
    require(Rights.FD_FILESTAT_GET);
    Filestat current = isWhereItWas() ? Filestat.of(host) : opened;
    return current.withSize(channel.size());
  }

  private boolean isWhereItWas() {
    try {
      return opened.isIdentified()
          ? Filestat.of(host).isSameFile(opened)
          : host.toRealPath().equals(host);
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  int read(ByteBuffer[] buffers) throws IOException {
    require(Rights.FD_READ);
    return readAt(buffers, HERE);
  }

  @Override
  int pread(ByteBuffer[] buffers, long offset) throws IOException {
    require(Rights.FD_READ | Rights.FD_SEEK);
    return readAt(buffers, checked(offset));
  }

  private int readAt(ByteBuffer[] buffers, long offset) throws IOException {
    int total = 0;
    for (ByteBuffer buffer : buffers) {
      while (buffer.hasRemaining()) {
        int count = transfer(chunk(buffer), offset == HERE ? HERE : offset + total, false);
        if (count <= 0) {
          return total;
        }
        buffer.position(buffer.position() + count);
        total += count;
      }
    }
    return total;
  }

  @Override
  int write(ByteBuffer[] buffers) throws IOException {
    require(Rights.FD_WRITE);
    if ((flags() & APPEND) != 0) {
      channel.position(channel.size());
    }
    return writeAt(buffers, HERE);
  }

  @Override
  int pwrite(ByteBuffer[] buffers, long offset) throws IOException {
    require(Rights.FD_WRITE | Rights.FD_SEEK);
    return writeAt(buffers, checked(offset));
  }

  private int writeAt(ByteBuffer[] buffers, long offset) throws IOException {
    int total = 0;
    for (ByteBuffer buffer : buffers) {
      while (buffer.hasRemaining()) {
        int count = transfer(chunk(buffer), offset == HERE ? HERE : offset + total, true);
        buffer.position(buffer.position() + count);
        total += count;
      }
    }
    if ((flags() & (DSYNC | SYNC)) != 0) {
      force((flags() & SYNC) != 0);
    }
    return total;
  }

  private static ByteBuffer chunk(ByteBuffer buffer) {
    return buffer.slice(buffer.position(), Math.min(buffer.remaining(), CHUNK));
  }

  private static long checked(long offset) throws IOException {
    if (offset < 0 || offset > Long.MAX_VALUE - Integer.MAX_VALUE) {
      throw Errno.EINVAL.failure();
    }
    return offset;
  }

  private int transfer(ByteBuffer buffer, long offset, boolean write) throws IOException {
    if (offset == HERE) {
      return write ? channel.write(buffer) : channel.read(buffer);
    }
    if (channel instanceof FileChannel file) {
      return write ? file.write(buffer, offset) : file.read(buffer, offset);
    }
    long position = channel.position();
    try {
      channel.position(offset);
      return write ? channel.write(buffer) : channel.read(buffer);
    } finally {
      channel.position(position);
    }
  }

  @Override
  long seek(long offset, int whence) throws IOException {
    if (offset == 0 && whence == 1) {
      return tell();
    }
    require(Rights.FD_SEEK);
    long start =
        switch (whence) {
          case 0 -> 0;
          case 1 -> channel.position();
          case 2 -> channel.size();
          default -> throw Errno.EINVAL.failure();
        };
    long position = start + offset;
    if (position < 0) {
      throw (offset < 0 ? Errno.EINVAL : Errno.EOVERFLOW).failure();
    }
    channel.position(position);
    return position;
  }

  @Override
  long tell() throws IOException {
    // The right to seek implies the right to tell.
    if ((rights() & (Rights.FD_TELL | Rights.FD_SEEK)) == 0) {
      throw Errno.ENOTCAPABLE.failure();
    }
    return channel.position();
  }

  @Override
  void advise(long offset, long length, int advice) throws IOException {
    require(Rights.FD_ADVISE);
    if (offset < 0 || length < 0 || Integer.compareUnsigned(advice, 5) > 0) {
      throw Errno.EINVAL.failure();
    }
  }

  @Override
  void allocate(long offset, long length) throws IOException {
    require(Rights.FD_ALLOCATE);
    if (offset < 0 || length <= 0) {
      throw Errno.EINVAL.failure();
    }
    if (offset + length < 0) {
      throw Errno.EFBIG.failure();
    }
    extend(offset + length);
  }

  @Override
  void setSize(long size) throws IOException {
    require(Rights.FD_FILESTAT_SET_SIZE);
    if (size < 0) {
      throw Errno.EINVAL.failure();
    }
    long position = channel.position();
    channel.truncate(size);
    channel.position(position);
    extend(size);
  }

  /** Makes the file at least so long; the host stores no zeros where it can help it. */
  private void extend(long size) throws IOException {
    if (channel.size() >= size) {
      return;
    }
    ByteBuffer zero = ByteBuffer.allocate(1);
    long position = channel.position();
    try {
      channel.position(size - 1);
      channel.write(zero);
    } finally {
      channel.position(position);
    }
  }

  @Override
  void setTimes(long accessed, long modified, int timeFlags, long now) throws IOException {
    require(Rights.FD_FILESTAT_SET_TIMES);
    Filestat.checkTimeFlags(timeFlags);
    mount.requireWritable();
    if (!isWhereItWas()) {
      throw Errno.ENOENT.failure();
    }
    Filestat.setTimes(host, accessed, modified, timeFlags, now);
  }

  @Override
  void sync(boolean attributes) throws IOException {
    require(attributes ? Rights.FD_SYNC : Rights.FD_DATASYNC);
    force(attributes);
  }

  private void force(boolean attributes) throws IOException {
    if (channel instanceof FileChannel file) {
      file.force(attributes);
    }
  }

  @Override
  long readable() throws IOException {
    return Math.max(channel.size() - channel.position(), 0);
  }

  @Override
  boolean isWritable() {
    return true;
  }

  @Override
  void close() throws IOException {
    channel.close();
  }
}
