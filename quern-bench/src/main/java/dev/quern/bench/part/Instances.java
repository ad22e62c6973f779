package dev.quern.bench.part;

import dev.quern.Wat;
import dev.quern.WebAssembly;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** Making instances of a small module; {@code -prof gc} adds the bytes that each takes. */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
public class Instances extends Part {
  private static final String FUNCTIONS =
      """
      (global (mut i32) (i32.const 0))
      (table funcref (elem $add))
      (func $add (export "add") (param i32 i32) (result i32)
        (i32.add (local.get 0) (local.get 1)))
      """;

  private final byte[] small = Wat.parse("(module " + FUNCTIONS + ")");
  private final WebAssembly.Module withoutMemory = new WebAssembly.Module(small);
  private final WebAssembly.Module onePage =
      new WebAssembly.Module(
          Wat.parse("(module (memory (export \"memory\") 1) " + FUNCTIONS + ")"));

  /** Its export has been called once, so that all code is there. */
  public Instances() {
    new WebAssembly.Instance(onePage).exports().function("add").call(1, 2);
    new WebAssembly.Instance(withoutMemory).exports().function("add").call(1, 2);
  }

  @Benchmark
  public WebAssembly.Instance withoutMemory() {
    return new WebAssembly.Instance(withoutMemory);
  }

  /** With a memory of one page, which is 65,536 bytes to be zeroed. */
  @Benchmark
  public WebAssembly.Instance onePage() {
    return new WebAssembly.Instance(onePage);
  }

  /** The first call of an export of a new instance, boxed. */
  @Benchmark
  public @Nullable Object withFirstCall() {
    return new WebAssembly.Instance(withoutMemory).exports().function("add").call(1, 2);
  }

  /** Decodes, validates, generates the code, and calls it. */
  @Benchmark
  public @Nullable Object moduleWithFirstCall() {
    var instance = new WebAssembly.Instance(new WebAssembly.Module(small));
    return instance.exports().function("add").call(1, 2);
  }
}
