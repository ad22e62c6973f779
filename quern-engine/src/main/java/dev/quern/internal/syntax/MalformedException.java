package dev.quern.internal.syntax;

/** The form is wrong: not a module at all (spec chapters 5 and 6). */
public final class MalformedException extends ModuleException {
  private static final long serialVersionUID = 1;

  /**
   * An error at a place.
   *
   * @param reason begins with the specification's words
   * @param place from {@link ModuleException#at}, or empty
   */
  public MalformedException(String reason, String place) {
    super(reason, place, -1);
  }

  /** An error at a byte offset. */
  public MalformedException(String reason, long offset) {
    super(reason, at(offset), offset);
  }
}
