package dev.quern;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds the Java methods that are meant by a lambda and by an annotated object. */
final class FunctionalInterfaces {
  private FunctionalInterfaces() {}

  /** The host function that a lambda of a functional interface is. */
  static HostFunction lambda(Class<?> type, Object lambda) {
    Method method = method(type);
    if (method == null) {
      throw new IllegalArgumentException(type.getName() + " is not a functional interface");
    }
    if (!type.isInstance(lambda)) {
      throw new IllegalArgumentException(
          Values.describe(lambda) + " does not implement " + type.getName());
    }
    return new HostFunction(unreflect(MethodHandles.publicLookup(), method).bindTo(lambda));
  }

  /**
   * The host function that an object is if it implements one functional interface only, or null.
   */
  static @Nullable HostFunction lambda(Object object) {
    Class<?>[] interfaces = object.getClass().getInterfaces();
    return interfaces.length == 1 && method(interfaces[0]) != null
        ? lambda(interfaces[0], object)
        : null;
  }

  /** The one abstract method of an interface, or null. */
  static @Nullable Method method(Class<?> type) {
    if (!type.isInterface()) {
      return null;
    }
    Method only = null;
    for (Method method : abstractMethods(type)) {
      if (only != null) {
        return null;
      }
      only = method;
    }
    return only;
  }

  /**
   * The abstract methods of an interface, each signature once. Of several that differ only in the
   * class of the result the most specific one stands.
   */
  private static List<Method> abstractMethods(Class<?> type) {
    var methods = new ArrayList<Method>();
    for (Method method : allAbstractMethods(type)) {
      int same = indexOf(methods, method);
      if (same < 0) {
        methods.add(method);
      } else if (methods.get(same).getReturnType().isAssignableFrom(method.getReturnType())) {
        methods.set(same, method);
      }
    }
    return methods;
  }

  /** All abstract methods of an interface but those that every object has. */
  static List<Method> allAbstractMethods(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(method -> Modifier.isAbstract(method.getModifiers()) && !isObjectMethod(method))
        .toList();
  }

  private static int indexOf(List<Method> methods, Method method) {
    for (int i = 0; i < methods.size(); i++) {
      if (hasSameSignature(methods.get(i), method)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean hasSameSignature(Method a, Method b) {
    return a.getName().equals(b.getName())
        && Arrays.equals(a.getParameterTypes(), b.getParameterTypes());
  }

  private static boolean isObjectMethod(Method method) {
    for (Method known : Object.class.getMethods()) {
      if (hasSameSignature(known, method)) {
        return true;
      }
    }
    return false;
  }

  /** A host function that an annotated method stands for. */
  record Named(String name, HostFunction function) {}

  /**
   * The annotated methods of an object, inherited ones included.
   *
   * @param access may call them, or null where they are accessible to everybody
   */
  static List<Named> annotated(Object host, MethodHandles.@Nullable Lookup access) {
    Objects.requireNonNull(host);
    var found = new ArrayList<Named>();
    for (Class<?> type = host.getClass(); type != null; type = type.getSuperclass()) {
      for (Method method : type.getDeclaredMethods()) {
        WasmFunction annotation = method.getAnnotation(WasmFunction.class);
        if (annotation != null && !method.isBridge()) {
          String name = annotation.value().isEmpty() ? method.getName() : annotation.value();
          add(found, new Named(name, function(host, method, access)));
        }
      }
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          host.getClass().getName() + " has no method with @WasmFunction");
    }
    return found;
  }

  private static void add(List<Named> found, Named named) {
    if (found.stream().anyMatch(known -> known.name().equals(named.name()))) {
      throw new IllegalArgumentException("two methods for the function " + named.name());
    }
    found.add(named);
  }

  private static HostFunction function(
      Object host, Method method, MethodHandles.@Nullable Lookup access) {
    MethodHandle handle = unreflect(access != null ? access : MethodHandles.publicLookup(), method);
    return new HostFunction(
        Modifier.isStatic(method.getModifiers()) ? handle : handle.bindTo(host));
  }

  /** A handle to a method, also of a class that is not public if its package is open to us. */
  static MethodHandle unreflect(MethodHandles.Lookup lookup, Method method) {
    try {
      return lookup.unreflect(method).asFixedArity();
    } catch (IllegalAccessException e) {
      try {
        method.setAccessible(true);
        return lookup.unreflect(method).asFixedArity();
      } catch (InaccessibleObjectException | IllegalAccessException closed) {
        throw new IllegalArgumentException(
            "no access to "
                + method
                + ": make it and its class public in an exported package, open the package to "
                + "dev.quern, or pass a Lookup or a MethodHandle",
            closed);
      }
    }
  }
}
