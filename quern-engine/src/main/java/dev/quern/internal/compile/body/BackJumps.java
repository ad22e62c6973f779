package dev.quern.internal.compile.body;

import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.jvm.JvmLabel;
import dev.quern.internal.compile.loop.DispatchLoop;
import dev.quern.internal.compile.loop.Findings;
import dev.quern.internal.compile.loop.LoopHead;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Emits jumps to labels that may be loop headers. If the loop begins in a known way, the jump
 * performs part of what the header does: the dispatch of an interpreter loop, or an unsigned
 * comparison that C2 does not recognise in a counted loop.
 *
 * <p>Why: docs/rationale/loops.md and docs/rationale/switches.md.
 */
final class BackJumps {
  private final Walk walk;
  private final InstrCompiler instructions;
  private final JvmCode code;
  private final Cuts cuts;

  private final DispatchLoop dispatchLoop;

  /** The tests at loop headers, by loop label. */
  private final Map<Integer, LoopHead> heads = new HashMap<>();

  BackJumps(Walk walk, InstrCompiler instructions, DispatchLoop dispatchLoop) {
    this.walk = walk;
    this.instructions = instructions;
    this.code = walk.code;
    this.cuts = walk.cuts;
    this.dispatchLoop = dispatchLoop;
  }

  /** Records that a loop begins with a test. */
  void addHead(int label, LoopHead head) {
    heads.put(label, head);
  }

  /** Returns the test that a loop begins with, or null. */
  @Nullable LoopHead head(int label) {
    return heads.get(label);
  }

  /**
   * Jumps to a label. If it is a dispatch loop in another chunk, emits a copy of its dispatch
   * instead.
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
   * Emits the dispatch of a loop in another chunk, in place of a branch to that loop. A case in the
   * loop header's own chunk is still entered through the header, which dispatches again; so the
   * locals that the dispatch changed are restored first.
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
   * Jumps to a label, which may be a loop header. C2 does not recognise a counted loop if the test
   * at its head is an unsigned comparison. So the code first asks whether a signed comparison
   * already decides that the loop continues, as in {@link LoopCompiler#branchIf}, and then jumps
   * past the test at the head. To C2 this is a counted loop inside an outer loop of one iteration.
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
