package dev.quern.bench.part;

import dev.quern.Imports;
import dev.quern.WebAssembly;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;

/** The ways to call an export from Java; a call an invocation, of a function that adds. */
public class CallsFromJava extends Part {
  private static final String MODULE =
      """
      (module
        (func (export "add") (param i32 i32) (result i32)
          (i32.add (local.get 0) (local.get 1))))
      """;

  /** The export behind an interface. */
  public interface Adder {
    /** Adds. */
    int add(int a, int b);
  }

  private static final MethodHandle CONSTANT = function().handle();

  private final WebAssembly.Instance instance = Loop.instance(MODULE, Imports.none());
  private WebAssembly.Function function = instance.exports().function("add");
  private MethodHandle handle = function.handle();
  private Adder bound = instance.as(Adder.class);
  private Adder lambda = Integer::sum;
  private int a = 1;
  private int b = 2;

  private static WebAssembly.Function function() {
    return Loop.instance(MODULE, Imports.none()).exports().function("add");
  }

  /** {@link WebAssembly.Function#call}: boxed and checked. */
  @Benchmark
  public @Nullable Object call() {
    return function.call(a, b);
  }

  /** A handle in a static final field. */
  @Benchmark
  public int handleInConstant() throws Throwable {
    return (int) CONSTANT.invokeExact(a, b);
  }

  /** A handle in a field that HotSpot does not take for a constant. */
  @Benchmark
  public int handleInField() throws Throwable {
    return (int) handle.invokeExact(a, b);
  }

  /** {@link WebAssembly.Instance#as}. */
  @Benchmark
  public int boundInterface() {
    return bound.add(a, b);
  }

  @Benchmark
  public int javaInterface() {
    return lambda.add(a, b);
  }
}
