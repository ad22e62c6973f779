package dev.quern.runtime;

/**
 * Carries what a host function has thrown through WebAssembly code if that must not catch it and
 * the border would take it for a trap of its own. The border throws the very object that the host
 * threw.
 */
public final class HostTrap extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Throwable thrown;

  /** A carrier of what a host function has thrown. */
  public HostTrap(Throwable thrown) {
    super(null, thrown, false, false);
    this.thrown = thrown;
  }

  /** What the host threw. */
  public Throwable thrown() {
    return thrown;
  }
}
