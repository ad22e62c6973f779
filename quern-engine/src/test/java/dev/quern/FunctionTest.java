package dev.quern;

import static dev.quern.Modules.instance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.type.FunctionType;
import dev.quern.type.NumberType;
import dev.quern.type.ReferenceType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Calls of exported functions from Java. */
class FunctionTest {
  private static final String CALCULATOR =
      """
      (module $calculator
        (func $add (export "add") (param i32 i32) (result i32)
          (i32.add (local.get 0) (local.get 1)))
        (func (export "mixed") (param i32 i64 f32 f64) (result f64)
          (f64.add (f64.add (f64.convert_i32_s (local.get 0)) (f64.convert_i64_s (local.get 1)))
            (f64.add (f64.promote_f32 (local.get 2)) (local.get 3))))
        (func (export "nothing"))
        (func (export "several") (param i32) (result i32 i64 f32 f64 externref)
          (local.get 0) (i64.const 2) (f32.const 3) (f64.const 4) (ref.null extern))
        (func (export "same") (param externref) (result externref) (local.get 0))
        (func (export "sameFunction") (param funcref) (result funcref) (local.get 0))
        (func (export "pair") (param funcref externref) (result externref funcref)
          (local.get 1) (local.get 0))
        (func $unnamed (export "divide") (param i32 i32) (result i32)
          (i32.div_s (local.get 0) (local.get 1))))
      """;

  private final Exports exports = instance(CALCULATOR).exports();

  private Object call(String name, Object... arguments) {
    return exports.function(name).call(arguments);
  }

  @Test
  void callsWithBoxedValues() {
    assertThat(call("add", 1, 2)).isEqualTo(3);
    assertThat(call("mixed", 1, 2L, 3f, 4d)).isEqualTo(10d);
    assertThat(call("nothing")).isNull();
    assertThat((Object[]) call("several", 1)).containsExactly(1, 2L, 3f, 4d, null);
  }

  @Test
  void callsWithReferences() {
    var object = new Object();
    assertThat(call("same", object)).isSameAs(object);
    assertThat(call("same", (Object) null)).isNull();
    assertThat(exports.function("same").call((Object[]) null)).isNull();
    var add = exports.function("add");
    assertThat(call("same", add)).isSameAs(add);
    assertThat(call("sameFunction", add)).isSameAs(add);
    assertThat(call("sameFunction", (Object) null)).isNull();
    Object[] arguments = {add, "x"};
    assertThat((Object[]) call("pair", arguments)).containsExactly("x", add);
    assertThat(arguments).containsExactly(add, "x");
  }

  @Test
  void saysWhichArgumentIsWrong() {
    refuses("add", "argument 2 of add: expected i32 (Integer) but got String", 1, "2");
    refuses("add", "argument 1 of add: expected i32 (Integer) but got Long", 1L, 2);
    refuses("add", "argument 1 of add: expected i32 (Integer) but got null", null, 2);
    refuses("add", "add: expected 2 arguments [i32, i32] but got 1", 1);
    refuses("add", "add: expected 2 arguments [i32, i32] but got 0");
    refuses("same", "same: expected 1 argument [externref] but got 2", 1, 2);
    refuses(
        "sameFunction",
        "argument 1 of sameFunction: expected funcref (WebAssembly.Function or null) but got"
            + " Object",
        new Object());
  }

  private void refuses(String name, String message, Object... arguments) {
    assertThatThrownBy(() -> call(name, arguments))
        .isInstanceOf(WebAssembly.TypeError.class)
        .hasMessage(message);
  }

  @Test
  void hasAHandleOfItsType() throws Throwable {
    MethodHandle add = exports.function("add").handle();
    assertThat(add).isSameAs(exports.function("add").handle());
    assertThat((int) add.invokeExact(40, 2)).isEqualTo(42);
    MethodHandle same = exports.function("same").handle();
    assertThat((Object) same.invokeExact((Object) "x")).isEqualTo("x");
    MethodHandle sameFunction = exports.function("sameFunction").handle();
    assertThat(sameFunction.type())
        .isEqualTo(MethodType.methodType(WebAssembly.Function.class, WebAssembly.Function.class));
    assertThat((WebAssembly.Function) sameFunction.invokeExact(exports.function("add")))
        .isSameAs(exports.function("add"));
    assertThat((WebAssembly.Function) sameFunction.invokeExact((WebAssembly.Function) null))
        .isNull();
    MethodHandle several = exports.function("several").handle();
    assertThat((Object[]) several.invokeExact(1)).containsExactly(1, 2L, 3f, 4d, null);
    MethodHandle pair = exports.function("pair").handle();
    assertThat((Object[]) pair.invokeExact(exports.function("add"), (Object) "x"))
        .containsExactly("x", exports.function("add"));
    exports.function("nothing").handle().invokeExact();
  }

