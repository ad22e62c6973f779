package dev.quern.wasi;

/**
 * Leaves the program because it called {@code proc_exit}, or {@code proc_raise} with a signal that
 * ends a process. It is the way out of the guest's frames and has no stack trace; an {@link Error},
 * as {@link ThreadDeath} was, because no handler on the way may keep the program from ending:
 * WebAssembly's {@code catch_all} catches the exceptions of host functions, but no errors. {@link
 * Wasi#run} turns it into its result; who calls exports himself has to expect it.
 */
public final class WasiExit extends Error {
  private static final long serialVersionUID = 1;

  private final int status;

  WasiExit(int status) {
    super("exit " + Integer.toUnsignedString(status), null, false, false);
    this.status = status;
  }

  /**
   * The exit status that the program gave, all 32 bits (unsigned in WASI), or 128 plus the number
   * that a signal has on Linux; a process shows its lowest eight bits.
   */
  public int status() {
    return status;
  }
}
