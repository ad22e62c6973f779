package dev.quern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command as a whole, and the commands that look at modules. */
class MainTest {
  private static final String ADD =
      """
      (module
        (import "env" "unused" (global i32))
        (memory (export "memory") 1 2)
        (func $add (export "add") (param i32 i32) (result i32)
          local.get 0
          local.get 1
          i32.add))
      """;

  @TempDir Path folder;

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void helpAndVersion() {
    assertThat(Outcome.of("--help").out()).contains("quern run --dir");
    assertThat(Outcome.of("--help").status()).isZero();
    assertThat(Outcome.of("--version").out()).startsWith("quern ").contains("VM");
    assertThat(Outcome.of().err()).contains("Usage");
    assertThat(Outcome.of().status()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "wast", "validate", "inspect", "parse", "print"})
  void everyCommandHelps(String command) {
    Outcome help = Outcome.of(command, "--help");
    assertThat(help.out()).contains("Usage: quern " + command, "Example:");
    assertThat(help.status()).isZero();
    Outcome nothing = Outcome.of(command);
    assertThat(nothing.err()).contains("FILE", "--help");
    assertThat(nothing.status()).isEqualTo(2);
    Outcome wrong = Outcome.of(command, "--wrong", "x");
    assertThat(wrong.err()).contains("--wrong").doesNotContain("\tat ");
    assertThat(wrong.status()).isEqualTo(2);
    Outcome missing = Outcome.of(command, folder.resolve("missing.wasm").toString());
    assertThat(missing.err()).contains("no such file").doesNotContain("\tat ");
    assertThat(missing.status()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "wast", "validate", "inspect", "parse", "print", "cache"})
  void helpNamesACommand(String command) {
    assertThat(Outcome.of("help", command)).isEqualTo(Outcome.of(command, "--help"));
  }

  @Test
  void helpOfNothing() {
    assertThat(Outcome.of("help")).isEqualTo(Outcome.of("--help"));
    assertThat(Outcome.of("help", "walk").err()).contains("no command 'walk'");
    assertThat(Outcome.of("help", "walk").status()).isEqualTo(2);
  }

  @Test
  void aComponentSaysWhatItIs() throws IOException {
    Path file = folder.resolve("component.wasm");
    Files.write(file, new byte[] {0, 'a', 's', 'm', 0xd, 0, 1, 0, 7, 1, 0});
    for (String command : List.of("run", "validate", "inspect", "print")) {
      Outcome outcome = Outcome.of(command, file.toString());
      assertThat(outcome.out() + outcome.err())
          .contains("this is a component, and Quern runs core modules");
      assertThat(outcome.status()).isEqualTo(1);
    }
  }

  /** Errors of text are where the text is, also where they are found in the binary. */
  @ParameterizedTest
  @CsvSource({
    "'(func (block (type 9)))', unknown type 9, 2:8",
    "'(func) (func $f (param v128)\n (local.get 1))', unknown local, 3:3",
    "'(global i32\n (i64.const 1))', type mismatch, 2:1",
    "'(func)\n(export \"a\" (func 1))', unknown function, 3:1",
    "'(memory 1)\n(data (i64.const 1))', type mismatch, 3:1",
    "'(table 1 funcref)\n(elem (i32.const 0) externref)', type mismatch, 3:1",
    "'(table 1 funcref)\n(elem (i32.const 0) funcref (i32.const 1))', type mismatch, 3:1",
    "'(table 1 (ref func) (i32.const 0))', type mismatch, 2:1",
    "'(type (func (param (ref 7))))', unknown type, 2:1",
    "'(func (param i32))\n(start 0)', start function, 3:1",
    "'(memory 70000)', memory size, 2:1",
    "'(func (local i32) (unreachable) (i32.add) $x)', unexpected token, 2:43"
  })
  void textHasLineAndColumn(String fields, String problem, String place) throws IOException {
    String file = file("wrong.wat", "(module\n" + fields.replace("\\n", "\n") + ")");
    assertThat(Outcome.of("validate", file).out())
        .contains("wrong.wat: error: " + problem)
        .endsWith("(at " + place + ")\n");
    assertThat(Outcome.of("validate", "--compile", file).out()).endsWith("(at " + place + ")\n");
    assertThat(Outcome.of("run", file).err()).endsWith("(at " + place + ")\n");
  }

  @Test
  void limitsOfTextHaveAPlaceToo() throws IOException {
    String file = file("large.wat", "\n(module (func (local" + " i32".repeat(60_000) + ")))");
    Outcome outcome = Outcome.of("validate", file);
    assertThat(outcome.out()).containsPattern("too many locals.* \\(at 2:\\d+\\)\n$");
  }

