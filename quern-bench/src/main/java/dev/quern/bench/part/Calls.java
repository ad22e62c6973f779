package dev.quern.bench.part;

import dev.quern.Imports;
import java.util.function.IntUnaryOperator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** Calls within WebAssembly, and from WebAssembly to Java. */
public class Calls extends Part {
  /** Eight functions of one type and a table of them. */
  private static final String FUNCTIONS =
      """
      (type $t (func (param i32) (result i32)))
      (func $f0 (type $t) (i32.add (local.get 0) (i32.const 1)))
      (func $f1 (type $t) (i32.sub (local.get 0) (i32.const 2)))
      (func $f2 (type $t) (i32.mul (local.get 0) (i32.const 3)))
      (func $f3 (type $t) (i32.xor (local.get 0) (i32.const 4)))
      (func $f4 (type $t) (i32.and (local.get 0) (i32.const 5)))
      (func $f5 (type $t) (i32.or (local.get 0) (i32.const 6)))
      (func $f6 (type $t) (i32.shl (local.get 0) (i32.const 7)))
      (func $f7 (type $t) (i32.shr_u (local.get 0) (i32.const 8)))
      (table funcref (elem $f0 $f1 $f2 $f3 $f4 $f5 $f6 $f7))
      (global $same (mut i32) (i32.const 0))
      (global $reference (mut (ref $t)) (ref.func $f0))
      (elem declare func $f0)
      """;

  private final Loop direct = loop("(call $f0 (local.get $i))");
  private final Loop indirectMonomorphic =
      loop("(call_indirect (type $t) (local.get $i) (global.get $same))");
  private final Loop indirectMegamorphic =
      loop("(call_indirect (type $t) (local.get $i) (i32.and (local.get $i) (i32.const 7)))");
  private final Loop callRef = loop("(call_ref $t (local.get $i) (global.get $reference))");
  private final Loop host =
      Loop.of(
          """
          (module
            (import "host" "add" (func $add (param i32) (result i32)))
            %s)
          """
              .formatted(Loop.function("", "(call $add (local.get $i))")),
          Imports.of("host", "add", IntUnaryOperator.class, x -> x + 1));

  // Not final, for HotSpot not to take them for constants; WebAssembly's are none either.
  private IntUnaryOperator same = x -> x + 1;
  private IntUnaryOperator[] eight = {
    x -> x + 1,
    x -> x - 2,
    x -> x * 3,
    x -> x ^ 4,
    x -> x & 5,
    x -> x | 6,
    x -> x << 7,
    x -> x >>> 8
  };
  private int turns = Loop.TURNS;

  private static Loop loop(String call) {
    return Loop.of("(module " + FUNCTIONS + Loop.function("", call) + ")");
  }

  @Benchmark
  @OperationsPerInvocation(Loop.TURNS)
  public int direct() {
    return direct.run(Loop.TURNS);
  }

  @Benchmark
  @OperationsPerInvocation(Loop.TURNS)
  public int javaDirect() {
    int sum = 0;
    for (int i = 0; i < turns; i++) {
      sum += increment(i);
    }
    return sum;
  }

  private static int increment(int x) {
    return x + 1;
  }

  @Benchmark
  @OperationsPerInvocation(Loop.TURNS)
  public int indirectMonomorphic() {
    return indirectMonomorphic.run(Loop.TURNS);
  }

  @Benchmark
  @OperationsPerInvocation(Loop.TURNS)
  public int callRef() {
    return callRef.run(Loop.TURNS);
  }

  @Benchmark
  @OperationsPerInvocation(Loop.TURNS)
  public int javaInterfaceMonomorphic() {
    int sum = 0;
    for (int i = 0; i < turns; i++) {
      sum += same.applyAsInt(i);
    }
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(Loop.TURNS)
  public int indirectMegamorphic() {
    return indirectMegamorphic.run(Loop.TURNS);
  }

  @Benchmark
  @OperationsPerInvocation(Loop.TURNS)
  public int javaInterfaceMegamorphic() {
    int sum = 0;
    for (int i = 0; i < turns; i++) {
      sum += eight[i & 7].applyAsInt(i);
    }
    return sum;
  }

  /** A lambda that was imported; its twin is {@link #javaInterfaceMonomorphic}. */
  @Benchmark
  @OperationsPerInvocation(Loop.TURNS)
  public int host() {
    return host.run(Loop.TURNS);
  }
}
