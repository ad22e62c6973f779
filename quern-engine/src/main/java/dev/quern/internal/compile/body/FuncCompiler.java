package dev.quern.internal.compile.body;

import dev.quern.internal.binary.InstrReader;
import dev.quern.internal.compile.jvm.Intrinsics;
import dev.quern.internal.compile.jvm.JvmLabel;
import dev.quern.internal.compile.jvm.Shapes;
import dev.quern.internal.compile.loop.DecodedWord;
import dev.quern.internal.compile.loop.DispatchLoop;
import dev.quern.internal.syntax.Op;
import java.lang.classfile.Opcode;

/**
 * Drives a walk over the body of a valid function, which emits its code on the way. The validator
 * has checked everything, so nothing is checked here. Unreachable code is skipped.
 *
 * <p>This class knows the sequence of instructions and blocks; the compilers of the instruction
 * groups know what each instruction does, and all work on one {@link Walk}.
 */
public final class FuncCompiler {
  private final Walk walk;
  private final OperandStack stack;
  private final Cuts cuts;
  private final InstrReader reader;
  private final Control control;
  private final Regions regions;
  private final Returns returns;
  private final Blocks blocks;
  private final Conditions conditions;
  private final InstrCompiler instructions;

  /** Recognises the dispatch loop whose header the next {@code br_table} may end. */
  private final DispatchLoop dispatchLoop;

  private final Branches branches;
  private final LoopCompiler loops;
  private final TableCompiler tables;
  private final TryCompiler tries;

  public FuncCompiler(Walk walk) {
    this.walk = walk;
    this.stack = walk.stack;
    this.cuts = walk.cuts;
    this.reader = walk.reader;
    this.control = walk.control;
    this.regions = new Regions(walk);
    this.returns = new Returns(walk, regions);
    this.blocks = new Blocks(walk, returns);
    var casts = new CastCompiler(walk);
    this.conditions = new Conditions(walk, casts);
    this.instructions = new InstrCompiler(walk, casts, returns);
    this.dispatchLoop =
        new DispatchLoop(reader, l -> Shapes.isVector(walk.variables.letter(l)), walk.findings);
    var backJumps = new BackJumps(walk, instructions, dispatchLoop);
    this.branches = new Branches(walk, instructions, casts, returns, backJumps);
    this.loops = new LoopCompiler(walk, instructions, conditions, branches, backJumps);
    this.tables = new TableCompiler(walk, instructions, dispatchLoop);
    this.tries = new TryCompiler(walk, regions, blocks, branches);
  }

  /** Returns whether the walk has copied a {@link DecodedWord}. */
  public boolean copiesWords() {
    return tables.copiesWords();
  }

  /**
   * Walks to the next cut or to the end.
   *
   * @return whether there is more to come
   */
  public boolean run() {
    int start = walk.tick();
    if (start == 0) {
      walk.labelHere(Walk.START_LABEL);
      walk.checkInterruption();
    }
    while (!walk.isDone()) {
      if (walk.tick() != start && cuts.isCut(walk.tick())) {
        conditions.resolve();
        stack.spill();
        cuts.leaveAtCut();
        return true;
      }
      Runnable step = walk.nextTick();
      if (step != null) {
        step.run();
      } else {
        instruction();
      }
      if (walk.takeUnreachable()) {
        skipUnreachable();
      }
    }
    return false;
  }

  /** Returns the label with a number; a method of a cut function may be entered there. */
  public JvmLabel label(int number) {
    return walk.label(number);
  }

  /** Starts a method of a cut function. */
  public void startMethod() {
    walk.startMethod();
  }

  /** Starts the code proper of a method, where exceptions may be caught. */
  public void startCode() {
    regions.startMethod();
  }

  /** Emits what follows the last instruction of a method: landing pads and traps. */
  public void finishMethod() {
    regions.finishMethod();
    walk.finishMethod();
  }

