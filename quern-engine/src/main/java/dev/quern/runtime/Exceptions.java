package dev.quern.runtime;

import org.jspecify.annotations.Nullable;

/** What generated code needs to throw and catch. */
public final class Exceptions {
  private Exceptions() {}

  /** A new exception of a tag of an instance; the payload is in the instance's scratch space. */
  public static WasmException make(Instance instance, int tag) {
    TagInstance kind = instance.tags[tag];
    return new WasmException(kind, Frame.fromScratch(instance, kind.size()));
  }

  /**
   * Whether an exception is of a tag of an instance; if so its payload is in the instance's scratch
   * space now.
   */
  public static boolean matches(@Nullable Object thrown, Instance instance, int tag) {
    if (!(thrown instanceof WasmException exception) || exception.tag() != instance.tags[tag]) {
      return false;
    }
    exception.payload().toScratch(instance);
    return true;
  }

  /** The exception of a reference, to be thrown again. */
  public static Throwable notNull(@Nullable Object reference) {
    if (reference == null) {
      throw Trap.NULL_EXCEPTION.exception();
    }
    return (Throwable) reference;
  }
}
