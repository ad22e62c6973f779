package dev.quern;

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
  static int index(byte[] bytes, long address, int length) {
    if (address < 0 || length < 0 || address > bytes.length - length) {
      throw outside(bytes, address, length);
    }
    return (int) address;
  }

  private static IndexOutOfBoundsException outside(byte[] bytes, long address, int length) {
    return new IndexOutOfBoundsException(
        length + " bytes at address " + address + " of a memory of " + bytes.length + " bytes");
  }

  static ByteBuffer view(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  static short readShort(byte[] bytes, long address) {
    return (short) SHORT.get(bytes, index(bytes, address, Short.BYTES));
  }

  static int readInt(byte[] bytes, long address) {
    return (int) INT.get(bytes, index(bytes, address, Integer.BYTES));
  }

  static long readLong(byte[] bytes, long address) {
    return (long) LONG.get(bytes, index(bytes, address, Long.BYTES));
  }

  static void writeShort(byte[] bytes, long address, short value) {
    SHORT.set(bytes, index(bytes, address, Short.BYTES), value);
  }

  static void writeInt(byte[] bytes, long address, int value) {
    INT.set(bytes, index(bytes, address, Integer.BYTES), value);
  }

  static void writeLong(byte[] bytes, long address, long value) {
    LONG.set(bytes, index(bytes, address, Long.BYTES), value);
  }

  static byte[] readBytes(byte[] bytes, long address, int length) {
    int index = index(bytes, address, length);
    byte[] copy = new byte[length];
    System.arraycopy(bytes, index, copy, 0, length);
    return copy;
  }

  static String readString(byte[] bytes, long address, int length) {
    return new String(bytes, index(bytes, address, length), length, StandardCharsets.UTF_8);
  }

  static String readCString(byte[] bytes, long address) {
    int start = index(bytes, address, 1);
    int end = start;
    while (bytes[end] != 0) {
      end++;
      if (end == bytes.length) {
        throw new IndexOutOfBoundsException(
            "no zero byte from address " + address + " of a memory of " + bytes.length + " bytes");
      }
    }
    return new String(bytes, start, end - start, StandardCharsets.UTF_8);
  }

  static int writeString(byte[] bytes, long address, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(utf8, 0, bytes, index(bytes, address, utf8.length), utf8.length);
    return utf8.length;
  }
}
