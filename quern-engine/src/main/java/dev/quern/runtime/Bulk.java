package dev.quern.runtime;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Bulk operations on memories and tables (spec 4.6.8, 4.6.9). Every range is checked as a whole, in
 * {@code long}, before anything is written. Offsets and counts are unsigned.
 */
public final class Bulk {
  private Bulk() {}

  /** Meaning of {@code memory.copy} between memories with i32 addresses. */
  public static void memoryCopy(
      int to, int from, int count, MemoryInstance target, MemoryInstance source) {
    memoryCopy(unsigned(to), unsigned(from), unsigned(count), target, source);
  }

  /** Meaning of {@code memory.copy}. */
  public static void memoryCopy(
      long to, long from, long count, MemoryInstance target, MemoryInstance source) {
    checkMemory(to, count, target.size());
    checkMemory(from, count, source.size());
    if (target instanceof ArrayMemory && source instanceof ArrayMemory) {
      System.arraycopy(source.bytes, (int) from, target.bytes, (int) to, (int) count);
      return;
    }
    if (target == source && from < to) {
      copyUpwards(to, from, count, target);
      return;
    }
    long done = 0;
    while (done < count) {
      MemorySegment in = source.part(from + done);
      MemorySegment out = target.part(to + done);
      long part = Math.min(count - done, Math.min(in.byteSize(), out.byteSize()));
      MemorySegment.copy(in, 0, out, 0, part);
      done += part;
    }
  }

  /** The end comes first, for it may overlap what lies behind it. */
  private static void copyUpwards(long to, long from, long count, MemoryInstance memory) {
    MemorySegment part = memory.part(from);
    if (part.byteSize() - count >= to - from) {
      MemorySegment.copy(part, 0, part, to - from, count);
      return;
    }
    var block = new byte[(int) Math.min(count, BLOCK)];
    for (long left = count; left > 0; ) {
      int length = (int) Math.min(left, block.length);
      left -= length;
      memory.read(from + left, block, 0, length);
      memory.write(to + left, block, 0, length);
    }
  }

  private static final int BLOCK = 1 << 16;

  /** Meaning of {@code memory.fill} for a memory with i32 addresses. */
  public static void memoryFill(int to, int value, int count, MemoryInstance memory) {
    memoryFill(unsigned(to), value, unsigned(count), memory);
  }

  /** Meaning of {@code memory.fill}. */
  public static void memoryFill(long to, int value, long count, MemoryInstance memory) {
    checkMemory(to, count, memory.size());
    if (memory instanceof ArrayMemory) {
      Arrays.fill(memory.bytes, (int) to, (int) (to + count), (byte) value);
      return;
    }
    long done = 0;
    while (done < count) {
      MemorySegment out = memory.part(to + done);
      long part = Math.min(count - done, out.byteSize());
      out.asSlice(0, part).fill((byte) value);
      done += part;
    }
  }

  /** Meaning of {@code memory.init} for a memory with i32 addresses. */
  public static void memoryInit(int to, int from, int count, MemoryInstance memory, byte[] data) {
    memoryInit(unsigned(to), from, count, memory, data);
  }

  /** Meaning of {@code memory.init}. */
  public static void memoryInit(long to, int from, int count, MemoryInstance memory, byte[] data) {
    checkMemory(to, unsigned(count), memory.size());
    checkMemory(unsigned(from), unsigned(count), data.length);
    memory.write(to, data, from, count);
  }

  /** Meaning of {@code table.copy}. */
  public static void tableCopy(
      int to, int from, int count, TableInstance target, TableInstance source) {
    checkTable(to, count, target.size());
    checkTable(from, count, source.size());
    target.copy(to, source, from, count);
  }

  /** Meaning of {@code memory.grow} for a memory with i32 addresses. */
  public static int memoryGrow(int delta, MemoryInstance memory) {
    return (int) memory.grow(unsigned(delta));
  }

  /** Meaning of {@code memory.grow}. */
  public static long memoryGrow(long delta, MemoryInstance memory) {
    return memory.grow(delta);
  }

  /** Meaning of {@code table.get}. */
  public static @Nullable Object tableGet(int index, TableInstance table) {
    return table.get(index);
  }

  /** Meaning of {@code table.set}. */
  public static void tableSet(int index, @Nullable Object value, TableInstance table) {
    table.set(index, value);
  }

  /** Meaning of {@code table.size}. */
  public static int tableSize(TableInstance table) {
    return table.size();
  }

  /** Meaning of {@code table.grow}. */
  public static int tableGrow(@Nullable Object init, int delta, TableInstance table) {
    return table.grow(delta, init);
  }

  /** Meaning of {@code table.fill}. */
  public static void tableFill(int to, @Nullable Object value, int count, TableInstance table) {
    checkTable(to, count, table.size());
    table.fill(to, value, count);
  }

  /** Meaning of {@code table.init}. */
  public static void tableInit(
      int to, int from, int count, TableInstance table, @Nullable Object[] segment) {
    checkTable(to, count, table.size());
    checkTable(from, count, segment.length);
    table.write(to, segment, from, count);
  }

  /** Meaning of {@code data.drop}. */
  public static void dataDrop(Instance instance, int segment) {
    instance.data[segment] = NO_BYTES;
  }

  /** Meaning of {@code elem.drop}. */
  public static void elemDrop(Instance instance, int segment) {
    instance.elements[segment] = NO_ELEMENTS;
  }

  private static final byte[] NO_BYTES = {};
  private static final @Nullable Object[] NO_ELEMENTS = {};

  private static long unsigned(int number) {
    return Integer.toUnsignedLong(number);
  }

  /** Traps unless a range, both numbers unsigned, lies in a memory of some bytes. */
  static void checkMemory(long start, long count, long size) {
    if (start < 0 || count < 0 || start > size - count) {
      throw Trap.MEMORY_ACCESS.exception();
    }
  }

  /**
   * An index or count for a table with i64 indices as an unsigned int: no table has 2^32 - 1
   * elements, which stand for all that is too large.
   */
  public static int narrow(long number) {
    return number >>> Integer.SIZE == 0 ? (int) number : -1;
  }

  private static void checkTable(int start, int count, int length) {
    if (isOutside(start, count, length)) {
      throw Trap.TABLE_ACCESS.exception();
    }
  }

  private static boolean isOutside(int start, int count, int length) {
    return (start & 0xFFFF_FFFFL) + (count & 0xFFFF_FFFFL) > length;
  }
}
