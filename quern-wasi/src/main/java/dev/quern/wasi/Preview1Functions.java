package dev.quern.wasi;

import dev.quern.Caller;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The methods of {@link Preview1} as functions, by their names in WASI. A handle is made when a
 * module imports the function: most modules import half of them, and a handle costs more than a
 * call.
 */
final class Preview1Functions {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final Map<String, Method> METHODS = methods();

  private Preview1Functions() {}

  /** The names of the functions of a snapshot, sorted. */
  static List<String> names(Snapshot snapshot) {
    return METHODS.keySet().stream().filter(snapshot::has).sorted().toList();
  }

  /** Whether a snapshot has a function of that name. */
  static boolean has(Snapshot snapshot, String name) {
    return METHODS.containsKey(name) && snapshot.has(name);
  }

  /** A function of a program, or null if there is none of that name. */
  static @Nullable MethodHandle handle(Preview1 program, String name) {
    Method method = METHODS.get(name);
    if (method == null) {
      return null;
    }
    try {
      return LOOKUP.unreflect(method).bindTo(program);
    } catch (IllegalAccessException e) {
      throw new LinkageError("no access to " + method, e);
    }
  }

  /** {@code wasi.thread-spawn}. */
  static MethodHandle threadSpawn(Threads threads) {
    return bound(threads, "spawn", int.class, int.class);
  }

  private static MethodHandle bound(
      Threads threads, String method, Class<?> result, Class<?>... parameters) {
    try {
      return LOOKUP.bind(threads, method, MethodType.methodType(result, parameters));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("no access to " + method, e);
    }
  }

  private static Map<String, Method> methods() {
    var methods = new HashMap<String, Method>();
    for (Method method : Preview1.class.getDeclaredMethods()) {
      if (isFunction(method)) {
        methods.put(snakeCase(method.getName()), method);
      }
    }
    return methods;
  }

  private static boolean isFunction(Method method) {
    return !Modifier.isPrivate(method.getModifiers())
        && !method.isSynthetic()
        && method.getParameterCount() > 0
        && method.getParameterTypes()[0] == Caller.class;
  }

  private static String snakeCase(String name) {
    var snake = new StringBuilder();
    for (char c : name.toCharArray()) {
      if (Character.isUpperCase(c)) {
        snake.append('_');
      }
      snake.append(Character.toLowerCase(c));
    }
    return snake.toString();
  }
}
