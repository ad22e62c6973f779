package dev.quern.wasi;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * A Java stream to write to: standard output or error. Writes are passed on at once; whether they
 * are buffered is the stream's affair. As it may copy what it gets, it gets a little at a time,
 * however much the program writes in one call. It is flushed when the program could expect that
 * somebody has read its output: before it waits for input, on {@code fd_sync}, at its end.
 */
final class StreamOutput extends Descriptor {
  private static final int CHUNK = 1 << 16;

  private final OutputStream stream;
  private final FileType type;

  StreamOutput(OutputStream stream, boolean terminal) {
    super(Rights.OUTPUT, 0, 0);
    this.stream = stream;
    this.type = terminal ? FileType.CHARACTER_DEVICE : FileType.UNKNOWN;
  }

  @Override
  FileType type() {
    return type;
  }

  @Override
  Filestat stat() throws IOException {
    require(Rights.FD_FILESTAT_GET);
    return Filestat.of(type);
  }

  @Override
  int write(ByteBuffer[] buffers) throws IOException {
    require(Rights.FD_WRITE);
    int total = 0;
    try {
      for (ByteBuffer buffer : buffers) {
        while (buffer.hasRemaining()) {
          total += writeSome(buffer);
        }
      }
    } catch (IOException e) {
      // What was written before counts, as for files and sockets: the next call will fail.
      if (total == 0) {
        throw e;
      }
    }
    return total;
  }

  private int writeSome(ByteBuffer buffer) throws IOException {
    int count = Math.min(buffer.remaining(), CHUNK);
    if (buffer.hasArray()) {
      stream.write(buffer.array(), buffer.arrayOffset() + buffer.position(), count);
    } else {
      byte[] chunk = new byte[count];
      buffer.get(buffer.position(), chunk);
      stream.write(chunk);
    }
    buffer.position(buffer.position() + count);
    return count;
  }

  @Override
  int pwrite(ByteBuffer[] buffers, long offset) throws IOException {
    throw Errno.ESPIPE.failure();
  }

  @Override
  long seek(long offset, int whence) throws IOException {
    throw Errno.ESPIPE.failure();
  }

  @Override
  long tell() throws IOException {
    throw Errno.ESPIPE.failure();
  }

  @Override
  void sync(boolean attributes) throws IOException {
    require(attributes ? Rights.FD_SYNC : Rights.FD_DATASYNC);
    flush();
  }

  @Override
  boolean isWritable() {
    return true;
  }

  void flush() throws IOException {
    stream.flush();
  }

  @Override
  void close() throws IOException {
    flush();
  }
}
