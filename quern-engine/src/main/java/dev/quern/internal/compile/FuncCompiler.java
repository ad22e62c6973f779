package dev.quern.internal.compile;

import dev.quern.internal.binary.InstrReader;
import dev.quern.internal.compile.Intrinsics.Comparison;
import dev.quern.internal.syntax.Expr;
import dev.quern.internal.syntax.Op;
import dev.quern.type.FunctionType;
import dev.quern.type.ValueType;
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
 * One walk over the body of a valid function, which writes its code as it goes. The validator has
 * checked everything, so nothing is checked here. Code that cannot be reached is skipped.
 *
 * <p>This class knows control flow; what an instruction does with its operands is in {@link
 * InstrCompiler}.
 */
final class FuncCompiler {
  /** Moves of values that one instruction may do without places to cut between them. */
  static final int FEW = 16;

  final Layout layout;
  final int function;
  final Signature signature;
  final JvmCode code;
  final Variables variables;
  final Storage storage;
  final OperandStack stack;
  final Cuts cuts;
  final InstrReader reader;
  final Control control = new Control();
  private final InstrCompiler instructions;
  private final TryCompiler tries;
  private final CastCompiler casts;
  private final TableCompiler tables;
  private final Deque<Runnable> steps = new ArrayDeque<>();
  private final LoopCompiler loopCompiler;
  private final Map<Integer, JvmLabel> labels = new HashMap<>();
  private int tick;
  private int ordinals;
  final LoopWidths loops;
  private boolean done;
  private @Nullable Comparison pending;
  private boolean pendingNegated;
  private @Nullable JvmLabel trapLabel;
  private @Nullable String ownCopy;
  private boolean callsItself;

  /** A walk over the body of a function of {@code layout}. */
  FuncCompiler(
      Layout layout, int function, JvmCode code, Variables variables, Storage storage, Cuts cuts) {
    this.layout = layout;
    this.function = function;
    this.signature = layout.signatureOf(function);
    this.code = code;
    this.variables = variables;
    this.storage = storage;
    this.cuts = cuts;
    this.stack = new OperandStack(code, storage, variables);
    this.reader = new InstrReader(layout.body(function));
    this.casts = new CastCompiler(this);
    this.instructions = new InstrCompiler(this, casts);
    this.tries = new TryCompiler(this);
    this.tables = new TableCompiler(this, instructions);
    this.loopCompiler = new LoopCompiler(this, instructions);
    this.loops = new LoopWidths(variables);
    skipLocals(reader);
    control.push(Control.BODY, 0, 0, newLabel(), -1, "", signature.results());
    newLabel(); // START_LABEL
  }

  /** Says which copy of the function it calls where it calls itself, see {@link WholeFunction}. */
  void callsCopy(String method) {
    ownCopy = method;
  }

  /** The method for a call of the function by itself, which is noticed. */
  String callsItself() {
    callsItself = true;
    return ownCopy == null ? layout.method(function) : ownCopy;
  }

  /** Whether the walk has seen the function call itself. */
  boolean isRecursive() {
    return callsItself;
  }

  /** Whether the walk has copied a {@link DecodedWord}. */
  boolean copiesWords() {
    return tables.copiesWords();
  }

  /** The letters of all locals of a function, parameters first. */
  static char[] locals(FunctionType type, Expr body) {
    var reader = new InstrReader(body);
    int groups = reader.u32();
    var letters = new StringBuilder();
    for (ValueType parameter : type.parameters()) {
      letters.append(parameter.letter());
    }
    for (int i = 0; i < groups; i++) {
      int count = reader.u32();
      letters.repeat(reader.valueType().letter(), count);
    }
    return letters.toString().toCharArray();
  }

  /** Skips the declarations of locals that a body begins with. */
  static void skipLocals(InstrReader reader) {
    int groups = reader.u32();
    for (int i = 0; i < groups; i++) {
      reader.u32();
      reader.valueType();
    }
  }

