package dev.quern.internal.compile.jvm;

import dev.quern.internal.syntax.Op;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.OperatorInstruction;

/**
 * Emits integer instructions inline that elsewhere are calls of small methods: for methods so large
 * that C2 would not inline those. C2 assumes that every call clobbers all registers, so a single
 * call in a loop spills the loop's variables to the stack.
 */
final class InPlace {
  private InPlace() {}

  /**
   * Emits an instruction whose operands are on the JVM stack.
   *
   * @return false if the instruction is not one of these
   */
  static boolean emit(int op, JvmCode code) {
    switch (op) {
      case Op.I32_ROTL -> rotateInt(code, Opcode.ISHL, Opcode.IUSHR);
      case Op.I32_ROTR -> rotateInt(code, Opcode.IUSHR, Opcode.ISHL);
      case Op.I64_ROTL -> rotateLong(code, Opcode.LSHL, Opcode.LUSHR);
      case Op.I64_ROTR -> rotateLong(code, Opcode.LUSHR, Opcode.LSHL);
      case Op.I32_DIV_S -> divide(code, 'I', Integer.MIN_VALUE, Opcode.IDIV);
      case Op.I64_DIV_S -> divide(code, 'J', Long.MIN_VALUE, Opcode.LDIV);
      case Op.I64_CLZ -> count(code, "numberOfLeadingZeros");
      case Op.I64_CTZ -> count(code, "numberOfTrailingZeros");
      case Op.I64_POPCNT -> count(code, "bitCount");
      default -> {
        return false;
      }
    }
    return true;
  }

  private static void operator(JvmCode code, Opcode opcode) {
    code.emit(1, c -> c.with(OperatorInstruction.of(opcode)));
  }

  private static void rotateInt(JvmCode code, Opcode shift, Opcode back) {
    code.emit(1, CodeBuilder::dup2);
    operator(code, shift);
    code.emit(2, c -> c.dup_x2().pop());
    operator(code, Opcode.INEG);
    operator(code, back);
    operator(code, Opcode.IOR);
  }

  private static void rotateLong(JvmCode code, Opcode shift, Opcode back) {
    int by = code.freeLocals();
    code.emit(1, CodeBuilder::l2i);
    code.store('I', by);
    code.emit(1, CodeBuilder::dup2);
    code.load('I', by);
    operator(code, shift);
    code.emit(2, c -> c.dup2_x2().pop2());
    code.load('I', by);
    operator(code, Opcode.INEG);
    operator(code, back);
    operator(code, Opcode.LOR);
  }

  /** Emits a division, which traps if the least number is divided by -1. */
  private static void divide(JvmCode code, char letter, long least, Opcode operator) {
    int divisor = code.freeLocals();
    int dividend = divisor + JvmCode.slots(letter);
    JvmLabel divide = code.newLabel();
    code.store(letter, divisor);
    code.store(letter, dividend);
    goIfUnequal(code, letter, divisor, -1, divide);
    goIfUnequal(code, letter, dividend, least, divide);
    code.invokeStatic(Names.NUMERICS, "trapOverflow", Names.desc("()V"));
    code.bind(divide);
    code.load(letter, dividend);
    code.load(letter, divisor);
    operator(code, operator);
  }

  private static void goIfUnequal(
      JvmCode code, char letter, int local, long constant, JvmLabel target) {
    code.load(letter, local);
    code.constant(letter, constant);
    if (letter == 'J') {
      operator(code, Opcode.LCMP);
      code.branch(Opcode.IFNE, target);
    } else {
      code.branch(Opcode.IF_ICMPNE, target);
    }
  }

  private static void count(JvmCode code, String method) {
    code.invokeStatic(Names.LONG, method, Names.desc("(J)I"));
    code.emit(1, CodeBuilder::i2l);
  }
}
