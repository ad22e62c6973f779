package dev.quern.fuzz;

import java.util.Locale;
import java.util.TreeMap;

/** How the calls of all programs ended. */
final class Tally {
  private final TreeMap<String, Integer> outcomes = new TreeMap<>();
  private int calls;

  /** Counts the calls of a run. */
  synchronized void add(Observation observation) {
    for (String line : observation.lines()) {
      int colon = line.indexOf(": ");
      if (colon > 0 && line.lastIndexOf(".run", colon) > 0) {
        calls++;
        outcomes.merge(kind(line.substring(colon + 2)), 1, Integer::sum);
      }
    }
  }

  private static String kind(String outcome) {
    return outcome.startsWith("trap ")
        ? outcome
        : outcome.startsWith("exception ") || outcome.startsWith("host fault")
            ? "exception"
            : "values";
  }

  /** A line about it. */
  synchronized String line() {
    var text = new StringBuilder(calls + " calls");
    outcomes.forEach((kind, count) ->
        text.append(String.format(Locale.ROOT, ", %s %.1f %%", kind, 100.0 * count / calls)));
    return text.toString();
  }

  /** Which part of the calls ended in a way, from 0 to 1. */
  synchronized double share(String kind) {
    return (double) outcomes.getOrDefault(kind, 0) / Math.max(calls, 1);
  }
}
