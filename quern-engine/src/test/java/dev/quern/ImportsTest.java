package dev.quern;

import static dev.quern.Modules.instance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntBinaryOperator;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Import objects and host functions. */
class ImportsTest {
  /**
   * A module that imports {@code a.f} of a type and exports it twice: as it is and behind a call.
   */
  private static Exports through(String type, String gets, Imports imports) {
    return instance(
            """
            (module (import "a" "f" (func $f %s))
              (func (export "call") %s (call $f %s))
              (export "direct" (func $f)))
            """
                .formatted(type, type, gets),
            imports)
        .exports();
  }

  private static Imports lambda(Object function) {
    return Imports.of("a", "f", function);
  }

  @Test
  void lambdasAreHostFunctions() {
    var add =
        through(
            "(param i32 i32) (result i32)",
            "(local.get 0) (local.get 1)",
            Imports.of("a", "f", IntBinaryOperator.class, Integer::sum));
    assertThat(add.function("call").call(1, 2)).isEqualTo(3);
    assertThat(add.function("direct").call(1, 2)).isEqualTo(3);
    assertThat(add.function("direct").name()).isEqualTo("a.f");
    var negate =
        through(
            "(param i64) (result i64)",
            "(local.get 0)",
            Imports.of("a", "f", LongUnaryOperator.class, x -> -x));
    assertThat(negate.function("call").call(5L)).isEqualTo(-5L);
  }

  @Test
  void lambdasThatAreCastNeedNoInterface() {
    var seen = new ArrayList<Integer>();
    var exports = through("(param i32)", "(local.get 0)", lambda((IntConsumer) seen::add));
    exports.function("call").call(3);
    var namespace = Map.of("f", (IntConsumer) seen::add);
    for (var imports : List.of(Imports.of(Map.of("a", namespace)), Imports.of("a", namespace))) {
      through("(param i32)", "(local.get 0)", imports).function("call").call(4);
    }
    assertThat(seen).containsExactly(3, 4, 4);
  }

  @Test
  void methodHandlesAreHostFunctions() throws Exception {
    MethodHandle max =
        MethodHandles.lookup()
            .findStatic(
                Math.class, "max", MethodType.methodType(double.class, double.class, double.class));
    var exports =
        through(
            "(param f64 f64) (result f64)",
            "(local.get 0) (local.get 1)",
            Imports.of("a", "f", max));
    assertThat(exports.function("call").call(1d, 2d)).isEqualTo(2d);
  }

  static final class Host {
    final List<String> log = new ArrayList<>();

    @WasmFunction
    void note(Caller caller, int address, int length) {
      log.add(caller.memory().readString(address, length));
    }

    @WasmFunction("to-string")
    private String number(int value) {
      return Integer.toString(value);
    }

    @WasmFunction
    static long twice(long value) {
      return 2 * value;
    }

    @SuppressWarnings("unused")
    void notForWebAssembly() {}
  }

  @Test
  void annotatedMethodsAreHostFunctions() {
    var host = new Host();
    var exports =
        instance(
                """
                (module
                  (import "h" "note" (func $note (param i32 i32)))
                  (import "h" "to-string" (func $string (param i32) (result externref)))
                  (import "h" "twice" (func $twice (param i64) (result i64)))
                  (memory (export "memory") 1)
                  (data (i32.const 4) "hello")
                  (func (export "note") (call $note (i32.const 4) (i32.const 5)))
                  (export "string" (func $string))
                  (func (export "twice") (param i64) (result i64) (call $twice (local.get 0))))
                """,
                Imports.of("h", host))
            .exports();
    exports.function("note").call();
    assertThat(host.log).containsExactly("hello");
    assertThat(exports.function("string").call(5)).isEqualTo("5");
    assertThat(exports.function("twice").call(5L)).isEqualTo(10L);
    assertThatThrownBy(() ->
            instance("(module (import \"h\" \"notForWebAssembly\" (func)))", Imports.of("h", host)))
        .isInstanceOf(WebAssembly.LinkError.class)
        .hasMessageStartingWith("unknown import");
    assertThat(Imports.none().with("h", host, MethodHandles.lookup())).isNotNull();
  }

