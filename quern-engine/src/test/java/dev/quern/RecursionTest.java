package dev.quern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Small functions that call themselves, which become several methods. */
class RecursionTest {
  private static final String SMALL =
      """
      (module
        (func $down (export "down") (param $n i32) (result i32)
          (if (i32.eqz (local.get $n)) (then (unreachable)))
          (i32.add (call $down (i32.sub (local.get $n) (i32.const 1))) (i32.const 1)))
        (func $fib (export "fib") (param $n i32) (result i32)
          (if (i32.lt_s (local.get $n) (i32.const 2)) (then (return (local.get $n))))
          (i32.add
            (call $fib (i32.sub (local.get $n) (i32.const 1)))
            (call $fib (i32.sub (local.get $n) (i32.const 2)))))
        (func $sum (export "sum") (param $n i32) (result i64)
          (if (i32.eqz (i32.div_u (i32.const 1000) (i32.sub (local.get $n) (i32.const 5))))
            (then (return (i64.extend_i32_u (local.get $n)))))
          (i64.add
            (call $sum (i32.sub (local.get $n) (i32.const 1)))
            (i64.extend_i32_u (local.get $n))))
        (type $node (struct (field $left (ref null $node)) (field $right (ref null $node))))
        (func $tree (param $height i32) (result (ref null $node))
          (if (i32.eqz (local.get $height)) (then (return (ref.null $node))))
          (struct.new $node
            (call $tree (i32.sub (local.get $height) (i32.const 1)))
            (call $tree (i32.sub (local.get $height) (i32.const 1)))))
        (func $nodes (param $tree (ref null $node)) (result i32)
          (if (ref.is_null (local.get $tree)) (then (return (i32.const 0))))
          (i32.const 1)
          (i32.add (call $nodes (struct.get $node $left (local.get $tree))))
          (i32.add (call $nodes (struct.get $node $right (local.get $tree)))))
        (func (export "tree") (param i32) (result i32)
          (call $nodes (call $tree (local.get 0))))
        (func (export "forever") (result i32) (call $endless))
        (func $endless (result i32) (i32.add (call $endless) (i32.const 1))))
      """;

  private static Exports exports() {
    return new WebAssembly.Instance(new WebAssembly.Module(Wat.parse(SMALL))).exports();
  }

  @Test
  void computesWhatOneMethodWould() {
    assertThat(exports().function("fib").call(20)).isEqualTo(6765);
    assertThat(exports().function("tree").call(10)).isEqualTo(1023);
  }

  @Test
  void aTraceHasEveryCall() {
    WebAssembly.Function down = exports().function("down");
    Throwable trap = catchThrowable(() -> down.call(9));
    assertThat(trap)
        .isInstanceOf(WebAssembly.RuntimeError.class)
        .hasMessageContaining("unreachable");
    List<WasmFrame> frames = WasmFrame.of(trap.getStackTrace());
    assertThat(frames).hasSize(1);
    assertThat(frames.getFirst().function()).isEqualTo("down");
    assertThat(frames.getFirst().times()).isEqualTo(10);
  }

  @Test
  void aTraceFromWhatItBeginsWithHasEveryCall() {
    WebAssembly.Function sum = exports().function("sum");
    assertThat(sum.call(4)).isEqualTo(4L);
    assertThat(sum.call(1006)).isEqualTo(1006L);
    Throwable trap = catchThrowable(() -> sum.call(14));
    assertThat(trap).hasMessageContaining("divide by zero");
    List<WasmFrame> frames = WasmFrame.of(trap.getStackTrace());
    assertThat(frames).hasSize(1);
    assertThat(frames.getFirst().times()).isEqualTo(10);
  }

  @Test
  void anEndlessOneExhaustsTheStack() {
    WebAssembly.Function forever = exports().function("forever");
    assertThat(catchThrowable(forever::call))
        .isInstanceOf(WebAssembly.RuntimeError.class)
        .hasMessageContaining("call stack exhausted");
  }
}
