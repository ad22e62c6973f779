package dev.quern.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.quern.Options;
import dev.quern.cli.wast.WastResult;
import dev.quern.cli.wast.WastRunner;
import dev.quern.type.Feature;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The specification's test suite in several configurations: as users run it, with a method limit so
 * small that nearly every function of it is cut into several methods, without the Vector API, and
 * with all code generated and verified up front.
 *
 * <p>The suite is the folder {@code testsuite} in that of the system property {@code quern.shared}.
 */
final class SuiteTest {
  /** Small enough to cut ordinary functions; Options.MIN_METHOD_LIMIT would cut a bit more. */
  private static final int TINY_LIMIT = 300;

  private static final Path SUITE =
      Path.of(System.getProperty("quern.shared", "../../shared"), "testsuite").normalize();

  private static final String DESCRIPTORS = "proposals/custom-descriptors";

  private static final String THREADS = "proposals/threads";

  /** What is known to fail: file and line to the reason. */
  private static final Map<String, String> EXPECTED = expectedFailures();

  @TestFactory
  Stream<DynamicTest> withMethodsAsLongAsTheJitTakes() {
    return suite("as users run it", Options.defaults());
  }

  @TestFactory
  Stream<DynamicTest> withTinyMethods() {
    return suite("tiny methods", Options.defaults().withMethodLimit(TINY_LIMIT));
  }

  @TestFactory
  Stream<DynamicTest> withAllCodeGeneratedUpFront() {
    return suite("all code up front", Options.defaults().withEagerGeneration(true));
  }

  @TestFactory
  Stream<DynamicTest> withoutTheVectorApi() {
    return suite("without the Vector API", Options.defaults().withVectorApi(false));
  }

  @TestFactory
  Stream<DynamicTest> withoutTheVectorApiAndWithTinyMethods() {
    return simd(
        "tiny methods without the Vector API",
        Options.defaults().withVectorApi(false).withMethodLimit(TINY_LIMIT));
  }

  /** Scripts of our own; the folder with the suite need not be there for them. */
  @ParameterizedTest
  @ValueSource(ints = {8_000, 1_000, TINY_LIMIT, Options.MIN_METHOD_LIMIT})
  void faultsDoNotComeBack(int methodLimit) throws IOException, URISyntaxException {
    for (String name : List.of("regressions.wast", "objects.wast", "descriptors.wast")) {
      for (boolean vectorApi : new boolean[] {true, false}) {
        Path script = Path.of(SuiteTest.class.getResource(name).toURI());
        Options options =
            Options.defaults()
                .withFeatures(built())
                .withMethodLimit(methodLimit)
                .withVectorApi(vectorApi);
        WastResult result = WastRunner.run(script, options);
        assertThat(result.failures()).as("%s with %s", name, options).isEmpty();
        assertThat(result.skips()).isEmpty();
      }
    }
  }

  @Test
  void expectedFailuresNameScripts() {
    var scripts = new TreeSet<String>();
    scripts().forEach(script -> scripts.add(nameOf(script)));
    assertThat(EXPECTED.keySet().stream().map(place -> place.substring(0, place.indexOf(':'))))
        .isSubsetOf(scripts);
  }

  private static Stream<DynamicTest> suite(String name, Options options) {
    return suite(name, options, scripts());
  }

  /** The scripts for which it matters what vectors are made of. */
  private static Stream<DynamicTest> simd(String name, Options options) {
    return suite(
        name,
        options,
        scripts().stream().filter(s -> s.toString().matches(".*(simd|relaxed).*")).toList());
  }

  private static Stream<DynamicTest> suite(String name, Options options, List<Path> scripts) {
    var totals = new Totals();
    return scripts.stream()
        .map(script -> DynamicTest.dynamicTest(nameOf(script), () -> run(script, options, totals)))
        .onClose(() -> System.out.println(name + ": " + totals));
  }

