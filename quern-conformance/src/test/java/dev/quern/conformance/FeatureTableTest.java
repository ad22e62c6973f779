package dev.quern.conformance;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.internal.syntax.Opcode;
import dev.quern.type.Feature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * The table of features in the README is made from {@link Feature} and the instruction table. The
 * test fails where the file says something else; with {@code -Dquern.rewrite=true} it writes the
 * table into the file.
 */
final class FeatureTableTest {
  private static final Path README = Path.of(System.getProperty("quern.root", ".."), "README.md");

  private static final String BEGIN = "<!-- begin: table written by FeatureTableTest -->\n";
  private static final String END = "<!-- end -->\n";

  @Test
  void theReadmeHasTheTable() throws IOException {
    String readme = Files.readString(README);
    int from = readme.indexOf(BEGIN) + BEGIN.length();
    int to = readme.indexOf(END, from);
    assertThat(to).as("the end of the table in %s", README).isPositive();
    if (Boolean.getBoolean("quern.rewrite")) {
      Files.writeString(README, readme.substring(0, from) + table() + readme.substring(to));
    } else {
      assertThat(readme.substring(from, to))
          .as("the table of features in README.md; -Dquern.rewrite=true writes it anew")
          .isEqualTo(table());
    }
  }

  private static String table() {
    return "| feature | instructions | on by default | status |\n|---|---:|---|---|\n"
        + Arrays.stream(Feature.values()).map(FeatureTableTest::row).collect(joining());
  }

  private static String row(Feature feature) {
    long count = Arrays.stream(Opcode.values()).filter(o -> o.feature() == feature).count();
    return "| %s | %s | %s | %s |\n"
        .formatted(
            feature.title(),
            count == 0 ? "" : count,
            feature.isOnByDefault() ? "yes" : "no",
            feature.isBuilt() ? "runs" : "parsed and validated; refused by name");
  }
}
