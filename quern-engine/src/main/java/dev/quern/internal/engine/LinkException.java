package dev.quern.internal.engine;

import dev.quern.internal.syntax.Printable;

/** A module can not be linked with what it was given (spec 4.5.4). */
public final class LinkException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * An error.
   *
   * @param message begins with the specification's words; what cannot be shown in it is escaped
   */
  public LinkException(String message) {
    super(Printable.line(message));
  }
}
