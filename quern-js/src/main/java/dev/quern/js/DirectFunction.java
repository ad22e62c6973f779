package dev.quern.js;

import com.oracle.truffle.api.CallTarget;
import com.oracle.truffle.api.CompilerDirectives;
import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.dsl.GeneratedBy;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.interop.InteropException;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.TruffleObject;
import com.oracle.truffle.api.library.LibraryExport;
import com.oracle.truffle.api.nodes.RootNode;
import com.oracle.truffle.api.nodes.UnadoptableNode;

/**
 * A Java function that a language of Truffle calls as one of its own, and the way back. What
 * Truffle's annotation processor would generate is written by hand here, because it is little.
 */
abstract class DirectFunction implements TruffleObject {
  static {
    LibraryExport.register(DirectFunction.class, new Exports());
  }

  /**
   * Calls the function.
   *
   * @param integers reads numbers of any language
   */
  abstract Object call(Object[] arguments, InteropLibrary integers);

  @TruffleBoundary
  private static Object cross(
      DirectFunction function, Object[] arguments, InteropLibrary integers) {
    return function.call(arguments, integers);
  }

  /** What calls an executable object of a language, in whose context the caller must be. */
  static CallTarget target(Object executable) {
    return new Caller(executable).getCallTarget();
  }

  @GeneratedBy(DirectFunction.class)
  private static final class Exports extends LibraryExport<InteropLibrary> {
    Exports() {
      super(InteropLibrary.class, DirectFunction.class, false);
    }

    @Override
    protected InteropLibrary createUncached(Object receiver) {
      return new Uncached();
    }

    @Override
    protected InteropLibrary createCached(Object receiver) {
      return new Cached(receiver.getClass());
    }
  }

  /** At one place of a program, for receivers of one class. */
  private static final class Cached extends InteropLibrary {
    private final Class<?> receiverClass;
    @Child private InteropLibrary integers = InteropLibrary.getFactory().createDispatched(1);

    Cached(Class<?> receiverClass) {
      this.receiverClass = receiverClass;
    }

    @Override
    public boolean accepts(Object receiver) {
      return CompilerDirectives.isExact(receiver, receiverClass);
    }

    @Override
    public boolean isExecutable(Object receiver) {
      return true;
    }

    @Override
    public Object execute(Object receiver, Object... arguments) {
      return cross((DirectFunction) receiver, arguments, integers);
    }
  }

  /** Anywhere else. */
  private static final class Uncached extends InteropLibrary implements UnadoptableNode {
    @Override
    public boolean accepts(Object receiver) {
      return receiver instanceof DirectFunction;
    }

    @Override
    public boolean isExecutable(Object receiver) {
      return true;
    }

    @Override
    public Object execute(Object receiver, Object... arguments) {
      return cross((DirectFunction) receiver, arguments, InteropLibrary.getUncached());
    }
  }

  private static final class Caller extends RootNode {
    private final Object executable;
    @Child private InteropLibrary functions;
    @Child private InteropLibrary results;

    @SuppressWarnings("this-escape") // The tree is complete when it is adopted.
    Caller(Object executable) {
      super(null);
      this.executable = executable;
      this.functions = InteropLibrary.getFactory().create(executable);
      this.results = InteropLibrary.getFactory().createDispatched(1);
    }

    @Override
    public Object execute(VirtualFrame frame) {
      try {
        Object result = functions.execute(executable, frame.getArguments());
        // Anything that is no number of Java's is a BigInt, or no result.
        return !(result instanceof Number) && results.fitsInLong(result)
            ? (Object) results.asLong(result)
            : result;
      } catch (InteropException e) {
        throw CompilerDirectives.shouldNotReachHere(e);
      }
    }
  }
}
