package dev.quern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Options#withMemoryLimit}. */
class MemoryLimitTest {
  private static final long PAGE = 65_536;

  private static WebAssembly.Module module(String fields, long limit) {
    return new WebAssembly.Module(
        Wat.parse("(module " + fields + ")"), Options.defaults().withMemoryLimit(limit));
  }

  private static Exports exports(String fields, long limit) {
    return new WebAssembly.Instance(module(fields, limit)).exports();
  }

  private static final String GROWERS =
      """
      (memory (export "m") 1) (memory 1) (table (export "t") 10 funcref)
      (func (export "grow0") (param i32) (result i32) (memory.grow 0 (local.get 0)))
      (func (export "grow1") (param i32) (result i32) (memory.grow 1 (local.get 0)))
      (func (export "growTable") (param i32) (result i32)
        (table.grow (ref.null func) (local.get 0)))
      (func (export "sizes") (result i32 i32 i32)
        (memory.size 0) (memory.size 1) (table.size))
      """;

  @Test
  void memoriesAndTablesShareIt() {
    Exports exports = exports(GROWERS, 5 * PAGE + 80);
    assertThat(exports.function("grow0").call(4)).isEqualTo(-1);
    assertThat(exports.function("grow0").call(-1)).isEqualTo(-1);
    assertThat(exports.function("grow0").call(1)).isEqualTo(1);
    assertThat(exports.function("grow1").call(1)).isEqualTo(1);
    assertThat(exports.function("grow1").call(2)).isEqualTo(-1);
    assertThat(exports.function("growTable").call(8193)).isEqualTo(-1);
    assertThat(exports.function("growTable").call(-1)).isEqualTo(-1);
    assertThat(exports.function("growTable").call(8192)).isEqualTo(10);
    assertThat(exports.function("growTable").call(1)).isEqualTo(-1);
    assertThat(exports.function("grow0").call(1)).isEqualTo(-1);
    assertThat(exports.function("grow0").call(0)).isEqualTo(2);
    assertThat((Object[]) exports.function("sizes").call()).containsExactly(2, 2, 8202);
    assertThatThrownBy(() -> exports.memory("m").grow(1))
        .isInstanceOf(WebAssembly.RangeError.class);
    assertThatThrownBy(() -> exports.table("t").grow(1)).isInstanceOf(WebAssembly.RangeError.class);
  }

  @Test
  void everyInstanceHasItsOwn() {
    WebAssembly.Module module = module(GROWERS, 3 * PAGE + 80);
    for (int i = 0; i < 3; i++) {
      Exports exports = new WebAssembly.Instance(module).exports();
      assertThat(exports.function("grow0").call(1)).isEqualTo(1);
      assertThat(exports.function("grow1").call(1)).isEqualTo(-1);
    }
  }

