package dev.quern.js;

import com.oracle.truffle.api.CompilerDirectives;
import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.TruffleLanguage;
import com.oracle.truffle.api.TruffleLanguage.ContextReference;
import com.oracle.truffle.api.interop.InteropException;
import com.oracle.truffle.api.interop.InteropLibrary;
import java.util.Objects;
import java.util.function.Function;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.jspecify.annotations.Nullable;

/**
 * Calls of functions on numbers and externrefs that JavaScript and WebAssembly make without the
 * polyglot API in between: values are those of Truffle's interoperability protocol, which are boxed
 * numbers and the engine's own objects here. Where scripts are compiled, a call from JavaScript
 * becomes part of the caller's code, down to the WebAssembly function if that is small. Exceptions
 * take the way through the API nevertheless, so that both sides see the same as of any other call.
 */
final class DirectCalls {
  /** What an engine is called that has no compiler. */
  private static final String INTERPRETED = "Interpreted";

  private final Context context;
  private final GraalHost host;
  private final Kernel kernel;
  private final boolean isCompiling;
  private final Integers integers;
  private final Class<? extends TruffleLanguage<?>> language;

  /** Made when a function needs it first: few scripts have references. */
  private @Nullable References references;

  /** Tells which context the current thread is in. */
  private final ContextReference<?> contexts;

  /** What it tells in this one. */
  private final @Nullable Object here;

  /** A proxy as JavaScript has it, which throws in JavaScript what is pending. */
  private final Object raiser;

  /** Throws in Java what is pending, as the API translates it. */
  private final Value thrower;

  /** Says 1 of an error that stands for an exhausted call stack, or 0. */
  private final Value overflowTest;

  private @Nullable Throwable pending;

  /**
   * The identifier of the thread that is in WebAssembly code that JavaScript of this context has
   * called, or zero.
   */
  private long inside;

  private DirectCalls(Context context, GraalHost host, Kernel kernel) {
    this.context = context;
    this.host = host;
    this.kernel = kernel;
    this.isCompiling = !context.getEngine().getImplementationName().equals(INTERPRETED);
    Object seven = guestObject(context.eval("js", "7n"));
    this.integers = Integers.of(seven);
    this.language = language(seven);
    ContextReference<?> all = contexts(language);
    this.contexts = all;
    this.here = inContext(argument -> all.get(null), context.asValue(0));
    ProxyExecutable raise =
        arguments -> {
          kernel.refresh();
          throw kernel.outward(takePending());
        };
    this.raiser = guestObject(context.asValue(raise));
    this.thrower =
        context.asValue(
            new DirectFunction() {
              @Override
              @TruffleBoundary
              Object call(Object[] arguments) {
                throw DirectCalls.<RuntimeException>unchecked(takePending());
              }
            });
    this.overflowTest =
        context.asValue(
            new DirectFunction() {
              @Override
              @TruffleBoundary
              Object call(Object[] arguments) {
                return causeOf(arguments[0]) instanceof StackOverflowError ? 1 : 0;
              }
            });
  }

  /** Direct calls in a context, or null where Truffle is out of reach. */
  static @Nullable DirectCalls in(Context context, GraalHost host, Kernel kernel) {
    try {
      return new DirectCalls(context, host, kernel);
    } catch (LinkageError | PolyglotException | IllegalArgumentException e) {
      // Truffle's classes are not visible to this one, or the context is in another isolate.
      return null;
    }
  }

  private References references() {
    References known = references;
    if (known == null) {
      Value samples = host.glue().getMember("samples").execute();
      references = known = new References(host, this, samples, language);
    }
    return known;
  }

  /** Whether an error object is what JavaScript has caught when the call stack was exhausted. */
  boolean isOverflow(Value error) {
    return overflowTest.execute(error).asInt() != 0;
  }

  /** Why an error object was thrown first, if that was something in Java. */
  private static @Nullable Throwable causeOf(Object error) {
    try {
      throw InteropLibrary.getUncached().throwException(error);
    } catch (InteropException e) {
      return null;
    } catch (RuntimeException e) {
      return e.getCause();
    }
  }

  /** What Java has for a value of JavaScript. */
  Value value(Object guest) {
    return context.asValue(guest);
  }

  /** What JavaScript has for what the polyglot API takes. */
  Object guest(@Nullable Object value) {
    return guestObject(context.asValue(value));
  }

  /** What JavaScript has where Java has a {@link Value}. */
  private Object guestObject(Value value) {
    Object object = inContext(argument -> argument, value);
    if (object == null) {
      throw new IllegalArgumentException("the context takes no object of Truffle's");
    }
    return object;
  }

  /** Applies something inside the context to what JavaScript has where Java has a value. */
  private @Nullable Object inContext(Function<Object, @Nullable Object> function, Value value) {
    var result = new @Nullable Object[1];
    var call =
        new DirectFunction() {
          @Override
          @TruffleBoundary
          Object call(Object[] arguments) {
            result[0] = function.apply(arguments[0]);
            return 0;
          }
        };
    context.asValue(call).executeVoid(value);
    return result[0];
  }

