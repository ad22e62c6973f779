package dev.quern.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.Options;
import dev.quern.V128;
import dev.quern.Wat;
import dev.quern.cli.wast.WastResult;
import dev.quern.cli.wast.WastRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A written script passes where the program does what is expected, and fails where it does not. */
final class WastWriterTest {
  @TempDir private Path folder;

  private static final byte[] LIBRARY =
      Wat.parse(
          """
          (module
            (type $pair (struct (field i32)))
            (tag $t (export "t") (param i32))
            (global $n (export "n") (mut i32) (i32.const 0))
            (memory (export "memory") 1)
            (func (export "count") (param i32) (result i32)
              (global.set $n (i32.add (global.get $n) (local.get 0)))
              (global.get $n))
            (func (export "all") (param i32 i64 f32 f64 v128 externref)
              (result v128 i32 i64 f32 f64 v128 externref)
              (local.get 4) (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4)
              (local.get 5))
            (func (export "object") (result (ref null $pair)) (struct.new $pair (i32.const 1)))
            (func (export "throw") (throw $t (i32.const 1)))
            (func (export "divide") (param i32) (result i32)
              (i32.div_s (i32.const 1) (local.get 0))))
          """);

  private static final byte[] USER =
      Wat.parse(
          """
          (module
            (import "library" "count" (func $count (param i32) (result i32)))
            (import "host" "log" (func $log (param i32)))
            (func (export "twice") (param i32) (result i32)
              (drop (call $count (local.get 0)))
              (call $log (local.get 0))
              (call $count (local.get 0))))
          """);

  private static Program.Action call(String unit, String export, int times, Object... arguments) {
    return new Program.Action(unit, export, Arrays.asList(arguments), times);
  }

  private static Program program() {
    return new Program(
        5,
        List.of(new Program.Unit("library", LIBRARY), new Program.Unit("user", USER)),
        List.of(
            call("library", "count", 1000, 3),
            call("user", "twice", 2, 5),
            call(
                "library",
                "all",
                1,
                -1,
                Long.MIN_VALUE,
                -0.0f,
                Double.NaN,
                new V128(1, -1),
                new Program.HostObject(3)),
            call("library", "all", 1, 1, 2L, 1.5f, Double.NEGATIVE_INFINITY, new V128(0, 0), null),
            call("library", "object", 1),
            call("library", "throw", 1),
            call("library", "divide", 3, 0),
            call("library", "divide", 1, 1)));
  }

  private WastResult run(String script) throws IOException {
    Path file = Files.writeString(folder.resolve("find.wast"), script);
    return WastRunner.run(file, Options.defaults(), new Host().imports());
  }

  @Test
  void aScriptExpectsWhatTheProgramDoes() throws IOException {
    Program program = program();
    String script = WastWriter.write(program, Run.of(program, Options.defaults()), "nothing\nyet");
    assertThat(script).startsWith(";; nothing\n;; yet\n(module $library");
    WastResult result = run(script);
    assertThat(result.failures()).as(script).isEmpty();
    assertThat(result.passed()).isGreaterThan(12);
  }

  @Test
  void everyAssertionCanFail() throws IOException {
    Program program = program();
    List<String> lines = Run.of(program, Options.defaults()).lines();
    for (int i = program.units().size(); i < lines.size(); i++) {
      String wrong = wrong(lines.get(i));
      boolean isFirstOfMany = i + 1 < lines.size() && lines.get(i + 1).startsWith(" again");
      if (!isFirstOfMany && !wrong.equals(lines.get(i))) {
        var changed = new ArrayList<>(lines);
        changed.set(i, wrong);
        String script = WastWriter.write(program, new Observation(changed), "wrong: " + wrong);
        assertThat(run(script).failures()).as(script).isNotEmpty();
      }
    }
  }

  /** The line with another outcome, where the outcome is asserted. */
  private static String wrong(String line) {
    if (line.contains("trap")) {
      return line.replaceAll("trap \\w+", "exception library.t");
    }
    if (line.contains("exception")) {
      return line.replaceAll("exception .*", "trap unreachable");
    }
    return line.contains(".all")
        ? line.replaceFirst("0x0|0xf", "0x1")
        : line.replaceFirst("(last|twice:|divide:|library\\.n) .*", "$1 77");
  }
}
