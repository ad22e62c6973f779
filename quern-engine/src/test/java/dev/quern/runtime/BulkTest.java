package dev.quern.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.type.AddressType;
import dev.quern.type.Limits;
import dev.quern.type.MemoryType;
import dev.quern.type.ReferenceType;
import dev.quern.type.TableType;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Ranges of bulk operations around the ends of memories, of int and of long. */
class BulkTest {
  private static final int SIZE = 65_536;

  private static List<Long> numbers() {
    var numbers = new ArrayList<Long>();
    for (long middle : new long[] {0, SIZE, 1L << 31, 1L << 32, Long.MIN_VALUE, 1L << 62}) {
      for (int i = -2; i <= 2; i++) {
        numbers.add(middle + i);
      }
    }
    numbers.add(SIZE / 2L);
    return numbers;
  }

  private static BigInteger unsigned(long number) {
    return new BigInteger(Long.toUnsignedString(number));
  }

  private static boolean fits(long start, long count, long size) {
    return unsigned(start).add(unsigned(count)).compareTo(BigInteger.valueOf(size)) <= 0;
  }

  private static void check(boolean fits, Trap trap, ThrowingCallable action) {
    if (fits) {
      try {
        action.call();
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
    } else {
      assertThatThrownBy(action).isInstanceOf(TrapException.class).hasMessage(trap.message());
    }
  }

  private static List<MemoryInstance> memories() {
    var array = new MemoryType(AddressType.I32, Limits.of(1), false, 16);
    var wide = new MemoryType(AddressType.I64, Limits.of(SIZE), false, 0);
    return List.of(new ArrayMemory(array, false), new SegmentMemory(wide));
  }

  @Test
  void rangesOfMemoriesAreUnsigned() {
    byte[] data = new byte[SIZE];
    for (MemoryInstance memory : memories()) {
      for (long a : numbers()) {
        for (long b : numbers()) {
          check(fits(a, b, SIZE), Trap.MEMORY_ACCESS, () -> Bulk.memoryFill(a, 1, b, memory));
          for (MemoryInstance other : memories()) {
            boolean fits = fits(a, b, SIZE);
            check(fits, Trap.MEMORY_ACCESS, () -> Bulk.memoryCopy(a, 0, b, memory, other));
            check(fits, Trap.MEMORY_ACCESS, () -> Bulk.memoryCopy(0, a, b, memory, other));
            int x = (int) a;
            int y = (int) b;
            boolean intsFit = fits(x & 0xFFFF_FFFFL, y & 0xFFFF_FFFFL, SIZE);
            check(intsFit, Trap.MEMORY_ACCESS, () -> Bulk.memoryCopy(x, 0, y, memory, other));
            check(intsFit, Trap.MEMORY_ACCESS, () -> Bulk.memoryCopy(0, x, y, other, memory));
            check(intsFit, Trap.MEMORY_ACCESS, () -> Bulk.memoryFill(x, 1, y, memory));
            check(intsFit, Trap.MEMORY_ACCESS, () -> Bulk.memoryInit(0L, x, y, memory, data));
            boolean startFits = fits(a, y & 0xFFFF_FFFFL, SIZE);
            check(startFits, Trap.MEMORY_ACCESS, () -> Bulk.memoryInit(a, 0, y, memory, data));
          }
        }
      }
    }
  }

  @Test
  void rangesOfTablesAreUnsigned() {
    int size = 10;
    var type = new TableType(AddressType.I64, Limits.of(size), ReferenceType.EXTERNREF);
    var table = new TableInstance(type, null);
    var segment = new Object[size];
    for (long a : numbers()) {
      int x = Bulk.narrow(a);
      check(fits(a, 1, size), Trap.TABLE_ACCESS, () -> Bulk.tableGet(x, table));
      check(fits(a, 1, size), Trap.TABLE_ACCESS, () -> Bulk.tableSet(x, "", table));
      for (long b : numbers()) {
        int y = Bulk.narrow(b);
        boolean fits = fits(a, b, size);
        check(fits, Trap.TABLE_ACCESS, () -> Bulk.tableFill(x, "", y, table));
        check(fits, Trap.TABLE_ACCESS, () -> Bulk.tableCopy(x, 0, y, table, table));
        check(fits, Trap.TABLE_ACCESS, () -> Bulk.tableCopy(0, x, y, table, table));
        check(fits, Trap.TABLE_ACCESS, () -> Bulk.tableInit(x, 0, y, table, segment));
        check(fits, Trap.TABLE_ACCESS, () -> Bulk.tableInit(0, x, y, table, segment));
      }
    }
    for (long a : numbers()) {
      if (a < 0 || a > TableInstance.MAX_SIZE) {
        assertThat(table.grow(Bulk.narrow(a), null)).isEqualTo(-1);
      }
    }
  }

  @Test
  void addressesAndOffsetsAreUnsigned() {
    for (long a : numbers()) {
      for (long b : numbers()) {
        BigInteger sum = unsigned(a).add(unsigned(b));
        long expected = sum.bitLength() > 63 ? -1 : sum.longValueExact();
        assertThat(Segments.address(a, b)).isEqualTo(expected);
      }
    }
  }

  /** A shared memory in several pieces against an array. */
  @Test
  void piecesAreOneMemory() {
    var pieces = new SegmentMemory(new MemoryType(AddressType.I32, Limits.of(16, 128), true, 16));
    var array = new ArrayMemory(new MemoryType(AddressType.I32, Limits.of(16), false, 16), false);
    for (int i = 16; i < 100; i++) {
      assertThat(pieces.grow(1)).isEqualTo(i);
      assertThat(array.grow(1)).isEqualTo(i);
    }
    assertThat(pieces.segment.byteSize()).isLessThan(pieces.size());
    long seed = 0x5EEDL;
    var random = new Random(seed);
    var block = new byte[100_000];
    for (int i = 0; i < 2_000; i++) {
      random.nextBytes(block);
      long to = near(random);
      long from = near(random);
      int count = random.nextInt(block.length);
      switch (random.nextInt(5)) {
        case 0 -> both(pieces, array, m -> m.write(to, block, 0, count));
        case 1 -> both(pieces, array, m -> Bulk.memoryCopy(to, from, count, m, m));
        case 2 -> both(pieces, array, m -> Bulk.memoryFill(to, count, count, m));
        case 3 -> both(pieces, array, m -> m.store(to, 8, seed));
        default -> assertThat(pieces.load(from, 8)).isEqualTo(array.load(from, 8));
      }
    }
    var content = new byte[array.limit];
    pieces.read(0, content, 0, content.length);
    assertThat(content).isEqualTo(java.util.Arrays.copyOf(array.bytes, array.limit));
  }

  private static void both(
      MemoryInstance one,
      MemoryInstance other,
      java.util.function.Consumer<MemoryInstance> action) {
    action.accept(one);
    action.accept(other);
  }

  /** Mostly near an end of a piece. */
  private static long near(Random random) {
    long end = 1L << 20 + random.nextInt(3);
    return Math.max(0, Math.min(end - 60_000 + random.nextInt(120_000), 6_400_000));
  }
}
