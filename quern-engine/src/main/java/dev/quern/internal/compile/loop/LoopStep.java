package dev.quern.internal.compile.loop;

import dev.quern.internal.binary.InstrReader;
import dev.quern.internal.syntax.Op;

/**
 * Recognises the usual end of a counted loop: a constant step is added to a local, and the local is
 * then tested for being unequal to something, or less than it, unsigned.
 *
 * <p>Why: docs/rationale/loops.md.
 */
public final class LoopStep {
  private static final int NONE = 0;
  private static final int GET = 1;
  private static final int CONST = 2;
  private static final int ADD = 3;
  private static final int STEPPED = 4;
  private static final int OTHER_PUSHED = 5;
  private static final int UNEQUAL = 6;
  private static final int BELOW = 7;

  private final InstrReader reader;
  private int state;
  private int local;
  private int step;
  private boolean isSecond;

  public LoopStep(InstrReader reader) {
    this.reader = reader;
  }

  /** Observes an instruction before its immediates are read. */
  public void at(int op) {
    state =
        switch (op) {
          case Op.LOCAL_GET -> get();
          case Op.I32_CONST -> constant();
          case Op.I32_ADD -> state == CONST ? ADD : NONE;
          case Op.LOCAL_TEE -> state == ADD && reader.peekU32() == local ? STEPPED : NONE;
          case Op.I32_NE -> compared(UNEQUAL);
          case Op.I32_LT_U -> state == OTHER_PUSHED ? compared(BELOW) : NONE;
          case Op.I32_GT_U -> state == STEPPED ? compared(BELOW) : NONE;
          case Op.BR_IF -> state;
          default -> NONE;
        };
  }

  private int get() {
    if (state == STEPPED) {
      return OTHER_PUSHED;
    }
    local = reader.peekU32();
    return GET;
  }

  private int constant() {
    if (state == STEPPED) {
      return OTHER_PUSHED;
    }
    step = reader.peekS32();
    return state == GET ? CONST : NONE;
  }

  private int compared(int how) {
    isSecond = state == STEPPED;
    return state == STEPPED || state == OTHER_PUSHED ? how : NONE;
  }

  /**
   * Returns, at a {@code br_if}, whether the loop continues while the counter, whose step is
   * greater than one in either direction, is not equal to something.
   */
  public boolean isUnequal() {
    return (state == STEPPED || state == UNEQUAL) && (step < -1 || step > 1);
  }

  /**
   * Returns, at a {@code br_if}, whether the loop continues while the counter, which grows, is less
   * than something, both unsigned.
   */
  public boolean isBelow() {
    return state == BELOW && step > 0;
  }

  /** Returns what is added to the counter. */
  public int step() {
    return step;
  }

  /** Returns whether the counter is the second operand of the comparison. */
  public boolean isSecond() {
    return isSecond;
  }
}
