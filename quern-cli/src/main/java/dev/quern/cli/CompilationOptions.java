package dev.quern.cli;

import static java.util.stream.Collectors.joining;

import dev.quern.Options;
import dev.quern.type.Feature;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Option;

/** The options of subcommands that say how modules are compiled. */
final class CompilationOptions {
  private static final String ALL = "all";

  @Option(
      names = "--method-limit",
      paramLabel = "N",
      description = "bytes that a generated method may have (default: ${DEFAULT-VALUE})")
  int methodLimit = Options.MAX_METHOD_LIMIT;

  @Option(
      names = "--no-vector-api",
      description = "v128 values as two longs, also where the JDK's Vector API is there")
  boolean noVectorApi;

  @Option(
      names = "--features",
      paramLabel = "FEATURE",
      split = ",",
      description =
          "what modules may use besides what is on by default (all: everything), or with a - may not")
  List<String> features = List.of();

  /**
   * The options of the engine.
   *
   * @throws CommandFailure if one is wrong
   */
  Options options() {
    Options options = Options.defaults().withFeatures(features()).withVectorApi(!noVectorApi);
    try {
      return options.withMethodLimit(methodLimit);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitStatus.USAGE, "--method-limit: " + e.getMessage(), e);
    }
  }

  private Set<Feature> features() {
    Set<Feature> enabled = EnumSet.copyOf(Options.defaults().features());
    for (String name : features) {
      if (name.equals(ALL)) {
        built().forEach(enabled::add);
      } else if (name.startsWith("-")) {
        enabled.remove(feature(name.substring(1)));
      } else {
        enabled.add(feature(name));
      }
    }
    return enabled;
  }

  private static Feature feature(String name) {
    for (Feature feature : built()) {
      if (nameOf(feature).equals(name)) {
        return feature;
      }
    }
    throw new CommandFailure(
        ExitStatus.USAGE,
        "--features: no feature '"
            + name
            + "'; there are "
            + built().stream().map(CompilationOptions::nameOf).collect(joining(", ")));
  }

  private static List<Feature> built() {
    return Arrays.stream(Feature.values()).filter(Feature::isBuilt).toList();
  }

  private static String nameOf(Feature feature) {
    return feature.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
