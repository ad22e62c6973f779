package dev.quern.fuzz;

import static java.lang.invoke.MethodType.methodType;

import dev.quern.Imports;
import dev.quern.WebAssembly;
import dev.quern.WebAssembly.Function;
import dev.quern.type.AddressType;
import dev.quern.type.FunctionType;
import dev.quern.type.Limits;
import dev.quern.type.MemoryType;
import dev.quern.type.NumberType;
import dev.quern.type.ReferenceType;
import dev.quern.type.TableType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * What programs may import from the host, made anew for every run. {@code worker.mjs} has the same
 * for node.
 */
final class Host {
  /** The name of the module they are imported from. */
  static final String MODULE = "host";

  /** The module of the builtin functions for strings of JavaScript. */
  static final String STRINGS = "wasm:js-string";

  /** The module whose imports are strings: each global is its own name. */
  static final String STRING_CONSTANTS = "string";

  /** The type of {@link #memory}, in pages. */
  static final Limits MEMORY = Limits.of(1, 4);

  /** The type of {@link #table}, whose elements begin as null. */
  static final Limits TABLE = Limits.of(8, 16);

  /** Payload of the tag that the host throws. */
  static final FunctionType TAG =
      new FunctionType(List.of(NumberType.I32, NumberType.F64), List.of());

  /** Calls of {@code log} that are noted one by one. */
  private static final int NOTED = 20;

  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final MethodHandle JS_STRINGS = jsStrings();

  /** An exception of the host's own, which goes through WebAssembly code. */
  static final class Fault extends RuntimeException {
    final int number;

    Fault(int number) {
      super("fault " + number, null, false, true);
      this.number = number;
    }
  }

  private final Map<String, Object> imports = new HashMap<>();
  private final WebAssembly.Memory memory =
      new WebAssembly.Memory(
          new MemoryType(AddressType.I32, MEMORY, false, MemoryType.PAGE_SIZE_LOG2));
  private final WebAssembly.Table table =
      new WebAssembly.Table(new TableType(AddressType.I32, TABLE, ReferenceType.FUNCREF));
  private final WebAssembly.Tag tag = new WebAssembly.Tag(TAG);
  private final List<Integer> noted = new ArrayList<>();
  private final CRC32 logged = new CRC32();
  private int logCount;

  Host() {
    function("log", methodType(void.class, int.class));
    function("same", methodType(Object.class, Object.class));
    function("call", methodType(int.class, Function.class, int.class));
    function("fail", methodType(void.class, int.class));
    function("throw", methodType(void.class, int.class));
    function(
        "many",
        methodType(Object[].class, int.class, long.class, float.class, double.class, Object.class));
    function("grow_memory", methodType(int.class, int.class));
    function("grow_table", methodType(int.class, int.class));
    imports.put("same_any", imports.get("same"));
    imports.put("memory", memory);
    imports.put("table", table);
    imports.put("tag", tag);
  }

  private void function(String name, MethodType type) {
    // "throw" is no name for a method.
    String method = name.equals("throw") ? "throwTag" : camelCase(name);
    try {
      imports.put(name, LOOKUP.bind(this, method, type));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String camelCase(String name) {
    int bar = name.indexOf('_');
    return bar < 0
        ? name
        : name.substring(0, bar)
            + Character.toUpperCase(name.charAt(bar + 1))
            + name.substring(bar + 2);
  }

  private static MethodHandle jsStrings() {
    try {
      Class<?> strings = Class.forName("dev.quern.js.JsStrings");
      return MethodHandles.privateLookupIn(strings, LOOKUP)
          .findStatic(strings, "function", methodType(Function.class, String.class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The imports of all modules that are the host's. */
  Imports imports() {
    return Imports.of(this::lookup);
  }

  private @Nullable Object lookup(String module, String name) {
    return switch (module) {
      case MODULE -> imports.get(name);
      case STRINGS -> string(name);
      case STRING_CONSTANTS -> name;
      default -> null;
    };
  }

  private static Object string(String name) {
    try {
      return (Function) JS_STRINGS.invokeExact(name);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** The tag that the host throws. */
  WebAssembly.Tag tag() {
    return tag;
  }

  WebAssembly.Memory memory() {
    return memory;
  }

  /** What was logged, in a line. */
  String log() {
    return "log " + logCount + " " + Integer.toHexString((int) logged.getValue()) + " " + noted;
  }

  // The functions, by their names in snake case.

  private void log(int value) {
    logCount++;
    if (noted.size() < NOTED) {
      noted.add(value);
    }
    logged.update((value + ";").getBytes(StandardCharsets.US_ASCII));
  }

  private @Nullable Object same(@Nullable Object value) {
    return value;
  }

  /** Calls back: the way of a re-entry. */
  private int call(@Nullable Function function, int argument) {
    if (function == null) {
      return -1;
    }
    return ~(int) Objects.requireNonNull(function.call(argument));
  }

  private void fail(int number) {
    throw new Fault(number);
  }

  private void throwTag(int number) {
    throw new WebAssembly.Exception(tag, number, number / 2.0);
  }

  private @Nullable Object[] many(int i, long j, float f, double d, @Nullable Object x) {
    return new @Nullable Object[] {x, d, f, j, i};
  }

  private int growMemory(int delta) {
    try {
      return (int) memory.grow(delta & 1);
    } catch (WebAssembly.RangeError e) {
      return -1;
    }
  }

  private int growTable(int delta) {
    try {
      return table.grow(delta & 3);
    } catch (WebAssembly.RangeError e) {
      return -1;
    }
  }
}