  /**
   * The label of the function's first instruction, where a call of itself in tail position goes.
   */
  static final int START_LABEL = 1;

  /**
   * Walks to the next cut or to the end.
   *
   * @return whether there is more to come
   */
  boolean run() {
    int start = tick;
    if (start == 0) {
      labelHere(START_LABEL);
      checkInterruption();
    }
    while (!done) {
      if (tick != start && cuts.isCut(tick)) {
        resolveComparison();
        stack.spill();
        cuts.leaveAtCut();
        return true;
      }
      cuts.at(tick++, loops.depth(), stack.depth());
      Runnable step = steps.poll();
      if (step != null) {
        step.run();
      } else {
        instruction();
      }
    }
    return false;
  }

  /** Forgets the labels of the method that has been finished. */
  void startMethod() {
    labels.clear();
    trapLabel = null;
  }

  /** Starts the code proper of a method, in which exceptions may be caught. */
  void startCode() {
    tries.startMethod();
  }

  /** Writes what lies behind the last instruction of a method. */
  void finishMethod() {
    tries.finishMethod();
    if (trapLabel != null) {
      code.bind(trapLabel);
      code.invokeStatic(Names.BYTES, "outOfBounds", Names.desc(TRAP));
      code.emit(1, CodeBuilder::athrow);
    }
    code.finishChecks();
  }

  private static final String TRAP = "()Ldev/quern/runtime/TrapException;";

  /** Where to go, with an empty JVM stack, for an access out of bounds. */
  JvmLabel trapLabel() {
    if (trapLabel == null) {
      trapLabel = code.newLabel();
    }
    return trapLabel;
  }

  /**
   * Where the options say so, traps if the running thread has been interrupted: at the function's
   * start, also for a call of itself in tail position, and in every round of a loop. Whatever goes
   * on for ever comes by one of them again and again.
   */
  void checkInterruption() {
    if (layout.options.interruption()) {
      code.invokeStatic(Names.INTERRUPTION, "check", Names.desc(ConstantDescs.CD_void));
    }
  }

  private void instruction() {
    int position = reader.position();
    int op = reader.next();
    loopCompiler.at(op);
    tables.at(op, position);
    if (pending != null && !takesCondition(op)) {
      resolveComparison();
    }
    switch (op) {
      case Op.UNREACHABLE -> unreachable();
      case Op.NOP -> {}
      case Op.BLOCK -> enterBlock(Control.BLOCK);
      case Op.LOOP -> enterLoop();
      case Op.IF -> enterIf();
      case Op.ELSE -> reachElse();
      case Op.END -> reachEnd();
      case Op.TRY -> tries.enterTry();
      case Op.TRY_TABLE -> tries.enterTable();
      case Op.CATCH -> tries.reachCatch(reader.u32());
      case Op.CATCH_ALL -> tries.reachCatch(-1);
      case Op.DELEGATE -> tries.reachDelegate();
      case Op.THROW -> tries.throwTag(reader.u32());
      case Op.THROW_REF -> tries.throwReference();
      case Op.RETHROW -> tries.rethrow(reader.u32());
      case Op.BR -> branch();
      case Op.BR_IF -> branchIf(reader.u32());
      case Op.BR_TABLE -> tables.branch();
      case Op.RETURN -> returnFrom();
      case Op.BR_ON_NULL -> branchOnNull(reader.u32());
      case Op.BR_ON_NON_NULL -> branchOnNonNull(reader.u32());
      case Op.BR_ON_CAST -> branchOnCast(true);
      case Op.BR_ON_CAST_FAIL -> branchOnCast(false);
      case Op.BR_ON_CAST_DESC_EQ -> branchOnDescriptor(Opcode.IFNE);
      case Op.BR_ON_CAST_DESC_EQ_FAIL -> branchOnDescriptor(Opcode.IFEQ);
      case Op.SELECT -> select();
      case Op.SELECT_T -> selectTyped();
      default -> {
        if (!compare(op)) {
          instructions.compile(op);
        }
      }
    }
  }

