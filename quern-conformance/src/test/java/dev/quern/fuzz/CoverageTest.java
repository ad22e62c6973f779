package dev.quern.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.Options;
import dev.quern.Wat;
import dev.quern.internal.syntax.Opcode;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Instructions are counted where they are executed, and counting changes nothing. */
final class CoverageTest {
  private static Program program(String text, Program.Action... actions) {
    return new Program(1, List.of(new Program.Unit("u", Wat.parse(text))), List.of(actions));
  }

  private static Program.Action call(String export, int times, Object... arguments) {
    return new Program.Action("u", export, Arrays.asList(arguments), times);
  }

  private static Coverage coverage(Program program) throws IOException, InterruptedException {
    var coverage = new Coverage();
    coverage.add(program);
    return coverage;
  }

  @Test
  void branchesAreTold() throws IOException, InterruptedException {
    Coverage coverage =
        coverage(
            program(
                """
                (module (func (export "f") (param i32) (result i32)
                  (if (result i32) (local.get 0)
                    (then (i32.add (i32.const 1) (i32.const 2)))
                    (else (i32.sub (i32.mul (i32.const 1) (i32.const 3)) (i32.const 2))))))
                """,
                call("f", 3, 1),
                call("f", 2, 0)));
    assertThat(coverage.executed(Opcode.IF)).isEqualTo(5);
    assertThat(coverage.executed(Opcode.I32_ADD)).isEqualTo(3);
    assertThat(coverage.executed(Opcode.ELSE)).isEqualTo(2);
    assertThat(coverage.executed(Opcode.I32_MUL)).isEqualTo(2);
    assertThat(coverage.executed(Opcode.I32_CONST)).isEqualTo(3 * 2 + 2 * 3);
    assertThat(coverage.executed(Opcode.LOCAL_GET)).isEqualTo(5);
  }

  @Test
  void whatTrapsCountsAndWhatIsBehindItDoesNot() throws IOException, InterruptedException {
    Coverage coverage =
        coverage(
            program(
                """
                (module (memory 1) (global i32 (i32.const 7))
                  (func (export "divide") (param i32) (result i32)
                    (i32.popcnt (i32.div_s (i32.const 1) (local.get 0))))
                  (func (export "load") (result i32)
                    (i32.clz (i32.load (i32.const -1))))
                  (func (export "stop") (unreachable) (nop)))
                """,
                call("divide", 1, 0),
                call("divide", 1, 1),
                call("load", 1),
                call("stop", 1)));
    assertThat(coverage.executed(Opcode.I32_DIV_S)).isEqualTo(2);
    assertThat(coverage.executed(Opcode.I32_POPCNT)).isEqualTo(1);
    assertThat(coverage.executed(Opcode.I32_LOAD)).isEqualTo(1);
    assertThat(coverage.executed(Opcode.I32_CLZ)).isZero();
    assertThat(coverage.executed(Opcode.UNREACHABLE)).isEqualTo(1);
    assertThat(coverage.executed(Opcode.NOP)).isZero();
    assertThat(coverage.missing()).contains(Opcode.NOP).doesNotContain(Opcode.I32_LOAD);
  }

  @Test
  void loopsAndHandlersAreCountedByRound() throws IOException, InterruptedException {
    Coverage coverage =
        coverage(
            program(
                """
                (module (tag $t)
                  (func $throw (param i32) (if (local.get 0) (then (throw $t))))
                  (func (export "f") (param i32)
                    (loop $again
                      (block $caught
                        (try_table (catch $t $caught) (call $throw (local.get 0)) (nop)))
                      (try (do (call $throw (local.get 0))) (catch $t (drop (f32.const 1))))
                      (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
                      (br_if $again (i32.ge_s (local.get 0) (i32.const 0))))))
                """,
                call("f", 1, 11_000)));
    assertThat(coverage.executed(Opcode.LOOP)).isEqualTo(1);
    assertThat(coverage.executed(Opcode.TRY_TABLE)).isEqualTo(11_001);
    assertThat(coverage.executed(Opcode.THROW)).isEqualTo(22_000);
    assertThat(coverage.executed(Opcode.NOP)).isEqualTo(1);
    assertThat(coverage.executed(Opcode.CATCH)).isEqualTo(11_000);
    assertThat(coverage.hot(Opcode.CATCH)).isEqualTo(11_000);
    assertThat(coverage.hot(Opcode.F32_CONST)).isEqualTo(11_000);
    assertThat(coverage.hot(Opcode.LOOP)).isZero();
    assertThat(coverage.cold()).contains(Opcode.LOOP).doesNotContain(Opcode.CATCH);
    assertThat(coverage.table())
        .anyMatch(line -> line.matches("CATCH +11000 +11000"))
        .anyMatch(line -> line.matches("LOOP +1 +0"));
  }

  @Test
  void countingChangesNothing() {
    Program program =
        program(
            """
            (module
              (import "host" "log" (func $log (param i32)))
              (memory (export "m") 1) (memory 1)
              (data (i32.const 0) "abc")
              (global (export "g") (mut i32) (i32.const 1))
              (func (export "f") (param i32) (result i32)
                (block $a (block $b (block $c (br_table $a $b $c (local.get 0))) (nop))
                  (call $log (i32.const 5)) (return (i32.load8_u (local.get 0))))
                (global.set 0 (i32.add (global.get 0) (local.get 0)))
                (i32.store 1 (i32.const 4) (global.get 0))
                (if (i32.eqz (local.get 0)) (then (unreachable)))
                (i32.load 1 (i32.const 4))))
            """,
            call("f", 3, 0),
            call("f", 3, 1),
            call("f", 3, 2),
            call("f", 1, 3));
    CountedUnit counted = CountedUnit.of(program.units().getFirst());
    Observation with =
        Run.of(new Program(1, List.of(counted.unit()), program.actions()), Options.defaults());
    assertThat(with.lines().stream().filter(line -> !line.contains(CountedUnit.COUNTERS)))
        .containsExactlyElementsOf(Run.of(program, Options.defaults()).lines());
  }
}
