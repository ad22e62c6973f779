package dev.quern.internal.compile.body;

import dev.quern.internal.binary.InstrReader;
import dev.quern.internal.compile.jvm.Intrinsics;
import dev.quern.internal.compile.jvm.Intrinsics.Comparison;
import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.jvm.JvmLabel;
import dev.quern.internal.compile.loop.ShortTail;
import java.lang.classfile.Opcode;
import java.lang.constant.ConstantDescs;
import org.jspecify.annotations.Nullable;

/** Branches to the labels of blocks, with the values that they take along. */
final class Branches {
  private final Walk walk;
  private final InstrCompiler instructions;
  private final CastCompiler casts;
  private final Returns returns;
  private final BackJumps backJumps;
  private final JvmCode code;
  private final OperandStack stack;
  private final Control control;
  private final Cuts cuts;

  Branches(
      Walk walk,
      InstrCompiler instructions,
      CastCompiler casts,
      Returns returns,
      BackJumps backJumps) {
    this.walk = walk;
    this.instructions = instructions;
    this.casts = casts;
    this.returns = returns;
    this.backJumps = backJumps;
    this.code = walk.code;
    this.stack = walk.stack;
    this.control = walk.control;
    this.cuts = walk.cuts;
  }

  /** Branches with what is on top of the stack. */
  void branch(int depth, Runnable then) {
    if (control.kind(depth) == Control.BODY) {
      returns.returnResults(then);
      return;
    }
    int count = control.labelTypes(depth).length();
    int target = control.height(depth);
    int label = control.label(depth);
    if (count == 1 && stack.isOnlyTopOnJvm()) {
      walk.storeTop(target);
      backJumps.goTo(label);
      then.run();
      return;
    }
    stack.spill();
    ShortTail tail = shortTail(depth);
    if (tail != null) {
      backJumps.jump(copyTail(depth, tail));
      then.run();
      return;
    }
    walk.moveTo(
        stack.depth() - count,
        count,
        target,
        () -> {
          backJumps.goTo(label);
          then.run();
        });
  }

  /** The tail to which a branch to another method leads, if that leads to a loop; else null. */
  private @Nullable ShortTail shortTail(int depth) {
    if (control.kind(depth) != Control.BLOCK) {
      return null;
    }
    int position = cuts.positionBehind(control.label(depth));
    ShortTail tail = position < 0 ? null : ShortTail.at(walk.reader, position);
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

  void branchOnNull(int depth) {
    stack.spill();
    stack.load(stack.depth() - 1);
    branchWhen(Opcode.IFNULL, depth, 1, () -> {});
  }

  void branchOnNonNull(int depth) {
    stack.spill();
    stack.load(stack.depth() - 1);
    branchWhen(Opcode.IFNONNULL, depth, 0, () -> stack.drop(1));
  }

  /** Branches as {@link #branchOnCast}, by a descriptor above the reference. */
  void branchOnDescriptor(Opcode branch) {
    boolean isNullable = (walk.reader.castFlags() & InstrReader.NULLABLE_TARGET) != 0;
    int depth = walk.reader.u32();
    walk.reader.heapType();
    walk.reader.heapType();
    stack.spill();
    stack.load(stack.depth() - 2);
    stack.load(stack.depth() - 1);
    stack.drop(1);
    CastCompiler.compareDescriptors(code, "isDescribed", ConstantDescs.CD_boolean, isNullable);
    branchWhen(branch, depth, 0, () -> {});
  }

  /** Branches with a reference if a cast of it would succeed, or if it would not. */
  void branchOnCast(boolean onSuccess) {
    boolean isNullable = (walk.reader.castFlags() & InstrReader.NULLABLE_TARGET) != 0;
    int depth = walk.reader.u32();
    walk.reader.heapType();
    Comparison test = casts.test(walk.reader.heapType(), isNullable);
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
    if (count > Walk.FEW) {
      // The moves may be cut, so that the place behind them needs a label that lasts.
      int skip = walk.newLabel();
      walk.jumpIf(Intrinsics.opposite(branch), skip);
      walk.moveTo(
          from,
          count,
          target,
          () -> {
            backJumps.jump(label);
            walk.labelHere(skip);
            then.run();
          });
      return;
    }
    ShortTail tail = shortTail(depth);
    boolean isBack = control.kind(depth) == Control.LOOP && isOfOne(branch);
    if (tail != null) {
      when(branch, () -> backJumps.jump(copyTail(depth, tail)));
    } else if (walk.isInPlace(from, count, target) && !isBack) {
      walk.jumpIf(branch, label);
    } else {
      when(branch, () -> walk.moveTo(from, count, target, () -> backJumps.jump(label)));
    }
    then.run();
  }

  /** Writes a jump that is taken when a JVM condition holds. */
  private void when(Opcode branch, Runnable jump) {
    JvmLabel skip = code.newLabel();
    code.branch(Intrinsics.opposite(branch), skip);
    cuts.beginConditional();
    jump.run();
    cuts.endConditional();
    code.bind(skip);
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
}