  // Steps and labels.

  /** Does something many times, with places to cut in between if the times are many. */
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

  /** Does something after the steps that are still to come. */
  void then(Runnable action) {
    if (steps.isEmpty()) {
      action.run();
    } else {
      steps.add(action);
    }
  }

  /** Does something at the next tick, before the instruction that follows. */
  void nextStep(Runnable action) {
    steps.add(action);
  }

  /**
   * Calls a static method with the topmost operands, vectors among them as objects, then some more
   * arguments, pushed already.
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

  int newLabel() {
    return ordinals++;
  }

  /** The label of an ordinal in the method being written. */
  JvmLabel label(int ordinal) {
    JvmLabel label = labels.get(ordinal);
    if (label == null) {
      label = code.newLabel();
      labels.put(ordinal, label);
    }
    return label;
  }

  void labelHere(int ordinal) {
    cuts.labelAt(ordinal, tick == 0 ? 0 : tick - 1);
    code.bind(label(ordinal));
  }

  boolean isReached(int ordinal) {
    JvmLabel label = labels.get(ordinal);
    return label != null && label.uses > 0 || cuts.isEntered(ordinal);
  }

  void jump(int ordinal) {
    if (cuts.isHere(ordinal)) {
      cuts.jumpsTo(ordinal);
      code.jump(label(ordinal));
      return;
    }
    DispatchLoop.Head head = tables.loop.of(ordinal);
    if (head == null) {
      cuts.leaveFor(ordinal);
    } else {
      checkInterruption();
      tables.dispatch(ordinal, head);
    }
  }

  /** Goes to a label if a JVM condition holds. */
  void jumpIf(Opcode condition, int ordinal) {
    if (cuts.isHere(ordinal)) {
      cuts.jumpsTo(ordinal);
      code.branch(condition, label(ordinal));
    } else {
      JvmLabel skip = code.newLabel();
      code.branch(Intrinsics.opposite(condition), skip);
      cuts.leaveFor(ordinal);
      code.bind(skip);
    }
  }

  // Conditions.

  private static boolean takesCondition(int op) {
    return op == Op.BR_IF || op == Op.IF || op == Op.I32_EQZ || op == Op.SELECT;
  }

  /** Holds a comparison back, so that it can be one with the branch that follows. */
  private boolean compare(int op) {
    if (op == Op.I32_EQZ && pending != null) {
      pendingNegated = !pendingNegated;
      return true;
    }
    Comparison comparison =
        switch (op) {
          case Op.REF_TEST -> casts.test(reader.heapType(), false);
          case Op.REF_TEST_NULL -> casts.test(reader.heapType(), true);
          default -> Intrinsics.comparison(op);
        };
    pending = comparison;
    pendingNegated = false;
    return comparison != null;
  }

  private static final Comparison NOT_ZERO = new Comparison(1, null, Opcode.IFNE);

  /**
   * Puts the operands of the condition on top of the stack onto the JVM's stack, with everything
   * else spilled, and compares them.
   *
   * @return the branch that is taken when the condition holds
   */
  private Opcode condition() {
    Comparison comparison = pending != null ? pending : NOT_ZERO;
    stack.prepareForBranch(comparison.operands());
    return test(comparison);
  }

  private Opcode test(Comparison comparison) {
    comparison.emit(code);
    stack.drop(comparison.operands());
    Opcode branch = comparison.branch();
    Opcode result = pendingNegated ? Intrinsics.opposite(branch) : branch;
    pending = null;
    pendingNegated = false;
    return result;
  }

  /** Forgets a comparison that was held back, if there is one; its operands are on the stack. */
  boolean takeComparison() {
    boolean isThere = pending != null;
    pending = null;
    return isThere;
  }

