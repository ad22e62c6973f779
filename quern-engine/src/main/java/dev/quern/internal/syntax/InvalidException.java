package dev.quern.internal.syntax;

/** The form is right but a validation rule is broken (spec chapter 3). */
public final class InvalidException extends ModuleException {
  private static final long serialVersionUID = 1;

  /**
   * An error at a place.
   *
   * @param reason begins with the specification's words
   */
  public InvalidException(String reason, Place place) {
    super(reason, place);
  }

  /** An error at a byte offset. */
  public InvalidException(String reason, long offset) {
    super(reason, new Place.Offset(offset));
  }
}
