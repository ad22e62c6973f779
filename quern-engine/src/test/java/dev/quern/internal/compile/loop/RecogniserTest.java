package dev.quern.internal.compile.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.internal.binary.InstrReader;
import dev.quern.internal.binary.ModuleDecoder;
import dev.quern.internal.syntax.DecodeLimits;
import dev.quern.internal.syntax.Expr;
import dev.quern.internal.syntax.Op;
import dev.quern.internal.text.ModuleSource;
import java.util.BitSet;
import java.util.function.BiConsumer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the recognisers of loops and of interpreters recognise, and what they do not. One that stops
 * matching costs nothing but speed, so that no other test notices.
 */
class RecogniserTest {
  /** The code of a function in a module with a memory, three i32 locals and an i64 one. */
  private static Expr body(String instructions) {
    byte[] bytes =
        ModuleSource.of("(module (memory 1) (func (local i32 i32 i32 i64) " + instructions + "))")
            .binary();
    return ModuleDecoder.decode(bytes, DecodeLimits.JS_API).bodies().getFirst();
  }

  private static InstrReader behindLocals(String instructions) {
    Expr expr = body(instructions);
    var reader = new InstrReader(expr);
    // Two groups of locals, each a count and a type.
    reader.position(expr.start() + 5);
    return reader;
  }

  /** Shows a recogniser the instructions up to the first one of a code. */
  private static void walk(InstrReader reader, int last, BiConsumer<Integer, Integer> at) {
    while (true) {
      int op = reader.next();
      at.accept(op, reader.opOffset());
      if (op == last) {
        return;
      }
      reader.skipImmediates(op);
    }
  }

  // LoopStep

  private static LoopStep step(String instructions) {
    InstrReader reader = behindLocals("loop " + instructions + " br_if 0 end");
    var step = new LoopStep(reader);
    walk(reader, Op.BR_IF, (op, position) -> step.at(op));
    return step;
  }

  private static final String STEP_BY_4 = "local.get 0 i32.const 4 i32.add local.tee 0 ";

  @ParameterizedTest
  @CsvSource({
    "'', 4",
    "local.get 1 i32.ne, 4",
    "i32.const 400 i32.ne, 4",
  })
  void aStepToSomethingUnequalIsOne(String comparison, int by) {
    LoopStep step = step(STEP_BY_4 + comparison);
    assertThat(step.isUnequal()).isTrue();
    assertThat(step.isBelow()).isFalse();
    assertThat(step.step()).isEqualTo(by);
  }

  @ParameterizedTest
  @ValueSource(strings = {"local.get 1 i32.lt_u", "i32.const 400 i32.lt_u"})
  void aStepToSomethingNotBelowIsOne(String comparison) {
    LoopStep step = step(STEP_BY_4 + comparison);
    assertThat(step.isBelow()).isTrue();
    assertThat(step.isUnequal()).isFalse();
    assertThat(step.isSecond()).isFalse();
  }

