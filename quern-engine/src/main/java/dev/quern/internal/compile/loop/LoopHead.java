package dev.quern.internal.compile.loop;

import dev.quern.internal.binary.InstrReader;
import dev.quern.internal.syntax.Op;
import org.jspecify.annotations.Nullable;

/**
 * The test at the head of a loop, if it tests a local, or compares a local with another one or with
 * a constant, and exits or continues the loop.
 *
 * @param body the label of the code after the test
 * @param branch the offset of the branch in the body
 * @param counter the local that is less than the other operand, both unsigned, while the loop
 *     continues; or -1 if the test is another one
 * @param end the local that the counter is compared with, or -1 for a constant
 * @param constant that constant
 *     <p>Why: docs/rationale/loops.md.
 */
public record LoopHead(int body, int branch, int counter, int end, int constant) {
  private static final int NONE = -1;

  /**
   * Returns whether the loop continues while a counter is less than the other operand, both
   * unsigned.
   */
  public boolean isBelow() {
    return counter >= 0;
  }

  /**
   * Returns the test at the head of a loop that begins at the reader's position, or null.
   *
   * @param body a label for the code after the test
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
   * Reads on after a condition, up to the branch.
   *
   * @return 1 if the loop continues where the condition holds, -1 if where it does not, and 0 if
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
