package dev.quern;

import static dev.quern.Modules.instance;
import static dev.quern.Modules.module;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.type.AddressType;
import dev.quern.type.GlobalType;
import dev.quern.type.Limits;
import dev.quern.type.NumberType;
import dev.quern.type.ReferenceType;
import dev.quern.type.TableType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

/** Instantiation: imports, exports, segments, the start function, identity. */
class InstanceTest {
  @Test
  void hasItsExportsInOrder() {
    var module =
        module(
            """
            (module
              (memory (export "m") 1)
              (func (export "f"))
              (table (export "t") 1 funcref)
              (global (export "g") i32 (i32.const 7))
              (func (export "") (param i64) (result f32) (f32.const 1)))
            """);
    var instance = new WebAssembly.Instance(module);
    var exports = instance.exports();
    assertThat(exports).isSameAs(instance.exports());
    assertThat(exports.names()).containsExactly("m", "f", "t", "g", "");
    assertThat(exports.asMap().keySet()).containsExactly("m", "f", "t", "g", "");
    assertThat(exports.asMap()).isSameAs(exports.asMap());
    assertThatThrownBy(() -> exports.asMap().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(exports.get("f")).isInstanceOf(WebAssembly.Function.class);
    assertThat(exports.memory("m")).isSameAs(exports.get("m"));
    assertThat(exports.function("f")).isSameAs(exports.get("f"));
    assertThat(exports.table("t")).isSameAs(exports.get("t"));
    assertThat(exports.global("g").value()).isEqualTo(7);
    assertThat(exports.function("").type()).hasToString("[i64] -> [f32]");
    assertThat(exports).hasToString("Exports[memory m, function f, table t, global g, function ]");
    assertThat(instance.module()).isSameAs(module);
  }

  @Test
  void saysWhichExportsThereAre() {
    var exports = instance("(module (memory (export \"m\") 1) (func (export \"f\")))").exports();
    assertThat(exports.get("x")).isNull();
    assertThat(exports.has("x")).isFalse();
    assertThat(exports.has("m")).isTrue();
    assertThatThrownBy(() -> exports.function("x"))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessage("no export \"x\"; the function exports are [f]");
    assertThatThrownBy(() -> exports.function("m"))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessage("the export \"m\" is a memory, not a function");
    assertThatThrownBy(() -> exports.tag("m")).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void twoInstancesShareNothing() {
    var module = module("(module (memory (export \"m\") 1) (func (export \"f\")))");
    var a = new WebAssembly.Instance(module).exports();
    var b = new WebAssembly.Instance(module).exports();
    a.memory("m").writeInt(0, 1);
    assertThat(b.memory("m").readInt(0)).isZero();
    assertThat(a.function("f")).isNotSameAs(b.function("f"));
  }

  private static final String REEXPORT =
      """
      (module
        (import "a" "f" (func $f (param i32)))
        (import "a" "m" (memory 1))
        (import "a" "t" (table 1 funcref))
        (import "a" "g" (global (mut i32)))
        (export "f1" (func $f)) (export "f2" (func $f))
        (export "m" (memory 0)) (export "t" (table 0)) (export "g" (global 0))
        (elem (i32.const 0) $f))
      """;

  @Test
  void sameWasmObjectIsSameJavaObject() {
    var memory = new WebAssembly.Memory(1);
    var table =
        new WebAssembly.Table(new TableType(AddressType.I32, Limits.of(1), ReferenceType.FUNCREF));
    var global = new WebAssembly.Global(new GlobalType(NumberType.I32, true), 1);
    var imports =
        Imports.of("a", "f", IntConsumer.class, i -> {})
            .with("a", "m", memory)
            .with("a", "t", table)
            .with("a", "g", global);
    var first = instance(REEXPORT, imports).exports();
    assertThat(first.memory("m")).isSameAs(memory);
    assertThat(first.table("t")).isSameAs(table);
    assertThat(first.global("g")).isSameAs(global);
    assertThat(first.function("f1")).isSameAs(first.function("f2"));
    assertThat(table.get(0)).isSameAs(first.function("f1"));

    var second = instance(REEXPORT, imports.with("a", "f", first.function("f1"))).exports();
    assertThat(second.function("f1")).isSameAs(first.function("f1"));
  }

  @Test
  void identityHoldsWhenThreadsRace() throws Exception {
    var instance =
        instance("(module (func $f) (table (export \"t\") 1 funcref) (elem (i32.const 0) $f))");
    var table = instance.exports().table("t");
    var start = new CountDownLatch(1);
    try (var executor = Executors.newFixedThreadPool(4)) {
      var found = new ArrayList<Future<Object>>();
      for (int i = 0; i < 4; i++) {
        found.add(
            executor.submit(() -> {
              start.await();
              return table.get(0);
            }));
      }
      start.countDown();
      for (var future : found) {
        assertThat(future.get()).isSameAs(table.get(0));
      }
    }
  }

  @Test
  void anImportMustBeThere() {
    assertThatThrownBy(
            () -> instance("(module (import \"env\" \"f\" (func (param i32) (result i64))))"))
        .isInstanceOf(WebAssembly.LinkError.class)
        .hasMessage("unknown import: \"env\" \"f\", expected function [i32] -> [i64], got nothing");
  }

  @Test
  void anImportMustBeOfItsType() {
    mismatch("(memory 2)", new WebAssembly.Memory(1), "expected memory 2, got memory 1");
    mismatch("(memory 1 2)", new WebAssembly.Memory(1), "expected memory 1 2, got memory 1");
    mismatch("(memory 1)", "text", "expected memory 1, got String");
    mismatch("(func)", new WebAssembly.Memory(1), "expected function [] -> [], got memory 1");
    mismatch("(func)", 1, "expected function [] -> [], got Integer");
    mismatch("(global i32)", 1L, "expected global i32, got Long");
    mismatch("(global (mut i32))", 1, "expected global (mut i32), got Integer");
    mismatch(
        "(global (mut i32))",
        new WebAssembly.Global(new GlobalType(NumberType.I32, false), 1),
        "expected global (mut i32), got global i32");
    mismatch("(table 1 funcref)", 1.0, "expected table 1 funcref, got Double");
    mismatch("(global funcref)", "f", "expected global funcref, got String");
    var exports = instance("(module (func (export \"f\") (param f32)))").exports();
    mismatch(
        "(func (param f64))",
        exports.function("f"),
        "expected function [f64] -> [], got function [f32] -> []");
  }

  private static void mismatch(String type, Object value, String message) {
    assertThatThrownBy(() ->
            instance("(module (import \"a\" \"b\" " + type + "))", Imports.of("a", "b", value)))
        .isInstanceOf(WebAssembly.LinkError.class)
        .hasMessage("incompatible import type: \"a\" \"b\", " + message);
  }

  @Test
  void aGrownMemoryCountsWithItsSize() {
    var memory = new WebAssembly.Memory(1);
    memory.grow(1);
    instance("(module (import \"a\" \"m\" (memory 2)))", Imports.of("a", "m", memory));
  }

  @Test
  void immutableGlobalsCanBeGivenAsValues() {
    var wat =
        """
        (module
          (import "a" "i" (global $i i32)) (import "a" "j" (global i64))
          (import "a" "f" (global f32)) (import "a" "d" (global f64))
          (import "a" "r" (global externref))
          (export "i" (global 0)) (export "j" (global 1)) (export "f" (global 2))
          (export "d" (global 3)) (export "r" (global 4))
          (global (export "sum") i32 (i32.add (global.get $i) (i32.const 2))))
        """;
    var memory = new WebAssembly.Memory(0);
    var values = Map.of("i", 1, "j", 2L, "f", 3f, "d", 4d, "r", memory);
    var exports = instance(wat, Imports.of(Map.of("a", values))).exports();
    values.forEach((name, value) -> assertThat(exports.global(name).value()).isEqualTo(value));
    assertThat(exports.global("sum").value()).isEqualTo(3);
  }

  @Test
  void importsAreAskedForInOrderBeforeTypesAreChecked() {
    var asked = new ArrayList<String>();
    Imports lookup =
        Imports.of((module, name) -> {
          asked.add(module + "." + name);
          return name.equals("c") ? null : "no memory";
        });
    assertThatThrownBy(() ->
            instance(
                """
                (module (import "b" "b" (memory 1)) (import "a" "a" (func))
                  (import "a" "c" (func)))
                """,
                lookup))
        .isInstanceOf(WebAssembly.LinkError.class)
        .hasMessageStartingWith("unknown import: \"a\" \"c\"");
    assertThat(asked).containsExactly("b.b", "a.a", "a.c");
  }

  @Test
  void segmentsAreWrittenInOrder() {
    var exports =
        instance(
                """
                (module
                  (memory (export "m") 1)
                  (table (export "t") 4 funcref)
                  (global $g i32 (i32.const 2))
                  (func $f) (func $h)
                  (elem (i32.const 0) func $f $f $f)
                  (elem (offset (global.get $g)) funcref (ref.func $h) (ref.null func))
                  (data (i32.const 0) "abcdef")
                  (data (offset (i32.mul (global.get $g) (i32.const 2))) "XY")
                  (data "passive"))
                """)
            .exports();
    assertThat(exports.memory("m").readCString(0)).isEqualTo("abcdXY");
    var table = exports.table("t");
    assertThat(table.get(0)).isNotNull().isSameAs(table.get(1)).isNotSameAs(table.get(2));
    assertThat(table.get(3)).isNull();
  }

  @Test
  void aSegmentThatDoesNotFitTrapsAndEarlierOnesStay() {
    var memory = new WebAssembly.Memory(1);
    assertThatThrownBy(() ->
            instance(
                """
                (module (import "a" "m" (memory 1))
                  (data (i32.const 0) "abc")
                  (data (i32.const 65534) "def")
                  (data (i32.const 3) "ghi"))
                """,
                Imports.of("a", "m", memory)))
        .isInstanceOf(WebAssembly.RuntimeError.class)
        .hasMessage("out of bounds memory access");
    assertThat(memory.readCString(0)).isEqualTo("abc");
    assertThat(memory.readShort(65_534)).isZero();
    for (var offset : List.of("-1", "2", "0x7fffffff", "0x80000000")) {
      assertThatThrownBy(() ->
              instance("(module (table 2 funcref) (func $f) (elem (i32.const " + offset + ") $f))"))
          .isInstanceOf(WebAssembly.RuntimeError.class)
          .hasMessage("out of bounds table access");
    }
  }

  @Test
  void aMemoryThatNoMachineHasIsARuntimeError() {
    assertThatThrownBy(() -> instance("(module (memory i64 0x100000000))"))
        .isInstanceOf(WebAssembly.RuntimeError.class)
        .hasMessageContaining("a memory of 4294967296 pages");
  }

  @Test
  void theStartFunctionRuns() {
    var seen = new ArrayList<Integer>();
    instance(
        """
        (module (import "a" "f" (func $f (param i32)))
          (func $start (call $f (i32.const 42)))
          (start $start))
        """,
        Imports.of("a", "f", IntConsumer.class, seen::add));
    assertThat(seen).containsExactly(42);
  }

  @Test
  void theStartFunctionCanBeAnImport() {
    var seen = new ArrayList<String>();
    instance(
        "(module (import \"a\" \"f\" (func $f)) (start $f))",
        Imports.of("a", "f", Runnable.class, () -> seen.add("run")));
    assertThat(seen).containsExactly("run");
  }

  @Test
  void whatTheStartFunctionThrowsComesOut() {
    assertThatThrownBy(() -> instance("(module (func $f unreachable) (start $f))"))
        .isInstanceOf(WebAssembly.RuntimeError.class)
        .hasMessage("unreachable");
    var thrown = new IndexOutOfBoundsException("the host's own");
    assertThatThrownBy(() ->
            instance(
                "(module (import \"a\" \"f\" (func $f)) (start $f))",
                Imports.of(
                    "a",
                    "f",
                    Runnable.class,
                    () -> {
                      throw thrown;
                    })))
        .isSameAs(thrown);
  }

  interface WithCaller {
    int call(Caller caller);
  }

  @Test
  void theCallerIsTheInstanceThatImports() {
    var callers = new ArrayList<WebAssembly.Instance>();
    var wat =
        """
        (module (import "a" "f" (func $f (result i32)))
          (memory (export "memory") 1)
          (data (i32.const 8) "\\2a")
          (global $g (export "g") (mut i32) (i32.const 0))
          (func $start (global.set $g (call $f)))
          (start $start))
        """;
    var imports =
        Imports.of(
            "a",
            "f",
            WithCaller.class,
            caller -> {
              callers.add(caller.instance());
              return caller.memory().readInt(8);
            });
    var first = instance(wat, imports);
    var second = instance(wat, imports);
    assertThat(callers).containsExactly(first, second);
    assertThat(first.exports().global("g").value()).isEqualTo(42);
  }

  @Test
  void theCallerWithoutMemorySaysSo() {
    assertThatThrownBy(() ->
            instance(
                "(module (import \"a\" \"f\" (func $f (result i32))) (func (drop (call $f))) (start"
                    + " 1))",
                Imports.of("a", "f", WithCaller.class, c -> (int) c.memory().pages())))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("memory");
  }

  @Test
  void anInstancesExportsAreImports() {
    var library = instance("(module (func (export \"one\") (result i32) (i32.const 1)))");
    var wat =
        """
        (module (import "lib" "one" (func $one (result i32)))
          (func (export "two") (result i32) (i32.add (call $one) (call $one))))
        """;
    var exports = instance(wat, Imports.from("lib", library.exports())).exports();
    assertThat(exports.function("two").call()).isEqualTo(2);
    assertThat(instance(wat, Imports.of("lib", library.exports())).exports().function("two").call())
        .isEqualTo(2);
    assertThat(
            instance(wat, Imports.of("lib", "one", IntSupplier.class, () -> 4))
                .exports()
                .function("two")
                .call())
        .isEqualTo(8);
  }
}
