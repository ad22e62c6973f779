package dev.quern.wasi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * A Java stream to read from: standard input. A read waits even if the program asked for
 * non-blocking mode: a stream says that nothing is available also at its end, and a program that
 * got {@code EAGAIN} there would never see the end.
 */
final class StreamInput extends Descriptor {
  private static final int CHUNK = 1 << 16;

  private final InputStream stream;
  private final FileType type;
  private final Runnable beforeRead;

  /**
   * A descriptor of a stream, which stays the embedder's to close.
   *
   * @param beforeRead flushes the output that whoever gives the input may be waiting for
   */
  StreamInput(InputStream stream, boolean terminal, Runnable beforeRead) {
    super(Rights.INPUT, 0, 0);
    this.stream = stream;
    this.type = terminal ? FileType.CHARACTER_DEVICE : FileType.UNKNOWN;
    this.beforeRead = beforeRead;
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
  int read(ByteBuffer[] buffers) throws IOException {
    require(Rights.FD_READ);
    beforeRead.run();
    int total = 0;
    for (ByteBuffer buffer : buffers) {
      if (!buffer.hasRemaining()) {
        continue;
      }
      if (total > 0 && stream.available() == 0) {
        break;
      }
      int wanted = buffer.remaining();
      int count = read(buffer);
      total += Math.max(count, 0);
      if (count < wanted) {
        break;
      }
    }
    return total;
  }

  private int read(ByteBuffer buffer) throws IOException {
    if (buffer.hasArray()) {
      return stream.read(
          buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
    }
    byte[] chunk = new byte[Math.min(buffer.remaining(), CHUNK)];
    int count = stream.read(chunk);
    if (count > 0) {
      buffer.put(chunk, 0, count);
    }
    return count;
  }

  @Override
  int pread(ByteBuffer[] buffers, long offset) throws IOException {
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
  long readable() throws IOException {
    int available = stream.available();
    return available > 0 ? available : -1;
  }

  @Override
  void close() {}
}
