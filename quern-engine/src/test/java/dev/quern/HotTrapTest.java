package dev.quern;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Traps that happen so often that HotSpot compiles them. It throws exceptions of the JVM's own
 * checks without a stack trace then; a trap must name its functions nevertheless.
 */
class HotTrapTest {
  /** Without its cure each of these had lost its stack trace before. */
  private static final int ROUNDS = 20_000;

  /** A function {@code outer} that calls {@code inner}, which traps. */
  private static final String MODULE =
      """
      (module
        (memory $fixed 1)
        (memory $growing 1 100)
        (type $s (struct (field (mut i32))))
        (type $a (array (mut i8)))
        (global $s (mut (ref null $s)) (ref.null $s))
        (global $none i32 (i32.const 0))
        (func $new (result (ref $a)) (array.new_default $a (i32.const 3)))
        (func $inner (param $zero i32) (param $far i32) %s)
        (func $outer (export "outer") (call $inner (global.get $none) (i32.const 100000000))))
      """;

  private static final List<String> TRAPPING =
      List.of(
          "(drop (i32.div_s (i32.const 1) (local.get $zero)))",
          "(drop (i32.div_u (i32.const 1) (local.get $zero)))",
          "(drop (i32.rem_s (i32.const 1) (local.get $zero)))",
          "(drop (i32.rem_u (i32.const 1) (local.get $zero)))",
          "(drop (i64.div_s (i64.const 1) (i64.extend_i32_s (local.get $zero))))",
          "(drop (i64.div_u (i64.const 1) (i64.extend_i32_s (local.get $zero))))",
          "(drop (i64.rem_s (i64.const 1) (i64.extend_i32_s (local.get $zero))))",
          "(drop (i64.rem_u (i64.const 1) (i64.extend_i32_s (local.get $zero))))",
          "(drop (i32.load8_u (local.get $far)))",
          "(drop (i64.load8_s offset=3 (local.get $far)))",
          "(i32.store8 (local.get $far) (i32.const 1))",
          "(drop (i32.load8_u $growing (local.get $far)))",
          "(drop (i32.load8_s $growing offset=3 (local.get $far)))",
          "(i32.store8 $growing (local.get $far) (i32.const 1))",
          "(i64.store8 $growing offset=3 (local.get $far) (i64.const 1))",
          "(drop (v128.load8_splat (local.get $far)))",
          "(v128.store8_lane 3 (local.get $far) (v128.const i64x2 0 0))",
          "(drop (struct.get $s 0 (global.get $s)))",
          "(drop (array.get_u $a (call $new) (local.get $far)))",
          "(drop (ref.cast (ref $s) (ref.i31 (local.get $zero))))");

  static Stream<String> trapping() {
    return TRAPPING.stream();
  }

  @ParameterizedTest
  @MethodSource("trapping")
  void nameTheirFunctions(String instructions) throws Throwable {
    trap(outer(instructions));
  }

  private static MethodHandle outer(String instructions) {
    return Modules.instance(MODULE.formatted(instructions), Imports.none())
        .exports()
        .function("outer")
        .handle();
  }

  private static void trap(MethodHandle outer) throws Throwable {
    WebAssembly.RuntimeError last = null;
    for (int i = 0; i < ROUNDS; i++) {
      try {
        outer.invokeExact();
      } catch (WebAssembly.RuntimeError e) {
        last = e;
      }
    }
    assertThat(last).isNotNull();
    assertThat(WasmFrame.of(last.getStackTrace()).stream().map(WasmFrame::function))
        .as(last.getMessage())
        .containsExactly("inner", "outer");
  }
}
