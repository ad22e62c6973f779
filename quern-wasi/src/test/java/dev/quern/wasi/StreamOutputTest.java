package dev.quern.wasi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;

/** One call can write two gigabytes: none of it is kept, and no stream gets it in one piece. */
class StreamOutputTest {
  private static final int VECTORS = 1023;
  private static final int MEBIBYTE = 1 << 20;
  private static final int LARGEST = 1 << 16;

  /** Counts, and fails where it is full. */
  private static final class Sink extends OutputStream {
    private final long capacity;
    private long size;
    private int largest;

    Sink(long capacity) {
      this.capacity = capacity;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[1], 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (size + length > capacity) {
        throw new IOException("No space left on device");
      }
      largest = Math.max(largest, length);
      size += length;
    }
  }

  /** All vectors name the same mebibyte. */
  private static Guest guest(Sink sink) throws IOException {
    var guest = new Guest(WasiOptions.defaults().withStdout(sink));
    guest.memory.grow(30);
    for (int i = 0; i < VECTORS; i++) {
      guest.memory.writeInt(Guest.VECTORS + 8 * i, Guest.DATA);
      guest.memory.writeInt(Guest.VECTORS + 8 * i + 4, MEBIBYTE);
    }
    return guest;
  }

  private static Errno write(Guest guest) {
    return guest.call("fd_write", 1, Guest.VECTORS, VECTORS, Guest.RESULT);
  }

  @Test
  void inSmallPieces() throws IOException {
    var sink = new Sink(Long.MAX_VALUE);
    try (var guest = guest(sink)) {
      assertThat(write(guest)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.result()).isEqualTo(VECTORS * MEBIBYTE);
      assertThat(sink.size).isEqualTo((long) VECTORS * MEBIBYTE);
      assertThat(sink.largest).isLessThanOrEqualTo(LARGEST);
    }
  }

  /** As for files: what was written counts, and the next call tells why there was no more. */
  @Test
  void partOfACall() throws IOException {
    var sink = new Sink(10 * MEBIBYTE + LARGEST);
    try (var guest = guest(sink)) {
      assertThat(write(guest)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.result()).isEqualTo(10 * MEBIBYTE + LARGEST);
      assertThat(write(guest)).isEqualTo(Errno.ENOSPC);
      assertThat(sink.size).isEqualTo(10 * MEBIBYTE + LARGEST);
    }
  }
}
