package dev.quern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.Wat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code quern run}. */
class RunCommandTest {
  /** Prints its arguments, each with a NUL behind it, and what it reads; exits with 3. */
  private static final String ECHO =
      """
      (module
        (import "wasi_snapshot_preview1" "args_sizes_get" (func $sizes (param i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "args_get" (func $args (param i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
        (memory (export "memory") 1)
        (func (export "_start")
          (drop (call $sizes (i32.const 0) (i32.const 4)))
          (drop (call $args (i32.const 64) (i32.const 1024)))
          (i32.store (i32.const 16) (i32.const 1024))
          (i32.store (i32.const 20) (i32.load (i32.const 4)))
          (drop (call $write (i32.const 1) (i32.const 16) (i32.const 1) (i32.const 24)))
          (i32.store (i32.const 20) (i32.const 100))
          (drop (call $read (i32.const 0) (i32.const 16) (i32.const 1) (i32.const 24)))
          (i32.store (i32.const 20) (i32.load (i32.const 24)))
          (drop (call $write (i32.const 2) (i32.const 16) (i32.const 1) (i32.const 24)))
          (call $exit (i32.const 3))))
      """;

  /** Copies its input and the file "input" of its directory to its output. */
  private static final String CAT =
      """
      (module
        (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "path_open"
          (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
        (memory (export "memory") 1)
        (data (i32.const 32) "input")
        (func $copy (param $fd i32)
          (i32.store (i32.const 0) (i32.const 64))
          (i32.store (i32.const 4) (i32.const 100))
          (drop (call $read (local.get $fd) (i32.const 0) (i32.const 1) (i32.const 8)))
          (i32.store (i32.const 4) (i32.load (i32.const 8)))
          (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))
        (func (export "_start")
          (call $copy (i32.const 0))
          (if (call $open (i32.const 3) (i32.const 0) (i32.const 32) (i32.const 5) (i32.const 0)
                (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 12)) (then unreachable))
          (call $copy (i32.load (i32.const 12)))))
      """;

  private static final String LIBRARY =
      """
      (module $library
        (global $ready (mut i32) (i32.const 0))
        (func (export "_initialize") (global.set $ready (i32.const 1)))
        (func (export "ready") (result i32) (global.get $ready))
        (func (export "swap") (param i32 i64 f32 f64) (result f64 f32 i64 i32)
          (local.get 3) (local.get 2) (local.get 1) (local.get 0))
        (func (export "reference") (param externref) (result externref) (local.get 0))
        (func $divide (param i32) (result i32) (i32.div_s (i32.const 1) (local.get 0)))
        (func $trap (export "trap") (drop (call $divide (i32.const 0))))
        (func $never (export "never") unreachable)
        (func $recurse (export "recurse") (call $recurse)))
      """;

  @TempDir Path folder;

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void passesEverythingBehindTheFile() throws IOException {
    String echo = file("echo.wat", ECHO);
    String[] arguments = {"run", "--argv0", "me", echo, "--", "--dir", "x", "@file", "-h", "'a b'"};
    Outcome outcome = Outcome.withInput("typed", arguments);
    assertThat(outcome.out()).isEqualTo("me\0--\0--dir\0x\0@file\0-h\0'a b'\0");
    assertThat(outcome.err()).isEqualTo("typed");
    assertThat(outcome.status()).isEqualTo(3);
    assertThat(Outcome.of("run", echo).out()).isEqualTo("echo.wat\0");
  }

  @Test
  void tellsTextFromBinaryByContent() throws IOException {
    Path binary = Files.write(folder.resolve("echo"), Wat.parse(ECHO));
    assertThat(Outcome.of("run", binary.toString()).status()).isEqualTo(3);
    assertThat(Outcome.of("run", file("text", ECHO)).status()).isEqualTo(3);
    Path named = Files.write(folder.resolve("binary.wat"), Wat.parse(ECHO));
    assertThat(Outcome.of("run", named.toString()).status()).isEqualTo(3);
    Outcome misnamed = Outcome.of("run", file("text.wasm", " (module)"));
    assertThat(misnamed.err()).contains("text and not a binary module");
    assertThat(misnamed.status()).isEqualTo(1);
    assertThat(Outcome.of("run", file("junk.wasm", "junk")).err()).contains("\\0asm");
    assertThat(Outcome.of("run", file("empty.wasm", "")).err()).contains("empty");
    assertThat(Outcome.of("run", file("wrong.wat", "(module\n  (func oops))")).err())
        .contains("2:9");
  }

