package dev.quern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is thrown below very many functions with handlers. A frame that HotSpot has to take out of
 * compiled code to look at its handlers costs a hundred times as much as one that it just leaves:
 * then these take minutes.
 */
class DeepHandlersTest {
  private static final int DEPTH = 100_000;
  private static final long STACK_BYTES = 32L << 20;
  private static final long MOST_SECONDS = 30;

  private static final String DEEP =
      """
      (module
        (type $end (func))
        (type $struct (struct (field i32)))
        (type $array (array i8))
        (memory 1)
        (tag $tag)
        (tag $other)
        (global $count (export "count") (mut i32) (i32.const 0))
        (table funcref (elem
          $throw $unreachable $load $divide $overflow $convert $mismatch $undefined $null
          $element $cast $reference $endless))
        (func $handled (global.set $count (i32.add (global.get $count) (i32.const 1))))
        (func $throw (throw $tag))
        (func $unreachable (unreachable))
        (func $load (drop (i32.load (i32.const -4))))
        (func $divide (drop (i32.div_s (i32.const 1) (i32.const 0))))
        (func $overflow (drop (i32.div_s (i32.const 0x80000000) (i32.const -1))))
        (func $convert (drop (i32.trunc_f32_s (f32.const nan))))
        (func $mismatch (call_indirect (param i64) (i64.const 1) (i32.const 0)))
        (func $undefined (call_indirect (i32.const -1)))
        (func $null (drop (struct.get $struct 0 (ref.null $struct))))
        (func $element (drop (array.get_s $array (array.new_fixed $array 0) (i32.const 3))))
        (func $cast (drop (ref.cast (ref $array) (struct.new_default $struct))))
        (func $reference (throw_ref (ref.null exn)))
        (func $endless (call $deep (i32.const -1) (i32.const 0)))
        (func $deep (export "deep") (param $depth i32) (param $end i32)
          (if (i32.eqz (local.get $depth))
            (then (call_indirect (type $end) (local.get $end)) (return)))
          %s))
      """;

  private static final Map<String, Integer> TRAPS =
      Map.ofEntries(
          Map.entry("unreachable", 1),
          Map.entry("out of bounds memory access", 2),
          Map.entry("integer divide by zero", 3),
          Map.entry("integer overflow", 4),
          Map.entry("invalid conversion to integer", 5),
          Map.entry("indirect call type mismatch", 6),
          Map.entry("undefined element", 7),
          Map.entry("null structure reference", 8),
          Map.entry("out of bounds array access", 9),
          Map.entry("cast failure", 10),
          Map.entry("null exception reference", 11),
          Map.entry("call stack exhausted", 12));

  private static Exports exports(HandlerForm form, int methodLimit) {
    String call = "(call $deep (i32.sub (local.get $depth) (i32.const 1)) (local.get $end))";
    byte[] module = Wat.parse(DEEP.formatted(form.around(call)));
    var options = Options.defaults().withMethodLimit(methodLimit);
    return new WebAssembly.Instance(new WebAssembly.Module(module, options)).exports();
  }

  /** Runs what needs a large stack, and must not need much time. */
  private static void deep(Runnable test) throws Exception {
    var task = new FutureTask<Void>(test, null);
    var thread = new Thread(null, task, "deep", STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
    task.get(MOST_SECONDS, TimeUnit.SECONDS);
  }

  private static void traps(WebAssembly.Function deep, int depth) {
    for (var trap : TRAPS.entrySet()) {
      assertThatThrownBy(() -> deep.call(depth, trap.getValue()))
          .isExactlyInstanceOf(WebAssembly.RuntimeError.class)
          .message()
          .startsWith(trap.getKey());
    }
  }

  private static void trapsPass(HandlerForm form, int methodLimit) throws Exception {
    Exports exports = exports(form, methodLimit);
    deep(() -> traps(exports.function("deep"), DEPTH));
    assertThat(exports.global("count").value()).isEqualTo(0);
  }

  @ParameterizedTest
  @EnumSource
  void trapsPassHandlersWithoutMeetingThem(HandlerForm form) throws Exception {
    trapsPass(form, Options.MAX_METHOD_LIMIT);
  }

  @ParameterizedTest
  @EnumSource(names = {"CATCH_ALL_REF", "LEGACY_RETHROW", "DELEGATE"})
  void trapsPassTheHandlersOfFunctionsThatAreCut(HandlerForm form) throws Exception {
    trapsPass(form, Options.MIN_METHOD_LIMIT);
  }

  @ParameterizedTest
  @EnumSource
  void exceptionsAreHandledInEveryFrame(HandlerForm form) throws Exception {
    Exports exports = exports(form, Options.MAX_METHOD_LIMIT);
    WebAssembly.Function function = exports.function("deep");
    for (int i = 1; i <= 3; i++) {
      deep(() ->
          assertThatThrownBy(() -> function.call(DEPTH, 0))
              .isInstanceOf(WebAssembly.Exception.class));
      assertThat(exports.global("count").value()).isEqualTo(form.catchesAll() ? i * DEPTH : 0);
    }
  }

  @Test
  void theStackEndsWhileHandlersRun() throws Exception {
    Exports exports =
        Modules.instance(
                """
                (module
                  (tag $tag)
                  (func $table (export "table")
                    (block $caught (try_table (catch_all $caught) (throw $tag)) (return))
                    (call $table)
                    (unreachable))
                  (func $legacy (export "legacy")
                    (try (do (throw $tag)) (catch_all (call $legacy) (rethrow 0))))
                  (func $both (export "both")
                    (try
                      (do (try (do (throw $tag)) (catch_all (call $both) (unreachable))))
                      (catch_all (call $both) (unreachable)))))
                """)
            .exports();
    for (String name : List.of("table", "legacy", "both")) {
      deep(() ->
          assertThatThrownBy(exports.function(name)::call)
              .isExactlyInstanceOf(WebAssembly.RuntimeError.class)
              .hasMessage("call stack exhausted"));
    }
  }

  /** A function of the host between every two of the module. */
  @ParameterizedTest
  @EnumSource(names = {"CATCH_ALL_REF", "LEGACY_RETHROW", "DELEGATE"})
  void framesOfTheHostLetTrapsPass(HandlerForm form) throws Exception {
    var function = new WebAssembly.Function[1];
    var imports =
        Imports.of("a", "host", Between.class, (depth, end) -> function[0].call(depth - 1, end));
    String text =
        DEEP.formatted(form.around("(call $host (local.get $depth) (local.get $end))"))
            .replace(
                "(memory 1)", "(import \"a\" \"host\" (func $host (param i32 i32))) (memory 1)");
    Exports exports = Modules.instance(text, imports).exports();
    function[0] = exports.function("deep");
    deep(() -> traps(function[0], DEPTH / 10));
    assertThat(exports.global("count").value()).isEqualTo(0);
  }

  @FunctionalInterface
  public interface Between {
    void call(int depth, int end);
  }
}
