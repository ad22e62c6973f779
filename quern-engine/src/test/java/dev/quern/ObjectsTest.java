package dev.quern;

import static dev.quern.Modules.instance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.WebAssembly.RuntimeError;
import dev.quern.WebAssembly.TypeError;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Structs, arrays and i31s as Java sees them; their types across modules and in time. */
class ObjectsTest {
  private static final String POINT =
      """
      (module
        (type $point (sub (struct (field (mut i32)))))
        (type $named (sub $point (struct (field (mut i32)) (field externref))))
        (type $ints (array i32))
        (func (export "point") (param i32) (result (ref $point)) (struct.new $point (local.get 0)))
        (func (export "named") (param externref) (result structref)
          (struct.new $named (i32.const 7) (local.get 0)))
        (func (export "ints") (result arrayref) (array.new_default $ints (i32.const 3)))
        (func (export "any") (param anyref) (result anyref) (local.get 0))
        (func (export "eq") (param eqref) (result eqref) (local.get 0))
        (func (export "i31") (param i31ref) (result i31ref) (local.get 0))
        (func (export "struct") (param structref) (result structref) (local.get 0))
        (func (export "array") (param arrayref) (result arrayref) (local.get 0))
        (func (export "none") (param nullref) (result nullref) (local.get 0))
        (func (export "x") (param (ref null $point)) (result i32) (struct.get $point 0 (local.get 0)))
        (func (export "y") (param (ref $named)) (result externref) (struct.get $named 1 (local.get 0)))
        (func (export "isI31") (param anyref) (result i32) (ref.test (ref i31) (local.get 0)))
        (func (export "isEq") (param externref) (result i32)
          (ref.test (ref eq) (any.convert_extern (local.get 0))))
        (table (export "table") 2 (ref null $point))
        (global (export "global") (mut eqref) (ref.i31 (i32.const 5))))
      """;

  private final Exports exports = instance(POINT).exports();

  private @Nullable Object call(String name, @Nullable Object... arguments) {
    return exports.function(name).call(arguments);
  }

  @Test
  void keepTheirIdentity() {
    Object point = call("point", 3);
    assertThat(point).isInstanceOf(StructRef.class).isNotInstanceOf(ArrayRef.class);
    assertThat(call("ints")).isInstanceOf(ArrayRef.class).isNotInstanceOf(StructRef.class);
    for (String name : List.of("any", "eq", "struct")) {
      assertThat(call(name, point)).isSameAs(point);
    }
    assertThat(call("x", point)).isEqualTo(3);
    assertThat(call("y", call("named", this))).isSameAs(this);
  }

  @Test
  void integersOf31BitsAreI31s() {
    for (int value : new int[] {0, -1, 12_345, (1 << 30) - 1, -(1 << 30)}) {
      assertThat(call("i31", value)).isEqualTo(value);
      assertThat(call("isI31", value)).isEqualTo(1);
      assertThat(call("isEq", value)).isEqualTo(1);
    }
    for (int value : new int[] {1 << 30, -(1 << 30) - 1, Integer.MIN_VALUE}) {
      assertThat(call("any", value)).isEqualTo(value);
      assertThat(call("isI31", value)).isEqualTo(0);
      assertThat(call("isEq", value)).isEqualTo(0);
      assertThatThrownBy(() -> call("i31", value)).isInstanceOf(TypeError.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "eq     | eqref (StructRef, ArrayRef, Integer of 31 bits or null) but got String",
        "i31    | i31ref (Integer of 31 bits or null) but got String",
        "struct | structref (StructRef or null) but got String",
        "array  | arrayref (ArrayRef or null) but got String",
        "none   | nullref (nothing or null) but got String",
        "x      | (ref null (struct (field (mut i32)))) (StructRef or null) but got String",
      })
  void areCheckedAsArguments(String name, String message) {
    assertThatThrownBy(() -> call(name, "text"))
        .isInstanceOf(TypeError.class)
        .hasMessage("argument 1 of " + name + ": expected " + message);
    assertThatThrownBy(() -> exports.function(name).handle().invoke((Object) "text"))
        .isInstanceOf(TypeError.class);
    if (!name.equals("x")) {
      assertThat(call(name, (Object) null)).isNull();
    }
  }

  @Test
  void areOfTheirOwnType() {
    assertThat(call("x", call("named", (Object) null))).isEqualTo(7);
    assertThatThrownBy(() -> call("y", call("point", 1)))
        .isInstanceOf(TypeError.class)
        .hasMessageEndingWith("(StructRef, not null) but got StructRef");
    assertThatThrownBy(() -> call("x", call("ints")))
        .isInstanceOf(TypeError.class)
        .hasMessageEndingWith("but got ArrayRef");
    assertThatThrownBy(() -> call("struct", new StructRef() {})).isInstanceOf(TypeError.class);
  }

  @Test
  void liveInTablesAndGlobals() {
    WebAssembly.Table table = exports.table("table");
    Object point = call("point", 1);
    table.set(1, point);
    assertThat(table.get(1)).isSameAs(point);
    assertThat(table.get(0)).isNull();
    assertThatThrownBy(() -> table.set(0, 5)).isInstanceOf(TypeError.class);
    WebAssembly.Global global = exports.global("global");
    assertThat(global.value()).isEqualTo(5);
    global.value(point);
    assertThat(global.value()).isSameAs(point);
    assertThatThrownBy(() -> global.value("text")).isInstanceOf(TypeError.class);
  }

  @Test
  void areResultsOfHostFunctions() {
    String wat =
        """
        (module (type $s (struct (field i32)))
          (import "a" "f" (func $f (param anyref) (result (ref null $s))))
          (func (export "f") (param i32) (result i32)
            (struct.get $s 0 (call $f (struct.new $s (local.get 0))))))
        """;
    UnaryOperator<@Nullable Object> same = object -> object;
    assertThat(host(wat, same).call(3)).isEqualTo(3);
    assertThatThrownBy(() -> host(wat, object -> "text").call(3))
        .isInstanceOf(TypeError.class)
        .hasMessageStartingWith("result of a.f: expected");
    assertThatThrownBy(() -> host(wat, object -> null).call(3))
        .isInstanceOf(RuntimeError.class)
        .hasMessage("null structure reference");
  }

  private static WebAssembly.Function host(String wat, UnaryOperator<@Nullable Object> function) {
    return instance(wat, Imports.of("a", "f", UnaryOperator.class, function))
        .exports()
        .function("f");
  }

  @Test
  void exhaustionIsARuntimeError() {
    var function =
        instance(
                """
                (module (type $a (array i64))
                  (func (export "f") (param i32) (result arrayref)
                    (array.new $a (i64.const 1) (local.get 0))))
                """)
            .exports()
            .function("f");
    for (int size : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> function.call(size))
          .isInstanceOf(RuntimeError.class)
          .hasMessage("out of memory");
    }
    assertThat(function.call(3)).isInstanceOf(ArrayRef.class);
  }

