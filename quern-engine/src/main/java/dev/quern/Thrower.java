package dev.quern;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/**
 * Handlers for {@link MethodHandles#catchException}, which throw something else in place of what
 * was caught. Plain methods with a result that they never have: combinators could do the same for
 * any type of result, but the JVM makes a class for nearly every one of them at run time, and this
 * is on the way of every start.
 */
enum Thrower {
  /** Throws what callers outside of WebAssembly may see. */
  OUTSIDE("Outside"),
  /** Throws what WebAssembly code may see. */
  INSIDE("Inside");

  private final String suffix;

  Thrower(String suffix) {
    this.suffix = suffix;
  }

  /** A handler of type {@code (Throwable)result}. */
  MethodHandle handle(Class<?> result) {
    Class<?> own = result.isPrimitive() ? result : Object.class;
    String kind = result.isPrimitive() ? result.getName() : "object";
    try {
      return MethodHandles.lookup()
          .findStatic(Thrower.class, kind + suffix, methodType(own, Throwable.class))
          .asType(methodType(result, Throwable.class));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("no handler for " + result, e);
    }
  }

  @SuppressWarnings("UnusedMethod") // By name, above.
  private static void voidOutside(Throwable thrown) throws Throwable {
    throw Border.translate(thrown);
  }

  @SuppressWarnings("UnusedMethod") // By name, above.
  private static int intOutside(Throwable thrown) throws Throwable {
    throw Border.translate(thrown);
  }

  @SuppressWarnings("UnusedMethod") // By name, above.
  private static long longOutside(Throwable thrown) throws Throwable {
    throw Border.translate(thrown);
  }

  @SuppressWarnings("UnusedMethod") // By name, above.
  private static float floatOutside(Throwable thrown) throws Throwable {
    throw Border.translate(thrown);
  }

  @SuppressWarnings("UnusedMethod") // By name, above.
  private static double doubleOutside(Throwable thrown) throws Throwable {
    throw Border.translate(thrown);
  }

  @SuppressWarnings("UnusedMethod") // By name, above.
  private static Object objectOutside(Throwable thrown) throws Throwable {
    throw Border.translate(thrown);
  }

  @SuppressWarnings("UnusedMethod") // By name, above.
  private static void voidInside(Throwable thrown) throws Throwable {
    throw Border.inside(thrown);
  }

  @SuppressWarnings("UnusedMethod") // By name, above.
  private static int intInside(Throwable thrown) throws Throwable {
    throw Border.inside(thrown);
  }

  @SuppressWarnings("UnusedMethod") // By name, above.
  private static long longInside(Throwable thrown) throws Throwable {
    throw Border.inside(thrown);
  }

  @SuppressWarnings("UnusedMethod") // By name, above.
  private static float floatInside(Throwable thrown) throws Throwable {
    throw Border.inside(thrown);
  }

  @SuppressWarnings("UnusedMethod") // By name, above.
  private static double doubleInside(Throwable thrown) throws Throwable {
    throw Border.inside(thrown);
  }

  @SuppressWarnings("UnusedMethod") // By name, above.
  private static Object objectInside(Throwable thrown) throws Throwable {
    throw Border.inside(thrown);
  }
}
