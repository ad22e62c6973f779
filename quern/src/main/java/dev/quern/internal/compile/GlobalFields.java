package dev.quern.internal.compile;

/** The fields of {@link dev.quern.runtime.GlobalInstance}, one for each JVM kind. */
final class GlobalFields {
  private GlobalFields() {}

  /** The field that holds values of a letter. */
  static String name(char letter) {
    return switch (letter) {
      case 'I' -> "i";
      case 'J' -> "j";
      case 'F' -> "f";
      case 'D' -> "d";
      case 'R' -> "r";
      default -> throw new IllegalArgumentException("no global of kind " + letter);
    };
  }
}
