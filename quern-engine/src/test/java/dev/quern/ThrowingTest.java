package dev.quern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.quern.runtime.FunctionInstance;
import dev.quern.type.DefinedType;
import dev.quern.type.FunctionType;
import dev.quern.type.NumberType;
import dev.quern.type.ReferenceType;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exceptions that cross the border between Java and WebAssembly, in both directions. */
class ThrowingTest {
  private static final String CATCHING =
      """
      (module
        (import "host" "call" (func $call (param i32) (result i32)))
        (tag $tag (export "tag") (param i32 externref))
        (func (export "throw") (param i32 externref)
          (throw $tag (local.get 0) (local.get 1)))
        (func (export "pass") (param i32) (result i32) (call $call (local.get 0)))
        (func (export "catch") (param i32) (result i32)
          (block $caught (result i32 externref)
            (try_table (result i32) (catch $tag $caught) (call $call (local.get 0)))
            (return))
          (drop)
          (i32.add (i32.const 1000)))
        (func (export "catch_all") (param i32) (result i32)
          (block $caught
            (try_table (result i32) (catch_all $caught) (call $call (local.get 0)))
            (return))
          (i32.const -1))
        (func (export "catch_ref") (param i32) (result exnref)
          (block $caught (result exnref)
            (try_table (catch_all_ref $caught) (drop (call $call (local.get 0))))
            (ref.null exn)))
        (func (export "throw_ref") (param exnref) (throw_ref (local.get 0)))
        (func (export "again") (param i32)
          (try
            (do (drop (call $call (local.get 0))))
            (catch_all (rethrow 0)))))
      """;

  private interface Call {
    int of(int argument) throws Throwable;
  }

