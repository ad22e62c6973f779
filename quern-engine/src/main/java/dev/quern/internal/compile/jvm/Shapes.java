package dev.quern.internal.compile.jvm;

/**
 * The shapes of a vector where it is no object and not in a register of the Vector API: two longs,
 * or its four floats, two doubles or four ints. A shape has a letter like a type.
 *
 * <p>Why: docs/rationale/vectors.md.
 */
public final class Shapes {
  public static final char LONGS = 'V';
  static final char FLOATS = 'Q';
  static final char DOUBLES = 'P';
  public static final char INTS = 'N';

  /** In place of a shape that is wanted: whatever is there. */
  public static final char ANY = '*';

  private Shapes() {}

  /** Whether a letter is that of a vector, whatever its shape. */
  public static boolean isVector(char letter) {
    return letter == LONGS || letter == FLOATS || letter == DOUBLES || letter == INTS;
  }

  /** The letter of the type of values that are kept as a letter says. */
  public static char typeOf(char letter) {
    return isVector(letter) ? LONGS : letter;
  }

  /** The shape whose lanes are of a type. */
  public static char shapeOf(char lane) {
    return switch (lane) {
      case 'F' -> FLOATS;
      case 'D' -> DOUBLES;
      case 'I' -> INTS;
      default -> LONGS;
    };
  }
}
