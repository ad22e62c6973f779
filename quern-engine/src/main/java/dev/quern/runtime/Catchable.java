package dev.quern.runtime;

import org.jspecify.annotations.Nullable;

/**
 * What WebAssembly code can catch, and what an exception reference points to: an exception of a
 * tag, or the carrier of one that a host function has thrown.
 *
 * <p>It is the class in the exception tables of generated code. Everything else passes through
 * WebAssembly code without meeting an instruction of it: traps, the exceptions of the JVM that
 * stand for traps, errors of the JVM and of Java programs, and the engine's own faults.
 */
public abstract sealed class Catchable extends RuntimeException
    permits WasmException, HostException {
  private static final long serialVersionUID = 1;

  Catchable(@Nullable Throwable cause) {
    super(null, cause, false, false);
  }
}
