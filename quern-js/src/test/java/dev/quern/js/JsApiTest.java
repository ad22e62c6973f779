package dev.quern.js;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.js.JsTestFile.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Value;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The tests in JavaScript, on GraalJS; those marked slow only with {@code -Dquern.js.slow=true}.
 * The file {@code target/js-rows.txt} says which rows of the checklist have how many tests, and how
 * they went.
 */
class JsApiTest {
  /** Of the checklist. Promise integration, type reflection and ESM integration are missing. */
  private static final List<String> SECTIONS =
      List.of("2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "2.7", "2.8", "2.9", "2.11", "2.14");

  private static final List<Result> RESULTS = new ArrayList<>();

  @TestFactory
  Stream<DynamicContainer> files() {
    return JsTestFile.all().stream()
        .map(file ->
            DynamicContainer.dynamicContainer(
                file.name(), Stream.of(file).flatMap(JsApiTest::tests)));
  }

  /** A file runs as a whole, when its turn comes; its tests then say how they went. */
  private static Stream<DynamicNode> tests(JsTestFile file) {
    var results = new ConcurrentLinkedQueue<Result>();
    var tests = Stream.<DynamicNode>builder();
    try {
      file.run(results::add);
    } catch (Exception e) {
      tests.add(DynamicTest.dynamicTest("comes to its end", () -> Assertions.fail(e)));
    }
    RESULTS.addAll(results);
    for (Result result : results) {
      if (result.outcome().equals("skip")) {
        IO.println("skipped: " + result.title() + ": " + result.detail());
      }
      tests.add(DynamicTest.dynamicTest(result.title(), () -> check(result)));
    }
    return tests.build();
  }

  private static void check(Result result) {
    switch (result.outcome()) {
      case "pass" -> {
        if (result.isGap()) {
          Assertions.fail(result.title() + " passes: remove the mark: " + result.gap());
        }
      }
      case "fail" -> {
        if (!result.isGap()) {
          Assertions.fail(result.title() + ": " + result.detail());
        }
      }
      default -> Assumptions.abort(result.detail());
    }
  }

  @AfterAll
  static void report() throws IOException {
    Map<String, List<Result>> rows =
        RESULTS.stream().collect(groupingBy(Result::row, TreeMap::new, Collectors.toList()));
    var text = new StringBuilder();
    rows.forEach((row, results) -> text.append(line(row, results)));
    Path file = Path.of(System.getProperty("quern.root", ".."), "quern-js/target/js-rows.txt");
    Files.writeString(file, text);
  }

  private static String line(String row, List<Result> results) {
    Map<String, Long> counts =
        results.stream()
            .map(result ->
                result.outcome().equals("fail") && result.isGap() ? "gap" : result.outcome())
            .collect(groupingBy(outcome -> outcome, TreeMap::new, Collectors.counting()));
    String outcomes =
        counts.entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", "));
    return "%s: %d: %s%n".formatted(row, results.size(), outcomes);
  }

  @Test
  void everySectionHasTests() {
    List<String> sections =
        JsTestFile.all().stream()
            .flatMap(file -> file.rows().stream())
            .map(row -> row.substring(0, row.indexOf(' ')))
            .distinct()
            .toList();
    assertThat(sections).containsExactlyInAnyOrderElementsOf(SECTIONS);
  }

  /** Without experimental options, buffers are not detached, and all else is as it should be. */
  @Test
  void worksWithoutExperimentalOptions() {
    try (Context context =
        Context.newBuilder("js")
            .allowHostAccess(JsTestFile.access())
            .option("engine.WarnInterpreterOnly", "false")
            .build()) {
      Quern.install(context);
      Value shown =
          context.eval(
              "js",
              """
              const memory = new WebAssembly.Memory({initial: 1});
              const old = memory.buffer;
              new Uint8Array(old)[3] = 7;
              const grown = [memory.grow(1), memory.buffer === old];
              const bytes = new Uint8Array(memory.buffer);
              bytes[70000] = 9;
              [typeof Debug, ...grown, old.byteLength, bytes.length, bytes[3], bytes[70000],
                new Uint8Array(old)[3]].join(' ');
              """);
      assertThat(shown.asString()).isEqualTo("undefined 1 false 65536 131072 7 9 7");
    }
  }
}
