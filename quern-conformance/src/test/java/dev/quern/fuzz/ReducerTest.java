package dev.quern.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.Options;
import dev.quern.Wat;
import dev.quern.WebAssembly;
import dev.quern.internal.syntax.Opcode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The reducer leaves what a predicate needs, and little else. */
final class ReducerTest {
  private static final String MEANWHILE =
      """
      (local.set 1 (i32.mul (i32.add (local.get 0) (i32.const 77)) (i32.const 3)))
      (if (i32.gt_u (local.get 1) (i32.const 1000)) (then (local.set 1 (i32.const 5))))
      (global.set 0 (i64.extend_i32_u (local.get 1)))
      """;

  private static final String FIRST =
      """
      (module
        (type $unused (struct (field i32)))
        (rec (type $pair (struct (field i32) (field (ref null $pair)))) (type (array i8)))
        (memory (export "memory") 1 2)
        (data (i32.const 8) "abcdef")
        (table (export "table") 4 funcref)
        (elem (i32.const 0) func 0 1)
        (global (export "g") (mut i64) (i64.const 0))
        (func (export "helper") (param i32) (result i32) (local i32) MEANWHILE
          (i32.load offset=8 (i32.const 0)))
        (func (export "run") (param i32 i32 f64) (result i32 i64) (local i32 v128 externref)
          MEANWHILE
          (block (loop (br_if 1 (i32.eqz (local.get 0)))
            (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
            (drop (struct.get $pair 0 (struct.new $pair (local.get 0) (ref.null $pair))))
            (br 0)))
          MEANWHILE
          (i32.add (call 0 (local.get 1)) (i32.div_s (i32.const 7) (local.get 1)))
          (i64.const 123456)))
      """
          .replace("MEANWHILE", MEANWHILE);

  private static final String SECOND =
      """
      (module
        (import "first" "helper" (func (param i32) (result i32)))
        (import "first" "memory" (memory 1))
        (global (export "h") i32 (i32.const 9))
        (func (export "both") (param i32) (result i32)
          (try_table (result i32) (call 0 (local.get 0)))))
      """;

  private static Program program() {
    return new Program(
        1,
        List.of(
            new Program.Unit("first", Wat.parse(FIRST)),
            new Program.Unit("second", Wat.parse(SECOND))),
        List.of(
            new Program.Action("first", "helper", List.of(5), 3),
            new Program.Action("second", "both", List.of(6), 100),
            new Program.Action("first", "run", List.of(10, 8, 1.5), 1000),
            new Program.Action("second", "both", List.of(7), 1)));
  }

  private static Program reduce(Predicate<Program> shows) {
    return Reducer.reduce(program(), shows, Duration.ofMinutes(1), (bytes, actions, tried) -> {});
  }

  private static String text(Program program) {
    return Wat.print(program.units().getLast().module());
  }

  private static boolean contains(Program program, Opcode opcode) {
    return program.units().stream()
        .flatMap(unit -> Parts.of(unit.module()).functions.stream())
        .flatMap(function -> function.code().stream())
        .anyMatch(instruction -> instruction.opcode() == opcode);
  }

  @Test
  void anInstructionIsLeftAlone() {
    Program small = reduce(program -> contains(program, Opcode.STRUCT_NEW));
    assertThat(small.actions()).isEmpty();
    assertThat(small.units()).hasSize(1);
    Parts parts = Parts.of(small.units().getFirst().module());
    assertThat(parts.functions).hasSize(1);
    assertThat(parts.functions.getFirst().code()).hasSizeLessThan(6);
    assertThat(parts.functions.getFirst().locals()).isEmpty();
    assertThat(parts.memories).isEmpty();
    assertThat(parts.tables).isEmpty();
  }

  /** What the call of an export gives. */
  private static @Nullable Object result(Program program, String export, Object... arguments) {
    var module = new WebAssembly.Module(program.units().getFirst().module(), Options.defaults());
    var exports = new WebAssembly.Instance(module).exports();
    return exports.has(export) ? exports.function(export).call(arguments) : "none";
  }

  @Test
  void whatMattersIsComputedStill() {
    Program small =
        reduce(program -> program.actions().stream().anyMatch(action -> loads(program, action)));
    assertThat(small.units()).hasSize(1);
    assertThat(small.actions())
        .containsExactly(new Program.Action("first", "helper", List.of(), 1));
    assertThat(text(small)).contains("i32.load").doesNotContain("i32.mul").doesNotContain("(table");
    assertThat(small.units().getFirst().module().length).isLessThan(80);
  }

  private static boolean loads(Program program, Program.Action action) {
    return action.export().equals("helper")
        && program.units().getFirst().name().equals("first")
        && Integer.valueOf(0x64636261)
            .equals(result(program, "helper", action.arguments().toArray()));
  }

  @Test
  void everyCandidateIsValidAndSmallerOnesAreReported() {
    var sizes = new ArrayList<Long>();
    Program small =
        Reducer.reduce(
            program(),
            program -> {
              program.units().forEach(unit -> assertThat(validity(unit)).isEqualTo("valid"));
              return contains(program, Opcode.TRY_TABLE);
            },
            Duration.ofMinutes(1),
            (bytes, actions, tried) -> sizes.add(bytes));
    assertThat(sizes.getLast()).as(text(small)).isLessThan(60);
  }

  private static String validity(Program.Unit unit) {
    return WebAssembly.validate(unit.module()) ? "valid" : "invalid";
  }

  @Test
  void theTimeLimitIsKept() {
    Program program = program();
    long start = System.nanoTime();
    Program left =
        Reducer.reduce(
            program,
            candidate -> {
              sleep(20);
              return false;
            },
            Duration.ofMillis(200),
            (bytes, actions, tried) -> {});
    assertThat(left).isSameAs(program);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