  @Test
  void theCounterMayBeTheSecondOperand() {
    for (String comparison : new String[] {"i32.ne", "i32.gt_u"}) {
      LoopStep step = step("local.get 1 " + STEP_BY_4 + comparison);
      assertThat(step.isSecond()).as(comparison).isTrue();
      assertThat(step.isUnequal()).isEqualTo(comparison.equals("i32.ne"));
      assertThat(step.isBelow()).isEqualTo(comparison.equals("i32.gt_u"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // C2 knows these.
        "local.get 0 i32.const 1 i32.add local.tee 0 local.get 1 i32.ne",
        "local.get 0 i32.const -1 i32.add local.tee 0",
        "local.get 0 i32.const 4 i32.add local.tee 0 local.get 1 i32.lt_s",
        // The counter does not grow.
        "local.get 0 i32.const -4 i32.add local.tee 0 local.get 1 i32.lt_u",
        // Another local is written, or something else is done.
        "local.get 0 i32.const 4 i32.add local.tee 1 local.get 2 i32.ne",
        "local.get 0 i32.const 4 i32.sub local.tee 0 local.get 1 i32.ne",
        "local.get 0 i32.const 4 i32.add local.tee 0 local.get 1 i32.ne i32.eqz",
        "local.get 0 i32.const 4 i32.add local.set 0 local.get 0 local.get 1 i32.ne"
      })
  void anotherEndIsNone(String end) {
    LoopStep step = step(end);
    assertThat(step.isUnequal()).isFalse();
    assertThat(step.isBelow()).isFalse();
  }

  // LoopHead

  private static @Nullable LoopHead head(String instructions) {
    InstrReader reader = behindLocals("block loop " + instructions + " br 0 end end");
    reader.next();
    reader.skipImmediates(Op.BLOCK);
    reader.next();
    reader.skipImmediates(Op.LOOP);
    int before = reader.position();
    LoopHead head = LoopHead.at(reader, 7);
    assertThat(reader.position()).isEqualTo(before);
    return head;
  }

  @ParameterizedTest
  @CsvSource({
    // condition, counter, end, constant
    "local.get 0 local.get 1 i32.ge_u br_if 1, 0, 1, 0",
    "local.get 0 local.get 1 i32.lt_u i32.eqz br_if 1, 0, 1, 0",
    "local.get 0 i32.const 9 i32.ge_u br_if 1, 0, -1, 9",
    "local.get 0 local.get 1 i32.le_u br_if 1, 1, 0, 0",
    "local.get 0 local.get 1 i32.lt_u if nop end, 0, 1, 0",
    "local.get 0 local.get 1 i32.gt_u if nop end, 1, 0, 0",
  })
  void aTestForBelowIsAHeadWithACounter(String test, int counter, int end, int constant) {
    LoopHead head = head(test);
    assertThat(head).isNotNull();
    assertThat(head.isBelow()).isTrue();
    assertThat(head.counter()).isEqualTo(counter);
    assertThat(head.end()).isEqualTo(end);
    assertThat(head.constant()).isEqualTo(constant);
    assertThat(head.body()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "local.get 0 br_if 1",
        "local.get 0 i32.eqz br_if 1",
        "local.get 0 local.get 1 i32.ge_s br_if 1",
        "local.get 0 i32.const 7 i32.eq br_if 1",
        "local.get 0 if nop end"
      })
  void anotherTestOfALocalIsAHeadWithoutACounter(String test) {
    LoopHead head = head(test);
    assertThat(head).isNotNull();
    assertThat(head.isBelow()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "i32.const 1 local.get 0 i32.ge_u br_if 1",
        "local.get 0 local.get 1 i32.add br_if 1",
        "local.get 0 local.get 1 i32.ge_u br_if 0",
        "local.get 0 if (result i32) i32.const 1 else i32.const 2 end drop",
        "nop local.get 0 br_if 1"
      })
  void anotherBeginningIsNone(String test) {
    assertThat(head(test)).isNull();
  }

  // ShortTail

  private static @Nullable ShortTail tail(String instructions) {
    InstrReader reader = behindLocals("loop " + instructions + " end");
    reader.next();
    reader.skipImmediates(Op.LOOP);
    return ShortTail.at(reader, reader.position());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "br 0",
        "local.get 0 i32.const 4 i32.add local.set 0 br 0",
        "local.get 3 i64.const 1 i64.sub local.tee 3 local.set 3 br 0"
      })
  void aFewSimpleInstructionsAndABranchAreAShortTail(String instructions) {
    ShortTail tail = tail(instructions);
    assertThat(tail).isNotNull();
    assertThat(tail.label()).isZero();
    assertThat(tail.branch()).isGreaterThanOrEqualTo(tail.start());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nop",
        "local.get 0 br_if 0",
        "local.get 0 i32.load drop br 0",
        "local.get 0 local.get 0 i32.add local.set 0 local.get 1 local.get 1 i32.add local.set 1 i32.const 1 local.set 2 br 0",
        "block end br 0"
      })
  void otherInstructionsAreNoShortTail(String instructions) {
    assertThat(tail(instructions)).isNull();
  }

