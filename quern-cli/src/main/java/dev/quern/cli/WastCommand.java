package dev.quern.cli;

import dev.quern.Options;
import dev.quern.cli.wast.WastResult;
import dev.quern.cli.wast.WastRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quern wast}. */
@Command(
    name = "wast",
    description = "Runs scripts of the WebAssembly test suite.",
    footer = "quern wast -v f32.wast i32.wast")
final class WastCommand extends Subcommand {
  @Option(
      names = {"-v", "--verbose"},
      description = "list failures")
  boolean verbose;

  @Option(names = "--eager", description = "generate all code of a module before any of it runs")
  boolean eager;

  @Mixin CompilationOptions compilation = new CompilationOptions();

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "scripts, .wast")
  List<Path> files = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    Options options = compilation.options().withEagerGeneration(eager);
    int passed = 0;
    List<WastResult.Failure> failures = new ArrayList<>();
    Map<String, Integer> skips = new HashMap<>();
    for (Path file : files) {
      WastResult result = WastRunner.run(file, options);
      report(result);
      passed += result.passed();
      failures.addAll(result.failures());
      result.skips().forEach((feature, count) -> skips.merge(feature, count, Integer::sum));
    }
    if (files.size() > 1) {
      out().print("total: " + new WastResult(Path.of(""), passed, failures, skips));
    }
    return failures.isEmpty() ? ExitStatus.OK : ExitStatus.FAILURE;
  }

  private void report(WastResult result) {
    out().print(result.script() + ": " + result);
    if (verbose) {
      for (WastResult.Failure failure : result.failures()) {
        out().print("  " + result.script() + ":" + failure.line() + ": " + failure.text());
      }
    }
  }
}
