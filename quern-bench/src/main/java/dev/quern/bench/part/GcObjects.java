package dev.quern.bench.part;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** Structs, arrays and casts beside Java's objects. */
public class GcObjects extends Part {
  private static final String TYPES =
      """
      (type $node (sub (struct (field $next (ref null $node)) (field $value (mut i32)))))
      (type $leaf (sub $node (struct (field (ref null $node)) (field (mut i32)) (field i32))))
      (type $ints (array (mut i32)))
      (type $nodes (array (mut anyref)))
      (global $head (mut (ref null $node)) (ref.null $node))
      (global $array (mut (ref $ints)) (array.new_default $ints (i32.const 1000)))
      (global $objects (mut (ref $nodes)) (array.new_default $nodes (i32.const 8)))
      (start $start)
      (func $start (local $i i32)
        (loop $next
          (array.set $nodes (global.get $objects) (local.get $i)
            (if (result anyref) (i32.and (local.get $i) (i32.const 1))
              (then (struct.new $leaf (ref.null $node) (i32.const 1) (i32.const 2)))
              (else (struct.new $node (ref.null $node) (i32.const 3)))))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br_if $next (i32.lt_u (local.get $i) (i32.const 8)))))
      """;

  private final Loop structNew =
      loop(
          "",
          """
          (block (result i32)
            (global.set $head
              (struct.new $node
                (if (result (ref null $node)) (i32.and (local.get $i) (i32.const 255))
                  (then (global.get $head)) (else (ref.null $node)))
                (local.get $i)))
            (i32.const 1))
          """);
  private final Loop structGetSet =
      loop(
          "(local $node (ref null $node))",
          """
          (block (result i32)
            (if (ref.is_null (local.get $node))
              (then (local.set $node
                (struct.new $node (struct.new $node (ref.null $node) (i32.const 1)) (i32.const 2)))
                (global.set $head (local.get $node))))
            (struct.set $node $value (local.get $node) (local.get $i))
            (local.set $node (struct.get $node $next (local.get $node)))
            (local.get $i))
          """);
  private final Loop arrayNew =
      loop(
          "",
          """
          (block (result i32)
            (global.set $array (array.new_default $ints (i32.const 16)))
            (i32.const 1))
          """);
  private final Loop arrayGet =
      loop("", "(array.get $ints (global.get $array) (i32.and (local.get $i) (i32.const 511)))");
  private final Loop cast =
      loop(
          "",
          """
          (struct.get $node $value
            (ref.cast (ref $node)
              (array.get $nodes (global.get $objects) (i32.and (local.get $i) (i32.const 7)))))
          """);
  private final Loop test =
      loop(
          "",
          """
          (ref.test (ref $leaf)
            (array.get $nodes (global.get $objects) (i32.and (local.get $i) (i32.const 7))))
          """);

  private static Loop loop(String locals, String body) {
    return Loop.of("(module " + TYPES + Loop.function(locals, body) + ")");
  }

  private static class Node {
    final @Nullable Node next;
    int value;

    Node(@Nullable Node next, int value) {
      this.next = next;
      this.value = value;
    }
  }

  private static final class Leaf extends Node {
    final int more;

    Leaf(@Nullable Node next, int value, int more) {
      super(next, value);
      this.more = more;
    }
  }

  private int turns = Loop.TURNS;
  private @Nullable Node head;
  private int[] array = new int[1_000];
  private final Object[] objects = new Object[8];

  /** Fills the array as the module's start function does. */
  public GcObjects() {
    for (int i = 0; i < objects.length; i++) {
      objects[i] = (i & 1) != 0 ? new Leaf(null, 1, 2) : new Node(null, 3);
    }
  }

  /** Lists of 256 nodes. */
  @Benchmark
  @OperationsPerInvocation(Loop.TURNS)
  public int structNew() {
    return structNew.run(Loop.TURNS);
  }

  @Benchmark
  @OperationsPerInvocation(Loop.TURNS)
  public @Nullable Object javaStructNew() {
    for (int i = 0; i < turns; i++) {
      head = new Node((i & 255) != 0 ? head : null, i);
    }
    return head;
  }

  /** A write, a read and the test for null; lists of two nodes, made on the way. */
  @Benchmark
  @OperationsPerInvocation(Loop.TURNS)
  public int structGetSet() {
    return structGetSet.run(Loop.TURNS);
  }

  @Benchmark
  @OperationsPerInvocation(Loop.TURNS)
  public int javaStructGetSet() {
    Node node = null;
    int sum = 0;
    for (int i = 0; i < turns; i++) {
      if (node == null) {
        node = new Node(new Node(null, 1), 2);
        head = node;
      }
      node.value = i;
      node = node.next;
      sum += i;
    }
    return sum;
  }

  /** Arrays of 16 i32. */
  @Benchmark
  @OperationsPerInvocation(Loop.TURNS)
  public int arrayNew() {
    return arrayNew.run(Loop.TURNS);
  }

  @Benchmark
  @OperationsPerInvocation(Loop.TURNS)
  public int[] javaArrayNew() {
    for (int i = 0; i < turns; i++) {
      array = new int[16];
    }
    return array;
  }

  @Benchmark
  @OperationsPerInvocation(Loop.TURNS)
  public int arrayGet() {
    return arrayGet.run(Loop.TURNS);
  }

  @Benchmark
  @OperationsPerInvocation(Loop.TURNS)
  public int javaArrayGet() {
    int sum = 0;
    for (int i = 0; i < turns; i++) {
      sum += array[i & 511];
    }
    return sum;
  }

  /** {@code ref.cast} of elements of an array, half of them of a subtype, and a read. */
  @Benchmark
  @OperationsPerInvocation(Loop.TURNS)
  public int cast() {
    return cast.run(Loop.TURNS);
  }

  @Benchmark
  @OperationsPerInvocation(Loop.TURNS)
  public int javaCast() {
    int sum = 0;
    for (int i = 0; i < turns; i++) {
      sum += ((Node) objects[i & 7]).value;
    }
    return sum;
  }

  /** {@code ref.test}, true for every other element. */
  @Benchmark
  @OperationsPerInvocation(Loop.TURNS)
  public int test() {
    return test.run(Loop.TURNS);
  }

  @Benchmark
  @OperationsPerInvocation(Loop.TURNS)
  public int javaTest() {
    int sum = 0;
    for (int i = 0; i < turns; i++) {
      sum += objects[i & 7] instanceof Leaf ? 1 : 0;
    }
    return sum;
  }
}
