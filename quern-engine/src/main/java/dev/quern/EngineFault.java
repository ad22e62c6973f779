package dev.quern;

/**
 * Quern itself has failed, and neither the program nor the Java code around it: please report it,
 * with the cause's stack trace. No handler of WebAssembly code catches it. What a program did
 * before stays done; its instance should not be used any more.
 */
public final class EngineFault extends Error {
  private static final long serialVersionUID = 1;

  /** A fault that has shown itself by an exception; for the engine and its bindings. */
  public EngineFault(Throwable cause) {
    super("a fault of Quern, not of the program: " + cause, cause);
  }
}
