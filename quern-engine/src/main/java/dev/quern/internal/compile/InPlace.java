package dev.quern.internal.compile;

import dev.quern.internal.syntax.Op;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.OperatorInstruction;

/**
 * Integer instructions as sequences of JVM instructions that elsewhere are calls of small methods:
 * for methods so large that C2 would not inline those. It expects that every call destroys all
 * registers, so that a single one in a loop sends the loop's variables to the stack.
 */
final class InPlace {
  private InPlace() {}

  /**
   * Emits an instruction whose operands are on the JVM's stack.
   *
   * @return false if it is none of those
   */
  static boolean emit(int op, JvmCode code) {
    switch (op) {
      case Op.I32_ROTL -> rotateInt(code, Opcode.ISHL, Opcode.IUSHR);
      case Op.I32_ROTR -> rotateInt(code, Opcode.IUSHR, Opcode.ISHL);
      case Op.I64_ROTL -> rotateLong(code, Opcode.LSHL, Opcode.LUSHR);
      case Op.I64_ROTR -> rotateLong(code, Opcode.LUSHR, Opcode.LSHL);
      case Op.I32_DIV_S -> divideInt(code);
      case Op.I64_DIV_S -> divideLong(code);
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

  private static void divideInt(JvmCode code) {
    int divisor = code.freeLocals();
    int dividend = divisor + 1;
    JvmLabel divide = code.newLabel();
    code.store('I', divisor);
    code.store('I', dividend);
    code.load('I', divisor);
    code.iconst(-1);
    code.branch(Opcode.IF_ICMPNE, divide);
    code.load('I', dividend);
    code.iconst(Integer.MIN_VALUE);
    code.branch(Opcode.IF_ICMPNE, divide);
    overflow(code, divide);
    code.load('I', dividend);
    code.load('I', divisor);
    operator(code, Opcode.IDIV);
  }

  private static void divideLong(JvmCode code) {
    int divisor = code.freeLocals();
    int dividend = divisor + 2;
    JvmLabel divide = code.newLabel();
    code.store('J', divisor);
    code.store('J', dividend);
    code.load('J', divisor);
    isUnequal(code, -1, divide);
    code.load('J', dividend);
    isUnequal(code, Long.MIN_VALUE, divide);
    overflow(code, divide);
    code.load('J', dividend);
    code.load('J', divisor);
    operator(code, Opcode.LDIV);
  }

  private static void isUnequal(JvmCode code, long constant, JvmLabel target) {
    code.constant('J', constant);
    operator(code, Opcode.LCMP);
    code.branch(Opcode.IFNE, target);
  }

  private static void overflow(JvmCode code, JvmLabel divide) {
    code.invokeStatic(Names.NUMERICS, "trapOverflow", Names.desc("()V"));
    code.bind(divide);
  }

  private static void count(JvmCode code, String method) {
    code.invokeStatic(Names.LONG, method, Names.desc("(J)I"));
    code.emit(1, CodeBuilder::i2l);
  }
}
