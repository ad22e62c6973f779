package dev.quern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
          .contains(other + ": not a WebAssembly module: it begins neither with \\0asm nor");
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
