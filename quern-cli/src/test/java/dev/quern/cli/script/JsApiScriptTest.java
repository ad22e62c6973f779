package dev.quern.cli.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.cli.script.ScriptProgramTest.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The tests of {@code quern-js} for what that module alone lacks: {@code Response}, {@code
 * structuredClone}, and an event loop, with modules compiled on other threads.
 */
class JsApiScriptTest {
  private static final Path TESTS =
      Path.of(System.getProperty("quern.root", ".."), "quern-js/src/test/js");

  /** Prints a line for each test. */
  private static final String RUN =
      """
      runAll((row, name, outcome, detail, marks) => {
        const shown = outcome === 'fail' && marks.graal ? 'gap' : outcome;
        print(`${shown} ${row}: ${name}: ${detail}`.replaceAll('\\n', ' '));
      }, () => print('finished'), {slow: false});
      """;

  /** What scripts do not have: tests may be left out for it, and for nothing else. */
  private static final String MISSING =
      ".*: needs .*(ReadableStream|SuspendError|MessageChannel|toResizableBuffer)";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "module",
        "namespace",
        "streaming",
        "memory",
        "table",
        "global",
        "exceptions",
        "instance",
        "strings",
        "functions"
      })
  void passesAsAScript(String name) throws IOException {
    var script = new StringBuilder();
    for (String file : List.of("harness.js", "builder.js", name + ".test.js")) {
      script.append(Files.readString(TESTS.resolve(file))).append('\n');
    }
    Path file = Files.writeString(folder.resolve(name + ".js"), script.append(RUN));
    Ran ran = Ran.script(file);
    List<String> lines = ran.out().lines().toList();
    lines.stream().filter(line -> line.startsWith("skip ")).forEach(IO::println);
    assertThat(lines).noneMatch(line -> line.startsWith("fail "));
    assertThat(lines)
        .allMatch(line -> !line.startsWith("skip ") || line.matches(MISSING), "skips no other");
    assertThat(lines).endsWith("finished");
    assertThat(ran.err()).isEmpty();
    assertThat(ran.status()).isZero();
  }
}
