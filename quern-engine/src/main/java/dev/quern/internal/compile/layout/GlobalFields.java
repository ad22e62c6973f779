package dev.quern.internal.compile.layout;

import dev.quern.internal.compile.jvm.Names;
import java.lang.constant.ClassDesc;

/** The fields of {@link dev.quern.runtime.GlobalInstance}, one for each JVM kind. */
public final class GlobalFields {
  private GlobalFields() {}

  /** Returns the type of the field that holds values of a kind, given its letter. */
  public static ClassDesc type(char letter) {
    return letter == 'V' ? Names.OBJECT : Names.type(letter);
  }

  /** Returns the name of the field that holds values of a kind, given its letter. */
  public static String name(char letter) {
    return switch (letter) {
      case 'I' -> "i";
      case 'J' -> "j";
      case 'F' -> "f";
      case 'D' -> "d";
      case 'R', 'V' -> "r";
      default -> throw new IllegalArgumentException("no global of kind " + letter);
    };
  }
}
