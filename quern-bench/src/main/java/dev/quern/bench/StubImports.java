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
import dev.quern.type.ReferenceType;
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
    return switch (type) {
      case ExternType.Function function -> function(functionType(function.type()));
      case TableType table -> new WebAssembly.Table(table);
      case MemoryType memory -> new WebAssembly.Memory(memory);
      case GlobalType global -> new WebAssembly.Global(global, zero(global.value()));
      case TagType tag -> new WebAssembly.Tag(tag.definedType().function());
    };
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
    Object[] results = type.results().stream().map(StubImports::zero).toArray();
    return results.length == 1 ? results[0] : results;
  }

  private static @Nullable Object zero(ValueType type) {
    return switch (type) {
      case NumberType number ->
          switch (number) {
            case I32 -> 0;
            case I64 -> 0L;
            case F32 -> 0F;
            case F64 -> 0D;
          };
      case VectorType vector -> V128.ZERO;
      case ReferenceType reference -> null;
    };
  }
}
