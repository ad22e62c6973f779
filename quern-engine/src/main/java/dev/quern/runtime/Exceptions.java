package dev.quern.runtime;

import org.jspecify.annotations.Nullable;

/**
 * What generated code needs to throw and catch. An exception reference is the {@link Throwable}
 * itself: a {@link WasmException}, or whatever a host function has thrown, which {@code catch_all}
 * catches too.
 */
public final class Exceptions {
  private Exceptions() {}

  /** A new exception of a tag of an instance; the payload is in the instance's scratch space. */
  public static WasmException make(Instance instance, int tag) {
    TagInstance kind = instance.tags[tag];
    return new WasmException(kind, Frame.fromScratch(instance, kind.size()));
  }

  /**
   * Throws on what WebAssembly code never catches: traps, the JVM exceptions that stand for traps,
   * and errors of the JVM and of Java programs.
   */
  public static void check(@Nullable Object thrown) {
    if (thrown instanceof Throwable throwable && isFinal(throwable)) {
      throw Linkage.<RuntimeException>unchecked(throwable);
    }
  }

  private static boolean isFinal(Throwable thrown) {
    return switch (thrown) {
      case WasmException e -> false;
      case HostException e -> e.isTrap();
      case TrapException e -> true;
      case IndexOutOfBoundsException e -> true;
      case ArithmeticException e -> true;
      case NullPointerException e -> true;
      case Error e -> true;
      default -> false;
    };
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
