package dev.quern.internal.compile;

import dev.quern.internal.binary.InstrReader;
import dev.quern.internal.syntax.Op;

/**
 * A few simple instructions between the end of a block and a branch. Where an interpreter's loop is
 * cut, its cases branch to such a place, which goes on to the next instruction of the program: in
 * another chunk than most of them. They do better to have a copy of it, and to go on at once.
 */
final class ShortTail {
  private static final int MOST_INSTRUCTIONS = 8;

  private ShortTail() {}

  /** The label of the {@code br} behind a short tail at a position of a body; or -1. */
  static int branchAt(InstrReader reader, int position) {
    int here = reader.position();
    reader.position(position);
    int op = reader.next();
    for (int i = 0; i < MOST_INSTRUCTIONS && isSimple(op); i++) {
      reader.skipImmediates(op);
      op = reader.next();
    }
    int label = op == Op.BR ? reader.u32() : -1;
    reader.position(here);
    return label;
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
