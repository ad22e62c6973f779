package dev.quern.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.Options;
import dev.quern.cli.wast.WastResult;
import dev.quern.cli.wast.WastRunner;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What the fuzzer and others have found once does not come back, in any setting. */
final class FindsTest {
  @TestFactory
  Stream<DynamicTest> findsDoNotComeBack() throws IOException, URISyntaxException {
    List<Path> scripts = scripts();
    assertThat(scripts).isNotEmpty();
    return scripts.stream()
        .flatMap(script ->
            settings().stream()
                .map(options ->
                    DynamicTest.dynamicTest(
                        script.getFileName() + " " + name(options), () -> run(script, options))));
  }

  private static List<Path> scripts() throws IOException, URISyntaxException {
    Path folder = Path.of(FindsTest.class.getResource("finds").toURI());
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".wast")).sorted().toList();
    }
  }

  private static List<Options> settings() {
    var settings = new ArrayList<Options>();
    for (int methodLimit : new int[] {200, 300, 8_000}) {
      for (boolean vectorApi : new boolean[] {true, false}) {
        for (boolean eager : new boolean[] {true, false}) {
          settings.add(
              Options.defaults()
                  .withFeatures(Draft.FEATURES)
                  .withMethodLimit(methodLimit)
                  .withVectorApi(vectorApi)
                  .withEagerGeneration(eager));
        }
      }
    }
    return settings;
  }

  private static String name(Options options) {
    return "limit "
        + options.methodLimit()
        + (options.usesVectorApi() ? ", Vector API" : "")
        + (options.eagerGeneration() ? ", eager" : "");
  }

  private static void run(Path script, Options options) throws IOException {
    WastResult result = WastRunner.run(script, options, new Host().imports());
    assertThat(result.failures()).as("%s with %s", script.getFileName(), options).isEmpty();
    assertThat(result.skips()).isEmpty();
    assertThat(result.passed()).isPositive();
  }
}
