package dev.quern;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/**
 * A host function as the embedder gave it, not yet fitted to the type that a module wants.
 *
 * @param target what to call; its first parameter may be the {@link Caller}
 */
record HostFunction(MethodHandle target) {
  HostFunction {
    target = target.asFixedArity();
  }

  /** The handle without the parameter for the caller. */
  MethodHandle bind(Caller caller) {
    return wantsCaller() ? MethodHandles.insertArguments(target, 0, caller) : target;
  }

  private boolean wantsCaller() {
    return target.type().parameterCount() > 0 && target.type().parameterType(0) == Caller.class;
  }
}
