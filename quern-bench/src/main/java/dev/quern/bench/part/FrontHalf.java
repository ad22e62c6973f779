package dev.quern.bench.part;

import dev.quern.Options;
import dev.quern.WebAssembly;
import dev.quern.internal.binary.ModuleDecoder;
import dev.quern.internal.syntax.DecodeLimits;
import dev.quern.internal.syntax.Module;
import dev.quern.internal.syntax.SideTable;
import dev.quern.internal.valid.ModuleValidator;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Decoding and validating a large module: modules a second, and as {@code megabytes} MB a second.
 * The JVM property {@code quern.bench.module} names a file to take instead of the module that is
 * made here: {@code QUERN_JAVA_OPTS=-Dquern.bench.module=FILE ./bench FrontHalf}.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
public class FrontHalf extends Part {
  private static final int FUNCTIONS = 5_000;
  private static final double MEGABYTE = 1e6;

  private final byte[] bytes = LargeModule.bytes(FUNCTIONS);
  private final Module module = ModuleDecoder.decode(bytes, DecodeLimits.JS_API);

  /** What has been read; JMH divides it by the time. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Volume {
    /** Megabytes of the binary format. */
    public double megabytes;
  }

  @Benchmark
  public Module decode(Volume volume) {
    volume.megabytes += bytes.length / MEGABYTE;
    return ModuleDecoder.decode(bytes, DecodeLimits.JS_API);
  }

  @Benchmark
  public SideTable validate(Volume volume) {
    volume.megabytes += bytes.length / MEGABYTE;
    return ModuleValidator.validate(module, DecodeLimits.JS_API, Options.defaults().features());
  }

  /** {@link WebAssembly#validate}. */
  @Benchmark
  public boolean decodeAndValidate(Volume volume) {
    volume.megabytes += bytes.length / MEGABYTE;
    return WebAssembly.validate(bytes);
  }
}
