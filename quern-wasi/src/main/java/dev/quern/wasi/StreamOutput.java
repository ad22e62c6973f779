package dev.quern.wasi;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * A Java stream to write to: standard output or error. Writes are passed on at once; whether they
 * are buffered is the stream's affair. It is flushed when the program could expect that somebody
 * has read its output: before it waits for input, on {@code fd_sync}, at its end.
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
    for (ByteBuffer buffer : buffers) {
      total += buffer.remaining();
      write(buffer);
    }
    return total;
  }

  private void write(ByteBuffer buffer) throws IOException {
    if (buffer.hasArray()) {
      stream.write(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
      return;
    }
    byte[] chunk = new byte[Math.min(buffer.remaining(), CHUNK)];
    while (buffer.hasRemaining()) {
      int count = Math.min(buffer.remaining(), chunk.length);
      buffer.get(chunk, 0, count);
      stream.write(chunk, 0, count);
    }
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
