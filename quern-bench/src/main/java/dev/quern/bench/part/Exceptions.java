package dev.quern.bench.part;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** A throw and its catch in every turn; Java's exceptions have no stack trace here. */
public class Exceptions extends Part {
  private static final int TURNS = 100;

  private static final String MODULE =
      """
      (module
        (tag $tag (param i32))
        (func $throw (param $depth i32) (param $value i32) (result i32)
          (if (result i32) (local.get $depth)
            (then (i32.add (i32.const 1)
              (call $throw (i32.sub (local.get $depth) (i32.const 1)) (local.get $value))))
            (else (throw $tag (local.get $value)))))
        %s)
      """;

  private final Loop inOneFunction = loop("(throw $tag (local.get $i))");
  private final Loop acrossFiveFrames = loop("(call $throw (i32.const 4) (local.get $i))");
  private final Loop notThrown =
      loop(
          "(if (result i32) (i32.const 0) (then (throw $tag (i32.const 0))) (else (local.get $i)))");
  private int turns = TURNS;

  private static Loop loop(String body) {
    return Loop.of(
        MODULE.formatted(
            Loop.function(
                "",
                "(block $caught (result i32) (try_table (result i32) (catch $tag $caught) "
                    + body
                    + "))")));
  }

  private static final class Thrown extends RuntimeException {
    final int value;

    Thrown(int value) {
      super(null, null, false, false);
      this.value = value;
    }
  }

  @Benchmark
  @OperationsPerInvocation(TURNS)
  public int inOneFunction() {
    return inOneFunction.run(TURNS);
  }

  @Benchmark
  @OperationsPerInvocation(TURNS)
  public int javaInOneMethod() {
    int sum = 0;
    for (int i = 0; i < turns; i++) {
      try {
        throw new Thrown(i);
      } catch (Thrown thrown) {
        sum += thrown.value;
      }
    }
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(TURNS)
  public int acrossFiveFrames() {
    return acrossFiveFrames.run(TURNS);
  }

  @Benchmark
  @OperationsPerInvocation(TURNS)
  public int javaAcrossFiveFrames() {
    int sum = 0;
    for (int i = 0; i < turns; i++) {
      try {
        sum += throwFrom(4, i);
      } catch (Thrown thrown) {
        sum += thrown.value;
      }
    }
    return sum;
  }

  private static int throwFrom(int depth, int value) {
    if (depth > 0) {
      return 1 + throwFrom(depth - 1, value);
    }
    throw new Thrown(value);
  }

  /** What a handler costs where nothing is thrown. */
  @Benchmark
  @OperationsPerInvocation(TURNS)
  public int notThrown() {
    return notThrown.run(TURNS);
  }
}
