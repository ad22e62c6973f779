package dev.quern.wasi;

import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the tests of this JVM have seen of each function so far, and which of them. Tests that call
 * at random do not count: nobody looks at what they get.
 */
final class Outcomes {
  /** In place of an error code, for a function that leaves the program. */
  static final String EXIT = "exit";

  private static final Set<String> RANDOM =
      Set.of("HostileArgumentsTest", "RaceTest", "FileSystemsAgreeTest");

  private static final StackWalker FRAMES = StackWalker.getInstance();

  /** By function and outcome, the classes. */
  private static final Map<String, SortedMap<String, Set<String>>> SEEN = new TreeMap<>();

  private Outcomes() {}

  /** Records the outcome of a call that a test is making. */
  static void record(String function, String outcome) {
    String test =
        FRAMES.walk(frames ->
            frames
                .map(Outcomes::outermost)
                .filter(name -> name.endsWith("Test"))
                .findFirst()
                .orElse(""));
    if (test.isEmpty() || RANDOM.contains(test)) {
      return;
    }
    synchronized (SEEN) {
      SEEN.computeIfAbsent(function, f -> new TreeMap<>())
          .computeIfAbsent(outcome, o -> new TreeSet<>())
          .add(test);
    }
  }

  private static String outermost(StackWalker.StackFrame frame) {
    String name = frame.getClassName().substring(frame.getClassName().lastIndexOf('.') + 1);
    int nested = name.indexOf('$');
    return nested < 0 ? name : name.substring(0, nested);
  }

  /** The outcomes of a function, and the classes that saw each. */
  static SortedMap<String, Set<String>> of(String function) {
    synchronized (SEEN) {
      return new TreeMap<>(SEEN.getOrDefault(function, new TreeMap<>()));
    }
  }
}
