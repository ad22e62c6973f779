package dev.quern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.type.AddressType;
import dev.quern.type.Limits;
import dev.quern.type.MemoryType;
import java.nio.ByteOrder;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/**
 * The API's memory; what WebAssembly code does with memories is the specification suite's affair.
 */
class MemoryTest {
  private final WebAssembly.Memory memory = new WebAssembly.Memory(1, 3);

  @Test
  void hasTheSizeItWasMadeWith() {
    assertThat(memory.pages()).isEqualTo(1);
    assertThat(memory.size()).isEqualTo(65_536);
    assertThat(memory.type())
        .isEqualTo(new MemoryType(AddressType.I32, Limits.of(1, 3), false, 16));
    assertThat(new WebAssembly.Memory(0).size()).isZero();
    assertThat(memory).hasToString("WebAssembly.Memory[1 3]");
  }

  @Test
  void growsUpToItsMaximum() {
    assertThat(memory.grow(1)).isEqualTo(1);
    assertThat(memory.grow(0)).isEqualTo(2);
    assertThat(memory.type().limits()).isEqualTo(Limits.of(2, 3));
    for (int delta : List.of(2, -1, Integer.MAX_VALUE, Integer.MIN_VALUE)) {
      assertThatThrownBy(() -> memory.grow(delta))
          .isInstanceOf(WebAssembly.RangeError.class)
          .hasMessage("memory of 2 3 pages can not grow by " + delta + " pages");
    }
    assertThat(memory.pages()).isEqualTo(2);
  }

  @Test
  void refusesSizesThatMakeNoSense() {
    refuses(() -> new WebAssembly.Memory(-1));
    refuses(() -> new WebAssembly.Memory(65_537));
    refuses(() -> new WebAssembly.Memory(2, 1));
    refuses(() -> new WebAssembly.Memory(0, 65_537));
    refuses(() -> new WebAssembly.Memory(0, -1));
    assertThat(new WebAssembly.Memory(0, 65_536).pages()).isZero();
  }

  private static void refuses(ThrowingCallable action) {
    assertThatThrownBy(action).isInstanceOf(WebAssembly.RangeError.class);
  }

  @Test
  void refusesTypesThatThereAreNot() {
    for (var type :
        List.of(
            new MemoryType(AddressType.I32, Limits.of(1), true, 16),
            new MemoryType(AddressType.I32, Limits.of(1), false, 12))) {
      assertThatThrownBy(() -> new WebAssembly.Memory(type))
          .isInstanceOf(WebAssembly.TypeError.class)
          .hasMessageContaining(type.toString());
    }
  }

  @Test
  void readsAndWritesLittleEndian() {
    memory.writeInt(0, 0x04030201);
    assertThat(memory.readBytes(0, 5)).containsExactly(1, 2, 3, 4, 0);
    memory.writeLong(8, 0x0807060504030201L);
    assertThat(memory.readLong(8)).isEqualTo(0x0807060504030201L);
    assertThat(memory.readInt(9)).isEqualTo(0x05040302);
    assertThat(memory.readShort(8)).isEqualTo((short) 0x0201);
    memory.writeShort(3, (short) -2);
    assertThat(memory.readShort(3)).isEqualTo((short) -2);
    memory.writeByte(65_535, (byte) -1);
    assertThat(memory.readByte(65_535)).isEqualTo((byte) -1);
    memory.writeFloat(17, 1.5f);
    assertThat(memory.readFloat(17)).isEqualTo(1.5f);
    memory.writeDouble(33, -0.0);
    assertThat(memory.readLong(33)).isEqualTo(Long.MIN_VALUE);
    assertThat(memory.readDouble(33)).isEqualTo(-0.0);
  }

