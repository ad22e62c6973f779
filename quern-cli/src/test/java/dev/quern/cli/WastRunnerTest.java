package dev.quern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.Options;
import dev.quern.cli.wast.WastResult;
import dev.quern.cli.wast.WastRunner;
import dev.quern.type.Feature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The runner finds what is wrong; that it finds nothing else is the conformance tests' affair. */
class WastRunnerTest {
  @TempDir Path folder;

  private WastResult run(String script) throws IOException {
    return run(script, Options.defaults());
  }

  private WastResult run(String script, Options options) throws IOException {
    return WastRunner.run(Files.writeString(folder.resolve("a.wast"), script), options);
  }

  @Test
  void passes() throws IOException {
    WastResult result =
        run(
            """
            (module $M (import "spectest" "print_i32" (func (param i32)))
              (global (export "g") i32 (i32.const 7))
              (func (export "two") (result i32 i64) (i32.const 1) (i64.const 2))
              (func (export "nan") (result f32) (f32.const nan:0x200000))
              (func (export "id") (param externref) (result externref) (local.get 0))
              (func (export "trap") (unreachable))
              (func $r (export "recurse") (call $r)))
            (assert_return (invoke "two") (i32.const 1) (i64.const 2))
            (assert_return (get $M "g") (i32.const 7))
            (assert_return (invoke "id" (ref.extern 3)) (ref.extern 3))
            (assert_return (invoke "id" (ref.null extern)) (ref.null extern))
            (assert_return (invoke "nan") (f32.const nan:0x200000))
            (assert_trap (invoke "trap") "unreachable")
            (assert_exhaustion (invoke "recurse") "call stack exhausted")
            (register "M" $M)
            (module (import "M" "g" (global i32)))
            (assert_unlinkable (module (import "M" "x" (func))) "unknown import")
            (assert_invalid (module (func (result i32))) "type mismatch")
            (assert_malformed (module quote "(func") "unexpected")
            (assert_trap (module (func $f (unreachable)) (start $f)) "unreachable")
            """);
    assertThat(result.failures()).isEmpty();
    assertThat(result.passed()).isEqualTo(14);
    assertThat(result.toString()).isEqualTo("14 passed, 0 failed, 0 skipped");
  }

  @Test
  void fails() throws IOException {
    WastResult result =
        run(
            """
            (module
              (func (export "one") (result i32) (i32.const 1))
              (func (export "nan") (result f32) (f32.const nan:0x200000))
              (func (export "zero") (result f64) (f64.const -0)))
            (assert_return (invoke "one") (i32.const 2))
            (assert_return (invoke "one"))
            (assert_return (invoke "nan") (f32.const nan:canonical))
            (assert_return (invoke "nan") (f32.const nan:arithmetic))
            (assert_return (invoke "zero") (f64.const 0))
            (assert_trap (invoke "one") "unreachable")
            (assert_return (invoke "missing"))
            (assert_invalid (module) "type mismatch")
            (assert_invalid (module quote "(func") "unexpected")
            (assert_malformed (module (func (result i32))) "type mismatch")
            (assert_unlinkable (module) "unknown import")
            (assert_return (invoke $nobody "one") (i32.const 1))
            (module $broken (import "nowhere" "f" (func)))
            (assert_return (invoke $broken "one") (i32.const 1))
            """);
    assertThat(result.passed()).isEqualTo(1);
    assertThat(result.failed()).isEqualTo(14);
    assertThat(result.failures().getFirst().line()).isEqualTo(5);
    assertThat(result.failures().getFirst().text()).contains("one: expected", "i32 1");
  }

  @Test
  void skipsByNameOfTheFeature() throws IOException {
    var features = EnumSet.copyOf(Options.defaults().features());
    features.remove(Feature.WIDE_ARITHMETIC);
    WastResult result =
        run(
            """
            (module $m (func (export "f") (drop (i64.add128 (i64.const 0) (i64.const 0) (i64.const 0) (i64.const 0))) (drop)))
            (assert_return (invoke "f"))
            (register "m" $m)
            (module (import "m" "f" (func)))
            """,
            Options.defaults().withFeatures(features));
    assertThat(result.failures()).isEmpty();
    assertThat(result.skips()).containsOnlyKeys("wide arithmetic");
    assertThat(result.skipped()).isEqualTo(4);
  }

  @Test
  void runsThreads() throws IOException {
    WastResult result =
        run(
            """
            (module $m (memory (export "memory") 1 1 shared))
            (register "m" $m)
            (thread $waiter (shared (module $m))
              (register "m" $m)
              (module (memory (import "m" "memory") 1 1 shared)
                (func (export "wait") (result i32)
                  (memory.atomic.wait32 (i32.const 8) (i32.const 0) (i64.const -1))))
              (assert_return (invoke "wait") (i32.const 0)))
            (module (memory (import "m" "memory") 1 1 shared)
              (func (export "wake")
                (loop $again
                  (br_if $again (i32.eqz (memory.atomic.notify (i32.const 8) (i32.const 1)))))))
            (assert_return (invoke "wake"))
            (wait $waiter)
            (wait $waiter)
            """);
    assertThat(result.failures()).extracting("line").containsExactly(15);
    assertThat(result.passed()).isEqualTo(9);
  }

  @Test
  void command() throws IOException {
    Path good = Files.writeString(folder.resolve("good.wast"), "(module)");
    Path bad =
        Files.writeString(folder.resolve("bad.wast"), "(module)\n(assert_invalid (module) \"x\")");
    Outcome outcome = Outcome.of("wast", "-v", good.toString(), bad.toString());
    assertThat(outcome.out())
        .contains(
            "good.wast: 1 passed, 0 failed, 0 skipped",
            "bad.wast:2: expected a refusal",
            "total: 2 passed, 1 failed, 0 skipped");
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(Outcome.of("wast", "--method-limit", "300", good.toString()).status()).isZero();
    assertThat(Outcome.of("wast", "--method-limit", "9", good.toString()).status()).isEqualTo(2);
  }
}
