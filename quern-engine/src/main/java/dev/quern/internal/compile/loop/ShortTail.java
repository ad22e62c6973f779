package dev.quern.internal.compile.loop;

import dev.quern.internal.binary.InstrReader;
import dev.quern.internal.syntax.Op;
import org.jspecify.annotations.Nullable;

/**
 * A few simple instructions between the end of a block and a branch. Where an interpreter's loop is
 * cut, its cases branch to such a place, which goes on to the next instruction of the program: in
 * another chunk than most of them. They do better to have a copy of it, and to go on at once.
 *
 * @param start the place in the body of the first instruction
 * @param branch the place of the branch
 * @param label where that goes, counted from outside the block
 *     <p>Why: docs/rationale/switches.md.
 */
public record ShortTail(int start, int branch, int label) {
  private static final int MOST_INSTRUCTIONS = 8;

  /** The short tail at a position of a body, if there is one. */
  public static @Nullable ShortTail at(InstrReader reader, int position) {
    int here = reader.position();
    reader.position(position);
    int branch = position;
    int op = reader.next();
    for (int i = 0; i < MOST_INSTRUCTIONS && isSimple(op); i++) {
      reader.skipImmediates(op);
      branch = reader.position();
      op = reader.next();
    }
    ShortTail tail = op == Op.BR ? new ShortTail(position, branch, reader.u32()) : null;
    reader.position(here);
    return tail;
  }

  /** Whether an instruction is one that a tail may have: it needs no label and no comparison. */
  static boolean isSimple(int op) {
    return switch (op) {
      case Op.LOCAL_GET, Op.LOCAL_SET, Op.LOCAL_TEE, Op.I32_CONST, Op.I64_CONST -> true;
      case Op.I32_ADD, Op.I32_SUB, Op.I64_ADD, Op.I64_SUB -> true;
      default -> false;
    };
  }
}
