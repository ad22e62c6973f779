package dev.quern.runtime;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Bulk operations on memories and tables (spec 4.6.8, 4.6.9). Every range is checked as a whole, in
 * {@code long}, before anything is written. Offsets and counts are unsigned.
 */
public final class Bulk {
  private Bulk() {}

  /** Meaning of {@code memory.copy}. */
  public static void memoryCopy(
      int to, int from, int count, MemoryInstance target, MemoryInstance source) {
    checkMemory(to, count, target.limit);
    checkMemory(from, count, source.limit);
    System.arraycopy(source.bytes, from, target.bytes, to, count);
  }

  /** Meaning of {@code memory.fill}. */
  public static void memoryFill(int to, int value, int count, MemoryInstance memory) {
    checkMemory(to, count, memory.limit);
    Arrays.fill(memory.bytes, to, to + count, (byte) value);
  }

  /** Meaning of {@code memory.init}. */
  public static void memoryInit(int to, int from, int count, MemoryInstance memory, byte[] data) {
    checkMemory(to, count, memory.limit);
    checkMemory(from, count, data.length);
    System.arraycopy(data, from, memory.bytes, to, count);
  }

  /** Meaning of {@code table.copy}. */
  public static void tableCopy(
      int to, int from, int count, TableInstance target, TableInstance source) {
    checkTable(to, count, target.elements.length);
    checkTable(from, count, source.elements.length);
    System.arraycopy(source.elements, from, target.elements, to, count);
  }

  /** Meaning of {@code memory.grow}. */
  public static int memoryGrow(int delta, MemoryInstance memory) {
    return (int) memory.grow(Integer.toUnsignedLong(delta));
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
    return table.elements.length;
  }

  /** Meaning of {@code table.grow}. */
  public static int tableGrow(@Nullable Object init, int delta, TableInstance table) {
    return table.grow(delta, init);
  }

  /** Meaning of {@code table.fill}. */
  public static void tableFill(int to, @Nullable Object value, int count, TableInstance table) {
    checkTable(to, count, table.elements.length);
    Arrays.fill(table.elements, to, to + count, value);
  }

  /** Meaning of {@code table.init}. */
  public static void tableInit(
      int to, int from, int count, TableInstance table, @Nullable Object[] segment) {
    checkTable(to, count, table.elements.length);
    checkTable(from, count, segment.length);
    System.arraycopy(segment, from, table.elements, to, count);
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

  private static void checkMemory(int start, int count, int length) {
    if (isOutside(start, count, length)) {
      throw Trap.MEMORY_ACCESS.exception();
    }
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