  /** Turns a comparison that was held back into a number on the stack. */
  private void resolveComparison() {
    Comparison comparison = pending;
    if (comparison == null) {
      return;
    }
    stack.prepareForResult(comparison.operands());
    JvmLabel isTrue = code.newLabel();
    JvmLabel end = code.newLabel();
    code.branch(test(comparison), isTrue);
    code.iconst(0);
    code.jump(end);
    code.bind(isTrue);
    code.iconst(1);
    code.bind(end);
    stack.pushJvm('I');
  }

  private void selectTyped() {
    resolveComparison();
    long count = reader.u32() & 0xFFFF_FFFFL;
    for (long i = 0; i < count; i++) {
      reader.valueType();
    }
    select();
  }

  private void select() {
    Comparison comparison = pending != null ? pending : NOT_ZERO;
    if (stack.letter(stack.depth() - 1 - comparison.operands()) == 'V') {
      resolveComparison();
      stack.prepareForResult(3);
      code.vectors.select(code);
      stack.drop(3);
      stack.pushJvm('V');
      return;
    }
    stack.prepareForResult(comparison.operands() + 2);
    Opcode branch = test(comparison);
    char letter = stack.letter(stack.depth() - 1);
    JvmLabel keepFirst = code.newLabel();
    code.branch(branch, keepFirst);
    if (JvmCode.isWide(letter)) {
      code.emit(2, c -> c.dup2_x2().pop2());
    } else {
      code.emit(1, CodeBuilder::swap);
    }
    code.bind(keepFirst);
    code.pop(letter);
    stack.drop(2);
    stack.pushJvm(letter);
  }

  // Blocks.

  void enterBlock(byte kind) {
    stack.spill();
    pushFrame(kind, newLabel(), -1);
  }

  private void pushFrame(byte kind, int label, int elseLabel) {
    String parameters = "";
    String results = "";
    int type = reader.blockType();
    if (type == -2) {
      results = String.valueOf(reader.valueType().letter());
    } else if (type >= 0) {
      Signature block = layout.signature(type);
      parameters = block.parameters();
      results = block.results();
    }
    int height = stack.depth() - parameters.length();
    settleParameters(height);
    control.push(kind, height, stack.enter(height), label, elseLabel, parameters, results);
  }

  /** A block's parameters must be in their slots, where all ways to the label put them. */
  private void settleParameters(int height) {
    int count = stack.depth() - height;
    String letters = stack.letters(height, stack.depth());
    for (int i = 0; i < count; i++) {
      stack.copy(height + i, height + i);
    }
    stack.cutTo(height);
    stack.pushSlots(letters);
    stack.spill();
  }

  private void enterLoop() {
    stack.spill();
    pushFrame(Control.LOOP, newLabel(), -1);
    int label = control.label(0);
    loops.enter(label);
    cuts.beforeLoop(label);
    labelHere(label);
    loopCompiler.start();
    if (control.labelTypes(0).isEmpty()) {
      tables.loop.enter(label, reader.position());
    }
  }

  private void enterIf() {
    int position = reader.opOffset();
    Opcode branch = condition();
    int elseLabel = newLabel();
    int endLabel = newLabel();
    // The parameters are settled before the branch so that both ways find them in their slots; only
    // constants still move, and the condition is on the JVM's stack meanwhile.
    pushFrame(Control.IF, endLabel, elseLabel);
    jumpIf(Intrinsics.opposite(branch), elseLabel);
    loopCompiler.passed(position);
  }

  private void reachElse() {
    settleResults();
    jump(control.label(0));
    cuts.isUnreached();
    startElse();
  }

  private void startElse() {
    stack.cutTo(control.height(0));
    stack.pushSlots(control.parameters(0));
    stack.spill();
    labelHere(control.elseLabel(0));
    control.takeElse();
  }