  // DispatchLoop

  private static Findings.@Nullable DispatchHead dispatch(String instructions) {
    return dispatch(instructions, local -> false);
  }

  private static Findings.@Nullable DispatchHead dispatch(
      String instructions, IntPredicate isVector) {
    InstrReader reader =
        behindLocals("loop block block " + instructions + " br_table 0 1 end end end");
    var loop = new DispatchLoop(reader, isVector, new Findings());
    reader.next();
    reader.skipImmediates(Op.LOOP);
    loop.enter(5, reader.position());
    walk(reader, Op.BR_TABLE, loop::at);
    loop.goesTo(new int[] {1, 2});
    return loop.of(5);
  }

  private static final String FETCH =
      "local.get 0 i32.load local.set 1 local.get 0 i32.const 4 i32.add local.set 0 "
          + "local.get 1 i32.const 255 i32.and";

  @Test
  void aLoopThatChangesAVectorIsNoDispatchLoop() {
    assertThat(dispatch(FETCH, local -> local == 0)).isNull();
    assertThat(dispatch(FETCH, local -> local == 1)).isNotNull();
  }

  @Test
  void aLoopThatFetchesAnInstructionAndBranchesIsADispatchLoop() {
    Findings.DispatchHead head = dispatch(FETCH);
    assertThat(head).isNotNull();
    assertThat(head.targets()).containsExactly(1, 2);
    assertThat(head.branch()).isGreaterThan(head.start());
    // The first local is read and then changed; the second is written before it is read.
    assertThat(head.changed()).isEqualTo(BitSet.valueOf(new long[] {1}));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "local.get 0 i32.const 1 i32.store " + FETCH,
        "local.get 0 if end " + FETCH,
        "local.get 0 i32.eqz",
        FETCH + " local.set 2 " + FETCH
      })
  void aLoopThatDoesMoreIsNoDispatchLoop(String instructions) {
    assertThat(dispatch(instructions)).isNull();
  }

  // DecodedWord

  private static DecodedWord.@Nullable Decoded word(String instructions) {
    InstrReader reader = behindLocals("block block " + instructions + " br_table 0 1 end end");
    var word = new DecodedWord(reader);
    walk(reader, Op.BR_TABLE, word::at);
    return word.decoded();
  }

  @Test
  void aWordThatIsTakenApartIsOne() {
    DecodedWord.Decoded word =
        word(
            "local.get 0 i32.load local.set 1 local.get 1 i32.const 8 i32.shr_u local.set 2 "
                + "local.get 1 i32.const 255 i32.and");
    assertThat(word).isNotNull();
    assertThat(word.local()).isEqualTo(1);
    assertThat(word.isOnStack()).isFalse();
    assertThat(word.parts()).hasSize(1);
    assertThat(word.parts().getFirst().read()).isEqualTo(BitSet.valueOf(new long[] {2}));
    assertThat(word.parts().getFirst().written()).isEqualTo(BitSet.valueOf(new long[] {4}));
  }

  @Test
  void aWordThatStaysOnTheStackIsOne() {
    DecodedWord.Decoded word = word("local.get 0 i32.load local.tee 1 i32.const 255 i32.and");
    assertThat(word).isNotNull();
    assertThat(word.isOnStack()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "local.get 0",
        "local.get 0 i32.load",
        "local.get 0 i32.load local.set 1 local.get 1 i32.const 8 i32.rotl",
        "local.get 0 i32.load local.set 1 local.get 1 local.set 1 local.get 1",
        "local.get 0 i32.load local.set 1 local.get 2 local.get 1 local.set 2"
      })
  void aWordThatIsNotTakenApartIsNone(String instructions) {
    assertThat(word(instructions)).isNull();
  }
}
