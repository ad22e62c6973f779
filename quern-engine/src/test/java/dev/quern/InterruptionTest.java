package dev.quern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link Options#withInterruption}. */
@Timeout(120)
class InterruptionTest {
  /** Each function calls {@code started} and then goes on for ever. */
  private static final String FUNCTIONS =
      """
      (import "host" "started" (func $started))
      (import "host" "nothing" (func $nothing))
      (type $none (func))
      (table funcref (elem $indirect $direct))
      (elem declare func $byReference)
      (global $count (mut i64) (i64.const 0))
      (func $count (global.set $count (i64.add (global.get $count) (i64.const 1))))

      (func (export "loop") (call $started) (loop (br 0)))
      (func (export "loopOfInstructions") (local i32) (call $started)
        (loop (local.set 0 (i32.add (local.get 0) (i32.const 1))) (call $count) (br 0)))
      (func (export "loopOfImport") (call $started) (loop (call $nothing) (br 0)))
      (func (export "loopWithOperands") (result i32) (call $started)
        (i32.const 1) (i32.const 2) (loop (param i32) (result i32) (br 0)) (i32.add))
      (func (export "nestedLoops") (local i32) (call $started)
        (loop
          (local.set 0 (i32.const 3))
          (loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
          (br 0)))
      (func (export "loopTestedAtHead") (local i32) (call $started)
        (loop (if (i32.lt_u (local.get 0) (i32.const 5)) (then (br 1)))))
      (func (export "loopByTable") (local i32) (call $started)
        (loop (block (br_table 0 1 0
          (local.tee 0 (i32.and (i32.add (local.get 0) (i32.const 1)) (i32.const 1)))))
          (br 0)))

      (func $a (param i64) (return_call $b (i64.add (local.get 0) (i64.const 1))))
      (func $b (param i64) (return_call $a (local.get 0)))
      (func (export "tailCalls") (call $started) (return_call $a (i64.const 0)))
      (func $self (param i32) (return_call $self (i32.add (local.get 0) (i32.const 1))))
      (func (export "tailCallsOfItself") (call $started) (return_call $self (i32.const 0)))
      (func $indirect (return_call_indirect (type $none) (i32.const 1)))
      (func $direct (return_call_indirect (type $none) (i32.const 0)))
      (func (export "tailCallsThroughATable") (call $started) (return_call $indirect))
      (func $byReference (type $none) (return_call_ref $none (ref.func $byReference)))
      (func (export "tailCallsOfReferences") (call $started) (return_call $byReference))

      (func $tree (param i32)
        (if (local.get 0) (then
          (call $tree (i32.sub (local.get 0) (i32.const 1)))
          (call $tree (i32.sub (local.get 0) (i32.const 1))))))
      (func (export "recursion") (call $started) (call $tree (i32.const 200)))

      (func (export "tryTable") (call $started)
        (loop $outer
          (block $caught
            (try_table (catch_all $caught) (loop (br 0))))
          (br $outer)))
      (func (export "tryTableWithReference") (call $started)
        (loop $outer
          (block $caught (result exnref)
            (try_table (catch_all_ref $caught) (call $tree (i32.const 200)))
            (br $outer))
          (drop)
          (br $outer)))
      (func (export "legacyTry") (call $started)
        (loop $outer
          (try (do (loop (call $nothing) (br 0))) (catch_all))
          (br $outer)))
      (func (export "legacyDelegate") (call $started)
        (loop $outer
          (try (do (try (do (loop (br 0))) (delegate 0))) (catch_all))
          (br $outer)))
      (func (export "large") (result i64) (local i64) (call $started)
        (loop %s (br 0))
        (local.get 0))

      (func (export "countTo") (param i32) (result i32) (local i32)
        (loop (br_if 0 (i32.lt_s
          (local.tee 1 (i32.add (local.get 1) (i32.const 1)))
          (local.get 0))))
        (local.get 1))
      (func $even (param i32 i32) (result i32)
        (if (i32.eq (local.get 0) (local.get 1)) (then (return (local.get 0))))
        (return_call $odd (i32.add (local.get 0) (i32.const 1)) (local.get 1)))
      (func $odd (param i32 i32) (result i32)
        (if (i32.eq (local.get 0) (local.get 1)) (then (return (local.get 0))))
        (return_call $even (i32.add (local.get 0) (i32.const 1)) (local.get 1)))
      (func (export "countToByTailCalls") (param i32) (result i32)
        (return_call $even (i32.const 0) (local.get 0)))
      """
          .formatted("(local.set 0 (i64.mul (local.get 0) (i64.const 12345678901)))".repeat(200));

  private static final WebAssembly.Module WHOLE = module(Options.MAX_METHOD_LIMIT);
  private static final WebAssembly.Module IN_CHUNKS = module(300);

  private static WebAssembly.Module module(int methodLimit) {
    return new WebAssembly.Module(
        Wat.parse("(module " + FUNCTIONS + ")"),
        Options.defaults().withInterruption(true).withMethodLimit(methodLimit));
  }

  private final CompletableFuture<Thread> started = new CompletableFuture<>();

  private Exports exports(WebAssembly.Module module) {
    Imports imports =
        Imports.of(
                "host", "started", Runnable.class, () -> started.complete(Thread.currentThread()))
            .with("host", "nothing", Runnable.class, () -> {});
    return new WebAssembly.Instance(module, imports).exports();
  }

  /** How a call has ended. */
  private record End(Throwable thrown, boolean isMarked) {}