  private void reachEnd() {
    if (control.kind(0) == Control.TRY) {
      tries.reachEnd();
    } else if (control.kind(0) == Control.BODY && !isReached(control.label(0))) {
      returnResults(() -> done = true);
    } else {
      settleResults();
      endFrame();
    }
  }

  void endFrame() {
    if (control.kind(0) == Control.BODY) {
      labelHere(control.label(0));
      endOfFunction();
      return;
    }
    if (control.elseLabel(0) >= 0) {
      labelHere(control.elseLabel(0));
    }
    if (control.kind(0) == Control.LOOP) {
      loops.leave();
    } else {
      labelHere(control.label(0));
      if (control.results(0).isEmpty()) {
        cuts.endsAt(control.label(0), reader.position());
      }
    }
    stack.cutTo(control.height(0));
    stack.enter(control.outerBase(0));
    stack.pushSlots(control.results(0));
    stack.spill();
    control.pop();
  }

  /** Puts the results of the innermost block into their slots. */
  void settleResults() {
    stack.spill();
    int height = control.height(0);
    for (int h = height; h < stack.depth(); h++) {
      stack.copy(h, h);
    }
  }

  private void endOfFunction() {
    stack.cutTo(0);
    stack.enter(0);
    stack.pushSlots(signature.results());
    returnResults(() -> done = true);
  }

  /**
   * Skips what cannot be reached: up to the {@code else} or {@code end} that can be. Called after
   * an instruction that does not go on to the next one.
   */
  void skipUnreachable() {
    tables.forget();
    cuts.isUnreached();
    int depth = 0;
    while (true) {
      int op = reader.next();
      switch (op) {
        case Op.BLOCK, Op.LOOP, Op.IF, Op.TRY, Op.TRY_TABLE -> depth++;
        case Op.CATCH, Op.CATCH_ALL -> {
          if (depth == 0) {
            tries.startCatch(op == Op.CATCH ? reader.u32() : -1);
            return;
          }
        }
        case Op.ELSE -> {
          if (depth == 0) {
            startElse();
            return;
          }
        }
        case Op.END, Op.DELEGATE -> {
          if (depth == 0) {
            if (endUnreachable(op)) {
              return;
            }
            continue;
          }
          depth--;
        }
        default -> {}
      }
      reader.skipImmediates(op);
    }
  }

  /** Ends a block whose end is not reached by going on; whether there is code to be written. */
  private boolean endUnreachable(int op) {
    if (op == Op.DELEGATE) {
      tries.delegate();
      return true;
    }
    if (control.kind(0) == Control.TRY) {
      tries.end(false);
      return true;
    }
    boolean isLoop = control.kind(0) == Control.LOOP;
    boolean reached = control.elseLabel(0) >= 0 || !isLoop && isReached(control.label(0));
    if (control.kind(0) == Control.BODY) {
      if (reached) {
        endFrame();
      } else {
        done = true;
      }
      return true;
    }
    if (reached) {
      int label = control.label(0);
      endFrame();
      tables.startCase(label);
      return true;
    }
    if (isLoop) {
      loops.leave();
    }
    dropFrame();
    return false;
  }

  /** Takes a block away whose end nobody reaches. */
  void dropFrame() {
    stack.cutTo(control.height(0));
    stack.enter(control.outerBase(0));
    control.pop();
  }

  private void unreachable() {
    code.invokeStatic(Names.BYTES, "unreachable", Names.desc(TRAP));
    code.emit(1, CodeBuilder::athrow);
    skipUnreachable();
  }

  // Branches.

  private void branch() {
    int depth = reader.u32();
    loopCompiler.branches(depth);
    branch(depth, this::skipUnreachable);
  }

