package dev.quern.wasi;

import dev.quern.Caller;
import dev.quern.WebAssembly;
import java.io.IOException;
import java.nio.ByteBuffer;
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

  private final WebAssembly.Memory memory;
  private final long size;

  private GuestMemory(WebAssembly.Memory memory) {
    this.memory = memory;
    this.size = memory.size();
  }

  /** The exported memory of the instance that called; without one, every pointer is wrong. */
  static GuestMemory of(Caller caller) throws IOException {
    try {
      return new GuestMemory(caller.memory());
    } catch (NoSuchElementException e) {
      throw Errno.EFAULT.failure();
    }
  }

  /** Checks that {@code length} bytes, unsigned, lie in the memory; for results written later. */
  void check(int address, int length) throws IOException {
    index(Integer.toUnsignedLong(address), Integer.toUnsignedLong(length));
  }

  /**
   * Checks that {@code count} records of {@code size} bytes, the count unsigned, lie in the memory.
   */
  void check(int address, int count, int size) throws IOException {
    index(Integer.toUnsignedLong(address), Integer.toUnsignedLong(count) * size);
  }

  private long index(long address, long length) throws IOException {
    if (address + length > size) {
      throw Errno.EFAULT.failure();
    }
    return address;
  }

  private long index(int address, int length) throws IOException {
    return index(Integer.toUnsignedLong(address), length);
  }

  byte getByte(int address) throws IOException {
    return memory.readByte(index(address, 1));
  }

  short getShort(int address) throws IOException {
    return memory.readShort(index(address, 2));
  }

  int getInt(int address) throws IOException {
    return memory.readInt(index(address, 4));
  }

  long getLong(int address) throws IOException {
    return memory.readLong(index(address, 8));
  }

  void putByte(int address, int value) throws IOException {
    memory.writeByte(index(address, 1), (byte) value);
  }

  void putShort(int address, int value) throws IOException {
    memory.writeShort(index(address, 2), (short) value);
  }

  void putInt(int address, int value) throws IOException {
    memory.writeInt(index(address, 4), value);
  }

  void putLong(int address, long value) throws IOException {
    memory.writeLong(index(address, 8), value);
  }

  void putBytes(int address, byte[] source, int length) throws IOException {
    memory.writeBytes(index(address, length), source, 0, length);
  }

  /** A window on part of the memory, for bulk transfers. */
  ByteBuffer slice(int address, int length) throws IOException {
    long count = Integer.toUnsignedLong(length);
    long start = index(Integer.toUnsignedLong(address), count);
    if (count > Integer.MAX_VALUE) {
      throw Errno.EINVAL.failure();
    }
    try {
      return memory.buffer(start, (int) count);
    } catch (UnsupportedOperationException e) {
      // A shared memory that has grown has no window across the place where it grew.
      throw Errno.ENOTSUP.failure();
    }
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
    check(address, count, 8);
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