  @Test
  void copiesBytes() {
    memory.writeBytes(10, new byte[] {1, 2, 3, 4, 5});
    memory.writeBytes(15, new byte[] {9, 6, 7, 9}, 1, 2);
    byte[] target = new byte[9];
    memory.read(10, target, 1, 7);
    assertThat(target).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 0);
    memory.copy(12, 10, 5);
    assertThat(memory.readBytes(10, 7)).containsExactly(1, 2, 1, 2, 3, 4, 5);
    memory.fill(11, 3, (byte) 7);
    assertThat(memory.readBytes(10, 5)).containsExactly(1, 7, 7, 7, 3);
  }

  @Test
  void readsAndWritesText() {
    assertThat(memory.writeString(100, "Mühle ⚙ 𝄞")).isEqualTo(15);
    assertThat(memory.readString(100, 6)).isEqualTo("Mühle");
    assertThat(memory.readCString(100)).isEqualTo("Mühle ⚙ 𝄞");
    assertThat(memory.readCString(1)).isEmpty();
    memory.writeBytes(0, new byte[] {'a', -1, 'b'});
    assertThat(memory.readString(0, 3)).isEqualTo("a\uFFFDb");
    memory.fill(0, 65_536, (byte) 'x');
    assertThatThrownBy(() -> memory.readCString(65_530))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("no zero byte from address 65530 of a memory of 65536 bytes");
  }

  @Test
  void refusesEverythingOutside() {
    assertThatThrownBy(() -> memory.readInt(65_533))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("4 bytes at address 65533 of a memory of 65536 bytes");
    outside(() -> memory.readByte(65_536));
    outside(() -> memory.readShort(65_535));
    outside(() -> memory.readLong(65_529));
    outside(() -> memory.readFloat(-1));
    outside(() -> memory.readDouble(Long.MIN_VALUE));
    outside(() -> memory.writeByte(1L << 32, (byte) 0));
    outside(() -> memory.writeShort(65_535, (short) 0));
    outside(() -> memory.writeInt(65_533, 0));
    outside(() -> memory.writeLong(Long.MAX_VALUE, 0));
    outside(() -> memory.readBytes(0, 65_537));
    outside(() -> memory.readBytes(0, -1));
    outside(() -> memory.readString(65_536, 1));
    outside(() -> memory.writeString(65_535, "ab"));
    outside(() -> memory.writeBytes(65_535, new byte[2]));
    outside(() -> memory.writeBytes(0, new byte[2], 1, 2));
    outside(() -> memory.read(65_535, new byte[2], 0, 2));
    outside(() -> memory.read(0, new byte[2], 1, 2));
    outside(() -> memory.fill(65_535, 2, (byte) 0));
    outside(() -> memory.copy(65_535, 0, 2));
    outside(() -> memory.copy(0, 65_535, 2));
    assertThat(memory.readBytes(65_536, 0)).isEmpty();
  }

  private static void outside(ThrowingCallable action) {
    assertThatThrownBy(action).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void trapsBehindItsEndAlsoWhereItsArrayIsLonger() {
    var instance =
        Modules.instance(
            """
            (module (memory (export "memory") 1)
              (func (export "grow") (param $times i32) (result i32) (local $last i32)
                (loop $again
                  (drop (memory.grow (i32.const 1)))
                  (local.set $last (i32.sub (i32.shl (memory.size) (i32.const 16)) (i32.const 4)))
                  (i32.store (local.get $last) (memory.size))
                  (br_if $again (local.tee $times (i32.sub (local.get $times) (i32.const 1)))))
                (i32.load offset=4 (local.get $last)))
              (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
              (func (export "read") (param $from i32) (param $end i32)
                (loop $again
                  (drop (i32.load (local.get $from)))
                  (local.set $from (i32.add (local.get $from) (i32.const 4)))
                  (br_if $again (i32.lt_u (local.get $from) (local.get $end)))))
              (func (export "load8") (param i32) (result i32) (i32.load8_u offset=2 (local.get 0)))
              (func (export "store") (param i32) (i64.store offset=1 (local.get 0) (i64.const 1)))
              (func (export "fill") (param i32) (memory.fill (local.get 0) (i32.const 1) (i32.const 1))))
            """);
    // Compiled by HotSpot, which may suppose that there are no arrays with room.
    for (int i = 0; i < 2_000; i++) {
      instance.exports().function("read").call(0, 4_096);
      instance.exports().function("load").call(i);
    }
    // Enough copying for an array with room to grow; the frame that grows sees the trap as well.
    trap(() -> instance.exports().function("grow").call(80));
    int size = 81 * 65_536;
    assertThat(instance.exports().memory("memory").size()).isEqualTo(size);
    assertThat(instance.exports().memory("memory").buffer().capacity()).isEqualTo(size);
    assertThat(instance.exports().function("load").call(size - 4)).isEqualTo(81);
    assertThat(instance.exports().function("load8").call(size - 3)).isEqualTo(0);
    trap(() -> instance.exports().function("load").call(size - 3));
    trap(() -> instance.exports().function("load").call(-1));
    instance.exports().function("read").call(0, size);
    trap(() -> instance.exports().function("read").call(0, size + 1));
    trap(() -> instance.exports().function("load8").call(size - 2));
    trap(() -> instance.exports().function("load8").call(-2));
    trap(() -> instance.exports().function("store").call(size - 8));
    trap(() -> instance.exports().function("fill").call(size));
    outside(() -> instance.exports().memory("memory").readByte(size));
  }

  private static void trap(ThrowingCallable action) {
    assertThatThrownBy(action)
        .isInstanceOf(WebAssembly.RuntimeError.class)
        .hasMessage("out of bounds memory access");
  }

  @Test
  void isSeenThroughItsBufferUntilItGrows() {
    var buffer = memory.buffer();
    assertThat(buffer.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    assertThat(buffer.capacity()).isEqualTo(65_536);
    buffer.putInt(4, 42);
    assertThat(memory.readInt(4)).isEqualTo(42);
    memory.writeInt(4, 43);
    assertThat(buffer.getInt(4)).isEqualTo(43);
    memory.grow(1);
    memory.writeInt(4, 44);
    assertThat(buffer.getInt(4)).isEqualTo(43);
    assertThat(memory.buffer().getInt(4)).isEqualTo(44);
    assertThat(memory.buffer().capacity()).isEqualTo(131_072);
  }
}
