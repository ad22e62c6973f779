package dev.quern.js;

import dev.quern.WebAssembly;
import dev.quern.type.ValueType;
import java.util.List;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyArray;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.jspecify.annotations.Nullable;

/** A WebAssembly function as JavaScript calls it, with arguments that have been converted. */
final class GraalExport implements ProxyExecutable {
  private final GraalHost host;
  private final Kernel kernel;
  private final WebAssembly.Function function;
  private final char[] parameters;
  private final List<ValueType> results;

  GraalExport(GraalHost host, Kernel kernel, WebAssembly.Function function) {
    this.host = host;
    this.kernel = kernel;
    this.function = function;
    this.parameters = Letters.of(function.type().parameters()).toCharArray();
    this.results = function.type().results();
  }

  @Override
  public @Nullable Object execute(Value... arguments) {
    try {
      var values = new @Nullable Object[parameters.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = host.fromJs(parameters[i], arguments[i]);
      }
      return result(function.call(values));
    } catch (Throwable e) {
      kernel.refresh();
      throw kernel.outward(e);
    }
  }

  private @Nullable Object result(@Nullable Object result) {
    kernel.refresh();
    return switch (results.size()) {
      case 0 -> null;
      case 1 -> host.toJs(results.getFirst(), result);
      default -> several((Object[]) result);
    };
  }

  private ProxyArray several(@Nullable Object @Nullable [] values) {
    var array = new Object[results.size()];
    for (int i = 0; values != null && i < array.length; i++) {
      array[i] = host.toJs(results.get(i), values[i]);
    }
    return ProxyArray.fromArray(array);
  }
}
