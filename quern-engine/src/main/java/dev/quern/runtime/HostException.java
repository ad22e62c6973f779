package dev.quern.runtime;

/**
 * Carries what a host function has thrown through WebAssembly code, which may catch it. Without it
 * the border would take some of it for a trap (an index out of bounds is one of memory when
 * generated code raised it, and the host's own affair when the host did) and the rest for a fault
 * of the engine. The border throws the very object that the host threw.
 */
public final class HostException extends Catchable {
  private static final long serialVersionUID = 1;

  private final Exception thrown;

  /** A carrier of what a host function has thrown. */
  public HostException(Exception thrown) {
    super(thrown);
    this.thrown = thrown;
  }

  /** What the host threw. */
  public Exception thrown() {
    return thrown;
  }
}
