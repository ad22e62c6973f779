package dev.quern.runtime;

/** A trap on its way to the engine's border, where it becomes what the embedder documents. */
public final class TrapException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Trap trap;

  TrapException(Trap trap, String message) {
    super(message);
    this.trap = trap;
  }

  /** The reason. */
  public Trap trap() {
    return trap;
  }
}
