package dev.quern.internal.compile.body;

import dev.quern.internal.compile.loop.ShortTail;

/**
 * Tells a walk which methods its code is emitted into: where one ends, which labels are in it, and
 * how to leave it for another. This one is for a function that is a single method.
 */
public abstract class Cuts {

  /** Called at every tick, with the loops around it and the height of the operand stack. */
  public void at(int tick, int loopDepth, int height) {}

  /** Whether a new method begins at this tick. */
  public boolean isCut(int tick) {
    return false;
  }

  /** Leaves the method that ends at a cut, for the one that begins there. */
  public void leaveAtCut() {
    throw new IllegalStateException("not cut");
  }

  /** Called where a label is. */
  public void labelAt(int ordinal, int tick) {}

  /**
   * Called where a block ends whose label takes no values, with the place in the body behind it.
   */
  public void endsAt(int ordinal, int position) {}

  /** The place behind a block, in another method, where a {@link ShortTail} may be; or -1. */
  public int positionBehind(int ordinal) {
    return -1;
  }

  /** Called where what is behind a label is copied, in the place of a branch to it. */
  public void copiesBehind(int ordinal) {}

  /** Called where code goes to a label in the method being written. */
  public void jumpsTo(int ordinal) {}

  /** Called before the label of a loop. */
  public void beforeLoop(int ordinal) {}

  /** Called where the code that follows is reached only through a label. */
  public void startUnreachable() {}

  /** Called where what follows is executed on a condition, up to {@link #endConditional}. */
  public void beginConditional() {}

  /** Called where the two paths join. */
  public void endConditional() {}

  /** Called at a landing pad: exceptions from anywhere in the method lead here. */
  public void lands() {}

  /** Whether a label is in the method being written. */
  public boolean isHere(int ordinal) {
    return true;
  }

  /** Leaves the method for a label that is in another one. */
  public void leaveFor(int ordinal) {
    throw new IllegalStateException("not cut");
  }

  /** Leaves the function, with its results where {@link #resultsGoToScratch} says. */
  public void leaveFunction(char first) {
    throw new IllegalStateException("not cut");
  }

  /** Whether all results go to scratch space, rather than the first to the JVM's stack. */
  public boolean resultsGoToScratch() {
    return false;
  }

  /** Whether a label that nothing in this method has branched to is entered from another method. */
  public boolean isEntered(int ordinal) {
    return false;
  }

  /** Whether {@link #jumpThroughTable} is there. */
  public boolean hasStates() {
    return false;
  }

  /** With an index on the stack, leaves the method for one of some labels. */
  public void jumpThroughTable(int[] ordinals) {
    throw new IllegalStateException("not cut");
  }

  /**
   * Replaces an index on the stack by the state of one of some labels; a negative one for a label
   * that is in the same method as another one, the head of their loop.
   */
  public void selectState(int head, int[] ordinals) {
    throw new IllegalStateException("not cut");
  }

  /** With a state from {@link #selectState} on the stack, leaves the method for it. */
  public void leaveForState(int head, int[] ordinals) {
    throw new IllegalStateException("not cut");
  }
}
