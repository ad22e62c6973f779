package dev.quern.internal.binary;

import dev.quern.internal.syntax.Expr;
import dev.quern.internal.syntax.MalformedException;
import dev.quern.internal.syntax.Op;

/** Reads the instructions of an expression for their form alone. */
public final class ExprScanner {
  private ExprScanner() {}

  /** Moves behind the {@code end} that closes an expression; only reading everything finds it. */
  static void skipExpr(InstrReader in) {
    for (int depth = 1; depth > 0; ) {
      int op = in.next();
      in.skipImmediates(op);
      switch (op) {
        case Op.BLOCK, Op.LOOP, Op.IF, Op.TRY, Op.TRY_TABLE -> depth++;
        case Op.END, Op.DELEGATE -> depth--;
        case Op.ELSE -> checkElse(in, depth);
        default -> {}
      }
    }
  }

  private static void checkElse(InstrReader in, int depth) {
    if (depth == 1) {
      throw new MalformedException("END opcode expected", in.opOffset());
    }
  }

  /**
   * Checks the form of a body as the specification's own decoder does it: it reads on behind the
   * body's declared end and compares afterwards. Called for bodies that are known to be wrong, to
   * find the reason that the test suite names.
   *
   * @throws MalformedException if the form is wrong
   */
  public static void checkBody(Expr body) {
    var in = new InstrReader(new Expr(body.bytes(), body.start(), body.bytes().length));
    for (int groups = in.length(); groups > 0; groups--) {
      in.u32();
      in.valueType();
    }
    skipExpr(in);
    if (in.position() != body.end()) {
      throw new MalformedException("section size mismatch", body.start());
    }
  }
}
