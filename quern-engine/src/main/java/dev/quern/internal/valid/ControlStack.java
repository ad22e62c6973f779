package dev.quern.internal.valid;

import dev.quern.internal.syntax.Op;
import dev.quern.type.ValueType;
import java.util.Arrays;

/**
 * The blocks that are open, the function itself outermost, as parallel arrays. A frame remembers
 * the operand stack's state in its block while an inner one is open.
 */
final class ControlStack {
  private final Body body;
  private int[] ops = new int[32];
  private BlockType[] types = new BlockType[32];
  private int[] floors = new int[32];
  private boolean[] polymorphic = new boolean[32];
  private int[] assignments = new int[32];
  private long[] marks = new long[32];
  private long lastMark;
  private int depth;

  ControlStack(Body body) {
    this.body = body;
  }

  void clear() {
    depth = 0;
  }

  boolean isEmpty() {
    return depth == 0;
  }

  /** The opcode that opened the innermost block, or its present part. */
  int op() {
    return ops[depth - 1];
  }

  /** The opcode of the block that a label belongs to. */
  int op(int labelIndex) {
    return ops[frame(labelIndex)];
  }

  /** The type of the innermost block. */
  BlockType type() {
    return types[depth - 1];
  }

  /** Opens a block whose parameters have been popped. */
  void enter(int op, BlockType type) {
    open(op, type);
    if (type.parameters.length > 0) {
      body.stack.push(type.parameters);
    }
  }

  /** Opens the outermost block, whose parameters are locals. */
  void enterFunction(BlockType type) {
    open(Op.END, type);
  }

  private void open(int op, BlockType type) {
    if (depth == ops.length) {
      grow();
    }
    TypeStack stack = body.stack;
    int index = depth++;
    if (index > 0) {
      polymorphic[index - 1] = stack.polymorphic;
    }
    ops[index] = op;
    types[index] = type;
    floors[index] = stack.size;
    assignments[index] = body.locals.mark();
    marks[index] = 0;
    stack.floor = stack.size;
    stack.polymorphic = false;
  }

  /** Ends a part of the innermost block and begins the next with these operands. */
  void next(int op, ValueType[] operands) {
    body.stack.checkEnd(type().results);
    body.stack.restart();
    body.locals.reset(assignments[depth - 1]);
    ops[depth - 1] = op;
    body.stack.push(operands);
  }

  /** Closes the innermost block and pushes its results. */
  void leave() {
    int index = depth - 1;
    BlockType type = types[index];
    if (ops[index] == Op.IF) {
      next(Op.ELSE, type.parameters);
    }
    TypeStack stack = body.stack;
    if (stack.size > stack.floor || type.results.length > 0) {
      stack.checkEnd(type.results);
    }
    stack.size = stack.floor;
    depth = index;
    body.locals.reset(assignments[index]);
    if (index > 0) {
      stack.floor = floors[index - 1];
      stack.polymorphic = polymorphic[index - 1];
      if (type.results.length > 0) {
        stack.push(type.results);
      }
    }
  }

  /** What a branch to a label takes along. */
  ValueType[] label(int labelIndex) {
    int frame = frame(labelIndex);
    return ops[frame] == Op.LOOP ? types[frame].parameters : types[frame].results;
  }

  /** A fresh mark for {@link #isMarked}. */
  void newMark() {
    lastMark++;
  }

  /** Whether this was asked before for the same label since {@link #newMark}. */
  boolean isMarked(int labelIndex) {
    int frame = frame(labelIndex);
    boolean marked = marks[frame] == lastMark;
    marks[frame] = lastMark;
    return marked;
  }

  private int frame(int labelIndex) {
    if (labelIndex < 0 || labelIndex >= depth) {
      throw body.unknown("label", labelIndex);
    }
    return depth - 1 - labelIndex;
  }

  private void grow() {
    int length = depth * 2;
    ops = Arrays.copyOf(ops, length);
    types = Arrays.copyOf(types, length);
    floors = Arrays.copyOf(floors, length);
    polymorphic = Arrays.copyOf(polymorphic, length);
    assignments = Arrays.copyOf(assignments, length);
    marks = Arrays.copyOf(marks, length);
  }
}