  @Test
  void hasATypeAndAName() {
    var add = exports.function("add");
    assertThat(add.type())
        .isEqualTo(
            new FunctionType(List.of(NumberType.I32, NumberType.I32), List.of(NumberType.I32)));
    assertThat(add.name()).isEqualTo("add");
    assertThat(exports.function("divide").name()).isEqualTo("unnamed");
    assertThat(exports.function("nothing").name()).isEqualTo("nothing");
    assertThat(add).hasToString("WebAssembly.Function[add [i32 i32] -> [i32]]");
    var nameless =
        instance("(module (table (export \"t\") 1 funcref) (func) (elem (i32.const 0) 0))");
    assertThat(nameless.exports().table("t").get(0))
        .hasToString("WebAssembly.Function[0 [] -> []]");
  }

  @Test
  void aReferenceThatCanNotBeNullIsChecked() {
    var function =
        instance(
                """
                (module (type $t (func (result i32)))
                  (func $one (export "one") (type $t) (i32.const 1))
                  (func (export "other"))
                  (func (export "call") (param (ref $t)) (result i32)
                    (call_ref $t (local.get 0)))
                  (func (export "any") (param (ref extern)) (result (ref extern)) (local.get 0)))
                """)
            .exports();
    assertThat(function.function("call").call(function.function("one"))).isEqualTo(1);
    assertThatThrownBy(() -> function.function("call").call((Object) null))
        .isInstanceOf(WebAssembly.TypeError.class)
        .hasMessage(
            "argument 1 of call: expected (ref [] -> [i32]) (WebAssembly.Function, not null) "
                + "but got null");
    assertThatThrownBy(() -> function.function("call").call(function.function("other")))
        .isInstanceOf(WebAssembly.TypeError.class)
        .hasMessageEndingWith("but got function [] -> []");
    assertThatThrownBy(() -> function.function("call").handle().invoke((WebAssembly.Function) null))
        .isInstanceOf(WebAssembly.TypeError.class);
    assertThatThrownBy(() -> function.function("any").handle().invoke((Object) null))
        .isInstanceOf(WebAssembly.TypeError.class)
        .hasMessage("argument 1 of any: expected (ref extern) (Object, not null) but got null");
    assertThat(function.function("any").call("x")).isEqualTo("x");
  }

  @Test
  void takesAThousandParametersAndResults() throws Throwable {
    for (var type : List.of("i32", "i64")) {
      for (int count : List.of(100, 125, 126, 240, 250, 251, 255, 256, 1000)) {
        var types = String.join(" ", java.util.Collections.nCopies(count, type));
        var gets =
            IntStream.range(0, count)
                .mapToObj(i -> "(local.get " + i + ")")
                .collect(Collectors.joining(" "));
        var wat =
            """
            (module (func (export "f") (param %s) (result %s) %s)
              (func (export "last") (param %s) (result %s) (local.get %d)))
            """
                .formatted(types, types, gets, types, type, count - 1);
        var all = instance(wat).exports();
        var values = new Object[count];
        Arrays.setAll(values, i -> type.equals("i32") ? (Object) i : (Object) (long) i);
        assertThat((Object[]) all.function("f").call(values)).containsExactly(values);
        assertThat(all.function("last").call(values)).isEqualTo(values[count - 1]);
        var handle = all.function("last").handle();
        assertThat(
                handle.type().parameterType(0) == Object[].class
                    ? handle.invoke(values)
                    : handle.invokeWithArguments(values))
            .isEqualTo(values[count - 1]);
      }
    }
  }

  @Test
  void hostFunctionsCanBeCalledToo() throws Throwable {
    var handle =
        MethodHandles.lookup()
            .findStatic(
                Math.class, "addExact", MethodType.methodType(int.class, int.class, int.class));
    var function =
        WebAssembly.Function.of(
            new FunctionType(List.of(NumberType.I32, NumberType.I32), List.of(NumberType.I32)),
            handle);
    assertThat(function.call(1, 2)).isEqualTo(3);
    assertThat((int) function.handle().invokeExact(1, 2)).isEqualTo(3);
    assertThatThrownBy(() -> function.call(Integer.MAX_VALUE, 1))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() ->
            WebAssembly.Function.of(
                new FunctionType(List.of(NumberType.I64), List.of(ReferenceType.FUNCREF)), handle))
        .isInstanceOf(WebAssembly.TypeError.class)
        .hasMessage(
            "host function (int,int)int does not fit [i64] -> [funcref], "
                + "which needs (long)Function");
  }
}
