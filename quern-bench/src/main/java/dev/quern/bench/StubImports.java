package dev.quern.bench;

import dev.quern.Imports;
import dev.quern.V128;
import dev.quern.WebAssembly;
import dev.quern.type.DefinedType;
import dev.quern.type.ExternType;
import dev.quern.type.FunctionType;
import dev.quern.type.GlobalType;
import dev.quern.type.HeapType;
import dev.quern.type.MemoryType;
import dev.quern.type.NumberType;
import dev.quern.type.TableType;
import dev.quern.type.TagType;
import dev.quern.type.ValueType;
import dev.quern.type.VectorType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Imports with which any module can be instantiated, though not run for long: functions that return
 * zero and null, globals of that value, empty tables and memories of the size that the module
 * wants.
 */
final class StubImports {
  private StubImports() {}

  /**
   * The stubs for a module, for one instance.
   *
   * @throws IllegalArgumentException when an instance is made, if a table or global can not be null
   */
  static Imports of(WebAssembly.Module module) {
    // By order and not by name: a module may import two things by the same names.
    Iterator<WebAssembly.ImportDescriptor> next = module.imports().iterator();
    return Imports.of((namespace, name) -> stub(next.next().type()));
  }

  private static Object stub(ExternType type) {
    // No pattern switches here: what the JVM makes for the first would count as loading the module.
    if (type instanceof ExternType.Function function) {
      return function(functionType(function.type()));
    } else if (type instanceof TableType table) {
      return new WebAssembly.Table(table);
    } else if (type instanceof MemoryType memory) {
      return new WebAssembly.Memory(memory);
    } else if (type instanceof GlobalType global) {
      return new WebAssembly.Global(global, zero(global.value()));
    }
    return new WebAssembly.Tag(((TagType) type).definedType().function());
  }

  private static FunctionType functionType(HeapType type) {
    if (type instanceof DefinedType defined) {
      return defined.function();
    }
    throw new IllegalStateException("unresolved type of a function: " + type);
  }

  private static WebAssembly.Function function(FunctionType type) {
    MethodType java = WebAssembly.Function.handleType(type);
    MethodHandle target =
        MethodHandles.dropArguments(
            type.results().isEmpty()
                ? MethodHandles.zero(void.class)
                : MethodHandles.constant(java.returnType(), result(type)),
            0,
            java.parameterList());
    return WebAssembly.Function.of(type, target);
  }

  private static @Nullable Object result(FunctionType type) {
    var results = new @Nullable Object[type.results().size()];
    for (int i = 0; i < results.length; i++) {
      results[i] = zero(type.results().get(i));
    }
    return results.length == 1 ? results[0] : results;
  }

  private static @Nullable Object zero(ValueType type) {
    if (type instanceof NumberType number) {
      return switch (number) {
        case I32 -> 0;
        case I64 -> 0L;
        case F32 -> 0F;
        case F64 -> 0D;
      };
    }
    return type instanceof VectorType ? V128.ZERO : null;
  }
}
