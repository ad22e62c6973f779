package dev.quern.bench.part;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Loads and stores at consecutive addresses, in memories of all kinds. The twins are in {@link
 * MemoryAccessInJava}; HotSpot turns some of those loops into vector instructions, which it does
 * not do with bytes.
 */
public class MemoryAccess extends Part {
  /** The kinds of memories; the names are what JMH prints. */
  public enum Kind {
    /** A Java array. */
    ARRAY("(memory 1)", "%s"),
    /** 64-bit addresses: a native segment. */
    MEMORY64("(memory i64 1)", "(i64.extend_i32_u %s)"),
    /** Shared: a native segment. */
    SHARED("(memory 1 1 shared)", "%s");

    private final String declaration;
    private final String address;

    Kind(String declaration, String address) {
      this.declaration = declaration;
      this.address = address;
    }
  }

  /** A number type: how its loop counter is made, and how its sum becomes the result. */
  private record Number(String name, int log2, String fromCounter, String toResult) {
    static final Number I32 = new Number("i32", 2, "%s", "%s");
    static final Number I64 = new Number("i64", 3, "(i64.extend_i32_u %s)", "(i32.wrap_i64 %s)");
    static final Number F64 =
        new Number("f64", 3, "(f64.convert_i32_u %s)", "(i32.trunc_sat_f64_s %s)");
  }

  /** The memory's kind. */
  @Param public Kind kind = Kind.ARRAY;

  private Loop loadI32;
  private Loop loadI64;
  private Loop loadF64;
  private Loop storeI32;
  private Loop storeI64;
  private Loop storeF64;

  /** Makes the modules. */
  @Setup
  public void instantiate() {
    loadI32 = load(Number.I32);
    loadI64 = load(Number.I64);
    loadF64 = load(Number.F64);
    storeI32 = store(Number.I32);
    storeI64 = store(Number.I64);
    storeF64 = store(Number.F64);
  }

  private Loop load(Number type) {
    return loop(
        type,
        "(local.set $sum (%1$s.add (local.get $sum) (%1$s.load %2$s)))"
            .formatted(type.name, address(type)));
  }

  private Loop store(Number type) {
    return loop(
        type,
        "(%s.store %s %s)"
            .formatted(type.name, address(type), type.fromCounter.formatted("(local.get $i)")));
  }

  private String address(Number type) {
    return kind.address.formatted("(i32.shl (local.get $i) (i32.const " + type.log2 + "))");
  }

  private Loop loop(Number type, String access) {
    return Loop.of(
        """
        (module
          %s
          (func (export "run") (param $turns i32) (result i32)
            (local $i i32) (local $sum %s)
            (loop $next
              %s
              (local.set $i (i32.add (local.get $i) (i32.const 1)))
              (br_if $next (i32.lt_u (local.get $i) (local.get $turns))))
            %s))
        """
            .formatted(
                kind.declaration, type.name, access, type.toResult.formatted("(local.get $sum)")));
  }

  @Benchmark
  @OperationsPerInvocation(Loop.TURNS)
  public int loadI32() {
    return loadI32.run(Loop.TURNS);
  }

  @Benchmark
  @OperationsPerInvocation(Loop.TURNS)
  public int loadI64() {
    return loadI64.run(Loop.TURNS);
  }

  @Benchmark
  @OperationsPerInvocation(Loop.TURNS)
  public int loadF64() {
    return loadF64.run(Loop.TURNS);
  }

  @Benchmark
  @OperationsPerInvocation(Loop.TURNS)
  public int storeI32() {
    return storeI32.run(Loop.TURNS);
  }

  @Benchmark
  @OperationsPerInvocation(Loop.TURNS)
  public int storeI64() {
    return storeI64.run(Loop.TURNS);
  }

  @Benchmark
  @OperationsPerInvocation(Loop.TURNS)
  public int storeF64() {
    return storeF64.run(Loop.TURNS);
  }
}
