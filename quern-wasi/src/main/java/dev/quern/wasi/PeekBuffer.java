package dev.quern.wasi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/**
 * Bytes that a program has looked at and not yet taken. Java can not look at what a channel has
 * without reading it. The threads of a program share it; no operation waits.
 */
final class PeekBuffer {
  /** The greatest number of bytes that a program can look at. */
  static final int LIMIT = 1 << 16;

  /** From the position to the limit, what is held. */
  private ByteBuffer bytes = ByteBuffer.allocate(0);

  synchronized int size() {
    return bytes.remaining();
  }

  /**
   * Reads what the channel has, until {@code wanted} bytes, at most {@link #LIMIT}, are held.
   *
   * @return false if that is not so because the channel is at its end
   */
  synchronized boolean fill(ReadableByteChannel channel, int wanted) throws IOException {
    if (size() >= wanted) {
      return true;
    }
    ByteBuffer filled = ByteBuffer.allocate(wanted).put(bytes.duplicate());
    int count = channel.read(filled);
    if (count > 0) {
      bytes = filled.flip();
    }
    return count >= 0;
  }

  /** Copies what is held and keeps it; returns the number of bytes that there was room for. */
  synchronized int copyTo(IoVectors target) {
    return target.put(bytes.duplicate());
  }

  /** Moves what is held; returns the number of bytes that there was room for. */
  synchronized int moveTo(IoVectors target) {
    int count = target.put(bytes);
    if (!bytes.hasRemaining()) {
      clear();
    }
    return count;
  }

  synchronized void clear() {
    bytes = ByteBuffer.allocate(0);
  }
}
