package dev.quern;

import dev.quern.WebAssembly.Function;
import dev.quern.WebAssembly.Instance;
import dev.quern.internal.syntax.Printable;
import dev.quern.type.FunctionType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Puts an interface in front of an instance: finds the export for every abstract method, compares
 * the types, and makes an object whose methods call the exports' handles. {@link BoundClass} makes
 * its class where it can; a {@link Proxy} serves interfaces that a class of ours can not see.
 */
final class InterfaceBinder {
  private final Class<?> type;
  private final Instance instance;
  private final List<String> misfits = new ArrayList<>();

  private InterfaceBinder(Class<?> type, Instance instance) {
    this.type = type;
    this.instance = instance;
  }

  /** A method and what it calls; the handle has the method's own type. */
  record Binding(Method method, MethodHandle target) {}

  static <T> T bind(Class<T> type, Instance instance) {
    if (!type.isInterface() || type.isAnnotation() || type.isSealed()) {
      throw new IllegalArgumentException(
          type.getName() + " is no interface that can be implemented");
    }
    List<Binding> bindings = new InterfaceBinder(type, instance).bindings();
    String description = type.getSimpleName() + " of " + instance;
    return type.cast(
        BoundClass.canImplement(type, bindings)
            ? BoundClass.make(type, bindings, description)
            : proxy(type, bindings, description));
  }

  private List<Binding> bindings() {
    var bindings = new ArrayList<Binding>();
    for (Method method : FunctionalInterfaces.allAbstractMethods(type)) {
      MethodHandle target = target(method);
      if (target != null) {
        bindings.add(new Binding(method, target));
      }
    }
    if (!misfits.isEmpty()) {
      misfits.sort(null);
      throw new IllegalArgumentException(
          Printable.line(
              type.getName() + " does not fit the exports: " + String.join("; ", misfits)));
    }
    return bindings;
  }

  private @Nullable MethodHandle target(Method method) {
    WasmFunction annotation = method.getAnnotation(WasmFunction.class);
    String name =
        annotation == null || annotation.value().isEmpty() ? method.getName() : annotation.value();
    Object extern = instance.exports().get(name);
    Class<?> result = method.getReturnType();
    if (extern == null) {
      misfits.add(name + ": no such export");
    } else if (isAccessor(method) && result.isInstance(extern) && !isCall(method, extern)) {
      return MethodHandles.constant(result, extern);
    } else if (extern instanceof Function function) {
      return function(name, method, function);
    } else {
      misfits.add(name + ": the export is a " + Externs.kind(extern));
    }
    return null;
  }

  private static boolean isAccessor(Method method) {
    return method.getParameterCount() == 0
        && method.getReturnType().getEnclosingClass() == WebAssembly.class;
  }

  private static boolean isCall(Method method, Object extern) {
    return extern instanceof Function function
        && fits(type(method), Border.outsideType(function.type()));
  }

  private static MethodType type(Method method) {
    return MethodType.methodType(method.getReturnType(), method.getParameterTypes());
  }

  private @Nullable MethodHandle function(String name, Method method, Function function) {
    FunctionType wasm = function.type();
    MethodType java = type(method);
    MethodType expected = Border.outsideType(wasm);
    if (!fits(java, expected)) {
      misfits.add(name + ": the method is " + java + ", the export " + wasm + " needs " + expected);
      return null;
    }
    return convert(function.handle(), java.returnType(), name).asType(java);
  }

  private static boolean fits(MethodType java, MethodType expected) {
    if (java.parameterCount() != expected.parameterCount()) {
      return false;
    }
    for (int i = 0; i < java.parameterCount(); i++) {
      if (!fits(java.parameterType(i), expected.parameterType(i))) {
        return false;
      }
    }
    return expected.returnType() == Object.class
        ? !java.returnType().isPrimitive()
        : java.returnType().isAssignableFrom(expected.returnType())
            && java.returnType().isPrimitive() == expected.returnType().isPrimitive();
  }

  private static boolean fits(Class<?> given, Class<?> wanted) {
    return given.isPrimitive() || wanted.isPrimitive()
        ? given == wanted
        : wanted.isAssignableFrom(given);
  }

  /** Checks the class of a reference that is returned, with a better message than the JVM's. */
  private static MethodHandle convert(MethodHandle handle, Class<?> result, String name) {
    return handle.type().returnType() == Object.class && result != Object.class
        ? MethodHandles.filterReturnValue(
            handle, MethodHandles.insertArguments(RESULT, 0, result, name))
        : handle;
  }

  private static final MethodHandle RESULT;

  static {
    try {
      RESULT =
          MethodHandles.lookup()
              .findStatic(
                  InterfaceBinder.class,
                  "result",
                  MethodType.methodType(Object.class, Class.class, String.class, Object.class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static @Nullable Object result(Class<?> wanted, String name, @Nullable Object value) {
    if (value != null && !wanted.isInstance(value)) {
      throw new WebAssembly.TypeError(
          "result of "
              + name
              + ": expected "
              + wanted.getSimpleName()
              + " but got "
              + Values.describe(value));
    }
    return value;
  }

  private static Object proxy(Class<?> type, List<Binding> bindings, String description) {
    Map<Method, MethodHandle> targets = new HashMap<>();
    for (Binding binding : bindings) {
      MethodHandle generic = binding.target().asType(binding.target().type().generic());
      int count = binding.method().getParameterCount();
      targets.put(binding.method(), generic.asSpreader(Object[].class, count));
    }
    InvocationHandler handler =
        (proxy, method, arguments) -> invoke(proxy, method, arguments, targets, description);
    return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
  }

  private static @Nullable Object invoke(
      Object proxy,
      Method method,
      @Nullable Object @Nullable [] arguments,
      Map<Method, MethodHandle> targets,
      String description)
      throws Throwable {
    MethodHandle target = targets.get(method);
    @Nullable Object[] given = arguments == null ? new Object[0] : arguments;
    if (target != null) {
      return target.invoke(given);
    }
    if (method.isDefault()) {
      return InvocationHandler.invokeDefault(proxy, method, arguments);
    }
    return switch (method.getName()) {
      case "toString" -> description;
      case "hashCode" -> System.identityHashCode(proxy);
      case "equals" -> proxy == Objects.requireNonNull(given)[0];
      default -> throw new AbstractMethodError(method.toString());
    };
  }

  /** Whether a class outside the interface's package and module can name a class. */
  static boolean isAccessible(Class<?> type) {
    Class<?> element = type;
    while (element.isArray()) {
      element = element.componentType();
    }
    return element.isPrimitive()
        || Modifier.isPublic(element.getModifiers())
            && element.getModule().isExported(element.getPackageName());
  }
}
