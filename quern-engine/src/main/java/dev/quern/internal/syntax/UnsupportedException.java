package dev.quern.internal.syntax;

/** The module needs a feature that is not built or not enabled, or exceeds a limit. */
public final class UnsupportedException extends ModuleException {
  private static final long serialVersionUID = 1;

  /**
   * An error at a place.
   *
   * @param reason begins with the specification's words
   */
  public UnsupportedException(String reason, Place place) {
    super(reason, place);
  }

  /** An error at a byte offset. */
  public UnsupportedException(String reason, long offset) {
    super(reason, new Place.Offset(offset));
  }
}