  @Test
  void textThatIsNotUtf8HasAPlace() throws IOException {
    Path file = folder.resolve("latin1.wat");
    Files.write(file, "(module\n  ;; \u00e9\n)".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(Outcome.of("validate", file.toString()).out()).contains("UTF-8 encoding (at 2:6)");
    assertThat(Outcome.of("run", file.toString()).err()).contains("nor UTF-8 text (at 2:6)");
  }

  @Test
  void wrongCommand() {
    assertThat(Outcome.of("walk").err()).contains("no command 'walk'", "run, wast");
    assertThat(Outcome.of("x.wasm").err()).contains("quern run x.wasm");
    Outcome script = Outcome.of("validate", "x.js");
    assertThat(script.err()).contains("x.js is a script, not a module");
    assertThat(script.status()).isEqualTo(2);
    assertThat(Outcome.of("run", folder.toString()).err()).contains("is a directory");
  }

  @Test
  void validates() throws IOException {
    String good = file("good.wat", ADD);
    String bad = file("bad.wat", "(module\n  (func (result i32)\n    i64.const 1))");
    Outcome outcome = Outcome.of("validate", good, bad);
    assertThat(outcome.out())
        .contains("good.wat: OK", "bad.wat: error: type mismatch", "(at 3:16)");
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(Outcome.of("validate", good).status()).isZero();
    assertThat(Outcome.of("validate", file("malformed.wat", "(module (func")).out())
        .contains("malformed.wat: error: unexpected");
  }

  @Test
  void validatesWhatComesAfterAFileThatIsNoModule() throws IOException {
    String good = file("good.wat", ADD);
    Outcome outcome = Outcome.of("validate", "missing.wasm", folder.toString(), good);
    assertThat(outcome.err()).contains("missing.wasm: no such file", "is a directory");
    assertThat(outcome.out()).contains("good.wat: OK");
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(Outcome.of("validate", "x.js", good).status()).isEqualTo(2);
  }

  @Test
  void saysWhatElseAFileIs() throws IOException {
    assertThat(Outcome.of("validate", file("module.wasm", ADD)).err())
        .contains("module.wasm: this is text and not a binary module: name it .wat");
    for (String other : List.of("README.md", "other.wasm")) {
      assertThat(Outcome.of("validate", file(other, " # Title")).err())
          .contains(other + ": not a WebAssembly module: it begins neither with \\0asm nor")
          .contains("but with `# Title`: looks like text");
    }
    assertThat(Outcome.of("validate", file("nothing", "")).err())
        .contains("nothing: the file is empty");
    String text = "\n;; a comment\n" + ADD;
    assertThat(Outcome.of("validate", file("add.txt", text)).out()).contains("add.txt: OK");
    assertThat(Outcome.of("validate", file("wrong.wat", "# Title")).out())
        .contains("wrong.wat: error: unknown operator");
  }

  @Test
  void compiles() throws IOException {
    Outcome outcome = Outcome.of("validate", "--compile", file("good.wat", ADD));
    assertThat(outcome.out())
        .containsPattern("good.wat: 1 functions, 3 classes, \\d+ methods, .* MB of bytecode")
        .contains("largest method", " s, peak heap ", "good.wat: OK");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();
    String bad = file("bad.wat", "(module (func (result i32)))");
    assertThat(Outcome.of("validate", "--compile", bad).status()).isEqualTo(1);
  }

  @Test
  void featuresAreChosen() throws IOException {
    String tail = file("tail.wat", "(module (func (return_call 0)))");
    assertThat(Outcome.of("validate", "--features", "all", tail).status()).isZero();
    Outcome without = Outcome.of("validate", "--features", "all,-tail-call", tail);
    assertThat(without.out()).contains("tail.wat: unsupported: tail calls is not enabled");
    assertThat(without.status()).isEqualTo(1);
    Outcome wrong = Outcome.of("validate", "--features", "tails", tail);
    assertThat(wrong.err()).contains("no feature 'tails'; there are mvp, ");
    assertThat(wrong.status()).isEqualTo(2);
  }

  @Test
  void parsesAndPrints() throws IOException {
    String text = file("add.wat", ADD);
    assertThat(Outcome.of("parse", text).status()).isZero();
    String binary = folder.resolve("add.wasm").toString();
    assertThat(Outcome.of("print", binary).out()).contains("i32.add", "(export \"add\"");
    String again = folder.resolve("again.wat").toString();
    assertThat(Outcome.of("print", binary, "-o", again).status()).isZero();
    String second = folder.resolve("second.wasm").toString();
    assertThat(Outcome.of("parse", again, "-o", second).status()).isZero();
    assertThat(Path.of(second)).hasSameBinaryContentAs(Path.of(binary));
    assertThat(Outcome.of("parse", binary).err()).contains("binary module already");
  }

  @Test
  void inspects() throws IOException {
    Outcome outcome = Outcome.of("inspect", "--functions", file("add.wat", ADD));
    assertThat(outcome.out())
        .contains(
            "type: ",
            "0: [i32 i32] -> [i32]",
            "env.unused: global i32",
            "0: memory 1 2",
            "add: function 0 [i32 i32] -> [i32]",
            "Functions: 1 of ",
            "0 add: [i32 i32] -> [i32], ");
    assertThat(outcome.status()).isZero();
  }
}