  @Test
  void invokes() throws IOException {
    String library = file("library.wat", LIBRARY);
    Outcome swapped =
        Outcome.of("run", "--invoke", "swap", library, "-1", "0xffffffffffffffff", "nan", "-inf");
    assertThat(swapped.out().lines()).containsExactly("-Infinity", "NaN", "-1", "-1");
    assertThat(swapped.status()).isZero();
    Outcome more =
        Outcome.of("run", "--invoke", "swap", library, "4294967295", "-0x10", "1.5", "0x1.8p1");
    assertThat(more.out().lines()).containsExactly("3.0", "1.5", "-16", "-1");
    assertThat(Outcome.of("run", "--invoke", "ready", library).out().strip()).isEqualTo("1");
    assertThat(Outcome.of("run", "--invoke", "reference", library, "x").out().strip())
        .isEqualTo("x");
  }

  @Test
  void refusesWrongArguments() throws IOException {
    String library = file("library.wat", LIBRARY);
    Outcome count = Outcome.of("run", "--invoke", "swap", library, "1");
    assertThat(count.err()).contains("takes 4 arguments, not 1");
    assertThat(count.status()).isEqualTo(2);
    Outcome number = Outcome.of("run", "--invoke", "swap", library, "4294967296", "1", "1", "1");
    assertThat(number.err()).contains("argument 1: '4294967296' is no i32");
    assertThat(number.status()).isEqualTo(2);
  }

  @Test
  void listsWhatCanBeCalled() throws IOException {
    String library = file("library.wat", LIBRARY);
    Outcome noStart = Outcome.of("run", library);
    assertThat(noStart.err()).contains("_start", "swap: [i32 i64 f32 f64] -> [f64 f32 i64 i32]");
    assertThat(noStart.status()).isEqualTo(2);
    Outcome noExport = Outcome.of("run", "--invoke", "nothing", library);
    assertThat(noExport.err()).contains("no function 'nothing'", "ready: [] -> [i32]");
    assertThat(noExport.status()).isEqualTo(2);
    assertThat(Outcome.of("run", file("none.wat", "(module)")).err())
        .contains("no function at all");
  }

  @Test
  void reportsTraps() throws IOException {
    String library = file("library.wat", LIBRARY);
    Outcome trap = Outcome.of("run", "--invoke", "trap", library);
    assertThat(trap.status()).isEqualTo(134);
    assertThat(trap.err().lines())
        .containsExactly(
            "trap: integer divide by zero",
            "    at divide (function 4 of library)",
            "    at trap (function 5 of library)");
    Outcome unreachable = Outcome.of("run", "--invoke", "never", library);
    assertThat(unreachable.status()).isEqualTo(134);
    assertThat(unreachable.err().lines())
        .containsExactly("trap: unreachable", "    at never (function 6 of library)");
    Outcome exhausted = Outcome.of("run", "--invoke", "recurse", library);
    assertThat(exhausted.status()).isEqualTo(134);
    assertThat(exhausted.err()).startsWith("trap: call stack exhausted").hasLineCount(2);
    assertThat(Outcome.of("run", "--stacktrace", "--invoke", "trap", library).err())
        .contains("RuntimeError");
  }

  @Test
  void reportsExceptionsThatNobodyCatches() throws IOException {
    String text =
        """
        (module
          (tag $tag (param i32 f64))
          (func (export "go") (throw $tag (i32.const 5) (f64.const 0.5))))
        """;
    Outcome uncaught = Outcome.of("run", "--invoke", "go", file("throwing.wat", text));
    assertThat(uncaught.status()).isEqualTo(134);
    assertThat(uncaught.err().lines())
        .containsExactly("uncaught exception of type [i32, f64]: 5 0.5");
  }

