package dev.quern.wasi;

import dev.quern.Caller;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.NoSuchElementException;

/**
 * The memory of the calling instance. Every address and length comes from the guest and is hostile:
 * addresses are unsigned, sums are computed in {@code long}, and whatever does not lie in the
 * memory is {@code EFAULT}. An object lives for one call, during which the memory can not grow.
 */
final class GuestMemory {
  /** The greatest number of vectors in one call, as in Linux. */
  private static final int MAX_VECTORS = 1024;

  private static final ByteBuffer[] NO_BUFFERS = {};

  private final ByteBuffer bytes;

  private GuestMemory(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /** The exported memory of the instance that called; without one, every pointer is wrong. */
  static GuestMemory of(Caller caller) throws IOException {
    try {
      return new GuestMemory(caller.memory().buffer().order(ByteOrder.LITTLE_ENDIAN));
    } catch (NoSuchElementException e) {
      throw Errno.EFAULT.failure();
    }
  }

  /** Checks that {@code length} bytes, unsigned, lie in the memory; for results written later. */
  void check(int address, int length) throws IOException {
    index(Integer.toUnsignedLong(address), Integer.toUnsignedLong(length));
  }

  private int index(long address, long length) throws IOException {
    if (address + length > bytes.capacity()) {
      throw Errno.EFAULT.failure();
    }
    return (int) address;
  }

  private int index(int address, int length) throws IOException {
    return index(Integer.toUnsignedLong(address), length);
  }

  byte getByte(int address) throws IOException {
    return bytes.get(index(address, 1));
  }

  short getShort(int address) throws IOException {
    return bytes.getShort(index(address, 2));
  }

  int getInt(int address) throws IOException {
    return bytes.getInt(index(address, 4));
  }

  long getLong(int address) throws IOException {
    return bytes.getLong(index(address, 8));
  }

  void putByte(int address, int value) throws IOException {
    bytes.put(index(address, 1), (byte) value);
  }

  void putShort(int address, int value) throws IOException {
    bytes.putShort(index(address, 2), (short) value);
  }

  void putInt(int address, int value) throws IOException {
    bytes.putInt(index(address, 4), value);
  }

  void putLong(int address, long value) throws IOException {
    bytes.putLong(index(address, 8), value);
  }

  void putBytes(int address, byte[] source, int length) throws IOException {
    bytes.put(index(address, length), source, 0, length);
  }

  /** A window on part of the memory, for bulk transfers. */
  ByteBuffer slice(int address, int length) throws IOException {
    long size = Integer.toUnsignedLong(length);
    int start = index(Integer.toUnsignedLong(address), size);
    return bytes.slice(start, (int) size);
  }

  /**
   * Windows on the parts of the memory that an array of {@code iovec} names. The array is read
   * once, before anything is transferred into the memory that holds it.
   */
  ByteBuffer[] vectors(int address, int count) throws IOException {
    if (count == 0) {
      return NO_BUFFERS;
    }
    if (Integer.compareUnsigned(count, MAX_VECTORS) > 0) {
      throw Errno.EINVAL.failure();
    }
    check(address, count * 8);
    var vectors = new ByteBuffer[count];
    long total = 0;
    for (int i = 0; i < count; i++) {
      int vector = address + 8 * i;
      vectors[i] = slice(getInt(vector), getInt(vector + 4));
      total += vectors[i].remaining();
    }
    if (total > Integer.MAX_VALUE) {
      throw Errno.EINVAL.failure();
    }
    return vectors;
  }

  /**
   * A path. Names that no host can have are refused here: {@code EILSEQ} for bytes that are not
   * UTF-8, {@code EINVAL} for a NUL.
   */
  String path(int address, int length) throws IOException {
    ByteBuffer encoded = slice(address, length);
    if (encoded.remaining() > PathResolver.MAX_PATH) {
      throw Errno.ENAMETOOLONG.failure();
    }
    String path;
    try {
      path = StandardCharsets.UTF_8.newDecoder().decode(encoded).toString();
    } catch (CharacterCodingException e) {
      throw Errno.EILSEQ.failure();
    }
    if (path.indexOf('\0') >= 0) {
      throw Errno.EINVAL.failure();
    }
    return path;
  }
}
