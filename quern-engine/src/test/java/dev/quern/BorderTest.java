package dev.quern;

import static dev.quern.Modules.instance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** What callers outside see of traps and of exceptions of the host. */
class BorderTest {
  private static final String TRAPS =
      """
      (module $traps
        (type $v (func))
        (memory 1)
        (table 2 funcref)
        (elem (i32.const 1) $param)
        (func $param (param i32))
        (func (export "unreachable") unreachable)
        (func $load (export "load") (drop (i32.load (i32.const -4))))
        (func $nested (export "nested") (call $load))
        (func (export "divide") (drop (i32.div_u (i32.const 1) (i32.const 0))))
        (func (export "overflow") (drop (i32.div_s (i32.const 0x80000000) (i32.const -1))))
        (func (export "convert") (drop (i32.trunc_f32_s (f32.const nan))))
        (func (export "undefined") (call_indirect (type $v) (i32.const 5)))
        (func (export "uninitialized") (call_indirect (type $v) (i32.const 0)))
        (func (export "mismatch") (call_indirect (type $v) (i32.const 1)))
        (func (export "null") (call_ref $v (ref.null $v)))
        (func $recursion (export "recursion") (call $recursion)))
      """;

  private final Exports exports = instance(TRAPS).exports();

  @Test
  void trapsAreRuntimeErrorsInTheWordsOfTheSpecification() {
    traps("unreachable", "unreachable");
    traps("load", "out of bounds memory access");
    traps("nested", "out of bounds memory access");
    traps("divide", "integer divide by zero");
    traps("overflow", "integer overflow");
    traps("convert", "invalid conversion to integer");
    traps("undefined", "undefined element");
    traps("uninitialized", "uninitialized element");
    traps("mismatch", "indirect call type mismatch");
    traps("null", "null function reference");
    traps("recursion", "call stack exhausted");
  }

  private void traps(String name, String message) {
    var function = exports.function(name);
    for (Callable<Object> call :
        List.<Callable<Object>>of(
            function::call,
            () -> {
              try {
                return function.handle().invoke();
              } catch (Exception | Error e) {
                throw e;
              } catch (Throwable e) {
                throw new AssertionError(e);
              }
            })) {
      assertThatThrownBy(call::call)
          .isExactlyInstanceOf(WebAssembly.RuntimeError.class)
          .hasNoCause()
          .message()
          .startsWith(message);
    }
  }

  @Test
  void theStackTraceShowsWebAssemblyFunctions() {
    Throwable error = catchThrowable(exports.function("nested")::call);
    var frames = error.getStackTrace();
    assertThat(frames[0].getMethodName()).startsWith("load");
    assertThat(frames[0].toString()).contains("traps");
    assertThat(frames[1].getMethodName()).startsWith("nested");
    assertThat(frames[2].getClassName()).isEqualTo(Border.class.getName());
  }

  @Test
  void afterExhaustionEverythingWorksOn() {
    for (int i = 0; i < 3; i++) {
      traps("recursion", "call stack exhausted");
      traps("divide", "integer divide by zero");
    }
  }

  @FunctionalInterface
  public interface Thrower {
    void run() throws Throwable;
  }

  @Test
  void whatTheHostThrowsComesOutAsItIs() {
    var wat =
        """
        (module (import "a" "f" (func $f))
          (func (export "f") (call $f))
          (export "direct" (func $f)))
        """;
    for (Throwable thrown :
        List.of(
            new IndexOutOfBoundsException(),
            new ArithmeticException(),
            new NullPointerException(),
            new IllegalStateException(),
            new IOException(),
            new AssertionError(),
            new OutOfMemoryError(),
            new WebAssembly.RuntimeError("mine"))) {
      var imports =
          Imports.of(
              "a",
              "f",
              Thrower.class,
              () -> {
                throw thrown;
              });
      var instance = instance(wat, imports).exports();
      assertThatThrownBy(instance.function("f")::call).isSameAs(thrown);
      assertThatThrownBy(() -> instance.function("f").handle().invoke()).isSameAs(thrown);
      assertThatThrownBy(instance.function("direct")::call).isSameAs(thrown);
    }
  }

  @Test
  void aTrapBelowTheHostComesOutOnce() {
    var outer =
        instance(
                """
                (module (import "a" "f" (func $f)) (func (export "f") (call $f)))
                """,
                Imports.of("a", "f", Runnable.class, () -> exports.function("divide").call()))
            .exports();
    assertThatThrownBy(outer.function("f")::call)
        .isExactlyInstanceOf(WebAssembly.RuntimeError.class)
        .hasMessage("integer divide by zero");
  }

  @Test
  void aTrapInAnotherInstanceIsATrap() {
    var outer =
        instance(
                """
                (module (import "a" "divide" (func $f)) (func (export "f") (call $f)))
                """,
                Imports.from("a", exports))
            .exports();
    assertThatThrownBy(outer.function("f")::call)
        .isExactlyInstanceOf(WebAssembly.RuntimeError.class)
        .hasMessage("integer divide by zero");
  }
}
