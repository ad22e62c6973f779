package dev.quern.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of variables. */
class EnvironmentFileTest {
  @TempDir Path folder;

  private Map<String, String> read(byte[] content) throws IOException {
    Path file = Files.write(folder.resolve("some.env"), content);
    var variables = new LinkedHashMap<String, String>();
    EnvironmentFile.read(file.toString(), variables);
    return variables;
  }

  @Test
  void takesLines() throws IOException {
    String text =
        """
        # a comment
        A=1
          # another

        B = two words\s
        export C=3
        D="  in quotes  "
        E='single "and" others'
        F=
        G=""
        H=a=b
        I=x # no comment
        J=#fff
        K=$A ${B} \\n
        A=again
        """;
    assertThat(read(text.getBytes(UTF_8)))
        .containsExactly(
            Map.entry("A", "again"),
            Map.entry("B", "two words"),
            Map.entry("C", "3"),
            Map.entry("D", "  in quotes  "),
            Map.entry("E", "single \"and\" others"),
            Map.entry("F", ""),
            Map.entry("G", ""),
            Map.entry("H", "a=b"),
            Map.entry("I", "x # no comment"),
            Map.entry("J", "#fff"),
            Map.entry("K", "$A ${B} \\n"));
  }

  @Test
  void takesWhatOtherSystemsWrite() throws IOException {
    assertThat(read("\uFEFFA=ä\r\n\r\nB=2".getBytes(UTF_8)))
        .containsExactly(Map.entry("A", "ä"), Map.entry("B", "2"));
    assertThat(read(new byte[0])).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "SECRET, there is no '='",
        "export SECRET, there is no '='",
        "=SECRET, there is no name",
        "A SECRET=1, white space",
        "A=\"SECRET, does not end with it",
        "A=', does not end with it",
        "A='SECRET\", does not end with it",
        "A=SECRET\0x, NUL"
      })
  void refusesOtherLines(String line, String problem) {
    assertThatThrownBy(() -> read(("# comment\n\nX=1\n" + line + "\nY=2\n").getBytes(UTF_8)))
        .isInstanceOf(CommandFailure.class)
        .hasMessageStartingWith("--env-file " + folder.resolve("some.env") + ":4: ")
        .hasMessageContaining(problem)
        .hasMessageNotContaining("SECRET");
  }

  @Test
  void refusesOtherFiles() {
    var nowhere = new LinkedHashMap<String, String>();
    assertThatThrownBy(() -> EnvironmentFile.read(folder.toString(), nowhere))
        .hasMessage("--env-file " + folder + ": is a directory");
    String missing = folder.resolve("missing").toString();
    assertThatThrownBy(() -> EnvironmentFile.read(missing, nowhere))
        .hasMessage("--env-file " + missing + ": no such file");
    assertThatThrownBy(() -> read(new byte[] {'A', '=', (byte) 0xff}))
        .isInstanceOf(CommandFailure.class)
        .hasMessageEndingWith("some.env: is not UTF-8 text");
  }
}
