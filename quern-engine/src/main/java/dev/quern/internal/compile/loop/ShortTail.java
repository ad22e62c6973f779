package dev.quern.internal.compile.loop;

import dev.quern.internal.binary.InstrReader;
import dev.quern.internal.syntax.Op;
import org.jspecify.annotations.Nullable;

/**
 * A few simple instructions between the end of a block and a branch. The cases of an interpreter
 * loop branch to such a tail, which continues with the next instruction of the program. If the loop
 * is cut, the tail is in another chunk than most cases; these do better with a copy of it, to
 * continue at once.
 *
 * @param start the offset in the body of the first instruction
 * @param branch the offset of the branch
 * @param label the target of the branch, counted from outside the block
 *     <p>Why: docs/rationale/switches.md.
 */
public record ShortTail(int start, int branch, int label) {
  private static final int MOST_INSTRUCTIONS = 8;

  /** Returns the short tail at an offset in the body, or null if there is none. */
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

  /** Returns whether an instruction may be in a tail: it needs no label and no comparison. */
  static boolean isSimple(int op) {
    return switch (op) {
      case Op.LOCAL_GET, Op.LOCAL_SET, Op.LOCAL_TEE, Op.I32_CONST, Op.I64_CONST -> true;
      case Op.I32_ADD, Op.I32_SUB, Op.I64_ADD, Op.I64_SUB -> true;
      default -> false;
    };
  }
}
