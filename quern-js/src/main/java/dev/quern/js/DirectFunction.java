package dev.quern.js;

import com.oracle.truffle.api.CallTarget;
import com.oracle.truffle.api.CompilerDirectives;
import com.oracle.truffle.api.CompilerDirectives.CompilationFinal;
import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.dsl.GeneratedBy;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.interop.InteropException;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.TruffleObject;
import com.oracle.truffle.api.library.LibraryExport;
import com.oracle.truffle.api.nodes.ExplodeLoop;
import com.oracle.truffle.api.nodes.RootNode;
import com.oracle.truffle.api.nodes.UnadoptableNode;
import com.oracle.truffle.api.utilities.TruffleWeakReference;
import java.util.Arrays;

/**
 * A Java function that a language of Truffle calls as one of its own, and the way back. What
 * Truffle's annotation processor would generate is written by hand here, because it is little.
 */
abstract class DirectFunction implements TruffleObject {
  static {
    LibraryExport.register(DirectFunction.class, new Exports());
  }

  /** Calls the function. Where scripts are compiled, this becomes part of the caller's code. */
  abstract Object call(Object[] arguments);

  @TruffleBoundary
  private static Object cross(DirectFunction function, Object[] arguments) {
    return function.call(arguments);
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
    /** Functions that a place may call before they are no constants to it any more. */
    private static final int FEW = 4;

    private final Class<?> receiverClass;

    /** The functions that have been called here, while they are few. */
    @CompilationFinal(dimensions = 1)
    private TruffleWeakReference<?>[] known = {};

    @CompilationFinal private boolean hasMany;

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
    @ExplodeLoop // So that each function is a constant.
    public Object execute(Object receiver, Object... arguments) {
      if (!hasMany) {
        for (TruffleWeakReference<?> reference : known) {
          Object function = reference.get();
          if (function == receiver) {
            return ((DirectFunction) function).call(arguments);
          }
        }
        CompilerDirectives.transferToInterpreterAndInvalidate();
        add(receiver);
      }
      return cross((DirectFunction) receiver, arguments);
    }

    /** Those that are gone count as well, or a place with ever new ones would never settle. */
    private void add(Object function) {
      if (known.length == FEW) {
        known = new TruffleWeakReference<?>[0];
        hasMany = true;
      } else {
        TruffleWeakReference<?>[] more = Arrays.copyOf(known, known.length + 1);
        more[known.length] = new TruffleWeakReference<>(function);
        known = more;
      }
      if (hasMany || known.length > 1) {
        reportPolymorphicSpecialize();
      }
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
      return cross((DirectFunction) receiver, arguments);
    }
  }

  /** Calls an executable object of a language, in whose context the caller must be. */
  static final class Caller extends RootNode {
    private final Object executable;
    private final int parameterCount;
    @Child private InteropLibrary functions;
    private final CallTarget target;

    @SuppressWarnings("this-escape") // The tree is complete when it is adopted.
    Caller(Object executable, int parameterCount) {
      super(null);
      this.executable = executable;
      this.parameterCount = parameterCount;
      this.functions = InteropLibrary.getFactory().create(executable);
      this.target = getCallTarget();
    }

    /** What to call where there is a compiler. */
    CallTarget callTarget() {
      return target;
    }

    /** What to call where there is none; it takes one frame less. */
    Object call(Object[] arguments) {
      try {
        return functions.execute(executable, arguments);
      } catch (InteropException e) {
        throw CompilerDirectives.shouldNotReachHere(e);
      }
    }

    @Override
    @ExplodeLoop // So that compiled code knows how many arguments there are.
    public Object execute(VirtualFrame frame) {
      Object[] given = frame.getArguments();
      var arguments = new Object[parameterCount];
      for (int i = 0; i < parameterCount; i++) {
        arguments[i] = given[i];
      }
      return call(arguments);
    }
  }
}
