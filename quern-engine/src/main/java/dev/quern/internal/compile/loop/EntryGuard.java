package dev.quern.internal.compile.loop;

import dev.quern.internal.binary.InstrReader;
import dev.quern.internal.syntax.Expr;
import dev.quern.internal.syntax.Op;

/**
 * Recognises a function that begins with a test whether there is anything to do: a block that
 * computes with parameters and constants only, is left by a branch, and otherwise returns. Such a
 * block may be executed twice.
 *
 * <p>Why: docs/rationale/calls.md.
 */
public final class EntryGuard {
  /** Maximum number of instructions of a guard. */
  private static final int MOST = 24;

  private final InstrReader reader;
  private final int parameters;
  private boolean isOpen;
  private boolean hasAsked;
  private boolean hasReturned;

  private EntryGuard(Expr body, int parameters) {
    this.reader = new InstrReader(body);
    this.parameters = parameters;
    reader.skipLocals();
  }

  /**
   * Returns the number of instructions of the guard that a function begins with, including the end
   * of its block, or 0 if there is none.
   */
  public static int length(Expr body, int parameters) {
    var guard = new EntryGuard(body, parameters);
    for (int i = 1; i <= MOST; i++) {
      int op = guard.reader.next();
      if (op == Op.END) {
        return guard.hasReturned ? i : 0;
      }
      if (guard.hasReturned || !guard.mayContain(op)) {
        return 0;
      }
    }
    return 0;
  }

  private boolean mayContain(int op) {
    switch (op) {
      case Op.BLOCK, Op.IF -> {
        boolean isFirst = !isOpen;
        isOpen = true;
        hasAsked |= op == Op.IF;
        return isFirst && reader.blockType() == InstrReader.NO_RESULT;
      }
      case Op.BR_IF -> {
        hasAsked = true;
        return isOpen && reader.u32() == 0;
      }
      case Op.RETURN -> {
        hasReturned = true;
        return hasAsked;
      }
      case Op.LOCAL_GET -> {
        return Integer.compareUnsigned(reader.u32(), parameters) < 0;
      }
      case Op.I32_CONST, Op.I64_CONST, Op.F32_CONST, Op.F64_CONST -> {
        reader.skipImmediates(op);
        return true;
      }
      default -> {
        return op >= Op.I32_EQZ && op <= Op.I64_EXTEND32_S || op == Op.REF_IS_NULL;
      }
    }
  }
}
