package dev.quern.fuzz;

import dev.quern.internal.binary.InstrReader;
import dev.quern.internal.binary.InstrWriter;
import dev.quern.internal.syntax.Expr;
import dev.quern.internal.syntax.Opcode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An instruction by itself.
 *
 * @param opcode its row
 * @param immediates the bytes behind the opcode; nobody writes to them
 */
record Instruction(Opcode opcode, byte[] immediates) {
  private static final byte[] NOTHING = {};

  /** An instruction without immediates. */
  static Instruction of(Opcode opcode) {
    return new Instruction(opcode, NOTHING);
  }

  /** An instruction with what has been written as its immediates. */
  static Instruction of(Opcode opcode, InstrWriter immediates) {
    return new Instruction(opcode, immediates.toByteArray());
  }

  /** Reads the instructions that are left. */
  static List<Instruction> readAll(InstrReader in) {
    var code = new ArrayList<Instruction>();
    while (in.remaining() > 0) {
      int op = in.next();
      int start = in.position();
      in.skipImmediates(op);
      byte[] immediates = Arrays.copyOfRange(in.bytes(), start, in.position());
      code.add(new Instruction(row(op), immediates));
    }
    return code;
  }

  private static Opcode row(int op) {
    Opcode opcode = Opcode.of(op);
    if (opcode == null) {
      throw new IllegalStateException("the reader lets no unknown opcode pass");
    }
    return opcode;
  }

  /** Instructions as they stand in a module. */
  static Expr expr(List<Instruction> code) {
    var out = new InstrWriter();
    code.forEach(instruction -> instruction.write(out));
    byte[] bytes = out.toByteArray();
    return new Expr(bytes, 0, bytes.length);
  }

  /** Writes the opcode and the immediates. */
  void write(InstrWriter out) {
    out.opcode(opcode).bytes(immediates);
  }

  /** A cursor over the immediates. */
  InstrReader reader() {
    return new InstrReader(new Expr(immediates, 0, immediates.length));
  }

  /** How the number of open blocks changes with this instruction. */
  int nesting() {
    return switch (opcode) {
      case BLOCK, LOOP, IF, TRY, TRY_TABLE -> 1;
      case END, DELEGATE -> -1;
      default -> 0;
    };
  }

  /** Whether this begins another part of the innermost block. */
  boolean isNextPart() {
    return switch (opcode) {
      case ELSE, CATCH, CATCH_ALL -> true;
      default -> false;
    };
  }

  // Two instructions are the same if their bytes are; a record would compare the arrays.

  @Override
  public boolean equals(Object other) {
    return other instanceof Instruction i
        && opcode == i.opcode
        && Arrays.equals(immediates, i.immediates);
  }

  @Override
  public int hashCode() {
    return 31 * opcode.hashCode() + Arrays.hashCode(immediates);
  }

  @Override
  public String toString() {
    return opcode.text() + Arrays.toString(immediates);
  }
}