  /** Branches with what is on top of the stack. */
  void branch(int depth, Runnable then) {
    if (control.kind(depth) == Control.BODY) {
      returnResults(then);
      return;
    }
    int count = control.labelTypes(depth).length();
    int target = control.height(depth);
    int label = control.label(depth);
    if (count == 1 && stack.isOnlyTopOnJvm()) {
      stack.storeTop(target);
      loopCompiler.goTo(label);
      then.run();
      return;
    }
    stack.spill();
    ShortTail tail = shortTail(depth);
    if (tail != null) {
      jump(copyTail(depth, tail));
      then.run();
      return;
    }
    moveTo(
        stack.depth() - count,
        count,
        target,
        () -> {
          loopCompiler.goTo(label);
          then.run();
        });
  }

  /** The tail to which a branch to another method leads, if that leads to a loop; else null. */
  private @Nullable ShortTail shortTail(int depth) {
    if (control.kind(depth) != Control.BLOCK) {
      return null;
    }
    int position = cuts.positionBehind(control.label(depth));
    ShortTail tail = position < 0 ? null : ShortTail.at(reader, position);
    if (tail == null) {
      return null;
    }
    int target = depth + 1 + tail.label();
    boolean isLoop = control.kind(target) == Control.LOOP && control.labelTypes(target).isEmpty();
    return isLoop ? tail : null;
  }

  /**
   * Writes the tail behind a block in the place of the branch to it; everything is spilled.
   *
   * @return the label where it goes
   */
  private int copyTail(int depth, ShortTail tail) {
    cuts.copiesBehind(control.label(depth));
    instructions.compileAgain(tail.start(), tail.branch());
    return control.label(depth + 1 + tail.label());
  }

  private void branchIf(int depth) {
    int position = reader.opOffset();
    if (!loopCompiler.branchIf(depth)) {
      Opcode branch = condition();
      branchWhen(branch, depth, 0, () -> loopCompiler.passed(position));
    }
  }

  private void branchOnNull(int depth) {
    stack.spill();
    stack.load(stack.depth() - 1);
    branchWhen(Opcode.IFNULL, depth, 1, () -> {});
  }

  private void branchOnNonNull(int depth) {
    stack.spill();
    stack.load(stack.depth() - 1);
    branchWhen(Opcode.IFNONNULL, depth, 0, () -> stack.drop(1));
  }

  /** Branches as {@link #branchOnCast}, by a descriptor above the reference. */
  private void branchOnDescriptor(Opcode branch) {
    boolean isNullable = (reader.castFlags() & 2) != 0;
    int depth = reader.u32();
    reader.heapType();
    reader.heapType();
    stack.spill();
    stack.load(stack.depth() - 2);
    stack.load(stack.depth() - 1);
    stack.drop(1);
    CastCompiler.compareDescriptors(code, "isDescribed", ConstantDescs.CD_boolean, isNullable);
    branchWhen(branch, depth, 0, () -> {});
  }

  /** Branches with a reference if a cast of it would succeed, or if it would not. */
  private void branchOnCast(boolean onSuccess) {
    boolean isNullable = (reader.castFlags() & 2) != 0;
    int depth = reader.u32();
    reader.heapType();
    Comparison test = casts.test(reader.heapType(), isNullable);
    stack.spill();
    stack.load(stack.depth() - 1);
    test.emit(code);
    Opcode branch = onSuccess ? test.branch() : Intrinsics.opposite(test.branch());
    branchWhen(branch, depth, 0, () -> {});
  }

