package dev.quern.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

final class ReportTest {
  /** Three rounds of one kernel, one of another, an interpreter with its smaller number. */
  private static final List<String> LINES =
      """
      {"engine":"node26","kernel":"fib","n":29,"load_ms":1,"first_ms":9,"best_ms":4.0,"checksum":"5","rss_mb":50}
      {"engine":"quern","kernel":"fib","n":29,"load_ms":100,"first_ms":30,"best_ms":8.0,"checksum":"5","rss_mb":90}
      {"engine":"quern","kernel":"fib","n":29,"load_ms":300,"first_ms":40,"best_ms":2.0,"checksum":"5","rss_mb":70}
      {"engine":"quern","kernel":"fib","n":29,"load_ms":200,"first_ms":50,"best_ms":6.0,"checksum":"5","rss_mb":80}
      {"engine":"x-interp","kernel":"fib","n":19,"load_ms":2,"first_ms":3,"best_ms":30,"checksum":"1","rss_mb":60}
      {"engine":"node26","kernel":"fib","n":19,"load_ms":1,"first_ms":1,"best_ms":0.5,"checksum":"1","rss_mb":40}

      {"engine":"node26","kernel":"vm","n":7,"load_ms":3,"first_ms":8,"best_ms":10,"checksum":"-1","rss_mb":52}
      {"engine":"quern","kernel":"vm","n":7,"load_ms":200,"first_ms":150,"best_ms":60,"checksum":"-1","rss_mb":82}
      {"engine":"x-interp","kernel":"vm","n":3,"failed":"exit 1: no `<vm>`"}
      {"engine":"quern","kernel":"load:big","n":-1,"load_ms":1234,"rss_mb":321}
      {"engine":"node26","kernel":"load:big","n":-1,"failed":"exit 124: "}
      {"engine":"quern","kernel":"vm","n":7,"warning":"1 functions interpreted"}
      """
          .lines()
          .toList();

  private static String tables(List<String> lines) {
    return Tables.of(Results.parse(lines));
  }

  @Test
  void ratiosAreOfMediansAtTheSameNumber() {
    assertThat(tables(LINES))
        .contains(
            """
            | kernel | node26, ms | quern | x-interp |
            |---|---:|---:|---:|
            | fib | 4.00 | 1.50 | 60.0 |
            | vm | 10.0 | 6.00 | failed |
            | **geometric mean** |  | **3.00** | **60.0** (1 of 2) |
            """);
  }

  @Test
  void firstCallsLoadAndMemoryAreMedians() {
    assertThat(tables(LINES))
        .contains(
            """
            | kernel | node26 | quern | x-interp |
            |---|---:|---:|---:|
            | fib | 9.00 | 40.0 | 3.00 |
            | vm | 8.00 | 150 | – |
            """)
        .contains("| load, median of the kernels | 2.00 | 200 | 2.00 |")
        .contains("| load, worst kernel | 3.00 | 200 | 2.00 |")
        .contains("| peak memory, median of the kernels | 51.0 | 81.0 | 60.0 |");
  }

  @Test
  void largeModulesHaveATableOfTheirOwn() {
    assertThat(tables(LINES))
        .contains(
            """
            | module | node26 | quern |
            |---|---:|---:|
            | big | failed | 1234 / 321 |
            """);
    assertThat(tables(LINES.subList(0, 3))).doesNotContain("large modules");
  }

  @Test
  void failuresAndWarningsAreListed() {
    assertThat(tables(LINES))
        .contains("- x-interp, vm: `exit 1: no '<vm>'`\n")
        .contains("- quern, vm: `1 functions interpreted`\n")
        .contains("All 8 runs of kernels returned the same as the others.");
  }

  @Test
  void sumsThatDifferAreNamed() {
    List<String> lines = List.of(LINES.get(0), LINES.get(1).replace("\"5\"", "\"6\""));
    assertThat(tables(lines)).contains("**Sums differ between engines:** fib (n = 29).");
  }

  @Test
  void theChartHasABarForEachMeanAndEachKernel() throws Exception {
    String svg = Chart.of(Results.parse(LINES));
    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)));
    // Three means, one entry in the legend, two kernels.
    assertThat(document.getElementsByTagName("rect").getLength()).isEqualTo(3 + 1 + 2);
    assertThat(document.getElementsByTagName("path").getLength()).isEqualTo(2);
    // Bars are cut at 6, which is 520 wide; what is longer has an arrow.
    assertThat(svg)
        .contains("width=\"130.0\"", "<text x=\"286.0\"", ">1.50<")
        .contains("width=\"260.0\"", ">3.00<")
        .contains("width=\"520.0\"", "→ 60.0 (1 of 2)<");
    assertThat(svg.indexOf(">node26<")).isLessThan(svg.indexOf(">quern<"));
  }

  @Test
  void namesAreEscapedInTheChart() {
    assertThat(Chart.of(Results.parse(List.of(LINES.get(0).replace("fib", "<a&b>")))))
        .contains("&lt;a&amp;b&gt;")
        .doesNotContain("<a&b>");
  }

  @Test
  void onlyWhatIsBetweenTheMarkersIsReplaced(@TempDir Path folder) throws IOException {
    Path document = folder.resolve("PERFORMANCE.md");
    Files.writeString(document, "# Head\n" + Report.BEGIN + "old\n" + Report.END + "\ntail\n");
    Path results = Files.write(folder.resolve("results.jsonl"), LINES);
    Files.setLastModifiedTime(results, FileTime.from(Instant.parse("2026-11-23T23:59:59Z")));
    Report.write(folder, results);
    String once = Files.readString(document);
    assertThat(once)
        .startsWith("# Head\n" + Report.BEGIN + "Measured on 2026-11-23; rounds: 3.\n")
        .contains("(performance.svg)")
        .contains("| vm | 10.0 | 6.00 | failed |")
        .endsWith("\n" + Report.END + "\ntail\n")
        .doesNotContain("old");
    assertThat(folder.resolve("performance.svg")).content().startsWith("<svg ");
    Report.write(folder, results);
    assertThat(document).hasContent(once);
  }

  @Test
  void aDocumentWithoutMarkersIsRefused() {
    assertThatThrownBy(() -> Report.replace("# Head\n" + Report.END + Report.BEGIN, "new"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("<!-- begin: written by dev.quern.bench.Report -->");
  }

  @Test
  void aLineThatIsNoMeasurementIsNamed() {
    assertThatThrownBy(() -> Results.parse(List.of(LINES.get(0), "{")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("line 2");
    assertThatThrownBy(() -> Results.parse(List.of("{\"kernel\":\"fib\"}")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("line 1");
    assertThatThrownBy(() -> Results.parse(List.of("null")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("line 1");
  }
}
