package dev.quern.internal.compile.body;

import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.jvm.JvmLabel;
import dev.quern.internal.compile.jvm.Shapes;
import dev.quern.internal.compile.loop.DispatchLoop;
import dev.quern.internal.compile.loop.Findings;
import dev.quern.internal.compile.loop.LoopHead;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Jumps to labels that may be those of loops. Where a loop begins in a way that is known, the jump
 * does a part of what its head does: what an interpreter's loop begins with, and a comparison that
 * C2 does not count with.
 *
 * <p>Why: docs/rationale/loops.md and docs/rationale/switches.md.
 */
final class BackJumps {
  private final Walk walk;
  private final InstrCompiler instructions;
  private final JvmCode code;
  private final Cuts cuts;

  /** The loop that may be about to begin with the next {@code br_table}. */
  final DispatchLoop dispatchLoop;

  /** By the labels of loops the tests at their heads. */
  private final Map<Integer, LoopHead> heads = new HashMap<>();

  BackJumps(Walk walk, InstrCompiler instructions) {
    this.walk = walk;
    this.instructions = instructions;
    this.code = walk.code;
    this.cuts = walk.cuts;
    this.dispatchLoop =
        new DispatchLoop(
            walk.reader, local -> Shapes.isVector(walk.variables.letter(local)), walk.findings);
  }

  /** Says that a loop begins with a test. */
  void addHead(int label, LoopHead head) {
    heads.put(label, head);
  }

  /** The test that a loop begins with, if it does. */
  @Nullable LoopHead head(int label) {
    return heads.get(label);
  }

  /**
   * Goes to a label, by way of a copy of what an interpreter's loop in another chunk begins with.
   */
  void jump(int label) {
    Findings.DispatchHead head = cuts.isHere(label) ? null : dispatchLoop.of(label);
    if (head == null) {
      walk.jump(label);
    } else {
      walk.checkInterruption();
      dispatch(label, head);
    }
  }

  /**
   * Does what the head of a loop in another chunk does, in the place of a branch to it. What then
   * leads to that chunk goes to the head all the same, which does it again: so what has been
   * changed is as before.
   */
  private void dispatch(int label, Findings.DispatchHead head) {
    int depth = walk.stack.depth();
    int saved = code.freeLocals();
    int[] changed = head.changed().stream().toArray();
    for (int i = 0; i < changed.length; i++) {
      walk.storage.load(changed[i]);
      code.store(walk.variables.letter(changed[i]), saved + 2 * i);
    }
    instructions.compileAgain(head.start(), head.branch());
    walk.stack.prepareForBranch(1);
    walk.stack.cutTo(depth);
    cuts.selectState(label, head.targets());
    JvmLabel elsewhere = code.newLabel();
    code.emit(1, CodeBuilder::dup);
    code.branch(Opcode.IFGE, elsewhere);
    code.pop('I');
    cuts.beginConditional();
    for (int i = 0; i < changed.length; i++) {
      code.load(walk.variables.letter(changed[i]), saved + 2 * i);
      walk.storage.store(changed[i]);
    }
    cuts.leaveFor(label);
    cuts.endConditional();
    code.bind(elsewhere);
    cuts.leaveForState(label, head.targets());
  }

  /**
   * Goes to a label, which may be that of a loop. C2 does not count a loop that is tested at its
   * head for an unsigned comparison; so the code asks first whether the signed one decides that the
   * loop goes on, as in {@link LoopCompiler#branchIf}, and then passes by the test. C2 counts a
   * loop inside another, which has one round.
   */
  void goTo(int label) {
    LoopHead head = heads.get(label);
    if (head != null && head.isBelow() && isHere(label, head.body())) {
      JvmLabel undecided = code.newLabel();
      walk.storage.load(head.counter());
      code.branch(Opcode.IFLT, undecided);
      walk.storage.load(head.counter());
      loadEnd(head);
      walk.jumpIf(Opcode.IF_ICMPLT, head.body());
      code.bind(undecided);
    }
    jump(label);
  }

  private boolean isHere(int label, int other) {
    return cuts.isHere(label) && cuts.isHere(other);
  }

  private void loadEnd(LoopHead head) {
    if (head.end() >= 0) {
      walk.storage.load(head.end());
    } else {
      code.iconst(head.constant());
    }
  }
}