  /**
   * Branches if a JVM condition holds; everything on the operand stack is spilled or constant.
   *
   * @param above number of values above those that the branch takes along
   */
  void branchWhen(Opcode branch, int depth, int above, Runnable then) {
    int count = control.labelTypes(depth).length();
    int from = stack.depth() - above - count;
    int target = control.height(depth);
    int label = control.label(depth);
    if (count > FEW) {
      // The moves may be cut, so that the place behind them needs a label that lasts.
      int skip = newLabel();
      jumpIf(Intrinsics.opposite(branch), skip);
      moveTo(
          from,
          count,
          target,
          () -> {
            jump(label);
            labelHere(skip);
            then.run();
          });
      return;
    }
    ShortTail tail = shortTail(depth);
    if (tail != null) {
      JvmLabel skip = code.newLabel();
      code.branch(Intrinsics.opposite(branch), skip);
      cuts.sometimes();
      jump(copyTail(depth, tail));
      cuts.sometimesEnds();
      code.bind(skip);
      then.run();
      return;
    }
    boolean isBack = control.kind(depth) == Control.LOOP && isOfOne(branch);
    if (stack.isInPlace(from, count, target) && !isBack) {
      jumpIf(branch, label);
    } else {
      JvmLabel skip = code.newLabel();
      code.branch(Intrinsics.opposite(branch), skip);
      cuts.sometimes();
      moveTo(from, count, target, () -> jump(label));
      cuts.sometimesEnds();
      code.bind(skip);
    }
    then.run();
  }

  /**
   * Whether a condition is one of a single operand, which often is the outcome of a comparison. C2
   * has a safepoint in front of a branch back, with that operand for its state, so that it has to
   * work out whether that is -1, 0 or 1; where the branch goes forward, and a jump back follows, it
   * only compares.
   */
  private static boolean isOfOne(Opcode branch) {
    return switch (branch) {
      case IFEQ, IFNE, IFLT, IFGE, IFGT, IFLE -> true;
      default -> false;
    };
  }

  /** Copies values, all spilled or constant, to the slots of a label. */
  void moveTo(int from, int count, int target, Runnable then) {
    // Upwards: a target is never above its source, so that nothing is overwritten too early.
    repeat(count, i -> stack.copy(from + i, target + i), then);
  }

  // Returning.

  /** Returns what is on top of the stack. */
  private void returnFrom() {
    returnResults(this::skipUnreachable);
  }

  /**
   * Leaves for a tail call; {@link #returnPending} or {@link #returnAfterTailCall} must follow.
   * What the callee throws is none of this function's business any more.
   */
  void startTailCall() {
    tries.suspend();
  }

  private void returnResults(Runnable then) {
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
    repeat(
        count,
        i -> {
          // A step nevertheless: there must be as many in all walks.
          if (i > 0 || !isFirstReturned) {
            toScratch(from, i);
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

  /** Stores a spilled or constant value into scratch space. */
  void toScratch(int from, int index) {
    char letter = stack.letter(from + index);
    storage.loadInstance();
    if (JvmCode.isObject(letter)) {
      code.getField(Names.INSTANCE, "references", Names.OBJECT_ARRAY);
      code.iconst(index);
      stack.load(from + index);
      code.toBits(letter);
      code.emit(1, CodeBuilder::aastore);
    } else {
      code.getField(Names.INSTANCE, "numbers", Names.LONG_ARRAY);
      code.iconst(index);
      stack.load(from + index);
      code.toBits(letter);
      code.emit(1, CodeBuilder::lastore);
    }
  }

  /** Pushes a value from scratch space onto the JVM's stack. */
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

  /** Returns with a tail call pending: with nothing that has a meaning. */
  void returnPending() {
    if (cuts.resultsGoToScratch()) {
      cuts.leaveFunction(signature.first());
    } else {
      code.returnNothing(signature.first());
    }
    leave();
  }

  /** Returns after a tail call, which is pending or has left its results in scratch space. */
  void returnAfterTailCall() {
    if (cuts.resultsGoToScratch()) {
      cuts.leaveFunction(signature.first());
    } else {
      returnUnlessPending(code, signature.first(), storage::loadInstance);
    }
    leave();
  }

  private void leave() {
    tries.resume();
    skipUnreachable();
  }

  /** Returns the first result, which is in scratch space unless a tail call is pending. */
  static void returnUnlessPending(JvmCode code, char first, Runnable loadInstance) {
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

  /** Goes on at the function's start. */
  void restart() {
    jump(START_LABEL);
    skipUnreachable();
  }
}
