package dev.quern.internal.compile.body;

import dev.quern.internal.binary.InstrReader;
import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.jvm.JvmLabel;
import dev.quern.internal.compile.jvm.Names;
import dev.quern.internal.compile.loop.LoopHead;
import dev.quern.internal.compile.loop.LoopStep;
import java.lang.classfile.Opcode;

/**
 * Emits the headers and back edges of loops in forms that C2 recognises as counted loops, the only
 * ones that it unrolls and frees of bounds checks. The reasons are in docs/rationale/loops.md.
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

  /** The offset in the function's body after the last {@code br_if}. */
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

  /** Observes an instruction before its immediates are read. */
  void at(int op) {
    step.at(op);
  }

  // The head.

  /** Emits the header of the loop that is the innermost block. */
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
   * Gives a loop with a conditional back edge a header block of its own. If the first block of a
   * loop can exit, C2 rotates the loop: it copies that block to the end, so that the loop is tested
   * there. Where the test is at the end already, the copied block would put some other check after
   * it and C2 would not see a counted loop; so the block that is copied is empty.
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

  /** Emits what every iteration begins with, after the test in the header if there is one. */
  private void startBody(int label) {
    instructions.checkLength(walk.loops.of(label));
    walk.checkInterruption();
  }

  /**
   * Called after a conditional branch, which may be the test in a loop header.
   *
   * @param branch its offset in the function's body
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

  /** Observes a {@code br} after its depth has been read. */
  void branches(int depth) {
    if (reader.opOffset() == behindBranchIf) {
      noticeEnd(depth);
    }
  }

  /** Records for the next walk that a conditional branch is a back edge, if it is one. */
  private void noticeEnd(int depth) {
    if (control.kind(depth) == Control.LOOP) {
      walk.findings.testedAtEnd.set(control.label(depth));
    }
  }

  /**
   * Emits a {@code br_if} whose depth has been read, if it is the back edge of a loop and compares
   * its counter in a way that C2 does not recognise.
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
   * Continues a loop whose counter is not yet equal to its limit. C2 recognises such a loop as
   * counted only if the step is one, so the code first tests whether the counter is before the
   * limit.
   */
  private void branchUnequal(int depth) {
    storeCounter();
    compareCounter(step.step() > 0 ? Opcode.IF_ICMPLT : Opcode.IF_ICMPGT, depth);
    compareCounter(Opcode.IF_ICMPNE, depth);
  }

  /**
   * Continues a loop whose counter is less than its limit, both unsigned. C2 recognises counted
   * loops only with signed comparisons, so the code tries that first, which decides if the counter
   * is not negative.
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

  /** Moves the operands of the comparison at a back edge from the stack to temporaries. */
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
