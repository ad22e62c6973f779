package dev.quern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.Wat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that take all of the heap or of the stack, each in a JVM of its own. */
class ExhaustionTest {
  private static final String MODULE =
      """
      (module
        (type $node (struct (field (ref null $node)) (field i64) (field i64)))
        (type $bytes (array i8))
        (type $list (array (mut anyref)))
        (type $cell (struct (field anyref) (field (ref null $cell))))
        (type $caught (struct (field exnref) (field (ref null $caught))))
        (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
        (memory (export "memory") 1)
        (table $table 0 anyref)
        (tag $tag (param i64 i64))
        (global $nodes (mut (ref null $node)) (ref.null $node))
        (global $cells (mut (ref null $cell)) (ref.null $cell))
        (global $all (mut (ref null $caught)) (ref.null $caught))
        (global $count (mut i32) (i32.const 0))
        (func $keep (param anyref)
          (global.set $cells (struct.new $cell (local.get 0) (global.get $cells))))
        (func $struct
          (global.set $nodes (struct.new $node (global.get $nodes) (i64.const 1) (i64.const 2))))
        (func $array (call $keep (array.new_default $bytes (i32.const 1000))))
        (func $references (call $keep (array.new_default $list (i32.const 100))))
        (func $i31
          (global.set $count (i32.add (global.get $count) (i32.const 1000)))
          (call $keep (ref.i31 (global.get $count))))
        (func $exception (local $thrown exnref)
          (block $handler (result i64 i64 exnref)
            (try_table (catch_ref $tag $handler) (throw $tag (i64.const 1) (i64.const 2)))
            (unreachable))
          (local.set $thrown) (drop) (drop)
          (global.set $all (struct.new $caught (local.get $thrown) (global.get $all))))
        (func $fill (loop $again (call $struct) (br $again)))
        (func $tables
          (br_if 0 (i32.ne (table.grow $table (ref.null any) (i32.const 100000)) (i32.const -1)))
          (call $fill))
        (func $memories
          (br_if 0 (i32.ne (memory.grow (i32.const 16)) (i32.const -1)))
          (call $fill))
        (func $host (call $array) (drop (call $random (i32.const 0) (i32.const 1))))
        (func $thrown (call $struct)
          (block $handler (try_table (catch_all $handler) (call $struct) (call $struct))))
        (func (export "_start") (loop $again (call $%s) (br $again))))
      """;

  private static final String SCRIPT =
      """
      const module = await WebAssembly.compileStreaming(fetch("fill.wasm"));
      const imports = { wasi_snapshot_preview1: { random_get() {} } };
      for (let i = 0; i < 3; i++) {
        try {
          new WebAssembly.Instance(module, imports).exports.fill();
        } catch (e) {
          console.log(`${e instanceof RangeError} ${e}`);
        }
      }
      """;

  @TempDir Path folder;

  private String program(String what) throws IOException {
    return Files.writeString(folder.resolve("program.wat"), MODULE.formatted(what)).toString();
  }

  private static Outcome outOfMemory(List<String> jvm, String program)
      throws IOException, InterruptedException {
    try (var command = CommandProcess.start(jvm, "run", program)) {
      Outcome outcome = command.await();
      assertThat(outcome.err()).startsWith("trap: out of memory\n");
      assertThat(outcome.status()).isEqualTo(134);
      return outcome;
    }
  }

  @ParameterizedTest
  @CsvSource({"Serial, 64", "Serial, 256", "G1, 64", "Parallel, 64", "Parallel, 256", "Z, 64"})
  void endsInATrapWithEveryCollector(String collector, int megabytes)
      throws IOException, InterruptedException {
    outOfMemory(
        List.of("-XX:+Use" + collector + "GC", "-Xmx" + megabytes + "m"), program("struct"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"array", "references", "i31", "exception", "tables", "memories", "host", "thrown"})
  void endsInATrapWhateverFillsTheHeap(String what) throws IOException, InterruptedException {
    Outcome outcome = outOfMemory(List.of("-XX:+UseSerialGC", "-Xmx64m"), program(what));
    assertThat(outcome.err()).as("has the program's calls").contains("\n    at ");
  }

  /** Each of the instances fills the heap again, so the memory to say so is there each time. */
  @ParameterizedTest
  @ValueSource(strings = {"Serial", "G1"})
  void aScriptCatchesItAgainAndAgain(String collector) throws IOException, InterruptedException {
    String text = MODULE.formatted("struct").replace("_start", "fill");
    Files.write(folder.resolve("fill.wasm"), Wat.parse(text));
    Path script = Files.writeString(folder.resolve("fill.mjs"), SCRIPT);
    var jvm = List.of("-XX:+Use" + collector + "GC", "-Xmx64m");
    try (var command =
        CommandProcess.start(jvm, "run", "--dir", folder.toString(), script.toString())) {
      Outcome outcome = command.await();
      assertThat(outcome.out()).isEqualTo("true RangeError: out of memory\n".repeat(3));
      assertThat(outcome.status()).isZero();
    }
  }

  /** On the command's own stack, which is a large one. */
  @ParameterizedTest
  @EnumSource
  void anExhaustedStackEndsInATrapBelowHandlers(Handler handler)
      throws IOException, InterruptedException {
    String text =
        """
        (module (memory (export "memory") 1) (tag $tag)
          (func $endless %s)
          (func (export "_start") (call $endless)))
        """;
    Path program = Files.writeString(folder.resolve("endless.wat"), text.formatted(handler.text));
    // As the launcher has it.
    List<String> jvm = List.of("-XX:+UseSerialGC", "-XX:StackReservedPages=0");
    try (var command = CommandProcess.start(jvm, "run", program.toString())) {
      assertThat(command.process().waitFor(60, TimeUnit.SECONDS)).as("ends in time").isTrue();
      Outcome outcome = command.await();
      assertThat(outcome.err()).startsWith("trap: call stack exhausted\n    at endless (");
      assertThat(outcome.status()).isEqualTo(134);
    }
  }

  private enum Handler {
    TAG("(block $h (try_table (catch $tag $h) (call $endless)))"),
    ALL("(block $h (try_table (catch_all $h) (call $endless)) (return)) (unreachable)"),
    ALL_AGAIN(
        "(block $h (result exnref) (try_table (catch_all_ref $h) (call $endless)) (return))"
            + " (throw_ref)"),
    LEGACY("(try (do (call $endless)) (catch_all (rethrow 0)))"),
    DELEGATE("(try (do (try (do (call $endless)) (delegate 0))) (catch_all))");

    final String text;

    Handler(String text) {
      this.text = text;
    }
  }
}
