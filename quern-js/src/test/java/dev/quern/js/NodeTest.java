package dev.quern.js;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tests in JavaScript under node: what proves the tests themselves. */
class NodeTest {
  private static final int TIMEOUT_SECONDS = 120;

  @TempDir Path folder;

  @Test
  void passesUnderNode() throws IOException, InterruptedException {
    Assumptions.assumeTrue(isThere(), "run-node.mjs: there is no node on the PATH");
    Path output = folder.resolve("output");
    var script =
        Path.of(System.getProperty("quern.root", ".."), "quern-js/src/test/js/run-node.mjs");
    Process node =
        new ProcessBuilder("node", script.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      boolean ended = node.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      String printed = Files.readString(output);
      assertThat(ended).as("ends in time: %s", printed).isTrue();
      assertThat(node.exitValue()).as(printed).isZero();
      assertThat(printed).contains(" rows, ");
      IO.println(printed.lines().toList().getLast());
    } finally {
      node.destroyForcibly();
    }
  }

  private static boolean isThere() {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of(path.split(File.pathSeparator))
        .anyMatch(each -> Files.isExecutable(Path.of(each, "node")));
  }
}
