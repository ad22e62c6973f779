package dev.quern.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Output that nobody gets. */
class LostOutputTest {
  private static final Path FULL = Path.of("/dev/full");

  private static final String HELLO =
      """
      (module
        (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
        (memory (export "memory") 1)
        (data (i32.const 0) "\\10\\00\\00\\00\\06\\00\\00\\00")
        (data (i32.const 16) "hello\\0a")
        (func (export "one") (result i32) (i32.const 1))
        (func (export "_start")
          (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 64)))))
      """;

  @TempDir Path folder;

  /** A stream on which every write fails. */
  private static PrintStream broken() {
    return new PrintStream(
        new OutputStream() {
          @Override
          public void write(int octet) throws IOException {
            throw new IOException("No space left on device");
          }
        });
  }

  private List<String[]> commands() throws IOException {
    String file = Files.writeString(folder.resolve("hello.wat"), HELLO).toString();
    String script = Files.writeString(folder.resolve("s.js"), "console.log('x')").toString();
    String wast = Files.writeString(folder.resolve("s.wast"), "(module)").toString();
    return List.of(
        new String[] {"--help"},
        new String[] {"--version"},
        new String[] {"help", "run"},
        new String[] {"run", "--help"},
        new String[] {"run", "--invoke", "one", file},
        new String[] {"run", script},
        new String[] {"validate", file},
        new String[] {"validate", "--compile", file},
        new String[] {"inspect", file},
        new String[] {"print", file},
        new String[] {"parse", file, "-o", "-"},
        new String[] {"cache"},
        new String[] {"wast", wast});
  }

  @Test
  void everyCommandSaysSo() throws IOException {
    for (String[] line : commands()) {
      var err = new ByteArrayOutputStream();
      var messages = new PrintStream(err, true, StandardCharsets.UTF_8);
      int status = Main.run(InputStream.nullInputStream(), broken(), messages, line);
      assertThat(err.toString(StandardCharsets.UTF_8))
          .as(String.join(" ", line))
          .endsWith("quern: the output cannot be written\n");
      assertThat(status).as(String.join(" ", line)).isEqualTo(1);
    }
  }

  private static Outcome full(String... line) throws IOException, InterruptedException {
    var target = ProcessBuilder.Redirect.to(new File(FULL.toString()));
    try (var command = CommandProcess.start(target, line)) {
      int status = command.awaitStatus();
      return new Outcome(status, "", command.err());
    }
  }

  /**
   * The process's own stream knows why; a program's output is lost at its end, when it is flushed.
   */
  @Test
  void theReasonIsSaid() throws IOException, InterruptedException {
    assumeTrue(Files.exists(FULL), "there is no " + FULL);
    String file = Files.writeString(folder.resolve("hello.wat"), HELLO).toString();
    Outcome version = full("--version");
    assertThat(version.err())
        .isEqualTo("quern: the output cannot be written: No space left on device\n");
    assertThat(version.status()).isEqualTo(1);
    Outcome program = full("run", "--no-cache", file);
    assertThat(program.err()).isEqualTo("quern: input or output failed: No space left on device\n");
    assertThat(program.status()).isEqualTo(1);
  }

  /** As for a process that SIGPIPE ends: quietly, since whoever reads has seen enough. */
  @Test
  void aClosedPipeEndsQuietly() throws IOException, InterruptedException {
    assumeTrue(Files.exists(FULL), "no system with pipes");
    try (var command = CommandProcess.start("run", "--help")) {
      command.process().getInputStream().close();
      assertThat(command.awaitStatus()).isEqualTo(141);
      assertThat(command.err()).isEmpty();
    }
  }
}
