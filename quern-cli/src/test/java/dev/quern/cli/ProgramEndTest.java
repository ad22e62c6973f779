package dev.quern.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the process ends: by the program, by its time, by signals. */
class ProgramEndTest {
  private static final int MOST_SECONDS = 100;

  /** Writes {@code hello}, creates the file {@code begun} in its directory, and does the last. */
  private static final String PROGRAM =
      """
      (module $program
        (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
        (import "wasi_snapshot_preview1" "path_open"
          (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
        (memory (export "memory") 1)
        (data (i32.const 0) "\\10\\00\\00\\00\\06\\00\\00\\00")
        (data (i32.const 16) "hello\\0abegun")
        (data (i32.const 128) "\\00\\10\\00\\00\\01\\00\\00\\00")
        (func $write (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 64))))
        (func $begin
          (call $write)
          (call $write)
          (drop (call $open (i32.const 3) (i32.const 0) (i32.const 22) (i32.const 5) (i32.const 1)
            (i64.const 0) (i64.const 0) (i32.const 0) (i32.const 64))))
        (func $loop (loop $again (br $again)))
        (func $yes (loop $again (call $write) (br $again)))
        (func $read
          (drop (call $fd_read (i32.const 0) (i32.const 128) (i32.const 1) (i32.const 64))))
        (func $sleep
          (i32.store (i32.const 1040) (i32.const 1))
          (i64.store (i32.const 1048) (i64.const 1_000_000_000_000))
          (drop (call $poll (i32.const 1024) (i32.const 2048) (i32.const 1) (i32.const 64))))
        (func (export "written") (result i32) (call $write) (call $write) (i32.const 42))
        (func $main (export "_start") (export "go") (call $begin) %s))
      """;

  @TempDir Path folder;

  private String program(String last) throws IOException {
    return Files.writeString(folder.resolve("program.wat"), PROGRAM.formatted(last)).toString();
  }

  private Path begun() {
    return folder.resolve("begun");
  }

