package dev.quern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.Options;
import dev.quern.Wat;
import dev.quern.WebAssembly;
import dev.quern.fuzz.Code;
import dev.quern.internal.syntax.Opcode;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** As {@link TotalityTest}, for functions that catch exceptions. */
final class ExceptionTotalityTest {
  private static final int HOTSPOT_LIMIT = 8_000;
  private static final int TINY_LIMIT = 300;

  /** Runs the exported function {@code run} at both limits, and measures all of the module. */
  private static void check(byte[] bytes, Object expected, Object... arguments) {
    for (int limit : new int[] {HOTSPOT_LIMIT, TINY_LIMIT}) {
      var module = new WebAssembly.Module(bytes, Options.defaults().withMethodLimit(limit));
      WebAssembly.Function run = new WebAssembly.Instance(module).exports().function("run");
      assertThat(run.call(arguments)).as("method limit %d", limit).isEqualTo(expected);
    }
    GeneratedCode.of(bytes, HOTSPOT_LIMIT).hasNoMethodOver(HOTSPOT_LIMIT);
  }

  private static String repeat(int count, java.util.function.IntFunction<String> text) {
    var all = new StringBuilder();
    IntStream.range(0, count).forEach(i -> all.append(text.apply(i)).append('\n'));
    return all.toString();
  }

  @Test
  void manyTryBlocks() {
    int count = 10_000;
    String blocks =
        repeat(
            count,
            i ->
                """
                try (result i32) local.get 0 i32.const %d i32.and call $throw i32.const 1
                catch $tag end
                local.get 1 i32.add local.set 1
                """
                    .formatted(i));
    byte[] bytes =
        Wat.parse(
            """
            (module
              (tag $tag (param i32))
              (func $throw (param i32) local.get 0 if i32.const 3 throw $tag end)
              (func (export "run") (param i32) (result i32) (local i32) %s local.get 1))
            """
                .formatted(blocks));
    check(bytes, count / 2 + 3 * (count / 2), 1);
  }

  /** Every handler adds one to the number and throws it on. */
  @Test
  void nestedTryBlocks() {
    int depth = 3_000;
    byte[] bytes =
        Wat.parse(
            """
            (module
              (tag $tag (param i32))
              (func (export "run") (result i32)
                try (result i32) %s i32.const 0 throw $tag %s unreachable catch $tag end))
            """
                .formatted(
                    repeat(depth, i -> "try"),
                    repeat(depth, i -> "catch $tag i32.const 1 i32.add throw $tag end")));
    check(bytes, depth);
  }

  @Test
  void nestedDelegations() {
    int depth = 5_000;
    byte[] bytes =
        Wat.parse(
            """
            (module
              (tag $tag (param i32))
              (func (export "run") (result i32)
                try (result i32) %s i32.const 7 throw $tag %s unreachable catch $tag end))
            """
                .formatted(
                    repeat(depth, i -> "try"), repeat(depth, i -> "delegate " + (depth - 1 - i))));
    check(bytes, 7);
  }

  /** What is never reached may be nested as deeply. */
  @ParameterizedTest
  @ValueSource(strings = {"try_table", "try", "try unreachable catch_all"})
  void nestedUnreachableEnds(String block) {
    int depth = 10_000;
    byte[] bytes =
        Wat.parse(
            """
            (module
              (func (export "run") (param i32) (result i32)
                local.get 0 if %s unreachable %s unreachable end i32.const 5))
            """
                .formatted(repeat(depth, i -> block), repeat(depth, i -> "end")));
    check(bytes, 5, 0);
  }

  @Test
  void manyClauses() {
    int count = 10_000;
    byte[] bytes =
        Wat.parse(
            """
            (module
              (tag $tag (param i32)) (tag $other (param i32))
              (func (export "run") (result i32)
                block (result i32)
                  try_table %s (catch $tag 0)
                    i32.const 9 throw $tag
                  end
                  unreachable
                end))
            """
                .formatted(repeat(count, i -> "(catch $other 0)")));
    check(bytes, 9);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "block (type $values) try_table (catch $tag 0) call $throw end unreachable end",
        "try (type $values) call $throw unreachable catch $tag end",
        "try (type $values) call $throw unreachable catch $tag i64.const 0 i64.add br 0 end",
        """
        block (type $values)
          block (type $valuesAndReference) try_table (catch_ref $tag 0) call $throw end unreachable
          end
          throw_ref
        end
        """
      })
  void manyValues(String block) {
    int count = 999;
    boolean throwsOn = block.contains("throw_ref");
    String values = "i64 ".repeat(count);
    byte[] bytes =
        Wat.parse(
            """
            (module
              (type $values (func (result %1$s)))
              (type $valuesAndReference (func (result %1$s exnref)))
              (tag $tag (param %1$s))
              (func $throw %2$s throw $tag)
              (func $run (result i64) %3$s %4$s)
              (func (export "run") (result i64)
                %5$s))
            """
                .formatted(
                    values,
                    repeat(count, i -> "i64.const " + i),
                    block,
                    "i64.add ".repeat(count - 1),
                    throwsOn
                        ? "block (type $values) try_table (result i64) (catch $tag 0) call $run end"
                            + " return end "
                            + "i64.add ".repeat(count - 1)
                        : "call $run"));
    check(bytes, 498_501L);
  }

  @Test
  void oneTryBlockAroundALongBody() {
    var statements = new StraightLine(100_000, 2, 60);
    var code = new Code();
    statements.writeStart(code, 0);
    code.enter(Opcode.TRY);
    int written = statements.write(code, 300_000);
    code.op(Opcode.THROW, 0).op(Opcode.CATCH, 0).end();
    statements.writeSum(code);
    var module = new ModuleBuilder();
    module.tag("");
    module.function("run", "J:J", "I" + "J".repeat(60), code.end());
    check(module.build(), statements.compute(3, written, 1), 3L);
  }
}
