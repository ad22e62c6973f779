package dev.quern.fuzz;

import dev.quern.Options;
import dev.quern.type.Feature;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;

/** The other side of a {@link WorkerRunner} that is a JVM: runs with the default options. */
final class Worker {
  /** The process that started this one ends it long before. */
  private static final Duration FOREVER = Duration.ofHours(1);

  private Worker() {}

  /**
   * The options of all runs: the default ones, with every feature, but without the Vector API,
   * which takes many times as long until HotSpot has compiled it.
   */
  static Options options() {
    return Options.defaults().withFeatures(EnumSet.allOf(Feature.class)).withVectorApi(false);
  }

  /** Answers programs until the input ends. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    var output = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    try (var runner = new QuernRunner("worker", options(), FOREVER)) {
      for (String line = input.readLine(); line != null; line = input.readLine()) {
        runner.run(ProgramText.read(line)).lines().forEach(output::println);
        output.println(WorkerRunner.END);
        output.flush();
      }
    }
  }
}