  /** Runs a program until its time is over, with more time if it had no chance to begin. */
  private Outcome timedOut(String... line) throws IOException, InterruptedException {
    for (int seconds = 2; ; seconds *= 3) {
      var arguments = new ArrayList<>(List.of("run", "--timeout", seconds + "s"));
      arguments.addAll(List.of(line));
      try (var command = CommandProcess.start(arguments.toArray(String[]::new))) {
        Outcome outcome = command.await();
        if (!outcome.out().isEmpty() || seconds > MOST_SECONDS) {
          assertThat(outcome.err()).contains("timeout: ended after " + seconds + " s\n");
          return outcome;
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"loop", "sleep", "read"})
  @DisabledOnOs(OS.WINDOWS)
  void endsAtItsTime(String last) throws IOException, InterruptedException {
    Outcome outcome = timedOut("--dir", folder + "::/", program("(call $" + last + ")"));
    assertThat(outcome.status()).isEqualTo(124);
    assertThat(outcome.out()).isEqualTo("hello\nhello\n");
    assertThat(outcome.err().lines().dropWhile(line -> !line.startsWith("timeout")).skip(1))
        .satisfiesExactly(
            line -> assertThat(line).matches("    at " + last + " \\(function \\d+ of program\\)"),
            line -> assertThat(line).matches("    at main \\(function \\d+ of program\\)"));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void endsFunctionsAndScriptsAtTheirTime() throws IOException, InterruptedException {
    Outcome function = timedOut("--dir", folder + "::/", "--invoke", "go", program("(call $loop)"));
    assertThat(function.status()).isEqualTo(124);
    assertThat(function.err()).contains("    at loop (function ");
    String busy = "console.log('hello'); while (true);";
    String idle = "console.log('hello'); setInterval(() => {}, 1e6);";
    for (String text : List.of(busy, idle)) {
      Path script = Files.writeString(folder.resolve("script.js"), text);
      Outcome outcome = timedOut(script.toString());
      assertThat(outcome.status()).isEqualTo(124);
      assertThat(outcome.out()).isEqualTo("hello\n");
    }
  }

  /** The program's thread holds the lock of the stream, for ever. */
  @Test
  void neverHangsOnAFullPipe() throws IOException, InterruptedException {
    String program = program("(call $yes)");
    try (var command = CommandProcess.start("run", "--timeout", "5s", program)) {
      assertThat(command.awaitStatus()).isEqualTo(124);
      assertThat(command.err()).contains("timeout: ended after 5 s");
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void signalsEndWhatIsBlockedToo() throws IOException, InterruptedException {
    try (var command = CommandProcess.start("run", program("(call $yes)"))) {
      while (!command.hasOutput() && command.process().isAlive()) {
        Thread.sleep(20);
      }
      signal("TERM", command);
      assertThat(command.awaitStatus()).isEqualTo(143);
      assertThat(command.err()).doesNotContain("\tat ");
    }
  }

  @ParameterizedTest
  @CsvSource({"TERM, loop, 143", "INT, loop, 130", "INT, read, 130", "TERM, sleep, 143"})
  @DisabledOnOs(OS.WINDOWS)
  void signalsEndTheProgram(String signal, String last, int status)
      throws IOException, InterruptedException {
    assumeFalse(signal.equals("INT") && isInterruptIgnored(), "SIGINT is ignored here");
    String program = program("(call $" + last + ")");
    try (var command = CommandProcess.start("run", "--dir", folder + "::/", program)) {
      while (!Files.exists(begun()) && command.process().isAlive()) {
        Thread.sleep(20);
      }
      signal(signal, command);
      Outcome outcome = command.await();
      assertThat(outcome.status()).isEqualTo(status);
      assertThat(outcome.out()).isEqualTo("hello\nhello\n");
      assertThat(outcome.err()).doesNotContain("\tat ", "Exception");
    }
  }

  /** {@link Process#destroy} would close the streams, too. */
  private static void signal(String name, CommandProcess command)
      throws IOException, InterruptedException {
    String pid = Long.toString(command.process().pid());
    assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor()).isZero();
  }

  /** As a shell has it for what it starts in the background. */
  private static boolean isInterruptIgnored() throws IOException {
    Path status = Path.of("/proc/self/status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
            .anyMatch(ignored -> (ignored & 1 << 1) != 0);
  }

  /** A process has eight bits; on Windows it has more, which are not used. */
  @ParameterizedTest
  @CsvSource({"126, 126", "256, 0", "-1, 255"})
  @DisabledOnOs(OS.WINDOWS)
  void passesTheStatusOn(int given, int seen) throws IOException, InterruptedException {
    String program = program("(call $exit (i32.const " + given + "))");
    try (var command = CommandProcess.start("run", program)) {
      Outcome outcome = command.await();
      assertThat(outcome.status()).isEqualTo(seen);
      assertThat(outcome.out()).isEqualTo("hello\nhello\n");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 126, 255, 256, -1})
  void returnsTheStatus(int status) throws IOException {
    String program = program("(call $exit (i32.const " + status + "))");
    assertThat(Outcome.of("run", program).status()).isEqualTo(status & 0xFF);
  }

  @Test
  void writesBeforeTheResultsWhatTheFunctionWrote() throws IOException, InterruptedException {
    try (var command = CommandProcess.start("run", "--invoke", "written", program(""))) {
      Outcome outcome = command.await();
      assertThat(outcome.out().lines()).containsExactly("hello", "hello", "42");
      assertThat(outcome.status()).isZero();
    }
  }

  /** Without a process to end: for those who run the command in their own. */
  @Test
  void returnsAtItsTime() throws IOException {
    Outcome outcome = Outcome.of("run", "--timeout", "5s", program("(call $sleep)"));
    assertThat(outcome.status()).isEqualTo(124);
    assertThat(outcome.out()).isEqualTo("hello\nhello\n");
    assertThat(outcome.err()).startsWith("timeout: ended after 5 s").contains("    at sleep (");
  }

  @Test
  void doesNotWaitForTheTime() throws IOException {
    assertThat(Outcome.of("run", "--timeout", "100h", program("")))
        .isEqualTo(new Outcome(0, "hello\nhello\n", ""));
  }
}
