package dev.quern;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Loops that end with a counter's step and a comparison, which are written in a form that HotSpot
 * counts: they end where they would otherwise.
 */
class CountingLoopTest {
  private static final int MOST_ROUNDS = 9;

  private static final int[] NUMBERS = {
    0,
    1,
    2,
    7,
    8,
    100,
    -1,
    -2,
    -7,
    Integer.MAX_VALUE,
    Integer.MAX_VALUE - 3,
    Integer.MIN_VALUE,
    Integer.MIN_VALUE + 3
  };

  private static final int[] STEPS = {
    1, 2, 7, 0, -1, -3, 0x40000000, -0x40000000, Integer.MAX_VALUE, Integer.MIN_VALUE
  };

  /** In one method, and cut. */
  private static final int[] METHOD_LIMITS = {8_000, Options.MIN_METHOD_LIMIT};

  /**
   * A function of a counter and its end that tells the rounds of a loop and the last counter.
   *
   * @param loop its text, with {@code ROUND} where a round is counted
   */
  private static WebAssembly.Function function(String loop, int methodLimit) {
    String round =
        "local.get $rounds i32.const 1 i32.add local.tee $rounds i32.const %d i32.eq br_if $most"
            .formatted(MOST_ROUNDS);
    String text =
        """
        (module
          (func (export "rounds") (param $counter i32) (param $end i32) (result i64)
            (local $rounds i32)
            block $most
              %s
            end
            (i64.or
              (i64.shl (i64.extend_i32_u (local.get $rounds)) (i64.const 32))
              (i64.extend_i32_u (local.get $counter)))))
        """
            .formatted(loop.replace("ROUND", round));
    Options options = Options.defaults().withMethodLimit(methodLimit);
    var module = new WebAssembly.Module(Wat.parse(text), options);
    return new WebAssembly.Instance(module).exports().function("rounds");
  }

  private interface Expectation {
    long of(int start, int end);
  }

  /** Compares a loop from any counter to any end with the same in Java. */
  private static void compare(String loop, Expectation expected) {
    for (int limit : METHOD_LIMITS) {
      WebAssembly.Function rounds = function(loop, limit);
      for (int start : NUMBERS) {
        for (int end : NUMBERS) {
          assertThat(rounds.call(start, end))
              .as("%s from %d to %d", loop, start, end)
              .isEqualTo(expected.of(start, end));
        }
      }
    }
  }

  /** A loop that ends with a comparison of {@code STEPPED}, the counter after its step. */
  private static String endingWith(String comparison, int step) {
    String stepped = "local.get $counter i32.const " + step + " i32.add local.tee $counter";
    return "loop ROUND %s br_if 0 end".formatted(comparison.replace("STEPPED", stepped));
  }

  /**
   * Compares loops with any steps, counters and ends with the same in Java.
   *
   * @param comparison of {@code STEPPED} with the end
   * @param goesOn tells of counter and end whether there is another round
   */
  private static void check(String comparison, BiPredicate<Integer, Integer> goesOn) {
    for (int step : STEPS) {
      compare(endingWith(comparison, step), (start, end) -> expected(start, step, end, goesOn));
    }
  }

  private static long expected(int start, int step, int end, BiPredicate<Integer, Integer> goesOn) {
    int counter = start;
    int rounds = 0;
    do {
      if (++rounds == MOST_ROUNDS) {
        break;
      }
      counter += step;
    } while (goesOn.test(counter, end));
    return (long) rounds << 32 | counter & 0xFFFF_FFFFL;
  }

  @Test
  void unequal() {
    check("STEPPED local.get $end i32.ne", (counter, end) -> !counter.equals(end));
    check("local.get $end STEPPED i32.ne", (counter, end) -> !counter.equals(end));
    check("STEPPED", (counter, end) -> counter != 0);
  }

  @Test
  void lessUnsigned() {
    BiPredicate<Integer, Integer> isBelow =
        (counter, end) -> Integer.compareUnsigned(counter, end) < 0;
    check("STEPPED local.get $end i32.lt_u", isBelow);
    check("local.get $end STEPPED i32.gt_u", isBelow);
    check(
        "STEPPED i32.const 8 i32.lt_u", (counter, end) -> Integer.compareUnsigned(counter, 8) < 0);
    check(
        "STEPPED i32.const -8 i32.lt_u",
        (counter, end) -> Integer.compareUnsigned(counter, -8) < 0);
  }

  /** What goes with the branch is moved before it is taken, once. */
  @Test
  void loopsThatTakeValues() {
    for (int values : new int[] {1, 3, 40}) {
      String text =
          """
          (module (func (export "sum") (param $counter i32) (param $end i32) (result i32)
            %s
            loop (param%s) (result%s)
              i32.const 1 i32.add
              local.get $counter i32.const 2 i32.add local.tee $counter
              local.get $end i32.ne br_if 0
            end
            %s))
          """
              .formatted(
                  "i32.const 5 ".repeat(values),
                  " i32".repeat(values),
                  " i32".repeat(values),
                  "i32.add ".repeat(values - 1));
      WebAssembly.Function sum =
          new WebAssembly.Instance(new WebAssembly.Module(Wat.parse(text)))
              .exports()
              .function("sum");
      assertThat(sum.call(0, 14)).as("%d values", values).isEqualTo(5 * values + 7);
      assertThat(sum.call(-8, 0)).as("%d values", values).isEqualTo(5 * values + 4);
    }
  }

