package dev.quern.fuzz;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Kinds of traps that engines tell apart, each in its own words. */
final class TrapClass {
  private static final Map<String, Pattern> CLASSES = new LinkedHashMap<>();

  // spotless:off
  static {
    row("divide",      "divide by zero|remainder by zero");
    // V8 has one message for a float that is not a number and for one that is too large.
    row("overflow",    "integer overflow|invalid conversion|unrepresentable");
    row("unreachable", "unreachable");
    row("bounds",      "out of bounds|undefined element|size overflow|too large");
    row("call",        "uninitialized element|indirect call type");
    row("null",        "null .*reference");
    row("cast",        "cast failure");
    row("alignment",   "unaligned atomic");
    row("shared",      "shared memory");
    row("stack",       "call stack exhausted");
    row("memory",      "out of memory");
    row("interrupted", "interrupted");
  }
  // spotless:on

  private TrapClass() {}

  private static void row(String name, String messages) {
    CLASSES.put(name, Pattern.compile(messages));
  }

  /** The names of all classes. */
  static Set<String> names() {
    return CLASSES.keySet();
  }

  /** The class of a message of Quern, or the message itself if it is of none. */
  static String of(String message) {
    String text = message.toLowerCase(Locale.ROOT);
    for (var entry : CLASSES.entrySet()) {
      if (entry.getValue().matcher(text).find()) {
        return entry.getKey();
      }
    }
    return message;
  }
}
