package dev.quern.internal.compile.jvm;

/**
 * The shapes of a vector that is neither an object nor in a register of the Vector API: two longs,
 * or its four floats, two doubles or four ints. A shape has a letter, as a type has.
 *
 * <p>Why: docs/rationale/vectors.md.
 */
public final class Shapes {
  public static final char LONGS = 'V';
  static final char FLOATS = 'Q';
  static final char DOUBLES = 'P';
  public static final char INTS = 'N';

  /** Asks for no particular shape: vectors become two longs, but this is no vote for that shape. */
  public static final char ANY = '*';

  private Shapes() {}

  /** Returns whether a letter is that of a vector, in any shape. */
  public static boolean isVector(char letter) {
    return letter == LONGS || letter == FLOATS || letter == DOUBLES || letter == INTS;
  }

  /** Returns the type letter of values that are kept in a shape, or as a letter says. */
  public static char typeOf(char letter) {
    return isVector(letter) ? LONGS : letter;
  }

  /** Returns the shape whose lanes are of a type. */
  public static char shapeOf(char lane) {
    return switch (lane) {
      case 'F' -> FLOATS;
      case 'D' -> DOUBLES;
      case 'I' -> INTS;
      default -> LONGS;
    };
  }
}