  private static WebAssembly.Instance instance(Call call) {
    IntUnaryOperator host =
        argument -> {
          try {
            return call.of(argument);
          } catch (Throwable e) {
            throw ThrowingTest.<RuntimeException>sneak(e);
          }
        };
    return Modules.instance(CATCHING, Imports.of("host", "call", IntUnaryOperator.class, host));
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> T sneak(Throwable thrown) throws T {
    throw (T) thrown;
  }

  private static WebAssembly.Instance throwing(Throwable thrown) {
    return instance(argument -> {
      throw thrown;
    });
  }

  @Test
  void javaCatchesWhatWebAssemblyThrows() {
    Exports exports = instance(i -> i).exports();
    var object = new Object();
    assertThatThrownBy(() -> exports.function("throw").call(7, object))
        .isInstanceOfSatisfying(
            WebAssembly.Exception.class,
            e -> {
              assertThat(e.is(exports.tag("tag"))).isTrue();
              assertThat(e.tag()).isSameAs(exports.tag("tag"));
              assertThat(e.getArg(exports.tag("tag"), 0)).isEqualTo(7);
              assertThat(e.getArg(exports.tag("tag"), 1)).isSameAs(object);
              assertThat(e.getStackTrace()).isNotEmpty();
            });
  }

  @Test
  void webAssemblyCatchesWhatJavaThrowsByItsTag() {
    var exports = new Exports[1];
    exports[0] =
        instance(
                i -> {
                  throw new WebAssembly.Exception(exports[0].tag("tag"), i, "x");
                })
            .exports();
    assertThat(exports[0].function("catch").call(5)).isEqualTo(1005);
    assertThat(exports[0].function("catch_all").call(5)).isEqualTo(-1);
  }

  @Test
  void anotherTagOfTheSameTypeIsNotCaught() {
    var type = new FunctionType(List.of(NumberType.I32, ReferenceType.EXTERNREF), List.of());
    var thrown = new WebAssembly.Exception(new WebAssembly.Tag(type), 1, null);
    Exports exports = throwing(thrown).exports();
    assertThatThrownBy(() -> exports.function("catch").call(5)).isSameAs(thrown);
    assertThat(exports.function("catch_all").call(5)).isEqualTo(-1);
  }

  @Test
  void exceptionsOfJavaPassThroughAsTheyAre() {
    List<Throwable> all =
        List.of(
            new IllegalStateException("x"),
            new IndexOutOfBoundsException("x"),
            new NullPointerException("x"),
            new ArithmeticException("x"),
            new WebAssembly.RuntimeError("x"),
            new IOException("x"));
    for (Throwable thrown : all) {
      Exports exports = throwing(thrown).exports();
      for (String name : List.of("pass", "catch", "again")) {
        assertThatThrownBy(() -> exports.function(name).call(1)).isSameAs(thrown);
      }
      assertThat(exports.function("catch_all").call(1)).isEqualTo(-1);
      Object reference = exports.function("catch_ref").call(1);
      assertThat(reference).isSameAs(thrown);
      assertThatThrownBy(() -> exports.function("throw_ref").call(reference)).isSameAs(thrown);
    }
  }

  @Test
  void errorsOfJavaAreNotCaught() {
    for (Throwable thrown : List.of(new AssertionError("x"), new OutOfMemoryError("x"))) {
      Exports exports = throwing(thrown).exports();
      assertThatThrownBy(() -> exports.function("catch_all").call(1)).isSameAs(thrown);
      assertThatThrownBy(() -> exports.function("again").call(1)).isSameAs(thrown);
    }
  }

  @Test
  void trapsAreNotCaughtNeitherAtOnceNorFurtherOut() {
    Exports trapping =
        Modules.instance(
                """
                (module
                  (memory 1)
                  (func (export "unreachable") (result i32) (unreachable))
                  (func (export "load") (result i32) (i32.load (i32.const -1)))
                  (func (export "divide") (result i32) (i32.div_s (i32.const 1) (i32.const 0)))
                  (func $endless (export "endless") (result i32) (i32.add (i32.const 1) (call $endless)))
                  (func (export "null") (result i32) (throw_ref (ref.null exn))))
                """)
            .exports();
    for (String name : List.of("unreachable", "load", "divide", "endless", "null")) {
      Exports exports = instance(i -> (int) trapping.function(name).call()).exports();
      for (String catching : List.of("pass", "catch", "catch_all", "again")) {
        assertThatThrownBy(() -> exports.function(catching).call(1))
            .isInstanceOf(WebAssembly.RuntimeError.class);
      }
    }
  }

  /** At once, later, and by way of another instance. */
  @Test
  void aTrapIsNotCaughtWhenAHostFunctionThrowsItAgain() {
    Exports trapping =
        Modules.instance("(module (func (export \"trap\") (result i32) (unreachable)))").exports();
    var kept = (WebAssembly.RuntimeError) catchThrowable(trapping.function("trap")::call);
    assertThat(kept.isTrap()).isTrue();
    Exports again =
        instance(
                argument -> {
                  try {
                    return (int) trapping.function("trap").call();
                  } catch (WebAssembly.RuntimeError e) {
                    throw e;
                  }
                })
            .exports();
    Exports through = instance(i -> (int) again.function("catch_all").call(i)).exports();
    for (String catching : List.of("pass", "catch", "catch_all", "catch_ref", "again")) {
      for (Exports exports : List.of(again, through, throwing(kept).exports())) {
        assertThatThrownBy(() -> exports.function(catching).call(1))
            .isInstanceOfSatisfying(
                WebAssembly.RuntimeError.class, e -> assertThat(e.isTrap()).isTrue())
            .hasMessage("unreachable");
      }
    }
    var made = new WebAssembly.RuntimeError("made of a trap", kept);
    assertThat(made.isTrap()).isFalse();
    assertThat(throwing(made).exports().function("catch_all").call(1)).isEqualTo(-1);
  }

  /** A function that throws as generated code would if the engine were wrong. */
  private static Imports faulty(Throwable fault) {
    var type = new FunctionType(List.of(NumberType.I32), List.of(NumberType.I32));
    MethodHandle thrower =
        MethodHandles.dropArguments(
            MethodHandles.throwException(int.class, Throwable.class).bindTo(fault), 0, int.class);
    MethodType handleType = FunctionInstance.handleType(type);
    var instance = FunctionInstance.host(DefinedType.of(type), () -> thrower.asType(handleType));
    var function = new WebAssembly.Function(instance, "faulty");
    instance.embedder = function;
    return Imports.of("host", "call", function);
  }

  @Test
  void faultsOfTheEngineAreNotExceptionsOfTheProgram() {
    for (Throwable fault :
        List.of(
            new ClassCastException("x"),
            new NullPointerException("x"),
            new IndexOutOfBoundsException("x"),
            new IllegalStateException("x"),
            new VerifyError("x"),
            new AssertionError("x"))) {
      Exports exports = Modules.instance(CATCHING, faulty(fault)).exports();
      for (String catching : List.of("pass", "catch", "catch_all", "catch_ref", "again")) {
        assertThatThrownBy(() -> exports.function(catching).call(1))
            .as(catching)
            .isInstanceOf(EngineFault.class)
            .hasMessage("a fault of Quern, not of the program: " + fault)
            .hasCause(fault);
      }
      Exports further = instance(i -> (int) exports.function("catch_all").call(i)).exports();
      assertThatThrownBy(() -> further.function("catch_all").call(1))
          .isInstanceOf(EngineFault.class)
          .hasCause(fault);
    }
  }

  @Test
  void aHostFunctionMayTrap() {
    var trap = WebAssembly.RuntimeError.trap("x");
    Exports exports = throwing(trap).exports();
    for (String catching : List.of("pass", "catch", "catch_all", "catch_ref", "again")) {
      assertThatThrownBy(() -> exports.function(catching).call(1)).isSameAs(trap).hasMessage("x");
    }
  }

  @Test
  void anExceptionReferenceIsTheExceptionInJava() {
    Exports exports = instance(i -> i).exports();
    var thrown = new WebAssembly.Exception(exports.tag("tag"), 1, null);
    assertThatThrownBy(() -> exports.function("throw_ref").call(thrown)).isSameAs(thrown);
    assertThatThrownBy(() -> exports.function("throw_ref").call((Object) null))
        .isInstanceOf(WebAssembly.RuntimeError.class)
        .hasMessage("null exception reference");
    assertThatThrownBy(() -> exports.function("throw_ref").call("text"))
        .isInstanceOf(WebAssembly.TypeError.class)
        .hasMessage("argument 1 of throw_ref: expected exnref (Exception or null) but got String");
  }

  @Test
  void handlesConvertExceptionReferencesToo() throws Throwable {
    Exports exports =
        throwing(
                new WebAssembly.Exception(
                    new WebAssembly.Tag(new FunctionType(List.of(), List.of()))))
            .exports();
    Object caught = (Object) exports.function("catch_ref").handle().invokeExact(1);
    assertThat(caught).isInstanceOf(WebAssembly.Exception.class);
    assertThatThrownBy(() -> exports.function("throw_ref").handle().invoke(caught))
        .isSameAs(caught);
  }

  @ParameterizedTest
  @ValueSource(ints = {Options.MIN_METHOD_LIMIT, Options.MAX_METHOD_LIMIT})
  void aHandlerSeesTheMemoryAndTheLocalsAsTheyAreWhenItStarts(int methodLimit) {
    byte[] module =
        Wat.parse(
            """
            (module
              (memory 1)
              (tag $tag)
              (func $grow
                (i32.store (i32.const 0) (i32.const 4711))
                (drop (memory.grow (i32.const 1)))
                (i32.store (i32.const 65536) (i32.const 42))
                (throw $tag))
              (func (export "run") (param i32) (result i32 i32 i32)
                (local $count i32)
                (block $caught
                  (try_table (catch $tag $caught)
                    (drop (i32.load (i32.const 0)))
                    (local.set $count (i32.const 1))
                    (loop $again
                      (local.set $count (i32.add (local.get $count) (local.get 0)))
                      (br_if $again (i32.lt_s (local.get $count) (i32.const 100))))
                    (call $grow)
                    (local.set $count (i32.const 7))))
                (local.get $count) (i32.load (i32.const 0)) (i32.load (i32.const 65536))))
            """);
    var options = Options.defaults().withMethodLimit(methodLimit);
    var instance = new WebAssembly.Instance(new WebAssembly.Module(module, options));
    assertThat((Object[]) instance.exports().function("run").call(10))
        .containsExactly(101, 4711, 42);
  }

  /** What a callee in tail position throws is its caller's affair, and not the function's. */
  @ParameterizedTest
  @ValueSource(ints = {Options.MIN_METHOD_LIMIT, Options.MAX_METHOD_LIMIT})
  void aTailCallLeavesTheTryBlock(int methodLimit) {
    byte[] module =
        Wat.parse(
            """
            (module
              (type $f (func (result i32)))
              (import "host" "throw" (func $host (type $f)))
              (tag $tag)
              (table funcref (elem $host $own))
              (func $own (type $f) (throw $tag))
              (func (export "import") (result i32)
                (block $caught
                  (try_table (catch_all $caught) (return_call $host)))
                (i32.const 1))
              (func (export "own") (result i32)
                (block $caught
                  (try_table (catch_all $caught) (return_call $own)))
                (i32.const 1))
              (func (export "indirect") (param i32) (result i32)
                (block $caught
                  (try_table (catch_all $caught)
                    (return_call_indirect (type $f) (local.get 0))))
                (i32.const 1))
              (func (export "after") (param i32) (result i32)
                (block $caught
                  (try_table (catch_all $caught)
                    (if (local.get 0) (then (return_call $own)))
                    (throw $tag)))
                (i32.const 1)))
            """);
    var thrown = new IllegalStateException("x");
    Imports imports =
        Imports.of(
            "host",
            "throw",
            java.util.function.IntSupplier.class,
            () -> {
              throw thrown;
            });
    var options = Options.defaults().withMethodLimit(methodLimit);
    Exports exports =
        new WebAssembly.Instance(new WebAssembly.Module(module, options), imports).exports();
    assertThatThrownBy(() -> exports.function("import").call()).isSameAs(thrown);
    assertThatThrownBy(() -> exports.function("indirect").call(0)).isSameAs(thrown);
    assertThatThrownBy(() -> exports.function("own").call())
        .isInstanceOf(WebAssembly.Exception.class);
    assertThatThrownBy(() -> exports.function("indirect").call(1))
        .isInstanceOf(WebAssembly.Exception.class);
    assertThatThrownBy(() -> exports.function("after").call(1))
        .isInstanceOf(WebAssembly.Exception.class);
    assertThat(exports.function("after").call(0)).isEqualTo(1);
  }
}
