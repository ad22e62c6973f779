package dev.quern.internal.compile;

/**
 * The shapes of a vector where it is no object and not in a register of the Vector API: two longs,
 * or its four floats, two doubles or four ints. A shape has a letter like a type.
 *
 * <p>Why: docs/rationale/vectors.md.
 */
final class Shapes {
  static final char LONGS = 'V';
  static final char FLOATS = 'Q';
  static final char DOUBLES = 'P';
  static final char INTS = 'N';

  /** In place of a shape that is wanted: whatever is there. */
  static final char ANY = '*';

  private Shapes() {}

  /** Whether a letter is that of a vector, whatever its shape. */
  static boolean isVector(char letter) {
    return letter == LONGS || letter == FLOATS || letter == DOUBLES || letter == INTS;
  }

  /** The letter of the type of values that are kept as a letter says. */
  static char typeOf(char letter) {
    return isVector(letter) ? LONGS : letter;
  }

  /** The shape whose lanes are of a type. */
  static char shapeOf(char lane) {
    return switch (lane) {
      case 'F' -> FLOATS;
      case 'D' -> DOUBLES;
      case 'I' -> INTS;
      default -> LONGS;
    };
  }
}
