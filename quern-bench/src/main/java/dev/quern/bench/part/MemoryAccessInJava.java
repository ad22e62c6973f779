package dev.quern.bench.part;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** The loops of {@link MemoryAccess} over arrays of the type that is loaded or stored. */
public class MemoryAccessInJava extends Part {
  private final int[] ints = new int[Loop.TURNS];
  private final long[] longs = new long[Loop.TURNS];
  private final double[] doubles = new double[Loop.TURNS];

  /** Not a constant for HotSpot, as the number of turns is none in WebAssembly. */
  private int turns = Loop.TURNS;

  @Benchmark
  @OperationsPerInvocation(Loop.TURNS)
  public int javaLoadI32() {
    int sum = 0;
    for (int i = 0; i < turns; i++) {
      sum += ints[i];
    }
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(Loop.TURNS)
  public long javaLoadI64() {
    long sum = 0;
    for (int i = 0; i < turns; i++) {
      sum += longs[i];
    }
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(Loop.TURNS)
  public double javaLoadF64() {
    double sum = 0;
    for (int i = 0; i < turns; i++) {
      sum += doubles[i];
    }
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(Loop.TURNS)
  public int[] javaStoreI32() {
    for (int i = 0; i < turns; i++) {
      ints[i] = i;
    }
    return ints;
  }

  @Benchmark
  @OperationsPerInvocation(Loop.TURNS)
  public long[] javaStoreI64() {
    for (int i = 0; i < turns; i++) {
      longs[i] = i;
    }
    return longs;
  }

  @Benchmark
  @OperationsPerInvocation(Loop.TURNS)
  public double[] javaStoreF64() {
    for (int i = 0; i < turns; i++) {
      doubles[i] = i;
    }
    return doubles;
  }
}
