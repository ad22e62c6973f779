package dev.quern;

import static java.lang.invoke.MethodType.methodType;

import dev.quern.WebAssembly.Function;
import dev.quern.WebAssembly.TypeError;
import dev.quern.internal.syntax.Printable;
import dev.quern.runtime.FunctionInstance;
import dev.quern.type.DefinedType;
import dev.quern.type.FunctionType;
import dev.quern.type.ReferenceType;
import dev.quern.type.ValueType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way from WebAssembly into Java: fits a Java method to a WebAssembly function type. The result
 * is made of method handle combinators only, so that HotSpot can inline the Java method into the
 * code that calls it.
 *
 * <p>Numbers must have the very primitive types. A reference may be declared as any class, which is
 * checked at the call. Several results are an {@code Object[]}.
 */
final class HostFunctions {
  /** What few functions need; linked when the first of them does. */
  private static final class Converters {
    static final MethodHandle PARAMETER =
        converter(
            "parameter",
            methodType(
                Object.class,
                ReferenceType.class,
                Class.class,
                int.class,
                String.class,
                Object.class));
    static final MethodHandle PARAMETERS =
        converter("parameters", methodType(Object[].class, List.class, Object[].class));
    static final MethodHandle RESULT =
        converter(
            "result", methodType(Object.class, ReferenceType.class, String.class, Object.class));
    static final MethodHandle RESULTS =
        converter("results", methodType(Object[].class, List.class, String.class, Object[].class));

    private Converters() {}

    private static MethodHandle converter(String name, MethodType type) {
      try {
        return MethodHandles.lookup().findStatic(HostFunctions.class, name, type);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }
  }

  private HostFunctions() {}

  /** Why a Java method does not fit a function type, with both types; null if it fits. */
  static @Nullable String misfit(MethodType java, FunctionType type) {
    return fits(java, FunctionInstance.handleType(type), type)
        ? null
        : "host function "
            + java
            + " does not fit "
            + type
            + ", which needs "
            + Border.outsideType(type);
  }

  private static boolean fits(MethodType java, MethodType expected, FunctionType type) {
    if (java.parameterCount() != expected.parameterCount()) {
      return false;
    }
    boolean isWide = FunctionInstance.isWide(type.parameters());
    for (int i = 0; i < java.parameterCount(); i++) {
      Class<?> actual = java.parameterType(i);
      Class<?> wanted = expected.parameterType(i);
      boolean fits =
          wanted == Object.class && !isWide
              ? isReferenceClass(actual, type.parameters().get(i))
              : actual == wanted;
      if (!fits) {
        return false;
      }
    }
    return expected.returnType() == Object.class
        ? isReferenceClass(java.returnType(), type.results().getFirst())
        : java.returnType() == expected.returnType();
  }

  private static boolean isReferenceClass(Class<?> actual, ValueType type) {
    return !actual.isPrimitive()
        && (!Values.isFunction(type) || actual.isAssignableFrom(Function.class));
  }

  /** A function that calls a Java method, which must fit. */
  static Function function(DefinedType type, MethodHandle target, String name) {
    MethodHandle fixed = target.asFixedArity();
    var instance = FunctionInstance.host(type, () -> adapt(fixed, type.function(), name));
    var function = new Function(instance, name);
    instance.embedder = function;
    return function;
  }

  private static MethodHandle adapt(MethodHandle target, FunctionType type, String name) {
    MethodHandle adapted = target;
    if (FunctionInstance.isWide(type.parameters())) {
      adapted =
          MethodHandles.filterArguments(
              adapted,
              0,
              MethodHandles.insertArguments(Converters.PARAMETERS, 0, type.parameters()));
    } else {
      adapted = MethodHandles.filterArguments(adapted, 0, filters(target.type(), type, name));
    }
    adapted = convertResult(adapted, type.results(), name);
    return guard(adapted.asType(FunctionInstance.handleType(type)));
  }

  private static @Nullable MethodHandle[] filters(MethodType java, FunctionType type, String name) {
    var filters = new ArrayList<@Nullable MethodHandle>();
    for (ValueType parameter : type.parameters()) {
      int index = filters.size();
      Class<?> wanted = java.parameterType(index);
      if (parameter instanceof ReferenceType reference
          && (wanted != Object.class || Values.isConverted(reference))) {
        filters.add(
            MethodHandles.insertArguments(
                    Converters.PARAMETER, 0, reference, wanted, index + 1, name)
                .asType(methodType(wanted, Object.class)));
      } else {
        filters.add(null);
      }
    }
    return filters.toArray(MethodHandle[]::new);
  }

  private static MethodHandle convertResult(
      MethodHandle target, List<ValueType> results, String name) {
    if (results.size() > 1) {
      return MethodHandles.filterReturnValue(
          target, MethodHandles.insertArguments(Converters.RESULTS, 0, results, name));
    }
    if (results.size() == 1
        && results.getFirst() instanceof ReferenceType reference
        && !Values.isAnyObject(reference)) {
      MethodHandle filter = MethodHandles.insertArguments(Converters.RESULT, 0, reference, name);
      return MethodHandles.filterReturnValue(
          target, filter.asType(methodType(Object.class, target.type().returnType())));
    }
    return target;
  }

  private static MethodHandle guard(MethodHandle target) {
    return MethodHandles.catchException(
        target, Throwable.class, Thrower.INSIDE.handle(target.type().returnType()));
  }

  private static @Nullable Object parameter(
      ReferenceType type, Class<?> wanted, int number, String name, @Nullable Object value) {
    Object converted = Values.toJava(type, value);
    if (converted != null && !wanted.isInstance(converted)) {
      throw new TypeError(
          "parameter "
              + number
              + " of "
              + name
              + ": expected "
              + wanted.getSimpleName()
              + " but got "
              + Values.describe(converted));
    }
    return converted;
  }

  private static @Nullable Object[] parameters(List<ValueType> types, @Nullable Object[] values) {
    return Values.toJava(types, values);
  }

  private static @Nullable Object result(ReferenceType type, String name, @Nullable Object value) {
    return Values.toWebAssembly(type, value, () -> "result of " + name);
  }

  private static @Nullable Object[] results(
      List<ValueType> types, String name, @Nullable Object @Nullable [] values) {
    if (values == null) {
      throw new TypeError(
          Printable.line(
              "results of " + name + ": expected Object[" + types.size() + "] but got null"));
    }
    try {
      return Values.toWebAssembly(types, values, "result", name);
    } catch (OutOfMemoryError e) {
      throw Border.outOfMemory();
    }
  }
}
