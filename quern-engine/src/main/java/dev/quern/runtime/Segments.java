package dev.quern.runtime;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Accesses of generated code to a {@link SegmentMemory}. An access that lies in the segment at hand
 * is made there; for any other the memory is asked, which may have grown since the segment was
 * taken, or traps. Addresses are effective ones, negative where they are above 2^63.
 */
public final class Segments {
  private static final VarHandle I16 = handle(ValueLayout.JAVA_SHORT_UNALIGNED);
  private static final VarHandle I32 = handle(ValueLayout.JAVA_INT_UNALIGNED);
  private static final VarHandle I64 = handle(ValueLayout.JAVA_LONG_UNALIGNED);

  static final VarHandle ATOMIC_I8 = ValueLayout.JAVA_BYTE.varHandle().withInvokeExactBehavior();
  static final VarHandle ATOMIC_I16 = handle(ValueLayout.JAVA_SHORT);
  static final VarHandle ATOMIC_I32 = handle(ValueLayout.JAVA_INT);
  static final VarHandle ATOMIC_I64 = handle(ValueLayout.JAVA_LONG);

  private Segments() {}

  private static VarHandle handle(ValueLayout layout) {
    return layout.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle().withInvokeExactBehavior();
  }

  /** An address plus an offset, both unsigned; -1 where no access can be in range. */
  public static long address(long address, long offset) {
    long sum = address + offset;
    return (address | offset | sum) < 0 ? -1 : sum;
  }

  private static boolean isInside(long address, int width, MemorySegment segment) {
    return address >= 0 && address <= segment.byteSize() - width;
  }

  /** One byte. */
  public static byte load8(long address, MemorySegment segment, MemoryInstance memory) {
    return isInside(address, 1, segment)
        ? segment.get(ValueLayout.JAVA_BYTE, address)
        : (byte) memory.load(address, 1);
  }

  /** Two bytes. */
  public static short load16(long address, MemorySegment segment, MemoryInstance memory) {
    return isInside(address, 2, segment)
        ? (short) I16.get(segment, address)
        : (short) memory.load(address, 2);
  }

  /** Four bytes. */
  public static int load32(long address, MemorySegment segment, MemoryInstance memory) {
    return isInside(address, 4, segment)
        ? (int) I32.get(segment, address)
        : (int) memory.load(address, 4);
  }

  /** Eight bytes. */
  public static long load64(long address, MemorySegment segment, MemoryInstance memory) {
    return isInside(address, 8, segment)
        ? (long) I64.get(segment, address)
        : memory.load(address, 8);
  }

  /** The first bytes of a segment as a number, with zeros above. */
  static long load(MemorySegment segment, int width) {
    return switch (width) {
      case 1 -> segment.get(ValueLayout.JAVA_BYTE, 0L) & 0xFFL;
      case 2 -> (short) I16.get(segment, 0L) & 0xFFFFL;
      case 4 -> (int) I32.get(segment, 0L) & 0xFFFF_FFFFL;
      default -> (long) I64.get(segment, 0L);
    };
  }

  /** Replaces the first bytes of a segment. */
  static void store(MemorySegment segment, int width, long value) {
    switch (width) {
      case 1 -> segment.set(ValueLayout.JAVA_BYTE, 0L, (byte) value);
      case 2 -> I16.set(segment, 0L, (short) value);
      case 4 -> I32.set(segment, 0L, (int) value);
      default -> I64.set(segment, 0L, value);
    }
  }

  /** Some bytes in an array of their own. */
  public static byte[] loadBytes(long address, int width, MemoryInstance memory) {
    var bytes = new byte[width];
    Bulk.checkMemory(address, width, memory.size());
    memory.read(address, bytes, 0, width);
    return bytes;
  }

  /** Stores one byte. */
  public static void store8(long address, int value, MemorySegment segment, MemoryInstance memory) {
    if (isInside(address, 1, segment)) {
      segment.set(ValueLayout.JAVA_BYTE, address, (byte) value);
    } else {
      memory.store(address, 1, value);
    }
  }

  /** Stores two bytes. */
  public static void store16(
      long address, int value, MemorySegment segment, MemoryInstance memory) {
    if (isInside(address, 2, segment)) {
      I16.set(segment, address, (short) value);
    } else {
      memory.store(address, 2, value);
    }
  }

  /** Stores four bytes. */
  public static void store32(
      long address, int value, MemorySegment segment, MemoryInstance memory) {
    if (isInside(address, 4, segment)) {
      I32.set(segment, address, value);
    } else {
      memory.store(address, 4, value);
    }
  }

  /** Stores eight bytes. */
  public static void store64(
      long address, long value, MemorySegment segment, MemoryInstance memory) {
    if (isInside(address, 8, segment)) {
      I64.set(segment, address, value);
    } else {
      memory.store(address, 8, value);
    }
  }

  /** Stores an array. */
  public static void storeBytes(long address, byte[] bytes, MemoryInstance memory) {
    Bulk.checkMemory(address, bytes.length, memory.size());
    memory.write(address, bytes, 0, bytes.length);
  }
}
