package dev.quern.internal.compile.body;

import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.jvm.Lanes;
import dev.quern.internal.compile.jvm.Shapes;
import dev.quern.internal.compile.loop.Findings;
import java.util.Arrays;

/**
 * The operand stack of the function being compiled. A value on it is on the JVM's own stack, or
 * spilled to the slot of its height, or pending: a constant or the value of a local, which is
 * loaded only when it is needed.
 *
 * <p>Where control flow splits or joins the JVM's stack must be empty (HotSpot refuses to enter
 * compiled code in the middle of a loop otherwise, and a cut function has no other way): {@link
 * #spill} sees to it. What lies below the height at which the innermost block began is settled:
 * spilled or constant, and stays as it is.
 */
final class OperandStack {
  private static final byte JVM = 0;
  private static final byte LOCAL = 1;
  private static final byte SLOT = 2;
  private static final byte CONSTANT = 3;

  /** Values that are allowed on the JVM's stack at once; it has 65,535 places at most. */
  private static final int MAX_JVM_DEPTH = 100;

  /**
   * Maximum number of pending values in a block, so that spilling all of them never takes much
   * code.
   */
  private static final int MAX_PENDING = 100;

  private final JvmCode code;
  private final Storage storage;
  private final Variables variables;
  private final Findings findings;
  private byte[] kinds = new byte[16];
  private char[] letters = new char[16];

  /** As {@link #letters}; for a vector the shape that it has there, see {@link Lanes}. */
  private char[] shapes = new char[16];

  /** The local that a value is a copy of, or -1. */
  private int[] origins = new int[16];

  private long[] values = new long[16];
  private int[] localUses;
  private int depth;
  private int base;
  private int settled;
  private int jvmDepth;

  OperandStack(JvmCode code, Storage storage, Variables variables, Findings findings) {
    this.code = code;
    this.storage = storage;
    this.variables = variables;
    this.findings = findings;
    this.localUses = new int[variables.localCount];
  }

  int depth() {
    return depth;
  }

  char letter(int height) {
    return letters[height];
  }

  /** The letter of a value, or the shape of a vector, see {@link Lanes}. */
  char shape(int height) {
    return shapes[height];
  }

  /** The letters of the values from a height on. */
  String letters(int from, int to) {
    return new String(letters, from, to - from);
  }

  private void push(byte kind, char letter, long value) {
    if (depth == kinds.length) {
      kinds = Arrays.copyOf(kinds, depth * 2);
      letters = Arrays.copyOf(letters, depth * 2);
      shapes = Arrays.copyOf(shapes, depth * 2);
      origins = Arrays.copyOf(origins, depth * 2);
      values = Arrays.copyOf(values, depth * 2);
    }
    kinds[depth] = kind;
    letters[depth] = Shapes.typeOf(letter);
    shapes[depth] = letter;
    origins[depth] = -1;
    values[depth] = value;
    depth++;
  }

  /** Pushes a value that an instruction has left on the JVM's stack. */
  void pushJvm(char letter) {
    push(JVM, letter, 0);
    jvmDepth++;
    if (jvmDepth > MAX_JVM_DEPTH) {
      spill();
    }
  }

  void pushConstant(char letter, long bits) {
    push(CONSTANT, letter, bits);
    boundPending();
  }

  void pushLocal(int local) {
    push(LOCAL, variables.letter(local), local);
    origins[depth - 1] = local;
    localUses[local]++;
    boundPending();
  }

  private void boundPending() {
    if (depth - base > MAX_PENDING) {
      toSlot(depth - 1);
    }
  }

  /** Pushes a value that is in the slot of its height already. */
  void pushSlot(char letter) {
    push(SLOT, letter, 0);
  }

  /** Pushes values that are in their slots. */
  void pushSlots(String slotLetters) {
    slotLetters.chars().forEach(letter -> pushSlot((char) letter));
  }

  /** Drops the topmost values, which have been consumed. */
  void drop(int count) {
    for (int i = 0; i < count; i++) {
      depth--;
      forget(depth);
    }
    settled = Math.min(settled, depth);
  }

  private void forget(int height) {
    switch (kinds[height]) {
      case JVM -> jvmDepth--;
      case LOCAL -> localUses[(int) values[height]]--;
      default -> {}
    }
  }

