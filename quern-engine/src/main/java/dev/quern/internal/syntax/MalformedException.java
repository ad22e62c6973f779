package dev.quern.internal.syntax;

/** The form is wrong: not a module at all (spec chapters 5 and 6). */
public final class MalformedException extends ModuleException {
  private static final long serialVersionUID = 1;

  /**
   * An error at a place.
   *
   * @param reason begins with the specification's words
   */
  public MalformedException(String reason, Place place) {
    super(reason, place);
  }

  /** An error at a byte offset. */
  public MalformedException(String reason, long offset) {
    super(reason, new Place.Offset(offset));
  }
}
