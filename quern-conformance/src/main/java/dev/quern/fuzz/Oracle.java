package dev.quern.fuzz;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** What the default way of running programs is compared with. */
enum Oracle {
  LIMITS(
      "method limits of 200, 300 and 1000 bytes, instead of 8000",
      setup ->
          List.of(
              setup.quern("limit 200", Worker.options().withMethodLimit(200)),
              setup.quern("limit 300", Worker.options().withMethodLimit(300)),
              setup.quern("limit 1000", Worker.options().withMethodLimit(1000)))),
  EAGER(
      "all code generated at once, instead of when it is called",
      setup -> List.of(setup.quern("eager", Worker.options().withEagerGeneration(true)))),
  VECTORS(
      "vectors by the Vector API, for every fourth program",
      setup ->
          List.of(
              setup.quern("Vector API", Worker.options().withVectorApi(true)),
              setup.quern(
                  "Vector API, limit 300",
                  Worker.options().withVectorApi(true).withMethodLimit(300)))),
  INTERRUPTION(
      "code that can be interrupted",
      setup -> List.of(setup.quern("interruption", Worker.options().withInterruption(true)))),
  LARGE(
      "memories that may grow to 4 GiB",
      setup -> List.of(setup.quern("large memories", Worker.options().withLargeMemories(true)))),
  CACHE("code from the cache of an earlier run", setup -> List.of(setup.cached("cache"))),
  XINT("a JVM that only interprets", setup -> List.of(setup.jvm("-Xint", "-Xint"))),
  C1(
      "a JVM with only its first compiler",
      setup -> List.of(setup.jvm("C1", "-XX:TieredStopAtLevel=1"))),
  C2(
      "a JVM whose second compiler compiles what ran a few times",
      setup ->
          List.of(
              setup.jvm(
                  "C2",
                  "-XX:CompileCommand=quiet",
                  "-XX:CompileCommand=CompileThresholdScaling,wasm.*::*,0.02",
                  "-XX:CompileCommand=BackgroundCompilation,wasm.*::*,false"))),
  NODE("V8, by node: values, traps, memories, globals", setup -> List.of(setup.node("node")));

  private final String description;
  private final Function<Setup, List<Runner>> runners;

  Oracle(String description, Function<Setup, List<Runner>> runners) {
    this.description = description;
    this.runners = runners;
  }

  /** The name on the command line. */
  String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  String description() {
    return description;
  }

  /** The ways to run programs that are compared, not started yet. */
  List<Runner> runners(Setup setup) {
    return runners.apply(setup);
  }

  /** Whether it runs the program of a seed. */
  boolean takes(long seed) {
    return switch (this) {
      case NODE -> Profile.of(seed).isPortable();
      case VECTORS -> seed < 0 || seed / 2 % 4 == 0;
      // What is hot elsewhere takes long there.
      case XINT -> seed >= 0;
      default -> true;
    };
  }
}
