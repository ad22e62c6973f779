package dev.quern;

import static java.lang.invoke.MethodType.methodType;

import dev.quern.WebAssembly.Function;
import dev.quern.WebAssembly.RuntimeError;
import dev.quern.internal.engine.Reserve;
import dev.quern.runtime.FunctionInstance;
import dev.quern.runtime.HostException;
import dev.quern.runtime.HostTrap;
import dev.quern.runtime.Trap;
import dev.quern.runtime.TrapException;
import dev.quern.runtime.WasmException;
import dev.quern.type.FunctionType;
import dev.quern.type.ReferenceType;
import dev.quern.type.ValueType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way from Java into WebAssembly. Generated code lets the JVM's own checks stand for several
 * traps; what they throw becomes a {@link RuntimeError} here and nowhere else. So every handle that
 * is given out is wrapped, once, in a handler that costs nothing unless something is thrown.
 *
 * <p>What a host function ({@link HostFunctions}) throws travels in a {@link HostException} if the
 * engine could throw its like. So what arrives without one is a trap where generated code, or what
 * it runs on, made the check, and otherwise a fault of the engine.
 */
final class Border {
  /** What few functions need; linked when the first of them does. */
  private static final class Converters {
    static final MethodHandle ARGUMENT =
        converter(
            Border.class,
            "argument",
            methodType(Object.class, ReferenceType.class, int.class, String.class, Object.class));
    static final MethodHandle ARGUMENTS =
        converter(
            Border.class,
            "arguments",
            methodType(Object[].class, FunctionType.class, String.class, Object[].class));
    static final MethodHandle RESULT =
        converter(Values.class, "toJava", methodType(Object.class, ValueType.class, Object.class));
    static final MethodHandle RESULTS =
        converter(Values.class, "toJava", methodType(Object[].class, List.class, Object[].class));

    private Converters() {}

    private static MethodHandle converter(Class<?> owner, String name, MethodType type) {
      try {
        return MethodHandles.lookup().findStatic(owner, name, type);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }
  }

  /** For when there is no room for another one. */
  private static final RuntimeError OUT_OF_MEMORY =
      RuntimeError.trapWithoutTrace(Trap.OUT_OF_MEMORY.message());

  static {
    // The first exhaustion of the call stack or the heap must find every class it needs.
    outside(inside(new StackOverflowError()));
    outside(new OutOfMemoryError());
  }

  /** What the names of the classes begin with that generated code runs on. */
  private static final String RUNTIME = "dev.quern.runtime.";

  private Border() {}

  /** What a caller outside sees of something thrown inside. */
  static Throwable translate(Throwable thrown) {
    if (thrown instanceof OutOfMemoryError) {
      Reserve.release();
    }
    try {
      return outside(thrown);
    } catch (OutOfMemoryError e) {
      return OUT_OF_MEMORY;
    }
  }

  /** The trap of code of ours that ran out of memory between WebAssembly and a host function. */
  static RuntimeError outOfMemory() {
    return OUT_OF_MEMORY;
  }

  private static Throwable outside(Throwable thrown) {
    if (thrown instanceof TrapException) {
      return trap(thrown.getMessage(), thrown);
    } else if (thrown instanceof HostException host) {
      return host.thrown();
    } else if (thrown instanceof HostTrap host) {
      return host.thrown();
    } else if (thrown instanceof WasmException exception) {
      return Externs.exception(exception);
    }
    Trap trap = trap(thrown);
    if (trap != null) {
      return trap(trap.message(), thrown);
    }
    return couldBeFault(thrown) && !isOfApi(thrown) ? new EngineFault(thrown) : thrown;
  }

  /** The trap that one of the JVM's own checks stands for, or null. */
  private static @Nullable Trap trap(Throwable thrown) {
    if (thrown instanceof OutOfMemoryError) {
      return Trap.OUT_OF_MEMORY;
    } else if (thrown instanceof StackOverflowError) {
      return Trap.STACK_EXHAUSTED;
    } else if (!isOfGeneratedCode(thrown)) {
      return null;
    } else if (thrown instanceof IndexOutOfBoundsException) {
      return Trap.MEMORY_ACCESS;
    }
    return thrown instanceof ArithmeticException ? Trap.DIVIDE_BY_ZERO : null;
  }

  /** Whether something was thrown in generated code or what it runs on, or in the JDK below. */
  private static boolean isOfGeneratedCode(Throwable thrown) {
    for (StackTraceElement element : thrown.getStackTrace()) {
      String name = element.getClassName();
      if (!isOfJdk(name)) {
        return name.startsWith("wasm") || name.startsWith(RUNTIME);
      }
    }
    // HotSpot omits the trace of what its code throws often.
    return true;
  }

  /** Whether the engine could throw such a thing, and only by a fault of its own. */
  private static boolean couldBeFault(Throwable thrown) {
    return thrown instanceof RuntimeException
        || thrown instanceof LinkageError
        || thrown instanceof AssertionError;
  }

  /** Whether something is thrown to callers on purpose, for wrong arguments and the like. */
  private static boolean isOfApi(Throwable thrown) {
    return thrown instanceof WebAssembly.Error
        || thrown instanceof WebAssembly.TypeError
        || thrown instanceof WebAssembly.RangeError;
  }

  /**
   * Whether WebAssembly code does not catch it and the border, coming from there, would take it for
   * something of the engine's own.
   */
  private static boolean isUncatchable(Throwable thrown) {
    return thrown instanceof RuntimeError error && error.isTrap()
        || thrown instanceof OutOfMemoryError
        || thrown instanceof Error && couldBeFault(thrown);
  }

