package dev.quern.internal.compile.body;

import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.jvm.Names;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.MethodTypeDesc;
import java.util.function.Consumer;

/**
 * Compiles instructions with 128-bit results (wide arithmetic proposal). A number is two i64
 * values, the lower half first; the halves stay on the JVM stack and in one temporary.
 */
final class WideArithmetic {
  private static final MethodTypeDesc HALF = Names.desc("(JJ)J");

  private final JvmCode code;
  private final Storage storage;
  private final OperandStack stack;

  WideArithmetic(Walk walk) {
    this.code = walk.code;
    this.storage = walk.storage;
    this.stack = walk.stack;
  }

  void add() {
    addOrSubtract(CodeBuilder::ladd, "carry");
  }

  void subtract() {
    addOrSubtract(CodeBuilder::lsub, "borrow");
  }

  /**
   * @param halves adds or subtracts the halves on their own
   * @param correction the method that returns what to add to the upper half then, given the lower
   *     halves of the first operand and of the result
   */
  private void addOrSubtract(Consumer<CodeBuilder> halves, String correction) {
    stack.prepareForResult(4);
    int half = storage.temporary('J');
    swap();
    code.store('J', half);
    code.emit(1, halves);
    swap();
    code.dup('J');
    code.load('J', half);
    code.emit(1, halves);
    code.dup('J');
    code.store('J', half);
    code.invokeStatic(Names.NUMERICS, correction, HALF);
    code.emit(1, CodeBuilder::ladd);
    code.load('J', half);
    swap();
    pushResults(4, half);
  }

  /** Multiplies; {@code high} is the method of {@code Math} for the upper half. */
  void multiply(String high) {
    stack.prepareForResult(2);
    int half = storage.temporary('J');
    code.store('J', half);
    code.dup('J');
    code.load('J', half);
    code.emit(1, CodeBuilder::lmul);
    swap();
    code.load('J', half);
    code.invokeStatic(Names.of(Math.class), high, HALF);
    pushResults(2, half);
  }

  /** Swaps the two longs on top of the JVM stack. */
  private void swap() {
    code.emit(2, c -> c.dup2_x2().pop2());
  }

  /** Moves the halves to the operand stack one by one, since the first may have to be spilled. */
  private void pushResults(int operands, int half) {
    code.store('J', half);
    stack.drop(operands);
    stack.pushJvm('J');
    code.load('J', half);
    stack.pushJvm('J');
  }
}
