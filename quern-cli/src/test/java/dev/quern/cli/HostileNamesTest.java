package dev.quern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.cli.script.ScriptProgram;
import dev.quern.internal.syntax.Printable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Modules whose every name would give a terminal commands, turn the direction of writing, or look
 * like another line of the command's; in files whose names do the same.
 */
@DisabledOnOs(OS.WINDOWS)
class HostileNamesTest {
  /** A name in the text format, and the same as it is. */
  private static final String NAME =
      "\\1b[31m\\07\\0aquern: fine\\c2\\9b0m\\e2\\80\\aex\\e2\\80\\a8";

  private static final String RAW = "\u001b[31m\u0007\nquern: fine\u009b0m\u202ex\u2028";

  @TempDir Path folder;
  private Path data;

  @BeforeEach
  void folder() throws IOException {
    data = Files.createDirectory(folder.resolve(RAW));
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(data.resolve(RAW + name), text.replace("NAME", NAME)).toString();
  }

  /** Nothing but whole lines, each of which starts as one of the command's own does. */
  private static void requireHarmless(Outcome outcome) {
    for (String text : List.of(outcome.out(), outcome.err())) {
      for (String line : text.split("\n", -1)) {
        assertThat(Printable.line(line)).isEqualTo(line);
        assertThat(line).doesNotStartWith("quern: fine");
      }
    }
    assertThat(outcome.out() + outcome.err()).contains("\\u{1b}[31m\\u{7}\\u{a}quern: fine");
  }

  private static final String TRAP =
      """
      (module $"NAME" (@name "NAME")
        (func $"NAME" (export "_start") (export "NAME") unreachable))
      """;

  /** Programs and functions that fail, one for each way to name something in a message. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        TRAP,
        "(module (import \"NAME\" \"NAME\" (func)) (func (export \"_start\")))",
        "(module (import \"wasi_snapshot_preview1\" \"NAME\" (func)) (func (export \"_start\")))",
        "(module (func (export \"NAME\") (param i32)) (func (export \"NAME2\")))",
        "(module (func $\"NAME\" (export \"_start\") (drop)))",
        "(module (func (export \"NAME\")) (func (export \"NAME\")))",
        "(module (func $\"NAME\") (func $\"NAME\"))",
        "(module (func (call $\"NAME\")))",
        "(module (func (export \"_start\") (param i32)))",
        "(module \u001b[31m)",
        "(module (func (i32.const \u001b[31m\u0007))",
        "\u001b[31m",
      })
  void messages(String text) throws IOException {
    String file = file(".wat", text);
    for (String[] line :
        new String[][] {
          {"run", file},
          {"run", "--stacktrace", file},
          {"run", "--invoke", RAW, file},
          {"run", "--invoke", RAW, file, RAW, RAW},
          {"validate", file},
          {"inspect", "--functions", file},
          {"parse", file, "-o", data.resolve("out").toString()},
          {"wast", "-v", file},
        }) {
      Outcome outcome = Outcome.of(line);
      if (!(outcome.out() + outcome.err()).isEmpty()) {
        requireHarmless(outcome);
      }
    }
  }

  @Test
  void listings() throws IOException {
    String file =
        file(
            ".wat",
            """
            (module $"NAME" (@custom "NAME" "x")
              (import "NAME" "NAME" (func $"NAME" (param i32)))
              (import "NAME" "NAME2" (global i32))
              (func $"NAME3" (export "NAME"))
              (memory (export "NAME4") 1))
            """);
    Outcome inspected = Outcome.of("inspect", "--functions", file);
    requireHarmless(inspected);
    assertThat(inspected.out().lines().filter(line -> line.contains("custom \""))).hasSize(2);
    requireHarmless(Outcome.of("validate", file));
    requireHarmless(Outcome.of("validate", "--compile", file));
    // Text has escapes of its own.
    Outcome printed = Outcome.of("print", file);
    assertThat(printed.out().lines())
        .allSatisfy(line -> assertThat(Printable.isPlain(line)).isTrue());
  }

  @Test
  void argumentsOfTheCommand() throws IOException {
    String good = file(".wat", "(module (func (export \"_start\")))");
    var lines = new ArrayList<List<String>>();
    for (String option :
        List.of(
            "--dir", "--env", "--env-file", "--stdin", "--listen", "--timeout", "--max-memory")) {
      lines.add(List.of("run", option, RAW, good));
    }
    lines.add(List.of(RAW));
    lines.add(List.of(RAW + ".wasm"));
    lines.add(List.of("run", "--" + RAW, good));
    lines.add(List.of("help", RAW));
    lines.add(List.of("run", RAW));
    lines.add(List.of("run", RAW + ".js"));
    lines.add(List.of("wast", RAW));
    lines.add(List.of("validate", RAW + ".js"));
    lines.add(List.of("validate", data.toString()));
    lines.add(List.of("validate", "--features", RAW, good));
    lines.add(List.of("validate", "--method-limit", RAW, good));
    lines.add(List.of("inspect", RAW, RAW));
    for (List<String> line : lines) {
      Outcome outcome = Outcome.of(line.toArray(String[]::new));
      assertThat(outcome.status()).as("%s", line).isNotZero();
      requireHarmless(outcome);
    }
  }

  @Test
  void testScripts() throws IOException {
    String script =
        file(
            ".wast",
            """
            (module (func (export "NAME") (result i32) (i32.const 1)))
            (assert_return (invoke "NAME") (i32.const 2))
            (assert_trap (invoke "NAME") "NAME")
            (invoke "NAME2")
            (assert_unlinkable (module (import "NAME" "NAME" (func))) "NAME")
            (assert_malformed (module quote "(func $NAME)") "NAME")
            """);
    Outcome outcome = Outcome.of("wast", "-v", script);
    assertThat(outcome.status()).isEqualTo(1);
    requireHarmless(outcome);
  }

  @Test
  void timeouts() throws IOException {
    String file =
        file(".wat", "(module $\"NAME\" (func $\"NAME\" (export \"_start\") (loop $l (br $l))))");
    Outcome outcome = Outcome.of("run", "--timeout", "1s", file);
    assertThat(outcome.status()).isEqualTo(124);
    assertThat(outcome.err()).doesNotContain("\u001b", "\u0007", "\u202e");
  }

  /** What no code of the script has caught; what a script writes itself is its own affair. */
  @Test
  void errorsOfScripts() throws IOException {
    Path script =
        Files.writeString(
            folder.resolve("script.js"), "throw new Error('a\\u001b[31m\\nb\\u202ec')");
    var err = new ByteArrayOutputStream();
    var stream = new PrintStream(err, true, StandardCharsets.UTF_8);
    assertThat(ScriptProgram.run(script, List.of(), stream, stream)).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith("Uncaught Error: a\\u{1b}[31m\nb\\u{202e}c\n");
  }
}