  @ParameterizedTest
  @CsvSource({
    "(func (export \"_start\") (param i32) (result i32) (local.get 0)), _start, [i32] -> [i32]",
    "(func (export \"_start\") (result i64) (i64.const 0)), _start, [] -> [i64]",
    "(func (export \"f\")) (func (export \"_initialize\") (param f64)), _initialize, [f64] -> []",
  })
  void entryPointsHaveNoParametersOrResults(String fields, String name, String type)
      throws IOException {
    String file = file("entry.wat", "(module (memory (export \"memory\") 1) " + fields + ")");
    String[] line =
        name.equals("_start")
            ? new String[] {"run", file}
            : new String[] {"run", "--invoke", "f", file};
    Outcome outcome = Outcome.of(line);
    assertThat(outcome.err())
        .isEqualTo(
            "quern: %s: %s: expected function [] -> [], got function %s\n"
                .formatted(file, name, type));
    assertThat(outcome.status()).isEqualTo(1);
  }

  @Test
  void anInitializerIsAFunction() throws IOException {
    String file =
        file("entry.wat", "(module (memory (export \"_initialize\") 1) (func (export \"f\")))");
    Outcome outcome = Outcome.of("run", "--invoke", "f", file);
    assertThat(outcome.err()).contains("_initialize: expected function [] -> [], got memory");
    assertThat(outcome.status()).isEqualTo(1);
  }

  /** As POSIX has it; 2^32 - 1 is what programs mean with -1. */
  @ParameterizedTest
  @CsvSource({"0, 0", "255, 255", "256, 0", "257, 1", "-1, 255", "4294967040, 0", "1000, 232"})
  void anExitStatusIsWhatEightBitsHaveOfIt(String status, int shown) throws IOException {
    String text =
        """
        (module
          (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
          (memory (export "memory") 1)
          (func (export "_start") (call $exit (i32.const %s))))
        """;
    String file = file("exit.wat", text.formatted(status));
    assertThat(Outcome.of("run", file).status()).isEqualTo(shown);
  }

  /** A shell would take more than a name from the line that is shown for copying. */
  @Test
  void anExampleIsHarmlessInAShell() throws IOException {
    String text = "(module (func (export \"\\0a\")) (func (export \"$(it's)\") (param i32)))";
    String file = file("a b.wat", text);
    assertThat(Outcome.of("run", file).err())
        .endsWith("For example: quern run --invoke '$(it'\\''s)' '" + file + "' <i32>\n");
  }

  @Test
  void namesMissingImports() throws IOException {
    String text =
        """
        (module (import "env" "now" (func (result i64))) (import "env" "log" (func (param i32)))
          (func (export "_start")))
        """;
    Outcome outcome = Outcome.of("run", file("needy.wat", text));
    assertThat(outcome.err()).contains("env.now: [] -> [i64]", "env.log: [i32] -> []");
    assertThat(outcome.status()).isEqualTo(1);
  }

  @Test
  void givesDirectoriesAndVariables() throws IOException {
    String text =
        """
        (module
          (import "wasi_snapshot_preview1" "fd_prestat_dir_name"
            (func $name (param i32 i32 i32) (result i32)))
          (import "wasi_snapshot_preview1" "environ_get" (func $environ (param i32 i32) (result i32)))
          (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
          (memory (export "memory") 1)
          (func (export "_start")
            (drop (call $name (i32.const 3) (i32.const 100) (i32.const 5)))
            (drop (call $environ (i32.const 64) (i32.const 105)))
            (i64.store (i32.const 0) (i64.const 0x0000000a_00000064))
            (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 24)))))
        """;
    String program = file("program.wat", text);
    String[] all = {"run", "--dir", folder + "::/data:ro", "--env", "A=bcd", program};
    assertThat(Outcome.of(all).out()).isEqualTo("/dataA=bcd");
    Outcome missing = Outcome.of("run", "--dir", folder + "/missing", program);
    assertThat(missing.err()).contains("there is no directory");
    assertThat(missing.status()).isEqualTo(2);
    assertThat(Outcome.of("run", "--env", "A", program).err()).contains("NAME=VALUE");
  }

  /** Prints the environment: each variable with a NUL behind it. */
  private static final String ENVIRONMENT =
      """
      (module
        (import "wasi_snapshot_preview1" "environ_sizes_get"
          (func $sizes (param i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "environ_get" (func $environ (param i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
        (memory (export "memory") 1)
        (func (export "_start")
          (drop (call $sizes (i32.const 0) (i32.const 4)))
          (drop (call $environ (i32.const 64) (i32.const 1024)))
          (i32.store (i32.const 0) (i32.const 1024))
          (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))))
      """;

