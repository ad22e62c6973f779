package dev.quern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Runs what stands in the folder {@code examples}. */
class ExamplesTest {
  private final Path root = Path.of(System.getProperty("quern.root", "..")).toAbsolutePath();

  private String text(String file) throws IOException {
    Path path = root.resolve("examples").resolve(file);
    assumeTrue(Files.exists(path), path + " is there");
    return Files.readString(path);
  }

  @Test
  void fib() throws IOException {
    var fib = Modules.instance(text("fib.wat")).exports().function("fib");
    assertThat(fib.call(30)).isEqualTo(832_040L);
  }

  /** As much of WASI as the example needs. */
  static final class Output {
    final StringBuilder text = new StringBuilder();

    @WasmFunction("fd_write")
    int write(Caller caller, int fd, int iovs, int count, int written) {
      WebAssembly.Memory memory = caller.memory();
      int length = memory.readInt(iovs + 4);
      text.append(fd).append(": ").append(memory.readString(memory.readInt(iovs), length));
      memory.writeInt(written, length);
      return 0;
    }
  }

  @Test
  void hello() throws IOException {
    var output = new Output();
    var imports = Imports.of("wasi_snapshot_preview1", output);
    Modules.instance(text("hello.wat"), imports).exports().function("_start").call();
    assertThat(output.text).hasToString("1: Hello, world!\n");
  }

  @Test
  void simple() throws Exception {
    assertThat(run("mdn-instance/Simple.java")).isEqualTo("42\n");
  }

  @Test
  void simpleAsync() throws Exception {
    assertThat(run("mdn-instance/SimpleAsync.java")).isEqualTo("42\n");
  }

  @Test
  void strings() throws Exception {
    assertThat(run("strings/Strings.java")).isEqualTo("hello, quern\nHELLO, QUERN\n");
  }

  @Test
  void exceptions() throws Exception {
    assertThat(run("exceptions/Divide.java")).isEqualTo("log 3\n3\n0\n0\ntrue 7\n");
  }

  @Test
  void threads() throws Exception {
    assertThat(run("threads/Counter.java")).isEqualTo("200000\n");
  }

  /** What a program prints, errors included, run as its first lines say. */
  private String run(String file) throws Exception {
    text(file);
    Path classes =
        Path.of(WebAssembly.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    var java = Path.of(System.getProperty("java.home"), "bin", "java");
    var process =
        new ProcessBuilder(java.toString(), "--class-path", classes.toString(), "examples/" + file)
            .directory(new File(root.toString()))
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.replace("\r\n", "\n");
  }
}
