package dev.quern.wasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * The table of functions in the README claims no error that the tests have not seen, and leaves no
 * function out. It runs last (see {@code junit-platform.properties}) and only where all tests that
 * the table names have run; with {@code -Dquern.rewrite=true} it writes the columns of errors and
 * tests anew.
 */
@Order(Integer.MAX_VALUE)
class FunctionTableTest {
  private static final Path README =
      Path.of(System.getProperty("quern.root", ".."), "quern-wasi", "README.md");

  private static final String BEGIN =
      "<!-- begin: errors and tests written by FunctionTableTest -->\n";
  private static final String END = "<!-- end -->\n";

  /** What a test may see or not, as it happens. */
  private static final Set<String> BY_CHANCE =
      Set.of("sock_send ECONNRESET", "fd_write ECONNRESET");

  /** A line of the table; {@code success} says in words what is tested. */
  private record Row(String function, String success, Set<String> errors, Set<String> tests) {
    static Row parse(String line) {
      String[] cells = line.split("\\|", -1);
      assertThat(cells).as(line).hasSize(6);
      return new Row(
          cells[1].strip().replace("`", ""), cells[2].strip(), words(cells[3]), words(cells[4]));
    }

    private static Set<String> words(String cell) {
      String words = cell.strip();
      return words.isEmpty() ? Set.of() : new TreeSet<>(List.of(words.split(" ", -1)));
    }

    /** The same with what has been seen. */
    Row seen() {
      var outcomes = Outcomes.of(function);
      var errors =
          outcomes.keySet().stream()
              .filter(outcome -> !outcome.equals(Errno.SUCCESS.name()))
              .filter(outcome -> !BY_CHANCE.contains(function + " " + outcome))
              .collect(Collectors.toCollection(TreeSet::new));
      var tests = new TreeSet<String>();
      outcomes.values().forEach(tests::addAll);
      return new Row(function, success, errors, tests);
    }

    boolean hasSucceeded() {
      var outcomes = Outcomes.of(function).keySet();
      return outcomes.contains(Errno.SUCCESS.name()) || outcomes.contains(Outcomes.EXIT);
    }

    @Override
    public String toString() {
      return "| `%s` | %s | %s | %s |\n"
          .formatted(function, success, String.join(" ", errors), String.join(" ", tests));
    }
  }

  @Test
  void theReadmeClaimsWhatWasSeen() throws IOException {
    String readme = Files.readString(README);
    int from = readme.indexOf(BEGIN) + BEGIN.length();
    int to = readme.indexOf(END, from);
    assertThat(to).as("the end of the table in %s", README).isPositive();
    List<String> lines = readme.substring(from, to).lines().toList();
    List<Row> rows = lines.stream().skip(2).map(Row::parse).toList();
    assertThat(rows.stream().map(Row::function)).containsExactlyElementsOf(Wasi.functionNames());
    if (Boolean.getBoolean("quern.rewrite")) {
      String head = lines.get(0) + "\n" + lines.get(1) + "\n";
      String table = rows.stream().map(row -> row.seen().toString()).collect(Collectors.joining());
      Files.writeString(README, readme.substring(0, from) + head + table + readme.substring(to));
    } else {
      check(rows);
    }
  }

  private static void check(List<Row> rows) {
    var claimed = new HashSet<String>();
    var ran = new HashSet<String>();
    for (Row row : rows) {
      claimed.addAll(row.tests());
      ran.addAll(row.seen().tests());
    }
    claimed.removeAll(ran);
    assumeTrue(claimed.isEmpty(), () -> "not run, so that nothing can be said: " + claimed);
    var wrong = new ArrayList<String>();
    for (Row row : rows) {
      Row seen = row.seen();
      if (!seen.errors().containsAll(row.errors()) || !seen.tests().containsAll(row.tests())) {
        wrong.add("claimed " + row + "seen    " + seen);
      }
      if (row.success().isEmpty() || !row.hasSucceeded()) {
        wrong.add("no success, or no word about it: " + row);
      }
    }
    assertThat(wrong).as("-Dquern.rewrite=true writes the columns anew").isEmpty();
  }
}
