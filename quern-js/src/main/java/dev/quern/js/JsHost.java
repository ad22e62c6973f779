package dev.quern.js;

import dev.quern.WebAssembly;
import dev.quern.type.ValueType;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What the interface needs of a JavaScript engine. Values of the engine are opaque objects. Inside
 * WebAssembly a reference to a JavaScript value is null, a {@link String}, {@link Boolean}, {@link
 * Integer} or {@link Double} where the value is such a primitive, a {@code StructRef} or {@code
 * ArrayRef} where it is the opaque object of one, and otherwise what stands for the engine's value.
 */
interface JsHost {
  /**
   * A new object for an extern that has none.
   *
   * @param name a function's name
   */
  Object makeObject(WebAssembly.Extern extern, String name);

  /** A new object for an exception that has none. */
  Object makeException(WebAssembly.Exception exception);

  /**
   * A new error object; WebAssembly functions of the trace are in its stack.
   *
   * @param trap what WebAssembly code must not catch when JavaScript throws the object, if anything
   */
  Object makeError(
      ErrorClass errorClass,
      String message,
      StackTraceElement[] trace,
      WebAssembly.@Nullable RuntimeError trap);

  /** A new ArrayBuffer, or SharedArrayBuffer, over bytes. */
  Object makeBuffer(ByteBuffer bytes, boolean isShared);

  /** Detaches an ArrayBuffer, if the engine can. */
  void detach(Object buffer);

  /** What throws a value in JavaScript; to be thrown by the caller. */
  RuntimeException raise(@Nullable Object value);

  /**
   * What throws in JavaScript what it has thrown before, the same value; null if this is nothing
   * that JavaScript has thrown.
   */
  @Nullable RuntimeException raiseAgain(Throwable thrown);

  /** The JavaScript value of a reference, or number, that comes out of WebAssembly. */
  @Nullable Object toJs(ValueType type, @Nullable Object value);

  /** Classes of errors. */
  enum ErrorClass {
    COMPILE_ERROR("CompileError"),
    LINK_ERROR("LinkError"),
    RUNTIME_ERROR("RuntimeError"),
    TYPE_ERROR("TypeError"),
    RANGE_ERROR("RangeError");

    /** The name in JavaScript. */
    final String text;

    ErrorClass(String text) {
      this.text = text;
    }
  }
}
