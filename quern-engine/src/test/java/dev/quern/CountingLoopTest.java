package dev.quern;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loops that end when a counter is equal to a number: it may well pass that number by. */
class CountingLoopTest {
  private static int rounds(String condition, int from, int step, int end, int methodLimit) {
    String text =
        """
        (module (func (export "rounds") (param $i i32) (param $end i32) (result i32) (local $n i32)
          loop $next
            local.get $n i32.const 1 i32.add local.set $n
            %s br_if $next
          end
          local.get $n))
        """
            .formatted(condition.replace("STEP", stepBy(step)));
    Options options = Options.defaults().withMethodLimit(methodLimit);
    var module = new WebAssembly.Module(Wat.parse(text), options);
    var instance = new WebAssembly.Instance(module, Imports.none());
    return (int) instance.exports().function("rounds").call(from, end);
  }

  private static String stepBy(int step) {
    return "local.get $i i32.const " + step + " i32.add local.tee $i";
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
    for (int limit : new int[] {8_000, 200}) {
      assertThat(rounds("STEP local.get $end i32.ne", i, by, to, limit)).isEqualTo(expected);
      assertThat(rounds("local.get $end STEP i32.ne", i, by, to, limit)).isEqualTo(expected);
      assertThat(rounds("STEP i32.const " + to + " i32.ne", i, by, to, limit)).isEqualTo(expected);
      assertThat(rounds("STEP", i - to, by, 0, limit)).isEqualTo(expected);
    }
  }
}
