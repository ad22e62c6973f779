package dev.quern.runtime;

/**
 * Carries an exception of a host function through WebAssembly frames when its class is one that the
 * border would otherwise take for a trap (an index out of bounds thrown by the JVM's own check is a
 * memory trap when generated code raised it, and the host's own affair when the host did). The
 * border throws the very object that the host threw.
 */
public final class HostException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Throwable thrown;
  private final boolean isTrap;

  private HostException(Throwable thrown, boolean isTrap) {
    super(null, thrown, false, false);
    this.thrown = thrown;
    this.isTrap = isTrap;
  }

  /** Carries what no WebAssembly code catches, like a trap of other code, to the border. */
  public static HostException trap(Throwable thrown) {
    return new HostException(thrown, true);
  }

  /** Whether WebAssembly code must not catch it. */
  boolean isTrap() {
    return isTrap;
  }

  /** What the host threw. */
  public Throwable thrown() {
    return thrown;
  }

  /** Wraps an exception if the border would misread it; gives any other as it is. */
  public static RuntimeException wrap(RuntimeException thrown) {
    if (thrown instanceof IndexOutOfBoundsException
        || thrown instanceof ArithmeticException
        || thrown instanceof NullPointerException) {
      return new HostException(thrown, false);
    }
    return thrown;
  }
}
