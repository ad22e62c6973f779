package dev.quern.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * Writes the results of the benchmark lab into the documentation: tables between two markers of
 * {@code PERFORMANCE.md}, and the chart {@code performance.svg} beside it.
 */
public final class Report {
  static final String BEGIN = "<!-- begin: written by dev.quern.bench.Report -->\n";
  static final String END = "<!-- end -->";

  private static final String DOCUMENT = "PERFORMANCE.md";
  private static final String CHART = "performance.svg";

  private Report() {}

  /**
   * Writes both files.
   *
   * @param arguments the folder of the documents, and the lab's {@code results.jsonl}
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 2) {
      System.err.println("usage: bench report RESULTS.jsonl");
      System.exit(2);
    }
    write(Path.of(arguments[0]), Path.of(arguments[1]));
  }

  static void write(Path folder, Path results) throws IOException {
    Results parsed = Results.parse(Files.readAllLines(results));
    // When the lab wrote its last line; the lines have no date.
    LocalDate date =
        LocalDate.ofInstant(Files.getLastModifiedTime(results).toInstant(), ZoneOffset.UTC);
    Path document = folder.resolve(DOCUMENT);
    Files.writeString(document, replace(Files.readString(document), content(parsed, date)));
    Files.writeString(folder.resolve(CHART), Chart.of(parsed));
  }

  private static String content(Results results, LocalDate date) {
    return """
    Measured on %s; rounds: %d.

    ![Time relative to %s, by engine and by kernel](%s)

    %s\
    """
        .formatted(date, results.rounds(), Results.REFERENCE, CHART, Tables.of(results));
  }

  /**
   * A document with other content between the markers.
   *
   * @throws IllegalArgumentException if it does not have both, in this order
   */
  static String replace(String document, String content) {
    int begin = document.indexOf(BEGIN);
    int end = document.indexOf(END, Math.max(begin, 0));
    if (begin < 0 || end < 0) {
      throw new IllegalArgumentException(
          DOCUMENT + " has no \"" + BEGIN.strip() + "\" with \"" + END + "\" behind it");
    }
    return document.substring(0, begin + BEGIN.length()) + content + document.substring(end);
  }
}