  /** As many supertypes as the JavaScript interface allows; each is a class. */
  @Test
  void haveManySupertypes() {
    String types =
        IntStream.rangeClosed(1, 63)
            .mapToObj(i ->
                "(type $t%d (sub $t%d (struct %s)))"
                    .formatted(i, i - 1, "(field i32)".repeat(i + 1)))
            .collect(Collectors.joining("\n"));
    var function =
        instance(
                """
                (module (type $t0 (sub (struct (field i32))))
                  %s
                  (type $f (sub $t63 (struct)))
                  (func (export "get") (param structref) (result i32)
                    (struct.get $t63 50 (ref.cast (ref $t63) (local.get 0))))
                  (func (export "is40") (param structref) (result i32)
                    (ref.test (ref $t40) (local.get 0)))
                  (func (export "make63") (result structref) (struct.new $t63 %s))
                  (func (export "make39") (result structref) (struct.new_default $t39)))
                """
                    .replace("(type $f (sub $t63 (struct)))", "")
                    .formatted(
                        types,
                        IntStream.rangeClosed(0, 63)
                            .mapToObj(i -> "(i32.const " + i + ")")
                            .collect(Collectors.joining())))
            .exports();
    Object deep = function.function("make63").call();
    assertThat(function.function("get").call(deep)).isEqualTo(50);
    assertThat(function.function("is40").call(deep)).isEqualTo(1);
    Object shallow = function.function("make39").call();
    assertThat(function.function("is40").call(shallow)).isEqualTo(0);
    assertThatThrownBy(() -> function.function("get").call(shallow))
        .isInstanceOf(RuntimeError.class)
        .hasMessage("cast failure");
  }

  /** Modules that are compiled at once, on several threads, agree on the class of a type. */
  @Test
  void haveOneClassInAllModules() throws Exception {
    String wat =
        """
        (module (rec (type $a (sub (struct (field i64) (field (ref null $b)))))
                     (type $b (sub $a (struct (field i64) (field (ref null $b)) (field f32)))))
          (func (export "make") (result anyref) (struct.new_default $b))
          (func (export "is") (param anyref) (result i32) (ref.test (ref $b) (local.get 0))))
        """;
    try (var threads = Executors.newFixedThreadPool(4)) {
      Callable<Exports> task =
          () -> {
            Exports made = instance(wat).exports();
            made.function("make").call();
            return made;
          };
      var all = new ArrayList<Exports>();
      for (Future<Exports> future : threads.invokeAll(java.util.Collections.nCopies(8, task))) {
        all.add(future.get());
      }
      Set<Class<?>> classes =
          all.stream().map(e -> e.function("make").call().getClass()).collect(Collectors.toSet());
      assertThat(classes).hasSize(1);
      Object object = all.getFirst().function("make").call();
      assertThat(all).allMatch(e -> e.function("is").call(object).equals(1));
    }
  }

  /** An object keeps its type and its class; when modules and objects are gone, both go. */
  @Test
  void keepTheirTypeAliveAndNothingElseDoes() {
    String wat =
        """
        (module (type $mine (sub (struct (field f64) (field i8) (field i8))))
          (type $array (array (ref null $mine)))
          (func (export "make") (result anyref) (struct.new_default $mine))
          (func (export "array") (result anyref) (array.new_default $array (i32.const 1)))
          (func (export "is") (param anyref) (result i32) (ref.test (ref $mine) (local.get 0))))
        """;
    Supplier<Object> make = () -> instance(wat).exports().function("make").call();
    Object object = make.get();
    var kept = new WeakReference<>(object.getClass());
    var array = new WeakReference<>(instance(wat).exports().function("array").call().getClass());
    collect(array);
    assertThat(array.get()).isNull();
    assertThat(kept.get()).isNotNull();
    assertThat(instance(wat).exports().function("is").call(object)).isEqualTo(1);
    object = null;
    collect(kept);
    assertThat(kept.get()).isNull();
  }

  private static void collect(WeakReference<?> reference) {
    for (int i = 0; i < 50 && reference.get() != null; i++) {
      System.gc();
      // Dead types are forgotten when the next one is resolved.
      instance("(module (type (array (field i8))))".replace("(field i8)", "i8"));
    }
  }
}
