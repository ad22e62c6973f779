package dev.quern.internal.compile.jvm;

import dev.quern.internal.syntax.Printable;

/**
 * Converts names of wasm to names of the JVM, which forbids a few characters and limits the length.
 */
public final class JvmNames {
  private static final int MAX_LENGTH = 200;

  private JvmNames() {}

  /** Returns a name for a method, a package or a class that is readable in a stack trace. */
  public static String identifier(String name) {
    int length = Math.min(name.length(), MAX_LENGTH);
    var text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      char c = name.charAt(i);
      text.append(isForbidden(c) ? '_' : c);
    }
    return text.isEmpty() ? "_" : text.toString();
  }

  /** Returns a module's name for stack traces. */
  public static String sourceFile(String name) {
    return Printable.line(
        name.length() > MAX_LENGTH ? name.substring(0, MAX_LENGTH) + "..." : name);
  }

  private static boolean isForbidden(char c) {
    return Printable.isHidden(c)
        || c == '.'
        || c == ';'
        || c == '['
        || c == '/'
        || c == '<'
        || c == '>'
        || c == '\\'
        || c == ':';
  }
}
