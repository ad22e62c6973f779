package dev.quern.wasi;

import dev.quern.WebAssembly;
import dev.quern.type.FunctionType;
import dev.quern.type.NumberType;
import dev.quern.type.ValueType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The functions of a program that its host calls, and the types that they must have. */
enum EntryPoint {
  START("_start"),
  INITIALIZE("_initialize"),
  THREAD_START("wasi_thread_start", NumberType.I32, NumberType.I32);

  private final String export;
  private final FunctionType type;

  EntryPoint(String export, ValueType... parameters) {
    this.export = export;
    this.type = new FunctionType(List.of(parameters), List.of());
  }

  String export() {
    return export;
  }

  /**
   * The function of an instance.
   *
   * @throws WebAssembly.LinkError if there is none, or one of another type
   */
  WebAssembly.Function in(WebAssembly.Instance instance) {
    Object extern = instance.exports().asMap().get(export);
    if (extern instanceof WebAssembly.Function function && function.type().equals(type)) {
      return function;
    }
    throw new WebAssembly.LinkError(
        export + ": expected function " + type + ", got " + describe(extern, instance));
  }

  private String describe(@Nullable Object extern, WebAssembly.Instance instance) {
    if (extern instanceof WebAssembly.Function function) {
      return "function " + function.type();
    }
    return instance.module().exports().stream()
        .filter(descriptor -> descriptor.name().equals(export))
        .map(WebAssembly.ExportDescriptor::kind)
        .findFirst()
        .orElse("nothing");
  }
}
