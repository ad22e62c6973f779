package dev.quern.js;

import java.util.Objects;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * A reference of WebAssembly to a value of JavaScript that is no null, string, boolean or number:
 * an object, a function, a symbol, a BigInt or undefined. Java code meets it wherever it gets an
 * externref or anyref, such as in a table or as an argument of a host function. To give JavaScript
 * the value back, Java may pass this object or {@link #value()}.
 *
 * <p>Used by one thread at a time, as everything in a context.
 *
 * <p>WebAssembly JavaScript Interface: ToWebAssemblyValue.
 */
public final class JsReference {
  /** Of the context that {@link #guest} is in; null as long as there is none. */
  private @Nullable DirectCalls calls;

  /** The value as JavaScript has it; null until it is asked for. */
  private @Nullable Object guest;

  /** The value as Java has it; null until it is asked for. */
  private @Nullable Value value;

  JsReference(Value value) {
    this.value = value;
  }

  JsReference(DirectCalls calls, Object guest) {
    this.calls = calls;
    this.guest = guest;
  }

  /**
   * The value.
   *
   * @throws IllegalStateException if the context is closed
   */
  public Value value() {
    Value known = value;
    if (known == null) {
      value = known = Objects.requireNonNull(calls).value(Objects.requireNonNull(guest));
    }
    return known;
  }

  /** The value as JavaScript has it in a context; null if it is not known there. */
  @Nullable Object guest(DirectCalls there) {
    return there == calls ? guest : null;
  }

  /**
   * Says what JavaScript has for the value, unless that is known of another context: an object of
   * one is none of the other.
   */
  void guest(DirectCalls there, Object object) {
    if (calls == null) {
      calls = there;
      guest = object;
    }
  }

  /** Whether another reference is to the same value. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof JsReference reference && value().equals(reference.value());
  }

  @Override
  public int hashCode() {
    return value().hashCode();
  }

  /** The value as text, made by JavaScript. */
  @Override
  public String toString() {
    return value().toString();
  }
}