  @Test
  void takesVariablesFromFiles() throws IOException {
    String program = file("environment.wat", ENVIRONMENT);
    String first = file("first.env", "A=1\nB=1\nC=1\n");
    String second = file("second.env", "B=2\nC=2\n");
    String[] all = {"run", "--env", "C=3", "--env-file", first, "--env-file", second, program};
    assertThat(Outcome.of(all).out()).isEqualTo("A=1\0B=2\0C=3\0");
    Outcome wrong = Outcome.of("run", "--env-file", file("wrong.env", "A=1\nB\n"), program);
    assertThat(wrong.err()).contains("wrong.env:2: ", "NAME=VALUE");
    assertThat(wrong.status()).isEqualTo(2);
  }

  @Test
  void readsAFileAsStandardInput() throws IOException {
    String echo = file("echo.wat", ECHO);
    String input = file("input.txt", "from a file");
    assertThat(Outcome.withInput("typed", "run", "--stdin", input, echo).err())
        .isEqualTo("from a file");
    assertThat(Outcome.withInput("typed", "run", "--stdin", "-", echo).err()).isEqualTo("typed");
    Outcome missing = Outcome.of("run", "--stdin", input + ".old", echo);
    assertThat(missing.err()).contains("--stdin " + input + ".old").doesNotContain("\tat ");
    assertThat(missing.status()).isEqualTo(2);
    Outcome directory = Outcome.of("run", "--stdin", folder.toString(), echo);
    assertThat(directory.err()).contains("--stdin " + folder + ": is a directory");
    assertThat(directory.status()).isEqualTo(2);
  }

  @Test
  void refusesOneNameForTwoDirectories() throws IOException {
    String here = folder + "::/data";
    Outcome twice = Outcome.of("run", "--dir", here, "--dir", here + ":ro", file("x.wat", ECHO));
    assertThat(twice.err()).contains("another directory under the name /data");
    assertThat(twice.status()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--env A=1",
        "--env-file x",
        "--listen 0",
        "--max-memory 1k",
        "--argv0 x",
        "--invoke x"
      })
  void scriptsTakeFewOptions(String option) throws IOException {
    String script = file("script.js", "print(1)");
    String[] words = option.split(" ");
    Outcome wrong = Outcome.of("run", words[0], words[1], script);
    assertThat(wrong.err())
        .contains("is a script: all options but --dir, --stdin and --timeout are for");
    assertThat(wrong.status()).isEqualTo(2);
    assertThat(Outcome.of("run", "--timeout", "1h", script).out()).isEqualTo("1\n");
  }

