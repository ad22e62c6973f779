package dev.quern.js;

import com.oracle.truffle.api.CallTarget;
import com.oracle.truffle.api.interop.InteropException;
import com.oracle.truffle.api.interop.InteropLibrary;
import java.util.Arrays;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.jspecify.annotations.Nullable;

/**
 * Calls of functions on numbers that JavaScript and WebAssembly make without the polyglot API in
 * between: values are those of Truffle's interoperability protocol, which are boxed numbers here.
 * Exceptions take the way through the API nevertheless, so that both sides see the same as of any
 * other call.
 */
final class DirectCalls {
  /** What an engine is called that has no compiler. */
  private static final String INTERPRETED = "Interpreted";

  private final Context context;
  private final Kernel kernel;

  /** A proxy as JavaScript has it, which throws in JavaScript what is pending. */
  private final Object raiser;

  /** Throws in Java what is pending, as the API translates it. */
  private final Value thrower;

  private @Nullable Throwable pending;

  /** The thread that is in WebAssembly code that JavaScript of this context has called, or null. */
  private @Nullable Thread inside;

  private DirectCalls(Context context, Kernel kernel) {
    this.context = context;
    this.kernel = kernel;
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
              Object call(Object[] arguments, InteropLibrary integers) {
                throw DirectCalls.<RuntimeException>unchecked(takePending());
              }
            });
  }

  /**
   * Direct calls in a context, or null where Truffle is out of reach, or compiles scripts: compiled
   * code passes numbers to a host method without boxes, and here it could not.
   */
  static @Nullable DirectCalls in(Context context, Kernel kernel) {
    if (!context.getEngine().getImplementationName().equals(INTERPRETED)) {
      return null;
    }
    try {
      return new DirectCalls(context, kernel);
    } catch (LinkageError | PolyglotException | IllegalArgumentException e) {
      // Truffle's classes are not visible to this one, or the context is in another isolate.
      return null;
    }
  }

  /** What JavaScript has where Java has a {@link Value}. */
  private Object guestObject(Value value) {
    var captured = new Object[1];
    var capture =
        new DirectFunction() {
          @Override
          Object call(Object[] arguments, InteropLibrary integers) {
            captured[0] = arguments[0];
            return 0;
          }
        };
    context.asValue(capture).executeVoid(value);
    if (captured[0] == null) {
      throw new IllegalArgumentException("the context takes no object of Truffle's");
    }
    return captured[0];
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

  /** A function as JavaScript calls it, with converted numbers. */
  Object export(NumberCall call) {
    return new Export(this, call);
  }

  private static final class Export extends DirectFunction {
    private final DirectCalls calls;
    private final NumberCall call;
    private final boolean hasLongs;

    Export(DirectCalls calls, NumberCall call) {
      this.calls = calls;
      this.call = call;
      this.hasLongs = call.handle.type().parameterList().contains(long.class);
    }

    @Override
    Object call(Object[] arguments, InteropLibrary integers) {
      Thread outer = calls.inside;
      calls.inside = Thread.currentThread();
      try {
        Object result = call.apply(hasLongs ? toLongs(arguments, integers) : arguments);
        call.returned();
        return result;
      } catch (Throwable e) {
        return calls.raise(e);
      } finally {
        calls.inside = outer;
      }
    }

    private Object[] toLongs(Object[] arguments, InteropLibrary integers) throws Exception {
      var numbers = Arrays.copyOf(arguments, arguments.length);
      for (int i = 0; i < numbers.length; i++) {
        if (call.handle.type().parameterType(i) == long.class) {
          numbers[i] = integers.asLong(numbers[i]);
        }
      }
      return numbers;
    }
  }

  /** Throws in JavaScript what stands for an exception. */
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
    return inside == Thread.currentThread() && Context.getCurrent().equals(context);
  }

  /** A JavaScript function that takes and returns numbers. */
  Import importOf(Value function) {
    return new Import(this, DirectFunction.target(guestObject(function)));
  }

  /** A JavaScript function as WebAssembly calls it. */
  static final class Import {
    private final DirectCalls calls;
    private final CallTarget target;

    private Import(DirectCalls calls, CallTarget target) {
      this.calls = calls;
      this.target = target;
    }

    /**
     * Calls the function.
     *
     * @param arguments boxed numbers, none of them a {@code Float}
     * @return a boxed number; a {@code Long} for a BigInt; of no meaning if there is no result
     * @throws PolyglotException for what the function throws
     */
    Object call(Object[] arguments) {
      try {
        return target.call(arguments);
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
