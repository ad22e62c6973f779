package dev.quern.internal.compile.body;

import dev.quern.internal.binary.InstrReader;
import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.jvm.JvmLabel;
import dev.quern.internal.compile.jvm.Names;
import dev.quern.internal.compile.loop.LoopHead;
import dev.quern.internal.compile.loop.LoopStep;
import java.lang.classfile.Opcode;

/**
 * The heads and ends of loops, in forms that C2 takes for loops that count: only such it unrolls,
 * and frees of the checks of their accesses. What it does and why is in docs/rationale/loops.md.
 */
final class LoopCompiler {
  /** Bytes of code of a jump. */
  private static final int JUMP_BYTES = 3;

  private final Walk walk;
  private final InstrCompiler instructions;
  private final Conditions conditions;
  private final Branches branches;
  private final BackJumps backJumps;
  private final JvmCode code;
  private final Control control;
  private final InstrReader reader;
  private final LoopStep step;

  /** The label of the loop that was entered last. */
  private int lastLoop;

  /** The place in the function's body behind the last {@code br_if}. */
  private int behindBranchIf = -1;

  LoopCompiler(
      Walk walk,
      InstrCompiler instructions,
      Conditions conditions,
      Branches branches,
      BackJumps backJumps) {
    this.walk = walk;
    this.conditions = conditions;
    this.branches = branches;
    this.backJumps = backJumps;
    this.instructions = instructions;
    this.code = walk.code;
    this.control = walk.control;
    this.reader = walk.reader;
    this.step = new LoopStep(walk.reader);
  }

  /** Takes notice of an instruction whose immediates are still to be read. */
  void at(int op) {
    step.at(op);
  }

  // The head.

  /** Writes what a loop begins with, of which the innermost block is one. */
  void start() {
    int label = control.label(0);
    separateHead(label);
    lastLoop = label;
    int body = walk.newLabel();
    LoopHead head = control.labelTypes(0).isEmpty() ? LoopHead.at(reader, body) : null;
    if (head == null) {
      startBody(label);
    } else {
      backJumps.addHead(label, head);
    }
  }

  /**
   * Gives the head of a loop that goes back on a condition a basic block of its own. C2 copies a
   * loop's first block to its end if the loop can be left there, which makes a loop that is tested
   * at its head one that is tested at its end. Where the test is at the end already, what would
   * come behind it is some check, and C2 would not count the loop; so an empty block is copied.
   */
  private void separateHead(int label) {
    if (walk.loops.of(label) < 0) {
      code.inline(JUMP_BYTES);
    } else if (walk.findings.testedAtEnd.get(label)) {
      endBlock();
    }
  }

  /** Ends a basic block. */
  private void endBlock() {
    JvmLabel next = code.newLabel();
    code.jump(next);
    code.bind(next);
  }

  /** Writes what every round of a loop begins with, behind the test at the head if it has one. */
  private void startBody(int label) {
    instructions.checkLength(walk.loops.of(label));
    walk.checkInterruption();
  }

  /**
   * Comes behind a branch on a condition, which may be the test at the head of a loop.
   *
   * @param branch its place in the function's body
   */
  void passed(int branch) {
    LoopHead head = backJumps.head(lastLoop);
    if (head != null && head.branch() == branch) {
      walk.labelHere(head.body());
      if (head.isBelow()) {
        // For C2 a loop begins here, see BackJumps.goTo.
        endBlock();
      }
      startBody(lastLoop);
    }
  }

  // The end.

  /** Notices a {@code br}, of which only the depth has been read. */
  void branches(int depth) {
    if (reader.opOffset() == behindBranchIf) {
      noticeEnd(depth);
    }
  }

  /** Notices, for the next walk, a branch on a condition that may go back to a loop. */
  private void noticeEnd(int depth) {
    if (control.kind(depth) == Control.LOOP) {
      walk.findings.testedAtEnd.set(control.label(depth));
    }
  }

  /**
   * Writes a {@code br_if}, of which only the depth has been read, if it is the end of a loop and
   * compares its counter in a way that C2 does not know.
   *
   * @return whether it is one
   */
  boolean branchIf(int depth) {
    noticeEnd(depth);
    behindBranchIf = reader.position();
    // What a loop takes would be moved between the comparisons.
    boolean isPlain = control.kind(depth) == Control.LOOP && control.labelTypes(depth).isEmpty();
    if (isPlain && step.isUnequal()) {
      branchUnequal(depth);
      return true;
    }
    if (isPlain && step.isBelow()) {
      branchBelow(depth);
      return true;
    }
    return false;
  }

  /**
   * Goes on with a loop whose counter is not yet equal to its end. C2 does not count such a loop
   * unless the step is one; so the code asks first whether the counter is still on its way there.
   */
  private void branchUnequal(int depth) {
    storeCounter();
    compareCounter(step.step() > 0 ? Opcode.IF_ICMPLT : Opcode.IF_ICMPGT, depth);
    compareCounter(Opcode.IF_ICMPNE, depth);
  }

  /**
   * Goes on with a loop whose counter is less than its end, both unsigned. C2 counts only loops
   * whose comparison is signed; so the code asks that first, which decides for a counter that is
   * not negative.
   */
  private void branchBelow(int depth) {
    storeCounter();
    JvmLabel undecided = code.newLabel();
    code.load('I', walk.storage.temporary('I'));
    code.branch(Opcode.IFLT, undecided);
    compareCounter(Opcode.IF_ICMPLT, depth);
    code.bind(undecided);
    loadCounter();
    code.invokeStatic(Names.INTEGER, "compareUnsigned", Names.desc("(II)I"));
    branches.branchWhen(Opcode.IFLT, depth, 0, () -> {});
  }

  /** Moves what is compared at the end of a loop from the stack to temporaries. */
  private void storeCounter() {
    boolean isZero = !conditions.take();
    walk.stack.prepareForBranch(isZero ? 1 : 2);
    walk.stack.drop(isZero ? 1 : 2);
    if (isZero) {
      code.iconst(0);
    }
    boolean isSecond = !isZero && step.isSecond();
    int counter = walk.storage.temporary('I');
    int end = walk.storage.temporary('A');
    code.store('I', isSecond ? counter : end);
    code.store('I', isSecond ? end : counter);
  }

  private void loadCounter() {
    code.load('I', walk.storage.temporary('I'));
    code.load('I', walk.storage.temporary('A'));
  }

  private void compareCounter(Opcode branch, int depth) {
    loadCounter();
    branches.branchWhen(branch, depth, 0, () -> {});
  }
}
