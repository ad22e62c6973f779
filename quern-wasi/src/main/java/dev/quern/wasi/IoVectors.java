package dev.quern.wasi;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The buffers of one call, as the one sequence of bytes that they stand for. */
final class IoVectors {
  private final ByteBuffer[] buffers;

  /** The buffers' positions move with what is transferred. */
  IoVectors(ByteBuffer[] buffers) {
    this.buffers = buffers;
  }

  /** The number of bytes that are still to be transferred. */
  long remaining() {
    long remaining = 0;
    for (ByteBuffer buffer : buffers) {
      remaining += buffer.remaining();
    }
    return remaining;
  }

  boolean hasRemaining() {
    return remaining() > 0;
  }

  /** Windows on the next bytes, of {@code limit} bytes together at most. */
  ByteBuffer[] next(int limit) {
    List<ByteBuffer> next = new ArrayList<>();
    int rest = limit;
    for (ByteBuffer buffer : buffers) {
      int length = Math.min(buffer.remaining(), rest);
      if (length > 0) {
        next.add(buffer.slice(buffer.position(), length));
        rest -= length;
      }
    }
    return next.toArray(ByteBuffer[]::new);
  }

  /** Moves on behind bytes that were transferred through the windows. */
  void skip(long count) {
    long rest = count;
    for (ByteBuffer buffer : buffers) {
      int length = (int) Math.min(buffer.remaining(), rest);
      buffer.position(buffer.position() + length);
      rest -= length;
    }
  }

  /** Copies as many bytes as there is room for from a buffer, and returns how many. */
  int put(ByteBuffer source) {
    int before = source.remaining();
    for (ByteBuffer buffer : buffers) {
      int length = Math.min(buffer.remaining(), source.remaining());
      buffer.put(source.slice(source.position(), length));
      source.position(source.position() + length);
    }
    return before - source.remaining();
  }
}
