package dev.quern.internal.syntax;

/**
 * Says why bytes or text are no module that can run, and where. The reason begins with the
 * specification's words; the place is a byte offset or a line and column.
 */
public abstract sealed class ModuleException extends RuntimeException
    permits MalformedException, InvalidException, UnsupportedException {
  private static final long serialVersionUID = 1;

  private final String reason;
  private final String place;
  private final long offset;

  ModuleException(String reason, String place, long offset) {
    super(place.isEmpty() ? reason : reason + " (" + place + ")");
    this.reason = reason;
    this.place = place;
    this.offset = offset;
  }

  /** The place as an offset in the binary module, or -1 if it is another kind of place. */
  public long offset() {
    return offset;
  }

  /** The reason without the place. */
  public String reason() {
    return reason;
  }

  /** The words for the place, or empty. */
  public String place() {
    return place;
  }

  /** The words for a place in a binary module. */
  public static String at(long offset) {
    return "at offset 0x" + Long.toHexString(offset);
  }

  /** The words for a place in a text, both counted from 1. */
  public static String at(int line, int column) {
    return "at " + line + ":" + column;
  }
}
