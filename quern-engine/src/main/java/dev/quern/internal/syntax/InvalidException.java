package dev.quern.internal.syntax;

/** The form is right but a validation rule is broken (spec chapter 3). */
public final class InvalidException extends ModuleException {
  private static final long serialVersionUID = 1;

  /**
   * An error at a place.
   *
   * @param reason begins with the specification's words
   * @param place from {@link ModuleException#at}, or empty
   */
  public InvalidException(String reason, String place) {
    super(reason, place, -1);
  }

  /** An error at a byte offset. */
  public InvalidException(String reason, long offset) {
    super(reason, at(offset), offset);
  }
}
