package dev.quern.bench.part;

import dev.quern.Options;
import dev.quern.WebAssembly;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Modules with all their code, one after the other, each dropped for the next. The JVM has room for
 * the classes of about a hundred modules, and then has to unload those of dropped ones: a leak ends
 * {@link #linked} with an {@link OutOfMemoryError}. A slow machine gets there with {@code -i 20 -r
 * 1}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-XX:MaxMetaspaceSize=24m")
@Warmup(iterations = 5, time = 1)
public class CodeGeneration extends Part {
  private static final int FUNCTIONS = 300;
  private static final Options EAGER = Options.defaults().withEagerGeneration(true);

  private final byte[] bytes = LargeModule.bytes(FUNCTIONS);
  private final byte[] own = LargeModule.ofFunctions(FUNCTIONS);

  /** All code, on all processors. */
  @Benchmark
  public WebAssembly.Module eager() {
    return new WebAssembly.Module(bytes, EAGER);
  }

  /** No code: what is left of the above without it. */
  @Benchmark
  public WebAssembly.Module lazy() {
    return new WebAssembly.Module(bytes);
  }

  /** All code of the module that is made here, an instance, and a call of every function. */
  @Benchmark
  public @Nullable Object linked() {
    var instance = new WebAssembly.Instance(new WebAssembly.Module(own, EAGER));
    return instance.exports().function("all").call();
  }
}