  /** Calls a function by an executor, interrupts it while it is running, and waits for its end. */
  private End interrupted(WebAssembly.Function function, Executor executor) throws Exception {
    var end = new CompletableFuture<End>();
    executor.execute(() -> {
      try {
        end.complete(new End(new AssertionError("returned " + function.call()), false));
      } catch (Throwable e) {
        end.complete(new End(e, Thread.interrupted()));
      }
    });
    Thread thread = started.get(60, TimeUnit.SECONDS);
    // Until HotSpot has compiled what is running, so that not only its interpreter is tried.
    Thread.sleep(100);
    assertThat(end).isNotDone();
    thread.interrupt();
    return end.get(60, TimeUnit.SECONDS);
  }

  private static void assertTrapped(End end) {
    assertThat(end.thrown()).isInstanceOf(WebAssembly.RuntimeError.class).hasMessage("interrupted");
    assertThat(end.isMarked()).isTrue();
  }

  private void isEnded(WebAssembly.Module module, String function) throws Exception {
    Exports exports = exports(module);
    assertTrapped(interrupted(exports.function(function), Threads.PLAIN));
    assertThat(exports.function("countTo").call(3_000)).isEqualTo(3_000);
    assertThat(exports.function("countToByTailCalls").call(3_001)).isEqualTo(3_001);
  }

  private static final String ENDLESS =
      """
      loop, loopOfInstructions, loopOfImport, loopWithOperands, nestedLoops, loopTestedAtHead,
      loopByTable,
      tailCalls, tailCallsOfItself, tailCallsThroughATable, tailCallsOfReferences, recursion,
      tryTable, tryTableWithReference, legacyTry, legacyDelegate, large
      """;

  static List<String> endless() {
    return List.of(ENDLESS.strip().split(",\\s+"));
  }

  @ParameterizedTest
  @MethodSource("endless")
  void itEndsWhatGoesOnForEver(String function) throws Exception {
    isEnded(WHOLE, function);
  }

  @ParameterizedTest
  @MethodSource("endless")
  void itEndsWhatGoesOnForEverInChunks(String function) throws Exception {
    isEnded(IN_CHUNKS, function);
  }

  @Test
  void everyEndlessFunctionIsTried() {
    var functions = new ArrayList<>(WHOLE.exports().stream().map(e -> e.name()).toList());
    functions.removeAll(List.of("countTo", "countToByTailCalls"));
    assertThat(endless()).containsExactlyElementsOf(functions);
  }

  /** Classes of threads that {@link dev.quern.runtime.Interruption} tells apart. */
  enum Threads implements Executor {
    PLAIN {
      @Override
      public void execute(Runnable action) {
        startDaemon(new Thread(action));
      }
    },
    VIRTUAL {
      @Override
      public void execute(Runnable action) {
        Thread.ofVirtual().start(action);
      }
    },
    OF_A_POOL {
      @Override
      public void execute(Runnable action) {
        ForkJoinPool.commonPool().execute(action);
      }
    },
    OF_A_SUBCLASS {
      @Override
      public void execute(Runnable action) {
        startDaemon(new Thread(action) {});
      }
    };

    private static void startDaemon(Thread thread) {
      thread.setDaemon(true);
      thread.start();
    }
  }

  @ParameterizedTest
  @EnumSource
  void threadsOfAllKindsAreAsked(Threads threads) throws Exception {
    Exports exports = exports(WHOLE);
    assertTrapped(interrupted(exports.function("nestedLoops"), threads));
    assertThat(exports.function("countTo").call(10)).isEqualTo(10);
  }

  @Test
  void aMarkedThreadCallsNothing() {
    Exports exports = exports(WHOLE);
    try {
      Thread.currentThread().interrupt();
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> exports.function("countTo").call(1))
            .isInstanceOf(WebAssembly.RuntimeError.class)
            .hasMessage("interrupted");
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
      }
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(exports.function("countTo").call(1)).isEqualTo(1);
  }

  @Test
  void aStartFunctionEndsTheInstantiation() {
    var module =
        new WebAssembly.Module(
            Wat.parse("(module (func $f (loop (br 0))) (start $f))"),
            Options.defaults().withInterruption(true));
    try {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> new WebAssembly.Instance(module))
          .isInstanceOf(WebAssembly.RuntimeError.class)
          .hasMessage("interrupted");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void hostFunctionsOnTheWayDoNotHideIt() throws Exception {
    // The host function calls into an instance, swallows the trap, and returns to a loop.
    var inner = exports(WHOLE).function("nestedLoops");
    var swallowed = new AtomicInteger();
    Imports imports =
        Imports.of(
            "host",
            "call",
            Runnable.class,
            () -> {
              try {
                inner.call();
              } catch (WebAssembly.RuntimeError e) {
                swallowed.incrementAndGet();
              }
            });
    var module =
        new WebAssembly.Module(
            Wat.parse(
                """
                (module (import "host" "call" (func $call))
                  (func (export "f") (loop (call $call) (br 0))))
                """),
            Options.defaults().withInterruption(true));
    var outer = new WebAssembly.Instance(module, imports).exports().function("f");
    assertTrapped(interrupted(outer, Threads.PLAIN));
    assertThat(swallowed).hasValue(1);
  }

  @Test
  void offByDefault() {
    var plain = new WebAssembly.Module(Wat.parse("(module " + FUNCTIONS + ")"));
    Exports exports = exports(plain);
    try {
      Thread.currentThread().interrupt();
      assertThat(exports.function("countTo").call(100)).isEqualTo(100);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
