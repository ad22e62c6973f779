package dev.quern.bench.part;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** A global is read and written in every turn. */
public class Globals extends Part {
  private final Loop ofModule = loop("");
  private final Loop exported = loop("(export \"g\")");
  private int field;
  private int turns = Loop.TURNS;

  private static Loop loop(String export) {
    String body =
        """
        (block (result i32)
          (global.set $g (i32.xor (global.get $g) (local.get $i)))
          (global.get $g))
        """;
    return Loop.of(
        "(module (global $g %s (mut i32) (i32.const 1)) %s)"
            .formatted(export, Loop.function("", body)));
  }

  /** A global that nobody else sees: a field of the instance. */
  @Benchmark
  @OperationsPerInvocation(Loop.TURNS)
  public int ofModule() {
    return ofModule.run(Loop.TURNS);
  }

  /** A global that others see: a cell of its own. */
  @Benchmark
  @OperationsPerInvocation(Loop.TURNS)
  public int exported() {
    return exported.run(Loop.TURNS);
  }

  @Benchmark
  @OperationsPerInvocation(Loop.TURNS)
  public int javaField() {
    int sum = 0;
    for (int i = 0; i < turns; i++) {
      field ^= i;
      sum += field;
    }
    return sum;
  }
}
