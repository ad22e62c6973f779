package dev.quern.wasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quern.WebAssembly;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Runs what stands in the folder {@code examples/wasi}, as its first line says. */
class WasiExampleTest {
  private final Path root = Path.of(System.getProperty("quern.root", "..")).toAbsolutePath();

  @Test
  void upper() throws Exception {
    assumeTrue(Files.exists(root.resolve("examples/wasi/Upper.java")), "the examples are there");
    String classes = place(WebAssembly.class) + File.pathSeparator + place(Wasi.class);
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    var process =
        new ProcessBuilder(java.toString(), "--class-path", classes, "examples/wasi/Upper.java")
            .directory(root.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).isEqualToNormalizingNewlines("0\nADA\nGRACE\n");
  }

  private static String place(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }
}