  // Loops whose test is at the head.

  /** Tests at a loop's head: to leave a loop, or to go on with it. */
  private static final List<String> LOOPS =
      List.of(
          "block loop %s br_if 1 BODY br 0 end end",
          "block loop %s i32.eqz i32.eqz br_if 1 BODY br 0 end end",
          "loop %s i32.eqz if BODY br 1 end end",
          "block loop %s br_if 1 BODY local.get $end i32.const 5 i32.eq br_if 0 br 0 end end");

  /**
   * Compares loops that are tested at the head with the same in Java.
   *
   * @param leaves of counter and end, by text
   * @param isAtEnd whether the loop is left, in Java
   */
  private static void checkHead(String leaves, BiPredicate<Integer, Integer> isAtEnd) {
    for (String form : LOOPS) {
      for (int step : STEPS) {
        String body = "local.get $counter i32.const " + step + " i32.add local.set $counter ROUND";
        String loop = form.formatted(leaves).replace("BODY", body);
        compare(loop, (start, end) -> expectedAtHead(start, step, end, isAtEnd));
      }
    }
  }

  private static long expectedAtHead(
      int start, int step, int end, BiPredicate<Integer, Integer> isAtEnd) {
    int counter = start;
    int rounds = 0;
    while (rounds < MOST_ROUNDS && !isAtEnd.test(counter, end)) {
      counter += step;
      rounds++;
    }
    return (long) rounds << 32 | counter & 0xFFFF_FFFFL;
  }

  @Test
  void testedAtTheHead() {
    BiPredicate<Integer, Integer> isBelow =
        (counter, end) -> Integer.compareUnsigned(counter, end) < 0;
    checkHead("local.get $counter local.get $end i32.ge_u", isBelow.negate());
    checkHead("local.get $counter local.get $end i32.lt_u i32.eqz", isBelow.negate());
    checkHead("local.get $end local.get $counter i32.le_u", isBelow.negate());
    checkHead("local.get $end local.get $counter i32.gt_u i32.eqz", isBelow.negate());
    checkHead("local.get $counter local.get $end i32.lt_u", isBelow);
    checkHead("local.get $end local.get $counter i32.le_u i32.eqz", isBelow);
    checkHead("local.get $counter local.get $end i32.ge_s", (counter, end) -> counter >= end);
    checkHead("local.get $counter local.get $end i32.eq", (counter, end) -> counter.equals(end));
    checkHead("local.get $counter i32.eqz", (counter, end) -> counter == 0);
    checkHead("local.get $counter", (counter, end) -> counter != 0);
    for (int constant : new int[] {8, 0, -8}) {
      String text = "local.get $counter i32.const " + constant;
      BiPredicate<Integer, Integer> isLess =
          (counter, end) -> Integer.compareUnsigned(counter, constant) < 0;
      checkHead(text + " i32.ge_u", isLess.negate());
      checkHead(text + " i32.lt_u", isLess);
      checkHead(text + " i32.le_u", (c, end) -> Integer.compareUnsigned(c, constant) <= 0);
      checkHead(text + " i32.gt_u i32.eqz", (c, end) -> Integer.compareUnsigned(c, constant) <= 0);
    }
  }

  @Test
  void whatLooksAlike() {
    BiPredicate<Integer, Integer> isAbove =
        (counter, end) -> Integer.compareUnsigned(counter, end) > 0;
    check("STEPPED local.get $end i32.gt_u", isAbove);
    check("local.get $end STEPPED i32.lt_u", isAbove);
    check("STEPPED local.get $end i32.lt_s", (counter, end) -> counter < end);
    check("STEPPED local.get $end i32.ge_s br_if 1 i32.const 1", (counter, end) -> counter < end);
  }

  // Examples, with the rounds that they take.

  private static int rounds(String comparison, int from, int step, int end, int methodLimit) {
    long result = (long) function(endingWith(comparison, step), methodLimit).call(from, end);
    return (int) (result >>> 32);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 2, 10, 5",
    "10, -2, 0, 5",
    "-6, 3, 6, 4",
    "6, -3, -6, 4",
    "1, 0x40000000, 1, 4",
    "1, -0x40000000, 1, 4",
    "2, 0x40000000, 0x40000002, 1",
    "0, 0x7fffffff, -2, 2",
    "5, -0x80000000, 5, 2",
    "-0x80000000, 2, -0x7ffffffc, 2",
    "0, 1, 3, 3",
    "0, -1, -3, 3",
  })
  void endsWhereTheCounterIsEqual(String from, String step, String end, int expected) {
    int i = Integer.decode(from);
    int by = Integer.decode(step);
    int to = Integer.decode(end);
    for (int limit : METHOD_LIMITS) {
      assertThat(rounds("STEPPED local.get $end i32.ne", i, by, to, limit)).isEqualTo(expected);
      assertThat(rounds("local.get $end STEPPED i32.ne", i, by, to, limit)).isEqualTo(expected);
      assertThat(rounds("STEPPED i32.const " + to + " i32.ne", i, by, to, limit))
          .isEqualTo(expected);
      assertThat(rounds("STEPPED", i - to, by, 0, limit)).isEqualTo(expected);
    }
  }
}
