package dev.quern.internal.compile.body;

import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.jvm.JvmLabel;
import dev.quern.internal.compile.jvm.Names;
import dev.quern.internal.compile.jvm.Scratch;
import dev.quern.internal.compile.layout.JvmSignature;
import java.lang.classfile.Opcode;
import java.lang.constant.ConstantDescs;

/** Emits the exits of a function: returns of its results, and tail calls. */
public final class Returns {
  private final Walk walk;
  private final Regions regions;
  private final JvmCode code;
  private final OperandStack stack;
  private final Cuts cuts;
  private final JvmSignature signature;

  Returns(Walk walk, Regions regions) {
    this.walk = walk;
    this.regions = regions;
    this.code = walk.code;
    this.stack = walk.stack;
    this.cuts = walk.cuts;
    this.signature = walk.signature;
  }

  /** Emits a return of the topmost values. */
  void returnResults(Runnable then) {
    int count = signature.results().length();
    if (count <= 1 && !cuts.resultsGoToScratch()) {
      if (count == 1) {
        stack.prepare(1);
      }
      code.returnValue(signature.first());
      then.run();
      return;
    }
    stack.spill();
    int from = stack.depth() - count;
    boolean isFirstReturned = !cuts.resultsGoToScratch();
    walk.repeat(
        count,
        i -> {
          // Still a step: all walks must have the same number of steps.
          if (i > 0 || !isFirstReturned) {
            walk.toScratch(from, i);
          }
        },
        () -> {
          if (!isFirstReturned) {
            cuts.leaveFunction(signature.first());
          } else {
            stack.load(from);
            code.returnValue(signature.first());
          }
          then.run();
        });
  }

  /** Emits the return at the end of the body, which branches jump to. */
  void endOfFunction() {
    stack.cutTo(0);
    stack.enter(0);
    stack.pushSlots(signature.results());
    returnResults(walk::finish);
  }

  /**
   * Starts to leave the function for a tail call; {@link #returnPending} or {@link
   * #returnAfterTailCall} must follow. What the callee throws is no longer caught by this function.
   */
  void startTailCall() {
    regions.suspend();
  }

  /** Emits a return with a tail call pending; the value returned has no meaning. */
  void returnPending() {
    if (cuts.resultsGoToScratch()) {
      cuts.leaveFunction(signature.first());
    } else {
      code.returnNothing(signature.first());
    }
    leave();
  }

  /**
   * Emits a return after a tail call, which is pending or has left its results in scratch space.
   */
  void returnAfterTailCall() {
    if (cuts.resultsGoToScratch()) {
      cuts.leaveFunction(signature.first());
    } else {
      returnUnlessPending(code, signature.first(), walk.storage::loadInstance);
    }
    leave();
  }

  private void leave() {
    regions.resume();
    walk.startUnreachable();
  }

  /**
   * Emits a return of the first result, which is in scratch space unless a tail call is pending.
   */
  public static void returnUnlessPending(JvmCode code, char first, Runnable loadInstance) {
    JvmLabel pending = code.newLabel();
    if (first != '_') {
      loadInstance.run();
      code.getField(Names.INSTANCE, "tail", ConstantDescs.CD_int);
      code.branch(Opcode.IFNE, pending);
      loadInstance.run();
      Scratch.load(code, 0, first);
      code.returnValue(first);
      code.bind(pending);
    }
    code.returnNothing(first);
  }
}
