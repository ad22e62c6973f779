package dev.quern.conformance;

import dev.quern.fuzz.Code;
import dev.quern.internal.syntax.Opcode;
import java.util.Random;

/**
 * Random code without branches over i64 locals, and what it computes: each statement sets a local
 * to a sum, product or the like of two others.
 */
final class StraightLine {
  private static final Opcode[] OPERATORS = {
    Opcode.I64_ADD, Opcode.I64_SUB, Opcode.I64_XOR, Opcode.I64_MUL, Opcode.I64_ROTL
  };

  private final int first;
  private final int count;
  private final byte[] operators;
  private final int[] operands;

  /**
   * Statements over some locals.
   *
   * @param first the first of the locals
   * @param count the number of locals
   */
  StraightLine(int statements, int first, int count) {
    this.first = first;
    this.count = count;
    this.operators = new byte[statements];
    this.operands = new int[statements * 3];
    var random = new Random(statements);
    for (int i = 0; i < statements; i++) {
      operators[i] = (byte) random.nextInt(OPERATORS.length);
      for (int j = 0; j < 3; j++) {
        operands[i * 3 + j] = random.nextInt(count);
      }
    }
  }

  /** Writes the statements until the code has about a number of bytes, and returns how many. */
  int write(Code code, int bytes) {
    int written = 0;
    while (written < operators.length && code.size() < bytes) {
      int at = written * 3;
      code.get(first + operands[at]).get(first + operands[at + 1]);
      code.op(OPERATORS[operators[written]]).set(first + operands[at + 2]);
      written++;
    }
    return written;
  }

  /** Sets every local to its number plus a start value. */
  void writeStart(Code code, int startValue) {
    for (int i = 0; i < count; i++) {
      code.get(startValue).i64(i).op(Opcode.I64_ADD).set(first + i);
    }
  }

  /** Leaves a number that depends on all locals on the stack. */
  void writeSum(Code code) {
    code.i64(0);
    for (int i = 0; i < count; i++) {
      code.i64(31).op(Opcode.I64_MUL).get(first + i).op(Opcode.I64_ADD);
    }
  }

  /** What {@link #writeStart}, some rounds of {@link #write} and {@link #writeSum} compute. */
  long compute(long start, int statements, int rounds) {
    var locals = new long[count];
    for (int i = 0; i < count; i++) {
      locals[i] = start + i;
    }
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < statements; i++) {
        locals[operands[i * 3 + 2]] =
            apply(operators[i], locals[operands[i * 3]], locals[operands[i * 3 + 1]]);
      }
    }
    long sum = 0;
    for (long local : locals) {
      sum = sum * 31 + local;
    }
    return sum;
  }

  private static long apply(byte operator, long a, long b) {
    return switch (OPERATORS[operator]) {
      case I64_ADD -> a + b;
      case I64_SUB -> a - b;
      case I64_XOR -> a ^ b;
      case I64_MUL -> a * b;
      default -> Long.rotateLeft(a, (int) b);
    };
  }
}
