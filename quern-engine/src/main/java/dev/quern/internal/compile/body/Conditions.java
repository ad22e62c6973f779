package dev.quern.internal.compile.body;

import dev.quern.internal.compile.jvm.Intrinsics;
import dev.quern.internal.compile.jvm.Intrinsics.Comparison;
import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.jvm.JvmLabel;
import dev.quern.internal.syntax.Op;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import org.jspecify.annotations.Nullable;

/**
 * Compiles comparisons and the instructions that consume a condition. A comparison is held back
 * until the next instruction is known: if that is a branch, the two become one JVM instruction.
 */
final class Conditions {
  private static final Comparison NOT_ZERO = new Comparison(1, null, Opcode.IFNE);

  private final Walk walk;
  private final CastCompiler casts;
  private final JvmCode code;
  private final OperandStack stack;
  private @Nullable Comparison pending;
  private boolean isNegated;

  Conditions(Walk walk, CastCompiler casts) {
    this.walk = walk;
    this.casts = casts;
    this.code = walk.code;
    this.stack = walk.stack;
  }

  /** Emits the pending comparison unless the instruction about to be compiled consumes it. */
  void before(int op) {
    if (pending != null && !takesCondition(op)) {
      resolve();
    }
  }

  private static boolean takesCondition(int op) {
    return op == Op.BR_IF || op == Op.IF || op == Op.I32_EQZ || op == Op.SELECT;
  }

  /**
   * Holds a comparison back, so that it can be fused with the branch that follows.
   *
   * @return whether the instruction is a comparison
   */
  boolean compare(int op) {
    if (op == Op.I32_EQZ && pending != null) {
      isNegated = !isNegated;
      return true;
    }
    pending =
        switch (op) {
          case Op.REF_TEST -> casts.test(walk.reader.heapType(), false);
          case Op.REF_TEST_NULL -> casts.test(walk.reader.heapType(), true);
          default -> Intrinsics.comparison(op);
        };
    isNegated = false;
    return pending != null;
  }

  /**
   * Spills everything but the operands of the topmost condition, pushes these onto the JVM stack
   * and compares them.
   *
   * @return the branch that is taken if the condition holds
   */
  Opcode condition() {
    Comparison comparison = current();
    stack.prepareForBranch(comparison.operands());
    return test(comparison);
  }

  private Comparison current() {
    return pending != null ? pending : NOT_ZERO;
  }

  private Opcode test(Comparison comparison) {
    comparison.emit(code);
    stack.drop(comparison.operands());
    Opcode branch = comparison.branch();
    Opcode result = isNegated ? Intrinsics.opposite(branch) : branch;
    pending = null;
    isNegated = false;
    return result;
  }

  /**
   * Discards the pending comparison, whose operands stay on the stack; returns whether there was
   * one.
   */
  boolean take() {
    boolean isThere = pending != null;
    pending = null;
    return isThere;
  }

  /** Turns the pending comparison, if any, into a number on the stack. */
  void resolve() {
    Comparison comparison = pending;
    if (comparison == null) {
      return;
    }
    stack.prepareForResult(comparison.operands());
    JvmLabel isTrue = code.newLabel();
    JvmLabel end = code.newLabel();
    code.branch(test(comparison), isTrue);
    code.iconst(0);
    code.jump(end);
    code.bind(isTrue);
    code.iconst(1);
    code.bind(end);
    stack.pushJvm('I');
  }

  void selectTyped() {
    resolve();
    long count = walk.reader.u32() & 0xFFFF_FFFFL;
    for (long i = 0; i < count; i++) {
      walk.reader.valueType();
    }
    select();
  }

  void select() {
    Comparison comparison = current();
    if (stack.letter(stack.depth() - 1 - comparison.operands()) == 'V') {
      resolve();
      stack.prepareForResult(3);
      code.vectors.select(code);
      stack.drop(3);
      stack.pushJvm('V');
      return;
    }
    stack.prepareForResult(comparison.operands() + 2);
    Opcode branch = test(comparison);
    char letter = stack.letter(stack.depth() - 1);
    JvmLabel keepFirst = code.newLabel();
    code.branch(branch, keepFirst);
    if (JvmCode.isWide(letter)) {
      code.emit(2, c -> c.dup2_x2().pop2());
    } else {
      code.emit(1, CodeBuilder::swap);
    }
    code.bind(keepFirst);
    code.pop(letter);
    stack.drop(2);
    stack.pushJvm(letter);
  }
}
