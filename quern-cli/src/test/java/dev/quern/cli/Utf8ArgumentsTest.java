package dev.quern.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the JVM has made of the command line, and what was on it. */
class Utf8ArgumentsTest {
  /** What the JVM puts in place of bytes that it cannot read. */
  private static final String LOST = "\uFFFD";

  @TempDir Path folder;

  private String[] read(String line, String... decoded) throws IOException {
    Path file = folder.resolve("cmdline");
    Files.write(file, line.replace('|', '\0').getBytes(StandardCharsets.ISO_8859_1));
    return Utf8Arguments.of(decoded, file);
  }

  @Test
  void theBytesCount() throws IOException {
    assertThat(read("java|-x|Main|run|a\u00c3\u00a9||", "run", "a" + LOST + LOST, ""))
        .containsExactly("run", "a\u00e9", "");
    assertThat(read("java|\u00ef\u00bf\u00bd|", LOST)).as("given as it is").containsExactly(LOST);
  }

  @Test
  void whatIsNotUtf8IsRefused() {
    assertThatThrownBy(() -> read("java|run|x.wasm|a\u00ffb|", "run", "x.wasm", "a" + LOST + "b"))
        .isInstanceOf(CommandFailure.class)
        .hasMessage("argument 3 is not UTF-8: a" + LOST + "b");
    for (String wrong : new String[] {"\u00c3", "\u00ed\u00a0\u0080", "\u00c0\u0080"}) {
      assertThatThrownBy(() -> read("java|" + wrong + "|", LOST))
          .as(wrong)
          .hasMessageContaining("1");
    }
  }

  @Test
  void whereNothingIsKnownWhatWasReplacedIsRefused() {
    Path missing = folder.resolve("missing");
    assertThat(Utf8Arguments.of(new String[] {"\u00e9"}, missing)).containsExactly("\u00e9");
    assertThatThrownBy(() -> Utf8Arguments.of(new String[] {"a" + LOST}, missing))
        .isInstanceOf(CommandFailure.class);
  }
}
