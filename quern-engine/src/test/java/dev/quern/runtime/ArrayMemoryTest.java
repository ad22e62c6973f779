package dev.quern.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.type.AddressType;
import dev.quern.type.Limits;
import dev.quern.type.MemoryType;
import org.junit.jupiter.api.Test;

class ArrayMemoryTest {
  private static final int PAGE = MemoryInstance.PAGE;

  private static ArrayMemory memory(Limits limits, boolean isFixed) {
    return new ArrayMemory(new MemoryType(AddressType.I32, limits, false, 16), isFixed);
  }

  @Test
  void growsPageByPageInLinearTime() {
    ArrayMemory memory = memory(Limits.of(1), false);
    int pages = 3_000;
    for (int i = 1; i < pages; i++) {
      int last = memory.limit - 1;
      memory.bytes[last] = 1;
      assertThat(memory.grow(1)).isEqualTo(i);
      assertThat(memory.bytes[last]).isEqualTo((byte) 1);
      assertThat(memory.bytes[last + 1]).isZero();
      assertThat(memory.bytes[memory.limit - 1]).isZero();
      assertThat((long) memory.bytes.length).isLessThan(memory.size() * 5 / 4 + PAGE + 5);
    }
    assertThat(memory.size()).isEqualTo((long) pages * PAGE);
    assertThat(memory.copied()).isLessThan((64L << 20) + 14 * memory.size());
  }

  @Test
  void staysExactWhereGrowthIsRare() {
    ArrayMemory memory = memory(Limits.of(1), false);
    for (int size = 1; size < 512; size *= 2) {
      assertThat(memory.grow(size)).isEqualTo(size);
      assertThat(memory.bytes).hasSize(memory.limit);
    }
  }

  @Test
  void staysExactForCodeThatKnowsNoLimit() {
    ArrayMemory memory = memory(Limits.of(1), true);
    for (int i = 1; i < 100; i++) {
      memory.grow(1);
      assertThat(memory.bytes).hasSize(memory.limit);
    }
  }

  @Test
  void aMaximumIsABoundAndNotAnAllocation() {
    ArrayMemory memory = memory(Limits.of(0, 600), false);
    assertThat(memory.bytes).isEmpty();
    for (int i = 0; i < 600; i++) {
      assertThat(memory.grow(1)).isEqualTo(i);
      assertThat(memory.bytes.length).isLessThanOrEqualTo(600 * PAGE + 4);
    }
    assertThat(memory.grow(1)).isEqualTo(-1);
    assertThat(memory.grow(-1)).isEqualTo(-1);
    assertThat(memory.grow(Long.MIN_VALUE)).isEqualTo(-1);
    assertThat(memory.grow(0)).isEqualTo(600);
  }

  @Test
  void checksAccessesToArraysWithRoom() {
    ArrayMemory memory = memory(Limits.of(1), false);
    byte[] first = memory.bytes;
    Room.check(first, -1, 4); // Of no concern: this array is exact.
    while (memory.bytes.length % PAGE == 0) {
      memory.grow(1);
    }
    int end = memory.limit;
    assertThat(memory.bytes.length).isGreaterThan(end);
    Room.check(memory.bytes, end - 4, 4);
    assertThatThrownBy(() -> Room.check(memory.bytes, end - 3, 4))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Bytes.getI64(end - 7, memory.bytes))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Bytes.setI32(memory.bytes.length - 8, -1, memory.bytes, 4))
        .isInstanceOf(IndexOutOfBoundsException.class);
    memory.grow(1);
    Room.check(memory.bytes, end - 3, 4);
  }

  @Test
  void knowsArraysOfAnyLengthByTheirLength() {
    var type = new MemoryType(AddressType.I32, Limits.of(PAGE + 3), false, 0);
    var memory = new ArrayMemory(type, false);
    for (int size = PAGE + 3; size < PAGE + 7; size++) {
      assertThat(memory.size()).isEqualTo(size);
      assertThat(Bytes.getI8(size - 1, memory.bytes)).isZero();
      int end = size;
      assertThatThrownBy(() -> Bytes.getI8(end, memory.bytes))
          .isInstanceOfAny(TrapException.class, IndexOutOfBoundsException.class);
      memory.grow(1);
    }
  }

  @Test
  void holdsWhatAnArrayCan() {
    ArrayMemory memory = memory(Limits.of(0), false);
    assertThat(memory.grow(32_768)).isEqualTo(-1);
    assertThat(memory.grow(0xFFFF_FFFFL)).isEqualTo(-1);
    assertThat(memory.pages()).isZero();
    assertThatThrownBy(() -> memory(Limits.of(32_768), false)).isInstanceOf(OutOfMemoryError.class);
  }
}
