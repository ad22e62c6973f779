package dev.quern.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import dev.quern.Wat;
import dev.quern.WebAssembly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LabTest {
  /** The sum is 10 n if the module was initialised, and 0 without. */
  private static final String KERNEL =
      """
      (module
        (global $factor (mut i64) (i64.const 0))
        (func (export "_initialize") (global.set $factor (i64.const 10)))
        (func (export "run") (param i32) (result i64)
          (i64.mul (global.get $factor) (i64.extend_i32_u (local.get 0)))))
      """;

  @TempDir Path folder;

  private JsonObject measure(String text, int n) throws Throwable {
    Path file = Files.write(folder.resolve("kernel.wasm"), Wat.parse(text));
    return Lab.measure(file, "tiny", n, 0.01);
  }

  @Test
  void theLineHasWhatTheLabReads() throws Throwable {
    JsonObject line = measure(KERNEL, 7);
    assertThat(line.get("engine").getAsString()).isEqualTo("quern");
    assertThat(line.get("kernel").getAsString()).isEqualTo("tiny");
    assertThat(line.get("n").getAsInt()).isEqualTo(7);
    assertThat(line.get("checksum").getAsString()).isEqualTo("70");
    assertThat(line.get("load_ms").getAsDouble()).isNotNegative();
    assertThat(line.get("first_ms").getAsDouble()).isPositive();
    assertThat(line.get("best_ms").getAsDouble())
        .isNotNegative()
        .isLessThanOrEqualTo(line.get("first_ms").getAsDouble());
    assertThat(line.get("calls").getAsInt()).isGreaterThanOrEqualTo(1 + 5);
    assertThat(line.has("rss_mb")).isEqualTo(Files.exists(Path.of("/proc/self/status")));
    assertThat(line.toString()).doesNotContain("\n");
  }

  @Test
  void aNegativeNumberOnlyLoads() throws Throwable {
    assertThat(measure("(module)", -1).keySet())
        .contains("engine", "kernel", "n", "load_ms")
        .doesNotContain("first_ms", "best_ms", "calls", "checksum");
  }

  @Test
  void aSumOf32BitsKeepsItsSign() throws Throwable {
    String text = "(module (func (export \"run\") (param i32) (result i32) (i32.const -3)))";
    assertThat(measure(text, 1).get("checksum").getAsString()).isEqualTo("-3");
  }

  @Test
  void aSumThatChangesIsAnError() {
    String text =
        """
        (module
          (global $calls (mut i64) (i64.const 0))
          (func (export "run") (param i32) (result i64)
            (global.set $calls (i64.add (global.get $calls) (i64.const 1)))
            (global.get $calls)))
        """;
    assertThatThrownBy(() -> measure(text, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("run(1) returned 1, then 2");
  }

  @Test
  void importsOfAllKindsAreZero() throws Throwable {
    String text =
        """
        (module
          (import "a" "f" (func $none (param i32 i64 f32 f64)))
          (import "a" "f" (func $i32 (result i32)))
          (import "a" "f" (func $i64 (result i64)))
          (import "a" "f" (func $f32 (param externref) (result f32)))
          (import "a" "f" (func $f64 (result f64)))
          (import "a" "f" (func $v128 (result v128)))
          (import "a" "f" (func $null (result externref)))
          (import "a" "f" (func $two (result i32 i64)))
          (import "a" "memory" (memory 1 2))
          (import "a" "memory" (memory i64 1))
          (import "a" "memory" (memory 1 1 shared))
          (import "a" "table" (table 3 4 funcref))
          (import "a" "global" (global $g (mut i64)))
          (import "a" "global" (global $r externref))
          (import "a" "tag" (tag (param i32)))
          (func (export "run") (param i32) (result i64) (local $sum i64)
            (call $none (i32.const 1) (i64.const 2) (f32.const 3) (f64.const 4))
            (call $two)
            (local.set $sum)
            (i64.extend_i32_s)
            (i64.add (local.get $sum))
            (local.set $sum)
            (i64.add (local.get $sum) (i64.add (call $i64) (i64.extend_i32_s (call $i32))))
            (i64.add (i64.trunc_f32_s (call $f32 (ref.null extern))))
            (i64.add (i64.trunc_f64_s (call $f64)))
            (i64.add (i64x2.extract_lane 1 (call $v128)))
            (i64.add (global.get $g))
            (i64.add (i64.extend_i32_u (ref.is_null (call $null))))
            (i64.add (i64.extend_i32_u (ref.is_null (global.get $r))))))
        """;
    assertThat(measure(text, 1).get("checksum").getAsString()).isEqualTo("2");
  }

  @Test
  void aModuleThatIsNotValidIsRefused() throws IOException {
    Path file = Files.write(folder.resolve("empty.wasm"), new byte[0]);
    assertThatThrownBy(() -> Lab.measure(file, "empty", 1, 0))
        .isInstanceOf(WebAssembly.CompileError.class);
  }
}
