package dev.quern.internal.compile.body;

import dev.quern.internal.binary.InstrReader;
import dev.quern.internal.compile.jvm.Intrinsics;
import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.jvm.JvmLabel;
import dev.quern.internal.compile.jvm.Names;
import dev.quern.internal.compile.jvm.Scratch;
import dev.quern.internal.compile.layout.JvmSignature;
import dev.quern.internal.compile.layout.Layout;
import dev.quern.internal.compile.loop.Findings;
import dev.quern.internal.compile.loop.LoopWidths;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One walk over the body of a function: the offset in the body, what is known there, and the code
 * emitted. {@link FuncCompiler} drives it; the compilers of the instruction groups share it.
 *
 * <p>A walk proceeds in <i>ticks</i>, between which the function may be cut: one for each
 * instruction, or for each <i>step</i> of an instruction that moves many values. All walks over a
 * function have the same ticks and give labels the same numbers.
 */
public final class Walk {
  /** Maximum number of moves in one instruction without points to cut between them. */
  static final int FEW = 16;

  /**
   * The label of the function's first instruction, where a tail call of the function to itself
   * jumps.
   */
  static final int START_LABEL = 1;

  final Layout layout;
  final int function;
  final JvmSignature signature;
  final JvmCode code;
  final Variables variables;
  final Findings findings;
  final Storage storage;
  final OperandStack stack;
  final Cuts cuts;
  final InstrReader reader;
  final Control control = new Control();
  final LoopWidths loops;
  private final Deque<Runnable> steps = new ArrayDeque<>();
  private final Map<Integer, JvmLabel> labels = new HashMap<>();
  private @Nullable JvmLabel trapLabel;
  private int tick;
  private int labelCount;
  private boolean isUnreachable;
  private @Nullable String ownCopy;
  private boolean isRecursive;
  private boolean isDone;

  /** Creates a walk over the body of a function that emits to {@code code}. */
  public Walk(Subject subject, JvmCode code, Storage storage, Cuts cuts) {
    this.layout = subject.layout();
    this.function = subject.index();
    this.signature = subject.signature();
    this.code = code;
    this.variables = subject.variables();
    this.findings = subject.findings();
    this.storage = storage;
    this.cuts = cuts;
    this.stack = new OperandStack(code, storage, variables, findings);
    this.reader = new InstrReader(layout.body(function));
    this.loops = new LoopWidths(findings);
    reader.skipLocals();
    control.push(Control.BODY, 0, 0, newLabel(), -1, "", signature.results());
    newLabel(); // START_LABEL
  }

  // Ticks and steps.

  /** Returns the number of the next tick. */
  int tick() {
    return tick;
  }

  /** Starts a tick: returns the step to take, or null for the next instruction. */
  @Nullable Runnable nextTick() {
    cuts.at(tick++, loops.depth(), stack.depth());
    return steps.poll();
  }

  /**
   * Repeats an action, with points to cut in between if there are many repetitions, then runs
   * another.
   */
  void repeat(int count, IntConsumer each, Runnable then) {
    if (count <= FEW) {
      for (int i = 0; i < count; i++) {
        each.accept(i);
      }
      then.run();
      return;
    }
    for (int i = 0; i < count; i++) {
      int index = i;
      steps.add(() -> each.accept(index));
    }
    steps.add(then);
  }

  /** Runs an action at the next tick, before the instruction that follows. */
  void nextStep(Runnable action) {
    steps.add(action);
  }

  /** Marks what follows as not reached by fall-through; nothing more is emitted in this tick. */
  void startUnreachable() {
    isUnreachable = true;
  }

  /**
   * Returns whether {@link #startUnreachable} has been called since the last call of this method.
   */
  boolean takeUnreachable() {
    boolean was = isUnreachable;
    isUnreachable = false;
    return was;
  }

  /** Ends the walk. */
  void finish() {
    isDone = true;
  }

  boolean isDone() {
    return isDone;
  }

  // Labels.

  /** Forgets the labels of the method that has been finished. */
  void startMethod() {
    labels.clear();
    trapLabel = null;
  }

  /**
   * Emits the trap that out-of-bounds accesses jump to, if any, and the handlers of failing checks.
   */
  void finishMethod() {
    if (trapLabel != null) {
      code.bind(trapLabel);
      code.invokeStatic(Names.BYTES, "outOfBounds", Names.desc(TRAP));
      code.emit(1, CodeBuilder::athrow);
    }
    code.finishChecks();
  }

  private static final String TRAP = "()Ldev/quern/runtime/TrapException;";

  /** Emits a trap, as {@code unreachable} does. */
  void trapUnreachable() {
    code.invokeStatic(Names.BYTES, "unreachable", Names.desc(TRAP));
    code.emit(1, CodeBuilder::athrow);
    startUnreachable();
  }