  /** Drops the topmost value and emits the code for that. */
  void discard() {
    if (kinds[depth - 1] == JVM) {
      code.pop(letters[depth - 1]);
    }
    drop(1);
  }

  /** Cuts the stack to a height; only where nothing is on the JVM's stack, or control is gone. */
  void cutTo(int height) {
    drop(depth - height);
  }

  /** Sets the base height of the innermost block, below which values stay. Returns the old one. */
  int enter(int newBase) {
    int old = base;
    base = newBase;
    return old;
  }

  boolean isConstant(int height) {
    return kinds[height] == CONSTANT;
  }

  long constant(int height) {
    return values[height];
  }

  /** Makes a constant another one. */
  void changeConstant(int height, long bits) {
    values[height] = bits;
  }

  /** Whether a value stands in the slot of its height, as two longs if it is a vector. */
  boolean isInSlot(int height) {
    return kinds[height] == SLOT && shapes[height] == letters[height];
  }

  /** Whether a value is on the JVM's stack already. */
  boolean isJvm(int height) {
    return kinds[height] == JVM;
  }

  /**
   * Puts the topmost values onto the JVM's stack, in order, for an instruction that leaves a result
   * there. Values below that have not been pushed are pushed first, to lie below the result.
   */
  void prepareForResult(int count) {
    prepareForResult(count, Shapes.LONGS);
  }

  /** As {@link #prepareForResult(int)}, with vectors in a shape or as two longs. */
  void prepareForResult(int count, char shape) {
    pushPending(depth - count);
    prepare(count, shape);
  }

  /**
   * Puts the topmost values onto the JVM's stack, in order, as the arguments of a function. Vectors
   * that have another form inside functions are among the arguments as objects.
   */
  void prepareForCall(int count, boolean hasResult) {
    int start = depth - count;
    if (code.vectors.isOwnForm() && letters(start, depth).indexOf('V') >= 0) {
      spill();
      for (int height = start; height < depth; height++) {
        toJvm(height, Shapes.LONGS);
        code.leave(letters[height]);
      }
    } else if (hasResult) {
      prepareForResult(count);
    } else {
      prepare(count);
    }
  }

  /** Loads the pending values below the topmost ones, which stay as they are. */
  void pushPendingBelow(int count) {
    pushPending(depth - count);
  }

  /** The number of values on the JVM's stack without the topmost ones. */
  int jvmDepth(int without) {
    int result = jvmDepth;
    for (int height = depth - without; height < depth; height++) {
      result -= kinds[height] == JVM ? 1 : 0;
    }
    return result;
  }

  /**
   * Pushes the pending values directly below a height. They stay as they are where something above
   * them is on the JVM's stack already (a spilled value between them lets that happen).
   */
  private void pushPending(int top) {
    if (hasJvm(top)) {
      return;
    }
    int first = top;
    while (first > base && isPending(first - 1)) {
      first--;
    }
    for (int height = first; height < top; height++) {
      loadAsIs(height);
      nowOnJvm(height);
    }
  }

  private boolean isPending(int height) {
    return kinds[height] == LOCAL || kinds[height] == CONSTANT;
  }

  /** Puts the topmost values onto the JVM's stack, in order. */
  void prepare(int count) {
    prepare(count, Shapes.LONGS);
  }

  /** As {@link #prepare(int)}, with vectors in a shape or as two longs. */
  void prepare(int count, char shape) {
    int start = depth - count;
    int first = start;
    while (first < depth && kinds[first] == JVM && fits(first, shape)) {
      vote(first++, shape);
    }
    if (hasJvm(first)) {
      spillJvm(start, depth);
      first = start;
    }
    for (int height = first; height < depth; height++) {
      toJvm(height, shape);
    }
  }

  /**
   * Puts the topmost value onto the JVM's stack in the shape of a local that it is to be put in.
   */
  void prepareForLocal(int local) {
    int top = depth - 1;
    if (kinds[top] != JVM) {
      loadAsIs(top);
      nowOnJvm(top);
    }
    if (origins[top] < 0 && shapes[top] != letters[top]) {
      findings.vote(local, shapes[top]);
    }
    Lanes.reshape(code, shapes[top], variables.letter(local));
  }

