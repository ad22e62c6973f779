package dev.quern.internal.syntax;

/**
 * Says why bytes or text are no module that can run, and where. The reason begins with the
 * specification's words. What cannot be shown in the names that it mentions is escaped.
 */
public abstract sealed class ModuleException extends RuntimeException
    permits MalformedException, InvalidException, UnsupportedException {
  private static final long serialVersionUID = 1;

  private final String reason;
  private final Place place;

  ModuleException(String reason, Place place) {
    super(Printable.line(place == Place.MODULE ? reason : reason + " (" + place + ")"));
    this.reason = Printable.line(reason);
    this.place = place;
  }

  /** The reason without the place. */
  public String reason() {
    return reason;
  }

  /** Where it is wrong. */
  public Place place() {
    return place;
  }
}