  private void instruction() {
    int position = reader.position();
    int op = reader.next();
    loops.at(op);
    tables.at(op, position);
    conditions.before(op);
    switch (op) {
      case Op.UNREACHABLE -> walk.trapUnreachable();
      case Op.NOP -> {}
      case Op.BLOCK -> blocks.enter(Control.BLOCK);
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
      case Op.BR -> branch(reader.u32());
      case Op.BR_IF -> branchIf(reader.u32());
      case Op.BR_TABLE -> tables.branch();
      case Op.RETURN -> returns.returnResults(walk::startUnreachable);
      case Op.BR_ON_NULL -> branches.branchOnNull(reader.u32());
      case Op.BR_ON_NON_NULL -> branches.branchOnNonNull(reader.u32());
      case Op.BR_ON_CAST -> branches.branchOnCast(true);
      case Op.BR_ON_CAST_FAIL -> branches.branchOnCast(false);
      case Op.BR_ON_CAST_DESC_EQ -> branches.branchOnDescriptor(Opcode.IFNE);
      case Op.BR_ON_CAST_DESC_EQ_FAIL -> branches.branchOnDescriptor(Opcode.IFEQ);
      case Op.SELECT -> conditions.select();
      case Op.SELECT_T -> conditions.selectTyped();
      default -> {
        if (!conditions.compare(op)) {
          instructions.compile(op);
        }
      }
    }
  }

  private void branch(int depth) {
    loops.branches(depth);
    branches.branch(depth, walk::startUnreachable);
  }

  private void branchIf(int depth) {
    int position = reader.opOffset();
    if (!loops.branchIf(depth)) {
      Opcode branch = conditions.condition();
      branches.branchWhen(branch, depth, 0, () -> loops.passed(position));
    }
  }

  // Blocks.

  private void enterLoop() {
    blocks.enter(Control.LOOP);
    int label = control.label(0);
    walk.loops.enter(label);
    cuts.beforeLoop(label);
    walk.labelHere(label);
    loops.start();
    if (control.labelTypes(0).isEmpty()) {
      dispatchLoop.enter(label, reader.position());
    }
  }

  private void enterIf() {
    int position = reader.opOffset();
    Opcode branch = conditions.condition();
    int elseLabel = walk.newLabel();
    int endLabel = walk.newLabel();
    // The parameters are settled before the branch, so that both paths find them in their slots.
    // Only constants still move, while the condition is on the JVM stack.
    blocks.push(Control.IF, endLabel, elseLabel);
    walk.jumpIf(Intrinsics.opposite(branch), elseLabel);
    loops.passed(position);
  }

  private void reachElse() {
    blocks.settleResults();
    walk.jump(control.label(0));
    cuts.startUnreachable();
    blocks.startElse();
  }

  private void reachEnd() {
    if (control.kind(0) == Control.TRY) {
      tries.reachEnd();
    } else if (control.kind(0) == Control.BODY && !walk.isReached(control.label(0))) {
      returns.returnResults(walk::finish);
    } else {
      blocks.settleResults();
      blocks.end();
    }
  }

  // Unreachable code.

  /** Skips unreachable code, up to the {@code else}, {@code catch} or end that is reachable. */
  private void skipUnreachable() {
    tables.forget();
    cuts.startUnreachable();
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
            blocks.startElse();
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

  /** Ends a block whose end is not reached by fall-through; returns whether to emit code again. */
  private boolean endUnreachable(int op) {
    if (op == Op.DELEGATE) {
      tries.delegate();
      return true;
    }
    return switch (control.kind(0)) {
      case Control.TRY -> {
        tries.end(false);
        yield true;
      }
      case Control.BODY -> {
        endUnreachableBody();
        yield true;
      }
      default -> endUnreachableBlock();
    };
  }

  private void endUnreachableBody() {
    if (walk.isReached(control.label(0))) {
      blocks.end();
    } else {
      walk.finish();
    }
  }

  private boolean endUnreachableBlock() {
    boolean isLoop = control.kind(0) == Control.LOOP;
    int label = control.label(0);
    if (control.elseLabel(0) >= 0 || !isLoop && walk.isReached(label)) {
      blocks.end();
      tables.startCase(label);
      return true;
    }
    if (isLoop) {
      walk.loops.leave();
    }
    blocks.drop();
    return false;
  }
}
