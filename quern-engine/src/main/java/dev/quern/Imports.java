package dev.quern;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a module is given to import; MDN's {@code importObject}, built with methods where JavaScript
 * has nested objects.
 *
 * <pre>{@code
 * Imports imports = Imports.of("env", "log", IntConsumer.class, System.out::println)
 *     .with("env", "memory", new WebAssembly.Memory(1))
 *     .with("wasi_snapshot_preview1", hostWithAnnotatedMethods);
 * }</pre>
 *
 * <p>A value is
 *
 * <ul>
 *   <li>a {@link WebAssembly.Function}, {@link WebAssembly.Memory}, {@link WebAssembly.Table},
 *       {@link WebAssembly.Global} or {@link WebAssembly.Tag};
 *   <li>a host function: a lambda with its functional interface, a {@link MethodHandle}, or a
 *       method with {@link WasmFunction};
 *   <li>for an immutable global its value: {@code Integer}, {@code Long}, {@code Float}, {@code
 *       Double}, or a reference.
 * </ul>
 *
 * <p>The Java method of a host function has exactly the types that the module wants: {@code int},
 * {@code long}, {@code float} and {@code double} for numbers, {@link WebAssembly.Function} for a
 * function reference, any class for another reference, {@code void} for no result and {@code
 * Object[]} for several. A parameter of type {@link Caller} may come first. Everything else is a
 * {@link WebAssembly.LinkError} that says both types. What the method throws passes through
 * WebAssembly unchanged, to whoever called.
 *
 * <p>Immutable; every method gives a new object. What is added later is found first.
 *
 * <p>MDN: {@code WebAssembly.Instance() constructor}, parameter {@code importObject}.
 */
public final class Imports {
  private static final Imports NONE = new Imports(null, (module, name) -> null);

  private final @Nullable Imports earlier;
  private final BiFunction<String, String, @Nullable Object> lookup;

  private Imports(@Nullable Imports earlier, BiFunction<String, String, @Nullable Object> lookup) {
    this.earlier = earlier;
    this.lookup = lookup;
  }

  /** No imports. */
  public static Imports none() {
    return NONE;
  }

  /** As {@link #with(String, String, Class, Object)}, alone. */
  public static <T> Imports of(String module, String name, Class<T> type, T function) {
    return NONE.with(module, name, type, function);
  }

  /** As {@link #with(String, String, Object)}, alone. */
  public static Imports of(String module, String name, Object value) {
    return NONE.with(module, name, value);
  }

  /** As {@link #with(String, Object)}, alone. */
  public static Imports of(String module, Object host) {
    return NONE.with(module, host);
  }

  /**
   * The values of a map of maps: module name, then name, then value. The maps are copied.
   *
   * @throws IllegalArgumentException if a value can not be imported
   */
  public static Imports of(Map<String, ? extends Map<String, ?>> namespaces) {
    var copy = new HashMap<String, Map<String, Object>>();
    namespaces.forEach((module, namespace) -> copy.put(module, copy(namespace)));
    return new Imports(null, (module, name) -> copy.getOrDefault(module, Map.of()).get(name));
  }

  /**
   * Values that are asked for when an instance is made, each import once and in the order of the
   * module; JavaScript's getters and proxies.
   *
   * @param lookup gets both names and answers a value, or null if there is none
   */
  public static Imports of(BiFunction<String, String, @Nullable Object> lookup) {
    return new Imports(null, Objects.requireNonNull(lookup));
  }

  /** The exports of another instance, as the namespace {@code module}. */
  public static Imports from(String module, Exports exports) {
    return NONE.and(module, exports.asMap());
  }

  /**
   * These imports and a host function given as a lambda.
   *
   * @param type a functional interface; its one method says what the function takes and gives
   * @param function the lambda
   * @throws IllegalArgumentException if {@code type} is no functional interface, or not accessible
   */
  public <T> Imports with(String module, String name, Class<T> type, T function) {
    return with(module, name, (Object) FunctionalInterfaces.lambda(type, function));
  }

  /** These imports and a host function given as a method handle. */
  public Imports with(String module, String name, MethodHandle function) {
    return with(module, name, (Object) function);
  }

  /**
   * These imports and one value. A lambda is accepted here too if its class implements just one
   * interface, as the class of a lambda that is cast to its interface does.
   *
   * @throws IllegalArgumentException if the value is null
   */
  public Imports with(String module, String name, Object value) {
    Objects.requireNonNull(module);
    Objects.requireNonNull(name);
    Object known = importable(value);
    return new Imports(this, (m, n) -> m.equals(module) && n.equals(name) ? known : null);
  }

  /**
   * These imports and the methods of an object that have the annotation {@link WasmFunction}. The
   * class and the methods must be public in an exported package, or the package open to {@code
   * dev.quern}; a program without a module descriptor need not care.
   *
   * @param host an object with such methods; or the {@link Exports} of an instance; or a {@link
   *     Map} from names to values, which is copied
   * @throws IllegalArgumentException if it has no such method, or they are not accessible
   */
  public Imports with(String module, Object host) {
    return switch (host) {
      case Exports exports -> and(module, exports.asMap());
      case Map<?, ?> values -> and(module, copy(values));
      default -> annotated(module, host, null);
    };
  }

  /**
   * As {@link #with(String, Object)}, for methods that are not public.
   *
   * @param access can access the methods
   */
  public Imports with(String module, Object host, MethodHandles.Lookup access) {
    return annotated(module, host, access);
  }

  /** These imports and others, which are found first. */
  public Imports and(Imports later) {
    return later == NONE ? this : new Imports(this, later::get);
  }

  private Imports annotated(String module, Object host, MethodHandles.@Nullable Lookup access) {
    var functions = new HashMap<String, Object>();
    for (var named : FunctionalInterfaces.annotated(host, access)) {
      functions.put(named.name(), named.function());
    }
    return and(module, functions);
  }

  private Imports and(String module, Map<String, Object> namespace) {
    Objects.requireNonNull(module);
    return new Imports(this, (m, n) -> m.equals(module) ? namespace.get(n) : null);
  }

  private static Map<String, Object> copy(Map<?, ?> namespace) {
    var values = new HashMap<String, Object>();
    namespace.forEach((name, value) -> values.put((String) name, importable(value)));
    return values;
  }

  private static Object importable(@Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException(
          "null can not be imported; a WebAssembly.Global can hold a null reference");
    }
    return value;
  }

  /**
   * What these imports have under a name, for who combines imports under other names than their
   * own: an extern, a value, or a host function as an opaque object; any of them can be given to
   * {@link #with(String, String, Object)}. Null if there is nothing.
   */
  public @Nullable Object get(String module, String name) {
    // A loop and not recursion: there may be thousands.
    for (Imports imports = this; imports != null; imports = imports.earlier) {
      Object value = imports.lookup.apply(module, name);
      if (value != null) {
        return value;
      }
    }
    return null;
  }
}
