package dev.quern.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The faults that {@code bin/planted-faults} plants can still be planted. */
final class FaultsTest {
  private static final Path ROOT = Path.of(System.getProperty("quern.root", ".."));

  /** Lines that a patch replaces by others. */
  private record Hunk(Path file, String before, String after) {}

  private static List<Path> patches() throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve("quern-conformance/faults"))) {
      return files.sorted().toList();
    }
  }

  @Test
  void thereAreTenAndEachSaysWhatItDoes() throws IOException {
    assertThat(patches()).hasSize(10).allMatch(patch -> patch.toString().endsWith(".patch"));
    for (Path patch : patches()) {
      assertThat(Files.readString(patch)).as(patch.toString()).doesNotStartWith("diff");
    }
  }

  @TestFactory
  Stream<DynamicTest> patchesApply() throws IOException {
    return patches().stream()
        .map(patch ->
            DynamicTest.dynamicTest(String.valueOf(patch.getFileName()), () -> applies(patch)));
  }

  private static void applies(Path patch) throws IOException {
    List<Hunk> hunks = hunks(Files.readAllLines(patch));
    assertThat(hunks).isNotEmpty();
    for (Hunk hunk : hunks) {
      String source = Files.readString(hunk.file());
      assertThat(source).contains(hunk.before()).doesNotContain(hunk.after());
      assertThat(hunk.before()).isNotEqualTo(hunk.after());
    }
  }

  private static List<Hunk> hunks(List<String> lines) {
    var hunks = new ArrayList<Hunk>();
    Path file = ROOT;
    var before = new StringBuilder();
    var after = new StringBuilder();
    boolean isInside = false;
    for (String line : Stream.concat(lines.stream(), Stream.of("@@ end")).toList()) {
      if (line.startsWith("@@")) {
        if (isInside) {
          hunks.add(new Hunk(file, before.toString(), after.toString()));
        }
        isInside = true;
        before.setLength(0);
        after.setLength(0);
      } else if (line.startsWith("+++ b/")) {
        file = ROOT.resolve(line.substring("+++ b/".length()));
      } else if (isInside) {
        String text = line.substring(1) + "\n";
        before.append(line.startsWith("+") ? "" : text);
        after.append(line.startsWith("-") ? "" : text);
      }
    }
    return hunks;
  }
}
