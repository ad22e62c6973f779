package dev.quern.runtime;

import java.util.function.LongBinaryOperator;

/**
 * Meanings of the atomic instructions (threads proposal), sequentially consistent on shared
 * memories. Values of all widths are {@code long}s with zeros above; addresses are effective ones,
 * negative where they are above 2^63.
 */
public final class Atomics {
  private Atomics() {}

  private static void check(long address, int width, MemoryInstance memory) {
    if (address >= 0 && address % width != 0) {
      throw Trap.UNALIGNED_ATOMIC.exception();
    }
    Bulk.checkMemory(address, width, memory.size());
  }

  private static long low(long value, int width) {
    return width == Long.BYTES ? value : value & (1L << width * Byte.SIZE) - 1;
  }

  /** Loads. */
  public static long load(long address, int width, MemoryInstance memory) {
    check(address, width, memory);
    return memory.getVolatile(address, width);
  }

  /** Stores. */
  public static void store(long address, long value, int width, MemoryInstance memory) {
    check(address, width, memory);
    memory.setVolatile(address, width, value);
  }

  private static long update(
      long address, long operand, int width, MemoryInstance memory, LongBinaryOperator operator) {
    check(address, width, memory);
    while (true) {
      long old = memory.getVolatile(address, width);
      if (memory.compareAndSet(address, width, old, operator.applyAsLong(old, operand))) {
        return old;
      }
    }
  }

  /** Adds; as all that follow, returns the old value. */
  public static long add(long address, long operand, int width, MemoryInstance memory) {
    return update(address, operand, width, memory, (a, b) -> a + b);
  }

  /** Subtracts. */
  public static long sub(long address, long operand, int width, MemoryInstance memory) {
    return update(address, operand, width, memory, (a, b) -> a - b);
  }

  /** Conjunction of bits. */
  public static long and(long address, long operand, int width, MemoryInstance memory) {
    return update(address, operand, width, memory, (a, b) -> a & b);
  }

  /** Disjunction of bits. */
  public static long or(long address, long operand, int width, MemoryInstance memory) {
    return update(address, operand, width, memory, (a, b) -> a | b);
  }

  /** Exclusive disjunction of bits. */
  public static long xor(long address, long operand, int width, MemoryInstance memory) {
    return update(address, operand, width, memory, (a, b) -> a ^ b);
  }

  /** Replaces. */
  public static long xchg(long address, long operand, int width, MemoryInstance memory) {
    return update(address, operand, width, memory, (a, b) -> b);
  }

  /** Replaces if the old value is the expected one, of which only the bits of the width count. */
  public static long cmpxchg(
      long address, long expected, long value, int width, MemoryInstance memory) {
    check(address, width, memory);
    long wanted = width == Long.BYTES ? expected : expected & (1L << 8 * width) - 1;
    while (true) {
      long old = memory.getVolatile(address, width);
      if (old != wanted || memory.compareAndSet(address, width, old, value)) {
        return old;
      }
    }
  }

  /** Waits; see {@link Waiters#await}. */
  public static long await(
      long address, long expected, long timeout, int width, MemoryInstance memory) {
    check(address, width, memory);
    Waiters waiters = memory.waiters();
    if (waiters == null) {
      throw Trap.EXPECTED_SHARED_MEMORY.exception();
    }
    return waiters.await(address, width, low(expected, width), timeout, memory);
  }

  /** Notifies; nobody waits at a memory that is not shared. */
  public static long notify(long address, long count, int width, MemoryInstance memory) {
    check(address, width, memory);
    Waiters waiters = memory.waiters();
    return waiters == null ? 0 : waiters.signal(address, count);
  }
}
