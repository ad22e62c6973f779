package dev.quern.bench.part;

import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** {@code memory.copy} and {@code memory.fill}, one instruction a turn. */
public class BulkMemory extends Part {
  private static final int TURNS = 16;

  /** Bytes for each instruction. */
  @Param({"64", "65536"})
  public int bytes = 64;

  private final byte[] array = new byte[2 << 16];
  private int turns = TURNS;
  private Loop copy;
  private Loop fill;

  /** Makes the modules. */
  @Setup
  public void instantiate() {
    copy = loop("(memory.copy (i32.const 0) (i32.const 65536) (i32.const %d))");
    fill = loop("(memory.fill (i32.const 0) (local.get $i) (i32.const %d))");
  }

  private Loop loop(String instruction) {
    String body = "(block (result i32) " + instruction.formatted(bytes) + " (i32.const 1))";
    return Loop.of("(module (memory 2) " + Loop.function("", body) + ")");
  }

  @Benchmark
  @OperationsPerInvocation(TURNS)
  public int copy() {
    return copy.run(TURNS);
  }

  @Benchmark
  @OperationsPerInvocation(TURNS)
  public byte[] javaCopy() {
    for (int i = 0; i < turns; i++) {
      System.arraycopy(array, 1 << 16, array, 0, bytes);
    }
    return array;
  }

  @Benchmark
  @OperationsPerInvocation(TURNS)
  public int fill() {
    return fill.run(TURNS);
  }

  @Benchmark
  @OperationsPerInvocation(TURNS)
  public byte[] javaFill() {
    for (int i = 0; i < turns; i++) {
      Arrays.fill(array, 0, bytes, (byte) i);
    }
    return array;
  }
}
