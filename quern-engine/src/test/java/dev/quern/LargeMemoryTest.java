package dev.quern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.OperatingSystemMXBean;
import dev.quern.type.AddressType;
import dev.quern.type.Limits;
import dev.quern.type.MemoryType;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Memories above 2 GiB, and linking of memories that are not what a module would have made. */
class LargeMemoryTest {
  private static final String ACCESSES =
      """
      (func (export "load") (param i32) (result i64) (i64.load offset=8 (local.get 0)))
      (func (export "store") (param i32 i64) (i64.store offset=8 (local.get 0) (local.get 1)))
      (func (export "vector") (param i32) (result i64)
        (i64x2.extract_lane 1 (v128.load (local.get 0))))
      (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
      (func (export "size") (result i32) (memory.size))
      (func (export "fill") (param i32 i32 i32)
        (memory.fill (local.get 0) (local.get 1) (local.get 2)))
      (func (export "copy") (param i32 i32 i32)
        (memory.copy (local.get 0) (local.get 1) (local.get 2)))
      """;

  @Test
  void threeGigabytes() {
    int pages = 49_152;
    if (memoryOfTheMachine() < 8L << 30) {
      System.out.println("skipped: LargeMemoryTest.threeGigabytes, for it needs 8 GiB of memory");
      Assumptions.abort("needs 8 GiB of memory");
    }
    var module =
        new WebAssembly.Module(
            Wat.parse("(module (memory (export \"memory\") 1 65536) " + ACCESSES + ")"),
            Options.defaults().withLargeMemories(true));
    var exports = new WebAssembly.Instance(module).exports();
    assertThat(exports.function("grow").call(pages - 1)).isEqualTo(1);
    assertThat(exports.function("size").call()).isEqualTo(pages);
    long size = (long) pages << 16;
    for (long address : new long[] {0, (1L << 31) - 12, 1L << 31, size - 16}) {
      exports.function("store").call((int) address, ~address);
      assertThat(exports.function("load").call((int) address)).isEqualTo(~address);
      assertThat(exports.memory("memory").readLong(address + 8)).isEqualTo(~address);
    }
    assertThat(exports.function("vector").call((int) (size - 16))).isEqualTo(~(size - 16));
    for (long address : new long[] {size - 15, size - 8, size, 0xFFFF_FFF8L, 0xFFFF_FFFFL}) {
      outOfBounds(exports, "load", (int) address);
      outOfBounds(exports, "store", (int) address, 1L);
    }
    int middle = (int) (1L << 31) - 5;
    exports.function("fill").call(middle, 7, 10);
    exports.function("copy").call(0, middle, 10);
    assertThat(exports.memory("memory").readBytes(0, 11))
        .containsExactly(7, 7, 7, 7, 7, 7, 7, 7, 7, 7, -1);
    outOfBounds(exports, "fill", (int) (size - 9), 7, 10);
    outOfBounds(exports, "copy", 0, (int) (size - 9), 10);
    outOfBounds(exports, "copy", -1, 0, 2);
    assertThatThrownBy(() -> exports.memory("memory").buffer())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(exports.memory("memory").buffer(size - 8, 8).getLong(0)).isEqualTo(~(size - 16));
  }

  private static long memoryOfTheMachine() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }

  private static void outOfBounds(Exports exports, String function, Object... arguments) {
    assertThatThrownBy(() -> exports.function(function).call(arguments))
        .isInstanceOf(WebAssembly.RuntimeError.class)
        .hasMessage("out of bounds memory access");
  }

  @Test
  void aModuleTakesMemoriesOfAllKinds() {
    var type = new MemoryType(AddressType.I32, Limits.of(1, 65_536), false, 16);
    var module = Modules.module("(module (import \"a\" \"m\" (memory 1 65536)) " + ACCESSES + ")");
    var array = new WebAssembly.Memory(type);
    var large = WebAssembly.Memory.large(type);
    var one = new WebAssembly.Instance(module, Imports.of("a", "m", array)).exports();
    var other = new WebAssembly.Instance(module, Imports.of("a", "m", large)).exports();
    for (var exports : new Exports[] {one, other, one}) {
      exports.function("store").call(65_520, 5L);
      assertThat(exports.function("load").call(65_520)).isEqualTo(5L);
      outOfBounds(exports, "load", 65_521);
    }
    assertThat(one.function("grow").call(40_000)).isEqualTo(-1);
    assertThat(other.function("grow").call(1)).isEqualTo(1);
    assertThat(other.function("load").call(65_520)).isEqualTo(5L);
    assertThat(large.readLong(65_528)).isEqualTo(5);
    assertThat(large.buffer().capacity()).isEqualTo(131_072);
  }

  @Test
  void memoriesAreLinkedByTheirTypes() {
    var wide = new WebAssembly.Memory(new MemoryType(AddressType.I64, Limits.of(1, 3), false, 16));
    var bytes = new WebAssembly.Memory(new MemoryType(AddressType.I32, Limits.of(5), false, 0));
    var shared = new WebAssembly.Memory(new MemoryType(AddressType.I32, Limits.of(1, 3), true, 16));
    var imports = Imports.of("a", "w", wide).with("a", "b", bytes).with("a", "s", shared);
    var exports =
        Modules.instance(
                """
                (module
                  (import "a" "w" (memory $w i64 1 3))
                  (import "a" "b" (memory $b 5 (pagesize 1)))
                  (import "a" "s" (memory $s 1 3 shared))
                  (data (memory $w) (i64.const 65535) "w")
                  (data (memory $b) (i32.const 1) "abcd")
                  (data (memory $s) (i32.const 0) "s")
                  (func (export "copy")
                    (memory.copy $w $b (i64.const 65530) (i32.const 1) (i32.const 4))
                    (memory.copy $s $w (i32.const 8) (i64.const 65530) (i32.const 6))
                    (memory.copy $b $s (i32.const 0) (i32.const 0) (i32.const 1)))
                  (func (export "b") (param i32) (result i32) (i32.load8_u $b (local.get 0)))
                  (func (export "w") (param i64) (result i64)
                    (i64.load8_u $w offset=0xffffffffffffffff (local.get 0)))
                  (func (export "grow") (result i64 i32)
                    (memory.grow $w (i64.const 1)) (memory.grow $b (i32.const 3))))
                """,
                imports)
            .exports();
    exports.function("copy").call();
    assertThat(shared.readString(8, 6)).isEqualTo("abcd\0w");
    assertThat(bytes.readString(0, 5)).isEqualTo("sabcd");
    assertThat((Object[]) exports.function("grow").call()).containsExactly(1L, 5);
    assertThat(wide.size()).isEqualTo(131_072);
    assertThat(bytes.size()).isEqualTo(8);
    assertThat(exports.function("b").call(7)).isEqualTo(0);
    outOfBounds(exports, "b", 8);
    outOfBounds(exports, "b", -1);
    outOfBounds(exports, "w", 1L);
    outOfBounds(exports, "w", 0L);
    for (String wanted : new String[] {"1 3", "i64 1 3 shared", "i64 1 3 (pagesize 1)"}) {
      assertThatThrownBy(() ->
              Modules.instance("(module (import \"a\" \"w\" (memory " + wanted + ")))", imports))
          .isInstanceOf(WebAssembly.LinkError.class);
    }
  }
}
