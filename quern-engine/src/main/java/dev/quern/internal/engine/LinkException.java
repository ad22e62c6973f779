package dev.quern.internal.engine;

/** A module can not be linked with what it was given (spec 4.5.4). */
public final class LinkException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** An error; the message begins with the specification's words. */
  public LinkException(String message) {
    super(message);
  }
}