  @Test
  void refusesObjectsWithoutAnnotatedMethods() {
    assertThatThrownBy(() -> Imports.of("h", new Object()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("java.lang.Object has no method with @WasmFunction");
    class Twice {
      @WasmFunction("f")
      public void a() {}

      @WasmFunction("f")
      public void b() {}
    }
    assertThatThrownBy(() -> Imports.of("h", new Twice()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("two methods for the function f");
  }

  @Test
  @SuppressWarnings({"unchecked", "rawtypes"})
  void refusesWhatIsNoFunctionalInterface() {
    assertThatThrownBy(() -> Imports.of("a", "f", List.class, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("java.util.List is not a functional interface");
    assertThatThrownBy(() -> Imports.of("a", "f", String.class, ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Imports.of("a", "f", (Class) IntConsumer.class, "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("String does not implement java.util.function.IntConsumer");
    assertThatThrownBy(() -> Imports.of("a", "f", (Object) null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Imports.of(Map.of("a", Collections.singletonMap("f", null))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aHostFunctionThatDoesNotFitIsALinkErrorWithBothTypes() {
    misfit(
        "(param i64) (result i32)",
        (IntBinaryOperator) Integer::sum,
        "host function (int,int)int does not fit [i64] -> [i32], which needs (long)int");
    misfit(
        "(param i32)",
        (IntSupplier) () -> 1,
        "host function ()int does not fit [i32] -> [], which needs (int)void");
    misfit(
        "(result i32)",
        (Supplier<Integer>) () -> 1,
        "host function ()Object does not fit [] -> [i32], which needs ()int");
    misfit(
        "(param i32)",
        (Consumer<Integer>) i -> {},
        "host function (Object)void does not fit [i32] -> [], which needs (int)void");
    misfit("(result i32)", (Runnable) () -> {}, "host function ()void does not fit");
    misfit("", (IntSupplier) () -> 1, "host function ()int does not fit");
  }

  private static void misfit(String type, Object function, String message) {
    assertThatThrownBy(
            () -> instance("(module (import \"a\" \"f\" (func " + type + ")))", lambda(function)))
        .isInstanceOf(WebAssembly.LinkError.class)
        .hasMessageStartingWith("incompatible import type: \"a\" \"f\", expected function [")
        .hasMessageContaining(message);
  }

  interface TextLength {
    int length(String text);
  }

  interface Several {
    Object[] values(int count);
  }

  @Test
  void referencesMayHaveAClass() {
    var exports =
        through(
            "(param externref) (result i32)",
            "(local.get 0)",
            Imports.of("a", "f", TextLength.class, t -> t == null ? -1 : t.length()));
    assertThat(exports.function("call").call("four")).isEqualTo(4);
    assertThat(exports.function("call").call((Object) null)).isEqualTo(-1);
    assertThatThrownBy(() -> exports.function("call").call(4))
        .isInstanceOf(WebAssembly.TypeError.class)
        .hasMessage("parameter 1 of a.f: expected String but got Integer");
  }

  @Test
  void functionReferencesAreFunctions() {
    Function<Object, Object> identity = f -> f;
    var exports = through("(param funcref) (result funcref)", "(local.get 0)", lambda2(identity));
    var function = exports.function("call");
    assertThat(function.call(function)).isSameAs(function);
    assertThat(function.call((Object) null)).isNull();
    var wrong = through("(result funcref)", "", lambda((Supplier<Object>) () -> "text"));
    for (var name : List.of("call", "direct")) {
      assertThatThrownBy(wrong.function(name)::call)
          .isInstanceOf(WebAssembly.TypeError.class)
          .hasMessage(
              "result of a.f: expected funcref (WebAssembly.Function or null) but got String");
    }
    UnaryOperator<String> text = t -> t;
    assertThat(
            through("(param externref) (result externref)", "(local.get 0)", lambda(text))
                .function("call")
                .call("x"))
        .isEqualTo("x");
  }

  @SuppressWarnings("unchecked")
  private static Imports lambda2(Function<Object, Object> function) {
    return Imports.of("a", "f", Function.class, function);
  }

  @Test
  void severalResultsAreAnArray() {
    var values = new Object[] {1, 2L, "x"};
    var exports =
        through(
            "(param i32) (result i32 i64 externref)",
            "(local.get 0)",
            Imports.of("a", "f", Several.class, count -> count == 3 ? values : new Object[count]));
    assertThat((Object[]) exports.function("call").call(3)).containsExactly(values);
    assertThat((Object[]) exports.function("direct").call(3)).containsExactly(values);
    assertThatThrownBy(() -> exports.function("call").call(2))
        .isInstanceOf(WebAssembly.TypeError.class)
        .hasMessage("a.f: expected 3 results [i32, i64, externref] but got 2");
    var nothing =
        through(
            "(param i32) (result i32 i64 externref)",
            "(local.get 0)",
            Imports.of("a", "f", Several.class, count -> null));
    assertThatThrownBy(() -> nothing.function("call").call(0))
        .isInstanceOf(WebAssembly.TypeError.class)
        .hasMessage("results of a.f: expected Object[3] but got null");
  }

  interface Wide {
    Object call(Object[] arguments);
  }

  @Test
  void manyParametersComeAsOneArray() throws Exception {
    var types = String.join(" ", Collections.nCopies(300, "i32")) + " funcref";
    var gets = new StringBuilder();
    for (int i = 0; i < 301; i++) {
      gets.append("(local.get ").append(i).append(')');
    }
    var exports =
        through(
            "(param " + types + ") (result externref)",
            gets.toString(),
            Imports.of("a", "f", Wide.class, arguments -> arguments));
    var arguments = new Object[301];
    java.util.Arrays.fill(arguments, 7);
    arguments[300] = exports.function("direct");
    assertThat((Object[]) exports.function("call").call(arguments)).containsExactly(arguments);
  }

  @Test
  void whatIsAddedLaterIsFoundFirst() {
    Imports one = Imports.of("a", "f", IntSupplier.class, () -> 1);
    Imports two = one.with("a", "f", IntSupplier.class, () -> 2);
    Imports three = Imports.of(Map.of("a", Map.of("f", (IntSupplier) () -> 3)));
    assertThat(value(one)).isEqualTo(1);
    assertThat(value(two)).isEqualTo(2);
    assertThat(value(two.and(three))).isEqualTo(3);
    assertThat(value(three.and(two))).isEqualTo(2);
    assertThat(value(three.and(Imports.none()))).isEqualTo(3);
    assertThat(value(three.with("a", "g", 1).with("b", "f", 2))).isEqualTo(3);
  }

  private static Object value(Imports imports) {
    return through("(result i32)", "", imports).function("call").call();
  }
}
