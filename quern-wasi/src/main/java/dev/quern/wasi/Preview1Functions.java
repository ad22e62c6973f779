package dev.quern.wasi;

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
 * The methods of {@link Preview1} as functions that return an error code. A handle is made when a
 * module imports the function: most modules import half of them, and a handle costs more than a
 * call.
 */
final class Preview1Functions {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final Map<String, Method> METHODS = methods();
  private static final MethodHandle SUCCESS =
      MethodHandles.constant(int.class, Errno.SUCCESS.code());
  private static final MethodHandle FAILURE = failure();

  private Preview1Functions() {}

  /** The names of all functions, sorted. */
  static List<String> names() {
    return METHODS.keySet().stream().sorted().toList();
  }

  /** A function of a program, or null if there is none of that name. */
  static @Nullable MethodHandle handle(Preview1 program, Threads threads, String name) {
    MethodHandle handle = handle(program, name);
    if (handle == null || !threads.arePossible()) {
      return handle;
    }
    return MethodHandles.foldArguments(handle, bound(threads, "requireRunning", void.class));
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

  private static @Nullable MethodHandle handle(Preview1 program, String name) {
    Method method = METHODS.get(name);
    if (method == null) {
      return null;
    }
    try {
      MethodHandle target = LOOKUP.unreflect(method).bindTo(program);
      if (name.equals("proc_exit")) {
        return target;
      }
      return MethodHandles.catchException(
          MethodHandles.filterReturnValue(target, SUCCESS), Throwable.class, FAILURE);
    } catch (IllegalAccessException e) {
      throw new LinkageError("no access to " + method, e);
    }
  }

  private static Map<String, Method> methods() {
    var methods = new HashMap<String, Method>();
    for (Method method : Preview1.class.getDeclaredMethods()) {
      if (!Modifier.isPrivate(method.getModifiers()) && !method.isSynthetic()) {
        methods.put(snakeCase(method.getName()), method);
      }
    }
    return methods;
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

  private static MethodHandle failure() {
    try {
      return LOOKUP.findStatic(
          Preview1Functions.class, "code", MethodType.methodType(int.class, Throwable.class));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("no failure handler", e);
    }
  }

  /** No exception passes but errors of the machine, such as the exhaustion of its stack. */
  private static int code(Throwable thrown) {
    if (thrown instanceof Error error && !(thrown instanceof OutOfMemoryError)) {
      throw error;
    }
    return Errno.of(thrown).code();
  }
}
