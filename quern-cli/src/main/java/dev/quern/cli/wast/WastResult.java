package dev.quern.cli.wast;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of a script. Every command counts: modules, registrations, actions and assertions.
 *
 * @param script the file
 * @param passed commands that did what they should
 * @param failures the others
 * @param skips commands that need a feature that is not built, by the feature's name
 */
public record WastResult(
    Path script, int passed, List<Failure> failures, Map<String, Integer> skips) {

  /**
   * A command that did not do what it should.
   *
   * @param line where the command begins
   * @param text what happened
   */
  public record Failure(int line, String text) {}

  /** Copies the collections. */
  public WastResult {
    failures = List.copyOf(failures);
    skips = Map.copyOf(skips);
  }

  /** The number of failures. */
  public int failed() {
    return failures.size();
  }

  /** The number of commands that were skipped. */
  public int skipped() {
    return skips.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** The counts, and what was skipped why. */
  @Override
  public String toString() {
    String counts = passed + " passed, " + failed() + " failed, " + skipped() + " skipped";
    return skips.isEmpty() ? counts : counts + " " + new TreeMap<>(skips);
  }
}