  /** Returns the label to jump to, with an empty JVM stack, for an out-of-bounds access. */
  JvmLabel trapLabel() {
    if (trapLabel == null) {
      trapLabel = code.newLabel();
    }
    return trapLabel;
  }

  int newLabel() {
    return labelCount++;
  }

  /** Returns the label with a number in the method being emitted. */
  JvmLabel label(int number) {
    JvmLabel label = labels.get(number);
    if (label == null) {
      label = code.newLabel();
      labels.put(number, label);
    }
    return label;
  }

  void labelHere(int number) {
    cuts.labelAt(number, tick == 0 ? 0 : tick - 1);
    code.bind(label(number));
  }

  boolean isReached(int number) {
    JvmLabel label = labels.get(number);
    return label != null && label.uses > 0 || cuts.isEntered(number);
  }

  /** Jumps to a label that is not a loop header; see {@link BackJumps} for those. */
  void jump(int number) {
    if (cuts.isHere(number)) {
      cuts.jumpsTo(number);
      code.jump(label(number));
    } else {
      cuts.leaveFor(number);
    }
  }

  /** Jumps to a label if a JVM condition holds. */
  void jumpIf(Opcode condition, int number) {
    if (cuts.isHere(number)) {
      cuts.jumpsTo(number);
      code.branch(condition, label(number));
    } else {
      JvmLabel skip = code.newLabel();
      code.branch(Intrinsics.opposite(condition), skip);
      cuts.leaveFor(number);
      code.bind(skip);
    }
  }

  // Calls of the function to itself.

  /** Sets the copy of the function that its calls to itself invoke, see {@code WholeFunction}. */
  public void callsCopy(String method) {
    ownCopy = method;
  }

  /** Returns the method to invoke for a call of the function to itself. */
  String selfCallTarget() {
    isRecursive = true;
    return ownCopy == null ? layout.method(function) : ownCopy;
  }

  /** Returns whether the function has been found to call itself. */
  public boolean isRecursive() {
    return isRecursive;
  }

  // Code that several instruction groups share.

  /**
   * Emits a check, if the options ask for it, that traps if the running thread has been
   * interrupted: at the start of the function, also for tail calls to itself, and in every loop
   * iteration. Whatever runs for ever passes one of these points again and again.
   */
  void checkInterruption() {
    if (layout.options.interruption()) {
      code.invokeStatic(Names.INTERRUPTION, "check", Names.desc(ConstantDescs.CD_void));
    }
  }

  /**
   * Calls a static method with the topmost operands, vectors among them as objects, then some more
   * arguments that have been pushed already.
   */
  void callStatic(ClassDesc owner, String name, String operands, char result, ClassDesc... more) {
    var types = new ArrayList<ClassDesc>();
    operands.chars().forEach(c -> types.add(Names.type((char) c)));
    types.addAll(List.of(more));
    code.invokeStatic(owner, name, MethodTypeDesc.of(Names.type(result), types));
    code.enter(result);
    stack.drop(operands.length());
    if (result != '_') {
      stack.pushJvm(result);
    }
  }

  /** Copies values, all spilled or constant, to the slots of a label. */
  void moveTo(int from, int count, int target, Runnable then) {
    // Upwards: a target is never above its source, so nothing is overwritten before it is copied.
    repeat(count, i -> copy(from + i, target + i), then);
  }

  /**
   * Returns whether a label needs no moves: it takes no values, or they are in its slots already.
   */
  boolean isInPlace(int from, int count, int target) {
    if (count > 0 && from != target) {
      return false;
    }
    for (int height = from; height < from + count; height++) {
      if (!stack.isInSlot(height)) {
        return false;
      }
    }
    return true;
  }

  /** Copies a spilled or constant value into the slot of another height. */
  void copy(int height, int target) {
    if (height != target || !stack.isInSlot(height)) {
      stack.load(height);
      storage.store(variables.slot(target, stack.letter(height)));
    }
  }

  /** Stores the topmost value, the only one on the JVM stack, into the slot of a height. */
  void storeTop(int target) {
    stack.joinLanes();
    storage.store(variables.slot(target, stack.letter(stack.depth() - 1)));
    stack.drop(1);
  }

  /** Stores a spilled or constant value into scratch space. */
  void toScratch(int from, int index) {
    char letter = stack.letter(from + index);
    storage.loadInstance();
    Scratch.store(code, index, letter, () -> stack.load(from + index));
  }

  /** Pushes a value from scratch space onto the JVM stack. */
  void fromScratch(int index, char letter) {
    storage.loadInstance();
    Scratch.load(code, index, letter);
  }

  /** Pushes a value from scratch space onto the operand stack, spilled. */
  void pushFromScratch(int index, char letter) {
    fromScratch(index, letter);
    stack.pushJvm(letter);
    stack.spill();
  }
}
