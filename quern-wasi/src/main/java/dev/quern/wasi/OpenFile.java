package dev.quern.wasi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;

/**
 * An open file. Its position is shared by the threads that use it, one of which moves it at a time.
 */
final class OpenFile extends Descriptor {
  /**
   * Java copies a transfer through memory outside the heap, which it keeps: not too much at once.
   */
  private static final int CHUNK = 1 << 20;

  /** In place of an offset: the channel's own position. */
  private static final long HERE = -1;

  private final FileHandle file;
  private final SeekableByteChannel channel;
  private final Mount mount;

  OpenFile(FileHandle file, Mount mount, long rights, long inheriting, int flags) {
    super(rights, inheriting, flags);
    this.file = file;
    this.channel = file.channel();
    this.mount = mount;
  }

  @Override
  FileType type() {
    return file.type();
  }

  @Override
  Filestat stat() throws IOException {
    require(Rights.FD_FILESTAT_GET);
    return file.stat();
  }

  @Override
  synchronized int read(ByteBuffer[] buffers) throws IOException {
    require(Rights.FD_READ);
    return transferAll(buffers, HERE, false);
  }

  @Override
  synchronized int pread(ByteBuffer[] buffers, long offset) throws IOException {
    require(Rights.FD_READ | Rights.FD_SEEK);
    return transferAll(buffers, checked(offset), false);
  }

  @Override
  synchronized int write(ByteBuffer[] buffers) throws IOException {
    require(Rights.FD_WRITE);
    if ((flags() & APPEND) != 0) {
      channel.position(channel.size());
    }
    return written(transferAll(buffers, HERE, true));
  }

  @Override
  synchronized int pwrite(ByteBuffer[] buffers, long offset) throws IOException {
    require(Rights.FD_WRITE | Rights.FD_SEEK);
    return written(transferAll(buffers, checked(offset), true));
  }

  private int written(int count) throws IOException {
    if ((flags() & (DSYNC | SYNC)) != 0) {
      force((flags() & SYNC) != 0);
    }
    return count;
  }

  private static long checked(long offset) throws IOException {
    if (offset < 0 || offset > Long.MAX_VALUE - Integer.MAX_VALUE) {
      throw Errno.EINVAL.failure();
    }
    return offset;
  }

  /** Transfers until the file ends or fails; what was transferred before a failure counts. */
  private int transferAll(ByteBuffer[] buffers, long offset, boolean write) throws IOException {
    int total = 0;
    try {
      for (ByteBuffer buffer : buffers) {
        while (buffer.hasRemaining()) {
          long at = offset == HERE ? HERE : offset + total;
          int count = transfer(chunk(buffer, at, write), at, write);
          if (count <= 0) {
            return total;
          }
          buffer.position(buffer.position() + count);
          total += count;
        }
      }
    } catch (IOException e) {
      if (total == 0) {
        throw e;
      }
    }
    return total;
  }

  private ByteBuffer chunk(ByteBuffer buffer, long offset, boolean write) throws IOException {
    long count = Math.min(buffer.remaining(), CHUNK);
    if (write) {
      long room = mount.fileSizeLimit() - (offset == HERE ? channel.position() : offset);
      if (room <= 0) {
        throw Errno.EFBIG.failure();
      }
      count = Math.min(count, room);
    }
    return buffer.slice(buffer.position(), (int) count);
  }

  private int transfer(ByteBuffer buffer, long offset, boolean write) throws IOException {
    if (offset == HERE) {
      return write ? channel.write(buffer) : channel.read(buffer);
    }
    if (channel instanceof FileChannel positional) {
      return write ? positional.write(buffer, offset) : positional.read(buffer, offset);
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
  synchronized long seek(long offset, int whence) throws IOException {
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
  synchronized void allocate(long offset, long length) throws IOException {
    require(Rights.FD_ALLOCATE);
    if (offset < 0 || length <= 0) {
      throw Errno.EINVAL.failure();
    }
    long size = offset + length;
    requireSize(size < 0 ? Long.MAX_VALUE : size);
    extend(size);
  }

  @Override
  synchronized void setSize(long size) throws IOException {
    require(Rights.FD_FILESTAT_SET_SIZE);
    if (size < 0) {
      throw Errno.EINVAL.failure();
    }
    requireSize(size);
    long position = channel.position();
    channel.truncate(size);
    channel.position(position);
    extend(size);
  }

  /** Refuses a size over the limit that the file does not have already. */
  private void requireSize(long size) throws IOException {
    if (size == Long.MAX_VALUE || size > Math.max(mount.fileSizeLimit(), channel.size())) {
      throw Errno.EFBIG.failure();
    }
  }

  /** Makes the file at least so long; the host stores no zeros where it can help it. */
  private void extend(long size) throws IOException {
    if (channel.size() >= size) {
      return;
    }
    long position = channel.position();
    try {
      writeZero(size - 1);
    } finally {
      channel.position(position);
    }
  }

  private void writeZero(long offset) throws IOException {
    try {
      channel.position(offset);
    } catch (IOException e) {
      // Linux has EINVAL for a place that no file of the file system reaches.
      throw Errno.of(e) == Errno.EINVAL ? Errno.EFBIG.failure() : e;
    }
    channel.write(ByteBuffer.allocate(1));
  }

  @Override
  void setTimes(FileTimes times) throws IOException {
    require(Rights.FD_FILESTAT_SET_TIMES);
    mount.requireWritable();
    file.setTimes(times);
  }

  @Override
  void sync(boolean attributes) throws IOException {
    require(attributes ? Rights.FD_SYNC : Rights.FD_DATASYNC);
    force(attributes);
  }

  private void force(boolean attributes) throws IOException {
    if (channel instanceof FileChannel onDisk) {
      onDisk.force(attributes);
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
    file.close();
  }
}
