package dev.quern;

import dev.quern.runtime.MemoryInstance;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Checked access of the embedder to the bytes of a memory. */
final class MemoryAccess {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private MemoryAccess() {}

  /** The index of the first of {@code length} bytes, once it is certain that all are inside. */
  static int index(MemoryInstance memory, long address, int length) {
    if (address < 0 || length < 0 || address > memory.limit - length) {
      throw outside(memory, address, length);
    }
    return (int) address;
  }

  private static IndexOutOfBoundsException outside(
      MemoryInstance memory, long address, int length) {
    return new IndexOutOfBoundsException(
        length + " bytes at address " + address + " of a memory of " + memory.limit + " bytes");
  }

  static ByteBuffer view(MemoryInstance memory) {
    return ByteBuffer.wrap(memory.bytes, 0, memory.limit).slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  static short readShort(MemoryInstance memory, long address) {
    return (short) SHORT.get(memory.bytes, index(memory, address, Short.BYTES));
  }

  static int readInt(MemoryInstance memory, long address) {
    return (int) INT.get(memory.bytes, index(memory, address, Integer.BYTES));
  }

  static long readLong(MemoryInstance memory, long address) {
    return (long) LONG.get(memory.bytes, index(memory, address, Long.BYTES));
  }

  static void writeShort(MemoryInstance memory, long address, short value) {
    SHORT.set(memory.bytes, index(memory, address, Short.BYTES), value);
  }

  static void writeInt(MemoryInstance memory, long address, int value) {
    INT.set(memory.bytes, index(memory, address, Integer.BYTES), value);
  }

  static void writeLong(MemoryInstance memory, long address, long value) {
    LONG.set(memory.bytes, index(memory, address, Long.BYTES), value);
  }

  static byte[] readBytes(MemoryInstance memory, long address, int length) {
    int index = index(memory, address, length);
    byte[] copy = new byte[length];
    System.arraycopy(memory.bytes, index, copy, 0, length);
    return copy;
  }

  static String readString(MemoryInstance memory, long address, int length) {
    return new String(memory.bytes, index(memory, address, length), length, StandardCharsets.UTF_8);
  }

  static String readCString(MemoryInstance memory, long address) {
    byte[] bytes = memory.bytes;
    int start = index(memory, address, 1);
    int end = start;
    while (bytes[end] != 0) {
      end++;
      if (end == memory.limit) {
        throw new IndexOutOfBoundsException(
            "no zero byte from address " + address + " of a memory of " + memory.limit + " bytes");
      }
    }
    return new String(bytes, start, end - start, StandardCharsets.UTF_8);
  }

  static int writeString(MemoryInstance memory, long address, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(utf8, 0, memory.bytes, index(memory, address, utf8.length), utf8.length);
    return utf8.length;
  }
}
