package dev.quern.wasi;

/**
 * Leaves the program because it called {@code proc_exit}. It is the way out of the guest's frames,
 * not an error, and has no stack trace. {@link Wasi#run} turns it into its result; who calls
 * exports himself has to expect it.
 */
public final class WasiExit extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;

  WasiExit(int status) {
    super("exit " + Integer.toUnsignedString(status), null, false, false);
    this.status = status;
  }

  /** The exit status that the program gave; a process shows its lowest eight bits. */
  public int status() {
    return status;
  }
}
