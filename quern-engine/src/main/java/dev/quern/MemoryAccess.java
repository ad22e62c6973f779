package dev.quern;

import dev.quern.runtime.ArrayMemory;
import dev.quern.runtime.Bytes;
import dev.quern.runtime.MemoryInstance;
import dev.quern.runtime.Segments;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Checked access of the embedder to the bytes of a memory. */
final class MemoryAccess {
  private MemoryAccess() {}

  /** Refuses a range of bytes that is not all inside. */
  static void check(MemoryInstance memory, long address, long length) {
    long size = memory.size();
    if (address < 0 || length < 0 || address > size - length) {
      throw new IndexOutOfBoundsException(
          length + " bytes at address " + address + " of a memory of " + size + " bytes");
    }
  }

  private static boolean isArray(MemoryInstance memory, long address, long length) {
    check(memory, address, length);
    return memory instanceof ArrayMemory;
  }

  static ByteBuffer view(MemoryInstance memory, long address, long length) {
    if (isArray(memory, address, length)) {
      ByteBuffer buffer = ByteBuffer.wrap(memory.bytes, (int) address, (int) length);
      return buffer.slice().order(ByteOrder.LITTLE_ENDIAN);
    }
    MemorySegment part = memory.part(address);
    if (length > Integer.MAX_VALUE || part.byteSize() < length) {
      throw new UnsupportedOperationException(
          length + " bytes at address " + address + " are not in one piece of at most 2^31 - 1");
    }
    return part.asSlice(0, length).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  static byte readByte(MemoryInstance memory, long address) {
    return isArray(memory, address, Byte.BYTES)
        ? memory.bytes[(int) address]
        : Segments.load8(address, memory.segment, memory);
  }

  static short readShort(MemoryInstance memory, long address) {
    return isArray(memory, address, Short.BYTES)
        ? (short) Bytes.I16.get(memory.bytes, (int) address)
        : Segments.load16(address, memory.segment, memory);
  }

  static int readInt(MemoryInstance memory, long address) {
    return isArray(memory, address, Integer.BYTES)
        ? (int) Bytes.I32.get(memory.bytes, (int) address)
        : Segments.load32(address, memory.segment, memory);
  }

  static long readLong(MemoryInstance memory, long address) {
    return isArray(memory, address, Long.BYTES)
        ? (long) Bytes.I64.get(memory.bytes, (int) address)
        : Segments.load64(address, memory.segment, memory);
  }

  static void writeByte(MemoryInstance memory, long address, byte value) {
    if (isArray(memory, address, Byte.BYTES)) {
      memory.bytes[(int) address] = value;
    } else {
      Segments.store8(address, value, memory.segment, memory);
    }
  }

  static void writeShort(MemoryInstance memory, long address, short value) {
    if (isArray(memory, address, Short.BYTES)) {
      Bytes.I16.set(memory.bytes, (int) address, value);
    } else {
      Segments.store16(address, value, memory.segment, memory);
    }
  }

  static void writeInt(MemoryInstance memory, long address, int value) {
    if (isArray(memory, address, Integer.BYTES)) {
      Bytes.I32.set(memory.bytes, (int) address, value);
    } else {
      Segments.store32(address, value, memory.segment, memory);
    }
  }

  static void writeLong(MemoryInstance memory, long address, long value) {
    if (isArray(memory, address, Long.BYTES)) {
      Bytes.I64.set(memory.bytes, (int) address, value);
    } else {
      Segments.store64(address, value, memory.segment, memory);
    }
  }

  static byte[] readBytes(MemoryInstance memory, long address, int length) {
    check(memory, address, length);
    byte[] copy = new byte[length];
    memory.read(address, copy, 0, length);
    return copy;
  }

  static String readString(MemoryInstance memory, long address, int length) {
    return new String(readBytes(memory, address, length), StandardCharsets.UTF_8);
  }

  static String readCString(MemoryInstance memory, long address) {
    check(memory, address, 1);
    long size = memory.size();
    long end = address;
    while (end < size && readByte(memory, end) != 0) {
      end++;
    }
    if (end == size) {
      throw new IndexOutOfBoundsException(
          "no zero byte from address " + address + " of a memory of " + size + " bytes");
    }
    return readString(memory, address, Math.toIntExact(end - address));
  }

  static int writeString(MemoryInstance memory, long address, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    check(memory, address, utf8.length);
    memory.write(address, utf8, 0, utf8.length);
    return utf8.length;
  }
}