  /** Makes the topmost value two longs if it is on the JVM's stack as a vector's lanes. */
  void joinLanes() {
    int top = depth - 1;
    if (kinds[top] == JVM) {
      vote(top, Shapes.LONGS);
      Lanes.reshape(code, shapes[top], letters[top]);
      shapes[top] = letters[top];
    }
  }

  /** Whether a value is none of a vector, or one of a shape or of two longs. */
  private boolean fits(int height, char shape) {
    return shapes[height] == letters[height] || shapes[height] == shape;
  }

  /** Counts in favour of a shape that a local's value is used in it. */
  private void vote(int height, char shape) {
    if (origins[height] >= 0 && letters[height] == Shapes.LONGS) {
      findings.vote(origins[height], shape);
    }
  }

  /**
   * Puts the topmost values onto the JVM's stack, in order, each converted as is said; everything
   * is spilled for that.
   */
  void prepareConverted(Conversion... conversions) {
    prepareConverted(0, conversions);
  }

  /** As {@link #prepareConverted}, with an offset added to the first value, an address. */
  void prepareConverted(long offset, Conversion... conversions) {
    spill();
    int first = depth - conversions.length;
    for (int i = 0; i < conversions.length; i++) {
      toJvm(first + i, Shapes.LONGS);
      conversions[i].emit(code);
      if (i == 0) {
        code.addOffset(offset);
      }
    }
  }

  private boolean hasJvm(int from) {
    for (int height = from; height < depth; height++) {
      if (kinds[height] == JVM) {
        return true;
      }
    }
    return false;
  }

  private void toJvm(int height, char shape) {
    vote(height, shape);
    loadAsIs(height);
    if (!fits(height, shape)) {
      Lanes.reshape(code, shapes[height], letters[height]);
      shapes[height] = letters[height];
    }
    nowOnJvm(height);
  }

  private void nowOnJvm(int height) {
    forget(height);
    kinds[height] = JVM;
    jvmDepth++;
    settled = Math.min(settled, height);
  }

  /** Pushes a copy of a value that is not on the JVM's stack; a vector becomes two longs. */
  void load(int height) {
    vote(height, Shapes.LONGS);
    loadAsIs(height);
    Lanes.reshape(code, shapes[height], letters[height]);
  }

  private void loadAsIs(int height) {
    char shape = shapes[height];
    switch (kinds[height]) {
      case LOCAL -> storage.load((int) values[height]);
      case SLOT -> storage.load(variables.slot(height, shape));
      case CONSTANT -> code.constant(shape, values[height]);
      default -> throw new IllegalStateException("value " + height + " is on the JVM stack");
    }
  }

  /** Spills every value that is not settled. */
  void spill() {
    spillUpTo(depth);
  }

  private void spillUpTo(int top) {
    spillJvm(settled, top);
    for (int height = settled; height < top; height++) {
      if (kinds[height] == LOCAL) {
        toSlot(height);
      }
    }
    settled = top;
  }

  /** Spills the values on the JVM's stack between two heights. */
  private void spillJvm(int from, int to) {
    for (int height = to - 1; height >= from && jvmDepth > 0; height--) {
      if (kinds[height] == JVM) {
        storage.store(variables.slot(height, shapes[height]));
        forget(height);
        kinds[height] = SLOT;
      }
    }
  }

  private void toSlot(int height) {
    loadAsIs(height);
    storage.store(variables.slot(height, shapes[height]));
    forget(height);
    kinds[height] = SLOT;
  }

  /**
   * Spills everything but the topmost values, which a branch is about to consume, and puts those
   * onto the JVM's stack.
   */
  void prepareForBranch(int count) {
    int top = depth - count;
    if (settled < top) {
      if (hasJvm(top)) {
        spill();
      } else {
        spillUpTo(top);
      }
    }
    prepare(count);
  }

  /** Spills the pending uses of a local that is about to be set to the topmost value. */
  void saveUses(int local) {
    int top = depth - 1;
    int onTop = kinds[top] == LOCAL && values[top] == local ? 1 : 0;
    for (int height = top - 1; localUses[local] > onTop; height--) {
      if (kinds[height] == LOCAL && values[height] == local) {
        toSlot(height);
      }
    }
  }

  /** Whether the topmost value is the only one on the JVM's stack. */
  boolean isOnlyTopOnJvm() {
    return jvmDepth == 1 && kinds[depth - 1] == JVM;
  }
}