  private static void run(Path script, Options options, Totals totals) throws IOException {
    Options forScript = options.withFeatures(features(nameOf(script)));
    WastResult result = WastRunner.run(script, forScript);
    totals.add(result);
    var faults = new ArrayList<String>();
    var notSeen = new TreeMap<String, String>();
    EXPECTED.forEach((place, reason) -> {
      if (place.startsWith(nameOf(script) + ":")) {
        notSeen.put(place, reason);
      }
    });
    for (WastResult.Failure failure : result.failures()) {
      String place = nameOf(script) + ":" + failure.line();
      if (!EXPECTED.containsKey(place)) {
        faults.add(place + ": " + failure.text());
      }
      notSeen.remove(place);
    }
    notSeen.forEach((place, reason) -> faults.add(place + " does not fail any more: " + reason));
    if (!faults.isEmpty()) {
      fail(String.join("\n", faults));
    }
  }

  // Scripts.

  private static List<Path> scripts() {
    if (!Files.isDirectory(SUITE)) {
      System.out.println("skipped: SuiteTest, for there is no test suite in " + SUITE);
      Assumptions.abort("no test suite in " + SUITE.toAbsolutePath().normalize());
    }
    var scripts = new ArrayList<Path>();
    for (String folder : folders()) {
      scripts.addAll(scriptsIn(SUITE.resolve(folder)));
    }
    assertThat(scripts).as("scripts in %s", SUITE).isNotEmpty();
    return scripts;
  }

  /**
   * The scripts of a proposal may contradict those of the specification as long as it is not built,
   * where they expect the specification before it.
   */
  private static List<String> folders() {
    var folders =
        new ArrayList<>(
            List.of(
                "",
                "custom",
                "legacy",
                DESCRIPTORS,
                "proposals/custom-page-sizes",
                "proposals/wide-arithmetic"));
    if (Feature.THREADS.isBuilt()) {
      folders.add(THREADS);
    }
    return folders;
  }

  private static Set<Feature> built() {
    Set<Feature> features = EnumSet.allOf(Feature.class);
    features.removeIf(feature -> !feature.isBuilt());
    return features;
  }

  /** What a script may use: threads are specified on top of WebAssembly 1.0. */
  private static Set<Feature> features(String script) {
    if (script.startsWith(DESCRIPTORS)) {
      return built();
    }
    Set<Feature> features = EnumSet.copyOf(Options.defaults().features());
    if (script.startsWith(THREADS)) {
      features.remove(Feature.MULTI_MEMORY);
      features.remove(Feature.REFERENCE_TYPES);
      features.remove(Feature.MEMORY64);
    }
    return features;
  }

  private static List<Path> scriptsIn(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".wast")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String nameOf(Path script) {
    return SUITE.relativize(script).toString().replace('\\', '/');
  }

  private static Map<String, String> expectedFailures() {
    var expected = new HashMap<String, String>();
    for (String line : resource("expected-failures.txt").lines().toList()) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] parts = line.strip().split("\\s+", 2);
        if (parts.length != 2 || !parts[0].matches(".+:\\d+")) {
          throw new IllegalStateException("not FILE:LINE REASON: " + line);
        }
        expected.put(parts[0], parts[1]);
      }
    }
    return expected;
  }

  private static String resource(String name) {
    try (InputStream in = SuiteTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The counts of all scripts together. */
  private static final class Totals {
    private int passed;
    private int failed;
    private int skipped;
    private final Map<String, Integer> skips = new TreeMap<>();

    void add(WastResult result) {
      passed += result.passed();
      failed += result.failed();
      skipped += result.skipped();
      result.skips().forEach((feature, count) -> skips.merge(feature, count, Integer::sum));
    }

    @Override
    public String toString() {
      String counts = passed + " passed, " + failed + " failed, " + skipped + " skipped";
      return skips.isEmpty() ? counts : counts + " " + skips;
    }
  }
}
