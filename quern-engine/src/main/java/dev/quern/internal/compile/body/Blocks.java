package dev.quern.internal.compile.body;

import dev.quern.internal.binary.InstrReader;
import dev.quern.internal.compile.layout.JvmSignature;

/**
 * Begins and ends blocks: their control frames, their labels, and the slots of their parameters and
 * results.
 */
final class Blocks {
  private final Walk walk;
  private final Returns returns;
  private final OperandStack stack;
  private final Control control;

  Blocks(Walk walk, Returns returns) {
    this.walk = walk;
    this.returns = returns;
    this.stack = walk.stack;
    this.control = walk.control;
  }

  /** Enters a block of a kind; its type has not been read yet. */
  void enter(byte kind) {
    stack.spill();
    push(kind, walk.newLabel(), -1);
  }

  /** Enters a block of a kind with two labels; its type has not been read yet. */
  void push(byte kind, int label, int elseLabel) {
    String parameters = "";
    String results = "";
    int type = walk.reader.blockType();
    if (type == InstrReader.ONE_RESULT) {
      results = String.valueOf(walk.reader.valueType().letter());
    } else if (type >= 0) {
      JvmSignature block = walk.layout.signature(type);
      parameters = block.parameters();
      results = block.results();
    }
    int height = stack.depth() - parameters.length();
    settleParameters(height);
    control.push(kind, height, stack.enter(height), label, elseLabel, parameters, results);
  }

  /** Moves a block's parameters into their slots, where all branches to its label put them. */
  private void settleParameters(int height) {
    int count = stack.depth() - height;
    String letters = stack.letters(height, stack.depth());
    for (int i = 0; i < count; i++) {
      walk.copy(height + i, height + i);
    }
    stack.cutTo(height);
    stack.pushSlots(letters);
    stack.spill();
  }

  /** Puts the results of the innermost block into their slots. */
  void settleResults() {
    stack.spill();
    int height = control.height(0);
    for (int h = height; h < stack.depth(); h++) {
      walk.copy(h, h);
    }
  }

  /** Starts the {@code else} of the innermost block. */
  void startElse() {
    stack.cutTo(control.height(0));
    stack.pushSlots(control.parameters(0));
    stack.spill();
    walk.labelHere(control.elseLabel(0));
    control.takeElse();
  }

  /** Ends the innermost block, whose end is reachable. */
  void end() {
    if (control.kind(0) == Control.BODY) {
      walk.labelHere(control.label(0));
      returns.endOfFunction();
      return;
    }
    if (control.elseLabel(0) >= 0) {
      walk.labelHere(control.elseLabel(0));
    }
    if (control.kind(0) == Control.LOOP) {
      walk.loops.leave();
    } else {
      walk.labelHere(control.label(0));
      if (control.results(0).isEmpty()) {
        walk.cuts.endsAt(control.label(0), walk.reader.position());
      }
    }
    stack.cutTo(control.height(0));
    stack.enter(control.outerBase(0));
    stack.pushSlots(control.results(0));
    stack.spill();
    control.pop();
  }

  /** Removes the innermost block, whose end is unreachable. */
  void drop() {
    stack.cutTo(control.height(0));
    stack.enter(control.outerBase(0));
    control.pop();
  }
}
