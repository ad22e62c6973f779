package dev.quern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.WebAssembly.Function;
import dev.quern.runtime.FunctionInstance;
import dev.quern.type.DefinedType;
import dev.quern.type.FunctionType;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each form of handler catches, and what none of them may. */
class HandlersTest {
  private static final FunctionType NOTHING = new FunctionType(List.of(), List.of());

  /** Faults as the engine's own could be, at run time or when a class is made or linked. */
  private static final List<Throwable> FAULTS =
      List.of(
          new ClassCastException("fault"),
          new NullPointerException("fault"),
          new ArrayStoreException("fault"),
          new NegativeArraySizeException("fault"),
          new IllegalStateException("cannot generate code"),
          new IllegalArgumentException("fault"),
          new UnsupportedOperationException("fault"),
          new IllegalMonitorStateException("fault"),
          new ClassNotFoundException("fault"),
          new AssertionError("fault"),
          new LinkageError("fault"),
          new VerifyError("fault"),
          new NoSuchMethodError("fault"),
          new InternalError("fault"));

  private static Exports exports(HandlerForm form, int methodLimit, Function thrower) {
    byte[] module =
        Wat.parse(
            """
            (module
              (import "a" "throw" (func $throw))
              (tag $tag)
              (tag $other)
              (table funcref (elem $throw))
              (global $count (export "count") (mut i32) (i32.const 0))
              (func $handled (global.set $count (i32.add (global.get $count) (i32.const 1))))
              (func $inner (call $throw))
              (func (export "call") %s)
              (func (export "below") %s)
              (func (export "indirect") %s)
              (func (export "twice") %s))
            """
                .formatted(
                    form.around("(call $throw)"),
                    form.around("(call $inner)"),
                    form.around("(call_indirect (i32.const 0))"),
                    form.around("(try (do (call $throw)) (catch_all (rethrow 0)))")));
    var options = Options.defaults().withMethodLimit(methodLimit);
    return new WebAssembly.Instance(
            new WebAssembly.Module(module, options), Imports.of("a", "throw", thrower))
        .exports();
  }

  /** A function that throws as generated code and the runtime do, not as a host function. */
  private static Function faulty(Throwable fault) {
    return new Function(
        FunctionInstance.host(DefinedType.of(NOTHING), () -> throwing(fault)), "faulty");
  }

  /** A function whose code cannot be made. */
  private static Function unmade(RuntimeException fault) {
    return new Function(
        FunctionInstance.host(
            DefinedType.of(NOTHING),
            () -> {
              throw fault;
            }),
        "unmade");
  }

  private static final List<String> CALLS = List.of("call", "below", "indirect", "twice");

  @ParameterizedTest
  @EnumSource
  void faultsOfTheEngineAreNotCaught(HandlerForm form) {
    for (Throwable fault : FAULTS) {
      for (int limit : List.of(Options.MIN_METHOD_LIMIT, Options.MAX_METHOD_LIMIT)) {
        Exports exports = exports(form, limit, faulty(fault));
        for (String call : CALLS) {
          assertThatThrownBy(exports.function(call)::call)
              .as(call)
              .satisfies(
                  e -> assertThat(e instanceof EngineFault ? e.getCause() : e).isSameAs(fault));
        }
        assertThat(exports.global("count").value()).isEqualTo(0);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFailureToMakeCodeIsNotCaught(HandlerForm form) {
    var fault = new IllegalStateException("cannot generate code");
    Exports exports = exports(form, Options.MAX_METHOD_LIMIT, unmade(fault));
    for (String call : CALLS) {
      assertThatThrownBy(exports.function(call)::call)
          .as(call)
          .isInstanceOf(EngineFault.class)
          .cause()
          .isInstanceOfAny(BootstrapMethodError.class, IllegalStateException.class);
    }
    assertThat(exports.global("count").value()).isEqualTo(0);
  }

  private static void passes(Exports exports, Throwable thrown) {
    for (String call : CALLS) {
      assertThatThrownBy(exports.function(call)::call).as(call).isSameAs(thrown);
    }
    assertThat(exports.global("count").value()).isEqualTo(0);
  }

  /** What a host function throws is the program's to catch if it is an exception and no trap. */
  @ParameterizedTest
  @EnumSource
  void exceptionsOfTheHostAreCaught(HandlerForm form) {
    for (Throwable thrown :
        List.of(
            new ClassCastException("host"),
            new NullPointerException("host"),
            new ArithmeticException("host"),
            new IllegalStateException("host"),
            new WebAssembly.RuntimeError("host"),
            new IOException("host"))) {
      Exports exports = exports(form, Options.MAX_METHOD_LIMIT, host(thrown));
      for (String call : CALLS) {
        assertThatThrownBy(exports.function(call)::call).as(call).isInstanceOf(Exception.class);
      }
      assertThat(exports.global("count").value()).isEqualTo(form.catchesAll() ? CALLS.size() : 0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void errorsAndTrapsOfTheHostAreNotCaught(HandlerForm form) {
    for (Throwable thrown :
        List.of(
            WebAssembly.RuntimeError.trap("host"),
            new OutOfMemoryError("host"),
            new AssertionError("host"),
            new LinkageError("host"))) {
      passes(exports(form, Options.MAX_METHOD_LIMIT, host(thrown)), thrown);
    }
  }

  private static Function host(Throwable thrown) {
    return Function.of(NOTHING, throwing(thrown));
  }

  private static MethodHandle throwing(Throwable thrown) {
    MethodHandle handle = MethodHandles.throwException(void.class, Throwable.class);
    return MethodHandles.insertArguments(handle, 0, thrown);
  }
}