  /** What WebAssembly code sees of what a host function throws, or Java gives. */
  static Throwable inside(Throwable thrown) {
    if (thrown instanceof WebAssembly.Exception exception) {
      return exception.instance();
    } else if (thrown instanceof TrapException) {
      return thrown;
    } else if (isUncatchable(thrown)) {
      return new HostTrap(thrown);
    }
    return thrown instanceof Exception e ? new HostException(e) : thrown;
  }

  private static RuntimeError trap(@Nullable String message, Throwable origin) {
    return RuntimeError.trap(message, fromWebAssembly(origin.getStackTrace()));
  }

  /** A stack trace that begins where WebAssembly code was, and not in the check that it failed. */
  private static StackTraceElement[] fromWebAssembly(StackTraceElement[] trace) {
    int start = 0;
    while (start < trace.length && isBelow(trace[start].getClassName())) {
      start++;
    }
    return start == trace.length ? trace : Arrays.copyOfRange(trace, start, trace.length);
  }

  private static boolean isBelow(String className) {
    return isOfJdk(className) || className.startsWith(RUNTIME);
  }

  private static boolean isOfJdk(String className) {
    return className.startsWith("java.") || className.startsWith("jdk.");
  }

  /** Throws anything without declaring it. */
  @SuppressWarnings("unchecked")
  static <T extends Throwable> RuntimeException sneak(Throwable thrown) throws T {
    throw (T) thrown;
  }

  /** A handle of the same type that throws what callers outside may see. */
  private static MethodHandle guard(MethodHandle inside) {
    return MethodHandles.catchException(
        inside, Throwable.class, Thrower.OUTSIDE.handle(inside.type().returnType()));
  }

  /** The handle of {@link Function#handle}. */
  static MethodHandle handle(Function function) {
    FunctionType type = function.type();
    MethodHandle inside = function.instance().handle();
    if (FunctionInstance.isWide(type.parameters())) {
      inside =
          MethodHandles.filterArguments(
              inside,
              0,
              MethodHandles.insertArguments(Converters.ARGUMENTS, 0, type, function.name()));
    } else {
      inside = MethodHandles.filterArguments(inside, 0, argumentFilters(type, function.name()));
    }
    return guard(convertResult(inside, type.results()));
  }

  private static @Nullable MethodHandle[] argumentFilters(FunctionType type, String name) {
    var filters = new @Nullable MethodHandle[type.parameters().size()];
    for (int i = 0; i < filters.length; i++) {
      if (type.parameters().get(i) instanceof ReferenceType reference) {
        if (!Values.isAnyObject(reference)) {
          Class<?> outside = outsideClass(reference);
          filters[i] =
              MethodHandles.insertArguments(Converters.ARGUMENT, 0, reference, i + 1, name)
                  .asType(methodType(Object.class, outside));
        }
      }
    }
    return filters;
  }

  private static MethodHandle convertResult(MethodHandle inside, List<ValueType> results) {
    if (results.stream().noneMatch(Values::isConverted)) {
      return inside;
    }
    if (results.size() > 1) {
      return MethodHandles.filterReturnValue(
          inside, MethodHandles.insertArguments(Converters.RESULTS, 0, results));
    }
    MethodHandle filter = MethodHandles.insertArguments(Converters.RESULT, 0, results.getFirst());
    return MethodHandles.filterReturnValue(
        inside, filter.asType(methodType(outsideClass(results.getFirst()), Object.class)));
  }

  private static Class<?> outsideClass(ValueType type) {
    return Values.isFunction(type) ? Function.class : Object.class;
  }

  private static @Nullable Object argument(
      ReferenceType type, int number, String name, @Nullable Object value) {
    return Values.toWebAssembly(type, value, () -> "argument " + number + " of " + name);
  }

  private static @Nullable Object[] arguments(
      FunctionType type, String name, @Nullable Object[] values) {
    return Values.toWebAssembly(type.parameters(), values, "argument", name);
  }

  /** A handle of type {@code (Object[])Object} for {@link #call}. */
  static MethodHandle spreader(FunctionInstance function) {
    MethodHandle inside = function.handle();
    int count = inside.type().parameterCount();
    if (!FunctionInstance.isWide(function.type.function().parameters())) {
      inside = inside.asType(inside.type().generic()).asSpreader(Object[].class, count);
    }
    return guard(inside.asType(methodType(Object.class, Object[].class)));
  }

  /** Calls a function with boxed arguments. */
  static @Nullable Object call(
      MethodHandle spreader, Function function, @Nullable Object @Nullable [] arguments) {
    FunctionType type = function.type();
    // A lone null is what javac takes for the array itself.
    @Nullable Object[] given = arguments == null ? new @Nullable Object[1] : arguments;
    @Nullable Object[] values =
        Values.toWebAssembly(type.parameters(), given, "argument", function.name());
    Object result;
    try {
      result = (Object) spreader.invokeExact(values);
      Reserve.holdIfFree();
    } catch (Throwable e) {
      throw Border.<RuntimeException>sneak(e);
    }
    return switch (type.results().size()) {
      case 0 -> null;
      case 1 -> Values.toJava(type.results().getFirst(), result);
      default -> Values.toJava(type.results(), (Object[]) result);
    };
  }

  /** The type of {@link Function#handle}. */
  static MethodType outsideType(FunctionType type) {
    MethodType inside = FunctionInstance.handleType(type);
    for (int i = 0; i < inside.parameterCount() && i < type.parameters().size(); i++) {
      if (Values.isFunction(type.parameters().get(i)) && inside.parameterType(i) == Object.class) {
        inside = inside.changeParameterType(i, Function.class);
      }
    }
    return type.results().size() == 1 && Values.isFunction(type.results().getFirst())
        ? inside.changeReturnType(Function.class)
        : inside;
  }
}
