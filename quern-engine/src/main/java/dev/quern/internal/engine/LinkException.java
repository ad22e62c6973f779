package dev.quern.internal.engine;

import dev.quern.internal.syntax.Printable;

/** A module cannot be linked with the given imports (spec 4.5.4). */
public final class LinkException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * Creates an error.
   *
   * @param message begins with the specification's words; unprintable characters are escaped
   */
  public LinkException(String message) {
    super(Printable.line(message));
  }
}
