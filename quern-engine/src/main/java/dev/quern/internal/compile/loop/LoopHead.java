package dev.quern.internal.compile.loop;

import dev.quern.internal.binary.InstrReader;
import dev.quern.internal.syntax.Op;
import org.jspecify.annotations.Nullable;

/**
 * The test that a loop begins with, if that is of a local, or compares it with another or with a
 * constant, and leaves the loop or goes on.
 *
 * @param body the label of what follows it
 * @param branch the place in the function's body of the branch
 * @param counter the local that is less than another operand, both unsigned, while the loop goes
 *     on; or -1 if the test is another one
 * @param end the local that it is compared with, or -1 for a constant
 * @param constant that constant
 *     <p>Why: docs/rationale/loops.md.
 */
public record LoopHead(int body, int branch, int counter, int end, int constant) {
  private static final int NONE = -1;

  /** Whether a counter is compared, which has to be less than the other operand as unsigned. */
  public boolean isBelow() {
    return counter >= 0;
  }

  /**
   * The test with which a loop begins at the reader's position.
   *
   * @param body a label for what follows the test
   */
  public static @Nullable LoopHead at(InstrReader reader, int body) {
    int here = reader.position();
    LoopHead head = reader.next() == Op.LOCAL_GET ? ofLocal(reader, body, reader.u32()) : null;
    reader.position(here);
    return head;
  }

  private static @Nullable LoopHead ofLocal(InstrReader reader, int body, int first) {
    int op = reader.next();
    int second = op == Op.LOCAL_GET ? reader.u32() : NONE;
    int constant = op == Op.I32_CONST ? reader.s32() : 0;
    if (op != Op.LOCAL_GET && op != Op.I32_CONST) {
      return test(reader, op) == 0 ? null : new LoopHead(body, reader.opOffset(), NONE, NONE, 0);
    }
    int comparison = reader.next();
    int test = isComparison(comparison) ? test(reader, reader.next()) : 0;
    if (test == 0) {
      return null;
    }
    int branch = reader.opOffset();
    if (comparison == (test > 0 ? Op.I32_LT_U : Op.I32_GE_U)) {
      return new LoopHead(body, branch, first, second, constant);
    }
    boolean isSwapped = comparison == (test > 0 ? Op.I32_GT_U : Op.I32_LE_U) && second != NONE;
    return new LoopHead(body, branch, isSwapped ? second : NONE, first, 0);
  }

  private static boolean isComparison(int op) {
    return op >= Op.I32_EQ && op <= Op.I32_GE_U;
  }

  /**
   * Reads on behind a condition, to the branch.
   *
   * @return 1 if the loop goes on where the condition holds, -1 if where it does not, and 0 if
   *     there is no such branch
   */
  private static int test(InstrReader reader, int next) {
    int op = next;
    int result = 1;
    while (op == Op.I32_EQZ) {
      result = -result;
      op = reader.next();
    }
    return switch (op) {
      case Op.IF -> reader.blockType() == InstrReader.NO_RESULT ? result : 0;
      case Op.BR_IF -> reader.peekU32() == 0 ? 0 : -result;
      default -> 0;
    };
  }
}