  @SuppressWarnings("unchecked") // The protocol gives the class without its type of contexts.
  private static Class<? extends TruffleLanguage<?>> language(Object object) {
    try {
      return (Class<? extends TruffleLanguage<?>>)
          (Class<?>) InteropLibrary.getUncached().getLanguage(object);
    } catch (InteropException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // Any type of contexts will do.
  private static ContextReference<?> contexts(Class<? extends TruffleLanguage<?>> language) {
    return ContextReference.create((Class) language);
  }

  /** A BigInt as JavaScript has it; a {@code Long} where only JavaScript can make one. */
  Object bigInt(long value) {
    return integers.fromLong(value);
  }

  /** Whether scripts are compiled. */
  boolean isCompiling() {
    return isCompiling;
  }

  /** Whether {@link #bigInt} makes a BigInt. */
  boolean makesBigInts() {
    return !(bigInt(0) instanceof Long);
  }

  private Throwable takePending() {
    Throwable thrown = pending;
    pending = null;
    return thrown == null ? new IllegalStateException("nothing is pending") : thrown;
  }

  @SuppressWarnings("unchecked") // An exception has the type that it has.
  private static <T extends Throwable> T unchecked(Throwable thrown) throws T {
    throw (T) thrown;
  }

  // From JavaScript.

  /** A function as JavaScript calls it, with converted values. */
  Object export(ExportCall call) {
    return new Export(this, call, call.isOfNumbers() ? null : references());
  }

  private static final class Export extends DirectFunction {
    private final DirectCalls calls;
    private final ExportCall call;
    private final @Nullable References references;

    Export(DirectCalls calls, ExportCall call, @Nullable References references) {
      this.calls = calls;
      this.call = call;
      this.references = references;
    }

    @Override
    Object call(Object[] arguments) {
      DirectCalls calls = this.calls;
      long outer = calls.inside;
      calls.inside = Thread.currentThread().threadId();
      try {
        Object result = call.apply(arguments, calls.integers, references);
        if (calls.kernel.isStale()) {
          CompilerDirectives.transferToInterpreter();
          calls.kernel.refresh();
        }
        return result;
      } catch (Throwable e) {
        return calls.raise(e);
      } finally {
        calls.inside = outer;
      }
    }
  }

  /** Throws in JavaScript what stands for an exception. */
  @TruffleBoundary
  private Object raise(Throwable thrown) {
    pending = thrown;
    try {
      return InteropLibrary.getUncached().execute(raiser);
    } catch (InteropException e) {
      throw new IllegalStateException(e);
    }
  }

  // To JavaScript.

  /** Whether the current thread is in the context, as a call needs it. */
  boolean isReachable() {
    return inside == Thread.currentThread().threadId() && contexts.get(null) == here;
  }

  /**
   * A JavaScript function that takes numbers and externrefs, and returns one or nothing of
   * interest.
   *
   * @param parameters the letters of the parameters' types
   * @param result the letter of the result's type, or {@code V}
   * @param conversion makes a number of that type of any value
   */
  Import importOf(Value function, String parameters, char result, Value conversion) {
    boolean hasReferences = (parameters + result).indexOf('X') >= 0;
    return new Import(
        this,
        hasReferences ? references() : null,
        new DirectFunction.Caller(guestObject(function), parameters.length()),
        parameters.toCharArray(),
        result,
        new DirectFunction.Caller(guestObject(conversion), 1));
  }

  /** A JavaScript function as WebAssembly calls it. */
  static final class Import {
    private final DirectCalls calls;
    private final @Nullable References references;
    private final DirectFunction.Caller caller;
    private final char[] parameters;
    private final char result;
    private final DirectFunction.Caller conversion;

    private Import(
        DirectCalls calls,
        @Nullable References references,
        DirectFunction.Caller caller,
        char[] parameters,
        char result,
        DirectFunction.Caller conversion) {
      this.calls = calls;
      this.references = references;
      this.caller = caller;
      this.parameters = parameters;
      this.result = result;
      this.conversion = conversion;
    }

    /**
     * Calls the function.
     *
     * @param arguments boxed numbers and externrefs, which may be replaced by what JavaScript has
     *     for them
     * @return a boxed number or an externref, or null if there is no result
     * @throws PolyglotException for what the function throws
     */
    @Nullable Object call(@Nullable Object[] arguments) {
      for (int i = 0; i < arguments.length; i++) {
        arguments[i] =
            switch (parameters[i]) {
              case 'J' -> calls.bigInt((long) arguments[i]);
              case 'F' -> ((Float) arguments[i]).doubleValue();
              case 'X' -> references().toJs(arguments[i]);
              default -> arguments[i];
            };
      }
      Object value = call(caller, arguments);
      return switch (result) {
        case 'I' -> value instanceof Integer ? value : Integers.toInt(converted(value));
        case 'J' -> calls.integers.toLong(value);
        case 'F' -> (float) real(value);
        case 'D' -> real(value);
        case 'X' -> references().fromJs(value);
        default -> null;
      };
    }

    private References references() {
      return Objects.requireNonNull(references);
    }

    private double real(Object value) {
      boolean isReal = value instanceof Double || value instanceof Integer;
      return Integers.toDouble(isReal ? value : converted(value));
    }

    private Object converted(Object value) {
      return call(conversion, value);
    }

    private Object call(DirectFunction.Caller caller, Object... arguments) {
      try {
        return calls.isCompiling ? caller.callTarget().call(arguments) : caller.call(arguments);
      } catch (Throwable e) {
        return calls.toJava(e);
      }
    }
  }

  private Object toJava(Throwable thrown) {
    pending = thrown;
    return thrower.execute();
  }
}
