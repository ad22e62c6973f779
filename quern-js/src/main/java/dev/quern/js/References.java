package dev.quern.js;

import com.oracle.truffle.api.CompilerDirectives;
import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.interop.InteropException;
import com.oracle.truffle.api.interop.InteropLibrary;
import dev.quern.type.ReferenceType;
import java.util.Arrays;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * References as direct calls convert them: quickly what is usual, and the rest as {@link GraalHost}
 * does. Nothing else is decided here.
 */
final class References {
  /** Classes that are remembered; an engine has not many more. */
  private static final int MAX_CLASSES = 32;

  private final GraalHost host;
  private final DirectCalls calls;

  /** What JavaScript has for null. */
  private final Object nullObject;

  /** What JavaScript has for undefined. */
  private final Object undefinedObject;

  private final JsReference undefined;

  /** The class of Truffle's JavaScript. */
  private final Class<?> language;

  /** Of JavaScript's proxies, one of which may stand for a structure or array. */
  private final Class<?> proxyClass;

  /** Of most objects of JavaScript, such as literals. */
  private final Class<?> usualClass;

  /** Other classes all of whose instances are objects of JavaScript. */
  private Class<?>[] objects = {};

  /**
   * For a context.
   *
   * @param samples an array of null, undefined, an object and a proxy there
   * @param language the class of Truffle's JavaScript
   */
  References(GraalHost host, DirectCalls calls, Value samples, Class<?> language) {
    this.host = host;
    this.calls = calls;
    this.nullObject = calls.guest(samples.getArrayElement(0));
    this.undefinedObject = calls.guest(samples.getArrayElement(1));
    this.undefined = new JsReference(calls, undefinedObject);
    this.language = language;
    this.usualClass = calls.guest(samples.getArrayElement(2)).getClass();
    this.proxyClass = calls.guest(samples.getArrayElement(3)).getClass();
  }

  /** What WebAssembly has for any value. */
  @Nullable Object fromJs(Object value) {
    if (CompilerDirectives.isExact(value, usualClass)) {
      // A constant where scripts are compiled, so that there may be no object of ours at all.
      return new JsReference(calls, value);
    }
    if (value == nullObject) {
      return null;
    }
    if (value == undefinedObject) {
      return undefined;
    }
    return isObject(value) ? new JsReference(calls, value) : otherFromJs(value);
  }

  /** What JavaScript has for an externref. */
  Object toJs(@Nullable Object reference) {
    if (reference == null) {
      return nullObject;
    }
    Object known = reference instanceof JsReference object ? object.guest(calls) : null;
    return known == null ? otherToJs(reference) : known;
  }

  private boolean isObject(Object value) {
    Class<?> type = value.getClass();
    for (Class<?> object : objects) {
      if (object == type) {
        return true;
      }
    }
    return false;
  }

  @TruffleBoundary
  private @Nullable Object otherFromJs(Object value) {
    InteropLibrary values = InteropLibrary.getUncached();
    try {
      if (value instanceof Boolean) {
        return value;
      }
      if (value instanceof Number number && values.fitsInDouble(value)) {
        return GraalHost.number(number.doubleValue());
      }
      if (values.isString(value) && !values.hasMembers(value)) {
        return values.asString(value);
      }
      boolean isObject =
          values.hasMembers(value)
              && values.hasLanguage(value)
              && values.getLanguage(value) == language;
      if (isObject && value.getClass() != proxyClass) {
        remember(value.getClass());
        return new JsReference(calls, value);
      }
    } catch (InteropException e) {
      throw new IllegalStateException(e);
    }
    return host.reference(calls.value(value));
  }

  private void remember(Class<?> type) {
    Class<?>[] known = objects;
    if (known.length < MAX_CLASSES) {
      Class<?>[] more = Arrays.copyOf(known, known.length + 1);
      more[known.length] = type;
      objects = more;
    }
  }

  @TruffleBoundary
  private Object otherToJs(Object reference) {
    boolean isPlain =
        reference instanceof Integer
            || reference instanceof Double
            || reference instanceof Boolean
            || reference instanceof String;
    if (isPlain) {
      return reference;
    }
    Object guest = calls.guest(host.toJs(ReferenceType.EXTERNREF, reference));
    if (reference instanceof JsReference object) {
      object.guest(calls, guest);
    }
    return guest;
  }
}
