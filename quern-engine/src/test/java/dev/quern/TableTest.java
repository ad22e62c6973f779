package dev.quern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.type.AbstractHeapType;
import dev.quern.type.AddressType;
import dev.quern.type.FunctionType;
import dev.quern.type.Limits;
import dev.quern.type.ReferenceType;
import dev.quern.type.TableType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
  private static final WebAssembly.Function NOTHING =
      WebAssembly.Function.of(
          new FunctionType(List.of(), List.of()),
          MethodHandles.empty(MethodType.methodType(void.class)));

  private final WebAssembly.Table table =
      new WebAssembly.Table(type(ReferenceType.EXTERNREF, Limits.of(2, 5)), "a");
  private final WebAssembly.Table functions =
      new WebAssembly.Table(type(ReferenceType.FUNCREF, Limits.of(2)));

  private static TableType type(ReferenceType element, Limits limits) {
    return new TableType(AddressType.I32, limits, element);
  }

  @Test
  void keepsTheIdentityOfItsElements() {
    var value = new Object();
    table.set(1, value);
    assertThat(table.get(0)).isEqualTo("a");
    assertThat(table.get(1)).isSameAs(value);
    table.set(0, null);
    assertThat(table.get(0)).isNull();
    functions.set(0, NOTHING);
    assertThat(functions.get(0)).isSameAs(NOTHING);
    assertThat(functions.get(1)).isNull();
    table.set(0, NOTHING);
    assertThat(table.get(0)).isSameAs(NOTHING);
  }

  @Test
  void growsUpToItsMaximum() {
    assertThat(table.length()).isEqualTo(2);
    assertThat(table.grow(1, "b")).isEqualTo(2);
    assertThat(table.grow(1)).isEqualTo(3);
    assertThat(table.get(2)).isEqualTo("b");
    assertThat(table.get(3)).isNull();
    assertThat(table.type()).isEqualTo(type(ReferenceType.EXTERNREF, Limits.of(4, 5)));
    for (int delta : List.of(2, -1, Integer.MIN_VALUE)) {
      assertThatThrownBy(() -> table.grow(delta, null))
          .isInstanceOf(WebAssembly.RangeError.class)
          .hasMessage("table of 4 5 externref can not grow by " + delta + " elements");
    }
    assertThatThrownBy(() -> functions.grow(10_000_000)).isInstanceOf(WebAssembly.RangeError.class);
  }

  @Test
  void refusesIndicesOutside() {
    for (int index : List.of(2, -1, Integer.MAX_VALUE)) {
      assertThatThrownBy(() -> table.get(index))
          .isInstanceOf(WebAssembly.RangeError.class)
          .hasMessage("index " + index + " of a table of 2 elements");
      assertThatThrownBy(() -> table.set(index, null)).isInstanceOf(WebAssembly.RangeError.class);
    }
  }

  @Test
  void refusesValuesOfAnotherType() {
    assertThatThrownBy(() -> functions.set(0, "f"))
        .isInstanceOf(WebAssembly.TypeError.class)
        .hasMessage(
            "element of a table: expected funcref (WebAssembly.Function or null) but got String");
    assertThatThrownBy(() -> functions.grow(1, 1)).isInstanceOf(WebAssembly.TypeError.class);
    assertThat(functions.length()).isEqualTo(2);
    var nonNull = new ReferenceType(false, AbstractHeapType.FUNC);
    assertThatThrownBy(() -> new WebAssembly.Table(type(nonNull, Limits.of(1))))
        .isInstanceOf(WebAssembly.TypeError.class)
        .hasMessage(
            "element of a table: expected (ref func) (WebAssembly.Function, not null) but got"
                + " null");
    assertThat(new WebAssembly.Table(type(nonNull, Limits.of(1)), NOTHING).get(0))
        .isSameAs(NOTHING);
  }

  @Test
  void refusesSizesThatMakeNoSense() {
    for (var limits : List.of(Limits.of(2, 1), Limits.of(-1), Limits.of(10_000_001))) {
      assertThatThrownBy(() -> new WebAssembly.Table(type(ReferenceType.FUNCREF, limits)))
          .isInstanceOf(WebAssembly.RangeError.class);
    }
  }

  @Test
  void mayHaveWideIndices() {
    var wide = new TableType(AddressType.I64, Limits.of(1, -1), ReferenceType.EXTERNREF);
    var table = new WebAssembly.Table(wide, "a");
    assertThat(table.type()).isEqualTo(wide);
    assertThat(table.grow(2, "b")).isEqualTo(1);
    var instance =
        Modules.instance(
            """
            (module (table (import "a" "t") i64 1 externref)
              (func (export "get") (param i64) (result externref) (table.get (local.get 0))))
            """,
            Imports.of("a", "t", table));
    assertThat(instance.exports().function("get").call(2L)).isEqualTo("b");
    for (long index : new long[] {3, -1, 1L << 31, 1L << 32, (1L << 32) + 2, Long.MIN_VALUE}) {
      assertThatThrownBy(() -> instance.exports().function("get").call(index))
          .isInstanceOf(WebAssembly.RuntimeError.class)
          .hasMessage("out of bounds table access");
    }
  }

  /** A module whose functions tell by a global, and by their results, whose and which they are. */
  private static final String USER =
      """
      (module
        (type $f (func (result i32)))
        (table $t (import "a" "t") 4 funcref)
        (table $own 3 funcref)
        (global $id (mut i32) (i32.const 0))
        (elem $all func $ten $twenty $other)
        (func $ten (type $f) (i32.add (i32.const 10) (global.get $id)))
        (func $twenty (type $f) (i32.add (i32.const 20) (global.get $id)))
        (func $other (param i32))
        (func (export "id") (param i32) (global.set $id (local.get 0)))
        (func (export "init") (param i32 i32 i32)
          (table.init $t $all (local.get 0) (local.get 1) (local.get 2)))
        (func (export "fill") (param i32 i32 i32)
          (table.fill $t (local.get 0) (table.get $t (local.get 1)) (local.get 2)))
        (func (export "copy") (param i32 i32 i32)
          (table.copy $own $t (i32.const 0) (local.get 1) (local.get 2))
          (table.copy $t $own (local.get 0) (i32.const 0) (local.get 2)))
        (func (export "grow") (param i32 i32) (result i32)
          (table.grow $t (table.get $t (local.get 0)) (local.get 1)))
        (func (export "clear") (param i32) (table.set $t (local.get 0) (ref.null func)))
        (func (export "own") (param i32) (result i32)
          (call_indirect $own (type $f) (local.get 0)))
        (func (export "call") (param i32) (result i32)
          (call_indirect $t (type $f) (local.get 0))))
      """;

  @Test
  void callsTheFunctionsOfAllThatShareIt() {
    var shared = new WebAssembly.Table(type(ReferenceType.FUNCREF, Limits.of(4)));
    var module = Modules.module(USER);
    var one = new WebAssembly.Instance(module, Imports.of("a", "t", shared)).exports();
    var two = new WebAssembly.Instance(module, Imports.of("a", "t", shared)).exports();
    one.function("id").call(1);
    two.function("id").call(2);
    one.function("init").call(0, 0, 2);
    two.function("init").call(2, 0, 2);
    assertCalls(List.of(one, two), 11, 21, 12, 22);
    two.function("copy").call(0, 1, 2);
    assertCalls(List.of(one, two), 21, 12, 12, 22);
    assertThat(two.function("own").call(0)).isEqualTo(21);
    assertThat(two.function("own").call(1)).isEqualTo(12);
    one.function("fill").call(1, 0, 3);
    assertCalls(List.of(one, two), 21, 21, 21, 21);
    shared.set(3, NOTHING);
    assertThat(two.function("grow").call(0, 2)).isEqualTo(4);
    two.function("init").call(5, 1, 1);
    for (var exports : List.of(one, two)) {
      assertTraps(exports, 3, "indirect call type mismatch");
    }
    assertThat(one.function("call").call(4)).isEqualTo(21);
    assertThat(one.function("call").call(5)).isEqualTo(22);
    assertThat(two.function("call").call(5)).isEqualTo(22);
    one.function("init").call(3, 2, 1);
    one.function("clear").call(1);
    for (var exports : List.of(one, two)) {
      assertTraps(exports, 3, "indirect call type mismatch");
      assertTraps(exports, 1, "uninitialized element 1");
      assertTraps(exports, 6, "undefined element");
      assertTraps(exports, -1, "undefined element");
    }
  }

  /** At 250 slots arguments are still passed on as such, with all that a call needs besides. */
  @Test
  void callsFunctionsOfVeryManyParameters() {
    for (int count : List.of(125, 126)) {
      String arguments = "(i64.const 7) ".repeat(count - 1) + "(i64.const 35)";
      var exports =
          Modules.instance(
                  """
                  (module
                    (type $f (func (param%s) (result i64)))
                    (table funcref (elem $sum))
                    (func $sum (type $f) (i64.add (local.get 0) (local.get %d)))
                    (func (export "call") (result i64)
                      (call_indirect (type $f) %s (i32.const 0)))
                    (func (export "callRef") (result i64)
                      (call_ref $f %s (ref.func $sum))))
                  """
                      .formatted(" i64".repeat(count), count - 1, arguments, arguments))
              .exports();
      assertThat(exports.function("call").call()).isEqualTo(42L);
      assertThat(exports.function("callRef").call()).isEqualTo(42L);
    }
  }

  private static void assertCalls(List<Exports> all, int... results) {
    for (Exports exports : all) {
      for (int i = 0; i < results.length; i++) {
        assertThat(exports.function("call").call(i)).isEqualTo(results[i]);
      }
    }
  }

  private static void assertTraps(Exports exports, int index, String message) {
    assertThatThrownBy(() -> exports.function("call").call(index))
        .isInstanceOf(WebAssembly.RuntimeError.class)
        .hasMessage(message);
  }
}