  @Test
  void whatAFailedGrowthTookIsGivenBack() {
    // An array ends at 32,767 pages, below the limit.
    Exports exports = exports(GROWERS, 40_000 * PAGE + 80);
    assertThat(exports.function("grow0").call(39_998)).isEqualTo(-1);
    assertThat(exports.function("grow0").call(1)).isEqualTo(1);
    assertThat(exports.function("grow1").call(1)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(memory 2)                                   |   131072",
        "(memory 1) (memory 0) (memory 1 1)           |   131072",
        "(memory 1) (table 8192 externref)            |   131072",
        "(table i64 16384 funcref)                    |   131072",
        "(memory 2 2 shared)                          |   131072",
        "(memory 131072 (pagesize 1))                 |   131072",
        "(memory i64 1) (memory i64 32767)            | 2147483648",
        "(import \"e\" \"m\" (memory 7)) (memory 2)     |   131072",
        "(import \"e\" \"t\" (table 7 funcref)) (memory 2) | 131072"
      })
  void anInstanceThatBeginsWithMoreIsNotMade(String fields, long bytes) {
    Imports imports =
        Imports.of("e", "m", new WebAssembly.Memory(7))
            .with("e", "t", exports("(table (export \"t\") 7 funcref)", 56).table("t"));
    assertThatThrownBy(() -> new WebAssembly.Instance(module(fields, bytes - 1), imports))
        .isInstanceOf(WebAssembly.RuntimeError.class)
        .hasMessage(
            "no room for the instance: %d bytes of memories and tables; the limit is %d"
                .formatted(bytes, bytes - 1));
    if (bytes < 1 << 20) {
      assertThat(new WebAssembly.Instance(module(fields, bytes), imports).exports().names())
          .isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(memory i64 0xffff_ffff_ffff)",
        "(memory i64 0x1_0000_0000_0000)",
        "(memory i64 0xffff_ffff_ffff_ffff (pagesize 1))",
        "(memory i64 0x8000_0000_0000_0000 (pagesize 1)) (memory 1)",
        "(memory i64 0x7fff_ffff_ffff_ffff (pagesize 1)) (memory 1)",
        "(table i64 0xffff_ffff_ffff_ffff funcref)",
        "(memory i64 0x7fff_ffff_ffff_ffff (pagesize 1)) (table 1 funcref)"
      })
  void sizesThatNoLongCanCountAreTooMuch(String fields) {
    for (long limit : new long[] {0, PAGE, 1L << 40, Long.MAX_VALUE - 1}) {
      assertThatThrownBy(() -> new WebAssembly.Instance(module(fields, limit)))
          .isInstanceOf(WebAssembly.RuntimeError.class)
          .hasMessageStartingWith("no room for the instance: " + Long.MAX_VALUE + " bytes");
    }
  }

  @Test
  void whoMadeAMemoryPaysForItsGrowth() {
    Exports maker = exports("(memory (export \"m\") 1) (table (export \"t\") 0 funcref)", 2 * PAGE);
    String user =
        """
        (import "e" "m" (memory 0)) (import "e" "t" (table 0 funcref))
        (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
        (func (export "growTable") (param i32) (result i32)
          (table.grow (ref.null func) (local.get 0)))
        """;
    Imports made = Imports.of("e", "m", maker.memory("m")).with("e", "t", maker.table("t"));
    Exports poor = new WebAssembly.Instance(module(user, 0), made).exports();
    assertThat(poor.function("grow").call(2)).isEqualTo(-1);
    assertThat(poor.function("grow").call(1)).isEqualTo(1);
    Exports rich = new WebAssembly.Instance(module(user, 9 * PAGE), made).exports();
    assertThat(rich.function("grow").call(1)).isEqualTo(-1);
    assertThat(rich.function("growTable").call(1)).isEqualTo(-1);

    Imports own = Imports.of("e", "m", new WebAssembly.Memory(1)).with("e", "t", maker.table("t"));
    Exports ofTheEmbedder = new WebAssembly.Instance(module(user, 0), own).exports();
    assertThat(ofTheEmbedder.function("grow").call(20)).isEqualTo(1);
  }

  @Test
  void threadsThatGrowSharedMemoriesDoNotExceedIt()
      throws ExecutionException, InterruptedException {
    String memories =
        "(memory (export \"m0\") 0 1000 shared) (memory (export \"m1\") 0 1000 shared)";
    for (int round = 0; round < 20; round++) {
      Exports exports = exports(memories, 101 * PAGE);
      var grown = new ArrayList<Future<Integer>>();
      try (var threads = Executors.newFixedThreadPool(4)) {
        for (int i = 0; i < 4; i++) {
          WebAssembly.Memory memory = exports.memory("m" + i % 2);
          grown.add(threads.submit(() -> pagesGrown(memory)));
        }
      }
      int pages = 0;
      for (Future<Integer> future : grown) {
        pages += future.get();
      }
      assertThat(pages).isEqualTo(101);
      assertThat(
              List.of("m0", "m1").stream()
                  .mapToLong(m -> exports.memory(m).type().limits().minimum())
                  .sum())
          .isEqualTo(101);
    }
  }

  /** Grows a memory by a page until there is no room, and counts. */
  private static int pagesGrown(WebAssembly.Memory memory) {
    int pages = 0;
    while (true) {
      try {
        memory.grow(1);
      } catch (WebAssembly.RangeError e) {
        return pages;
      }
      pages++;
    }
  }
}
