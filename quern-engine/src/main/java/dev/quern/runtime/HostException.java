package dev.quern.runtime;

/**
 * Carries an exception of a host function through WebAssembly code, which may catch it. The border
 * throws the very object that the host threw.
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