  /** The options of a script are those of the programs that it runs. */
  @Test
  void aScriptGivesAProgramWhatItWasGiven() throws IOException {
    Files.write(folder.resolve("cat.wasm"), Wat.parse(CAT));
    Path data = Files.createDirectory(folder.resolve("data"));
    Files.writeString(data.resolve("input"), "in the file");
    String script =
        file(
            "script.mjs",
            """
            import { WASI } from 'wasi';
            const wasi = new WASI({ version: 'preview1', preopens: { '/here': '/data' } });
            const module = await WebAssembly.compileStreaming(fetch('cat.wasm'));
            wasi.start(await WebAssembly.instantiate(module, wasi.getImportObject()));
            """);
    String input = file("stdin", "from the input, ");
    Outcome granted = Outcome.of("run", "--dir", data + "::/data:ro", "--stdin", input, script);
    assertThat(granted).isEqualTo(new Outcome(0, "from the input, in the file", ""));
    Outcome own = Outcome.withInput("typed, ", "run", "--dir", data + "::/data", script);
    assertThat(own).isEqualTo(new Outcome(0, "typed, in the file", ""));
    Outcome denied = Outcome.of("run", "--dir", data + "::/other", script);
    assertThat(denied.err()).contains("no directory '/data': grant it one with --dir HOST::/data");
    assertThat(denied.status()).isEqualTo(1);
    Outcome missing = Outcome.of("run", "--stdin", data + "/missing", script);
    assertThat(missing.err()).startsWith("quern: --stdin ");
    assertThat(missing.status()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--timeout 0", "--max-memory 1MB", "--listen x"})
  void refusesWrongAmounts(String option) throws IOException {
    String[] words = option.split(" ");
    Outcome wrong = Outcome.of("run", words[0], words[1], file("echo.wat", ECHO));
    assertThat(wrong.err()).startsWith("quern: " + option + ": write ").hasLineCount(1);
    assertThat(wrong.status()).isEqualTo(2);
  }

  /** A terminal has 80 columns; this fits on a screen of today. */
  @Test
  void helpsOnOneScreen() {
    assertThat(Outcome.of("run", "--help").out().lines())
        .hasSizeLessThanOrEqualTo(36)
        .allMatch(line -> line.length() <= 80);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x.wasm",
        "--env-file a --env-file b --stdin - --timeout 5s --max-memory 1GiB x.wasm --timeout 1",
        "--listen 80 --listen 127.0.0.1:0 --dir - --stdin x x.js",
        "x.wasm --dir y -- -h @z",
        "--dir a --dir b::c:ro --env A=1 --env B= x.wasm 1 2",
        "--stacktrace --argv0 me --invoke f x.wasm --invoke g",
        "--env A=-1 x.wasm"
      })
  void plainCommandLinesNeedNoPicocli(String line) {
    String[] arguments = line.split(" ");
    var plain = new RunCommand();
    assertThat(plain.accept(arguments)).isTrue();
    var parsed = new RunCommand();
    Main.parser(parsed).parseArgs(arguments);
    assertThat(plain).usingRecursiveComparison().isEqualTo(parsed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--dir",
        "--dir=a x",
        "--argv0 a --argv0 b x",
        "--timeout 1 --timeout 2 x",
        "--max-memory -1 x",
        "--env -x y",
        "--help",
        "-x y",
        "-- x"
      })
  void otherCommandLinesDo(String line) {
    assertThat(new RunCommand().accept(line.split(" ")) && !line.isEmpty()).isFalse();
  }

  @Test
  void warmsUp() {
    assertThat(Outcome.of("warm-up")).isEqualTo(new Outcome(0, "", ""));
  }

  @Test
  void runsProgramsOfSnapshot0() throws IOException {
    String text =
        """
        (module
          (import "wasi_unstable" "proc_exit" (func $exit (param i32)))
          (memory (export "memory") 1)
          (func (export "_start") (call $exit (i32.const 4))))
        """;
    assertThat(Outcome.of("run", file("unstable.wat", text))).isEqualTo(new Outcome(4, "", ""));
  }

  /** One thread exits while the main one loops for ever. */
  @Test
  void runsThreads() throws IOException {
    String text =
        """
        (module
          (import "env" "memory" (memory 1 1 shared))
          (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
          (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
          (export "memory" (memory 0))
          (func (export "wasi_thread_start") (param i32 i32) (call $exit (local.get 1)))
          (func (export "_start")
            (drop (call $spawn (i32.const 7)))
            (loop $forever (br $forever))))
        """;
    assertThat(Outcome.of("run", file("threads.wat", text)).status()).isEqualTo(7);
  }

  @Test
  void limitsMemory() throws IOException {
    String text =
        """
        (module
          (memory (export "memory") 2)
          (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))
        """;
    String module = file("memory.wat", text);
    Outcome grown = Outcome.of("run", "--max-memory", "256k", "--invoke", "grow", module, "2");
    assertThat(grown.out().strip()).isEqualTo("2");
    Outcome refused = Outcome.of("run", "--max-memory", "256k", "--invoke", "grow", module, "3");
    assertThat(refused.out().strip()).isEqualTo("-1");
    Outcome tooSmall = Outcome.of("run", "--max-memory", "64k", "--invoke", "grow", module, "1");
    assertThat(tooSmall.status()).isNotZero();
    assertThat(tooSmall.err())
        .contains("no room for the instance")
        .doesNotContain("fault of Quern");
  }

  /** A program that accepts nothing, but sees that descriptor 3 is a listening socket. */
  @Test
  void givesListeners() throws IOException {
    String text =
        """
        (module
          (import "wasi_snapshot_preview1" "fd_fdstat_get"
            (func $stat (param i32 i32) (result i32)))
          (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
          (memory (export "memory") 1)
          (func (export "_start")
            (if (call $stat (i32.const 3) (i32.const 0)) (then (call $exit (i32.const 99))))
            (call $exit (i32.load8_u (i32.const 0)))))
        """;
    String module = file("listening.wat", text);
    Outcome outcome = Outcome.of("run", "--listen", "0", module);
    assertThat(outcome.status()).isEqualTo(6);
    assertThat(outcome.err()).contains("listening on 127.0.0.1:");
    assertThat(Outcome.of("run", module).status()).isEqualTo(99);
  }
}
