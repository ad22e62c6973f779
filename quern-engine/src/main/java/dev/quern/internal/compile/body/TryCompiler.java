package dev.quern.internal.compile.body;

import dev.quern.internal.binary.InstrReader;
import dev.quern.internal.compile.body.Regions.Region;
import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.jvm.Names;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.constant.ConstantDescs;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Exceptions: what throws, and the two kinds of blocks that catch.
 *
 * <p>The handler of a block looks for the clause that fits; if there is none it throws the
 * exception on, which the {@linkplain Regions region} around it gets.
 *
 * <p>The exception lies on the operand stack below everything that a handler works with, for {@code
 * rethrow}. The bytes of the memory may be others by then.
 *
 * <p>Why: docs/rationale/exceptions.md.
 */
final class TryCompiler {
  private final Walk walk;
  private final Regions regions;
  private final Blocks blocks;
  private final Branches branches;
  private final JvmCode code;
  private final Storage storage;
  private final OperandStack stack;
  private final InstrReader reader;
  private final Control control;
  private final List<Try> tries = new ArrayList<>();

  TryCompiler(Walk walk, Regions regions, Blocks blocks, Branches branches) {
    this.walk = walk;
    this.regions = regions;
    this.blocks = blocks;
    this.branches = branches;
    this.code = walk.code;
    this.storage = walk.storage;
    this.stack = walk.stack;
    this.reader = walk.reader;
    this.control = walk.control;
  }

  /** The catch clauses of a {@code try_table}; label depths are relative to the enclosing block. */
  private record Clauses(int[] kinds, int[] tags, int[] labels) {
    static final int WITH_REFERENCE = 1;
    static final int ALL = 2;

    int count() {
      return kinds.length;
    }

    boolean isAll(int index) {
      return (kinds[index] & ALL) != 0;
    }

    boolean bringsReference(int index) {
      return (kinds[index] & WITH_REFERENCE) != 0;
    }
  }

  /** An open try block. */
  private static final class Try {
    /** The index of its frame among all open blocks, counted from the outermost. */
    final int place;

    final Region region;
    final @Nullable Region outer;
    final @Nullable Clauses clauses;

    /** Whether the block's body has ended and a handler is being emitted. */
    boolean isHandling;

    /** The label where matching continues after the last {@code catch}; -1 if that catches all. */
    int next = -1;

    Try(int place, Region region, @Nullable Region outer, @Nullable Clauses clauses) {
      this.place = place;
      this.region = region;
      this.outer = outer;
      this.clauses = clauses;
    }

    /** Returns the region for exceptions thrown in the part of the block that is still open. */
    @Nullable Region current() {
      return isHandling ? outer : region;
    }
  }

  // Throwing.

  void throwTag(int tag) {
    stack.spill();
    int count = walk.layout.payload(tag).length();
    int from = stack.depth() - count;
    walk.repeat(
        count,
        i -> walk.toScratch(from, i),
        () -> {
          storage.loadInstance();
          code.iconst(tag);
          code.invokeStatic(
              Names.EXCEPTIONS,
              "make",
              Names.desc(Names.WASM_EXCEPTION, Names.INSTANCE, ConstantDescs.CD_int));
          code.emit(1, CodeBuilder::athrow);
          walk.startUnreachable();
        });
  }

  void throwReference() {
    stack.prepare(1);
    stack.drop(1);
    throwTop();
    walk.startUnreachable();
  }

  void rethrow(int depth) {
    Try block = tries.get(lastUpTo(control.place(depth)));
    stack.load(block.region.height);
    throwTop();
    walk.startUnreachable();
  }

  /** Throws the exception reference on the JVM's stack. */
  private void throwTop() {
    code.invokeStatic(
        Names.EXCEPTIONS, "notNull", Names.desc(ConstantDescs.CD_Throwable, Names.OBJECT));
    code.emit(1, CodeBuilder::athrow);
  }

  // Blocks.

  void enterTry() {
    blocks.enter(Control.TRY);
    enter(null);
  }

  void enterTable() {
    blocks.enter(Control.TRY);
    int count = reader.u32();
    var clauses = new Clauses(new int[count], new int[count], new int[count]);
    for (int i = 0; i < count; i++) {
      clauses.kinds[i] = reader.catchKind();
      clauses.tags[i] = clauses.isAll(i) ? -1 : reader.u32();
      clauses.labels[i] = reader.u32();
    }
    enter(clauses);
  }

  private void enter(@Nullable Clauses clauses) {
    var block =
        new Try(
            control.place(0),
            new Region(walk.newLabel(), control.height(0)),
            regions.current(),
            clauses);
    tries.add(block);
    regions.enter(block.region);
  }

  /**
   * Compiles {@code catch} or, with tag -1, {@code catch_all}, when control falls through to it.
   */
  void reachCatch(int tag) {
    settleResults(() -> {
      walk.jump(control.label(0));
      startCatch(tag);
    });
  }

  /** Starts the handler of a {@code catch}. */
  void startCatch(int tag) {
    Try block = tries.getLast();
    if (block.isHandling) {
      walk.labelHere(block.next);
      holdException(block);
    } else {
      startHandler(block);
    }
    block.next = -1;
    if (tag >= 0) {
      block.next = walk.newLabel();
      testTag(block, tag, block.next);
      pushPayload(tag, () -> {});
    }
  }

  /** Compiles the end of a block when control falls through to it. */
  void reachEnd() {
    settleResults(() -> end(true));
  }

  /**
   * Ends a block and emits its handlers; emission resumes at the next reachable point.
   *
   * @param goesOn whether control falls through to the block's end
   */
  void end(boolean goesOn) {
    Try block = tries.getLast();
    if (block.isHandling && block.next < 0) {
      walk.nextStep(() -> leave(goesOn));
      return;
    }
    if (goesOn) {
      walk.jump(control.label(0));
    }
    // Each handler is a step of its own, since many ends may come in a row.
    walk.nextStep(() -> lastHandler(block));
  }

  /** Emits what handles an exception that no {@code catch} has matched. */
  private void lastHandler(Try block) {
    if (block.clauses != null) {
      startHandler(block);
      clause(block, block.clauses, 0);
      return;
    }
    if (block.isHandling) {
      walk.labelHere(block.next);
      holdException(block);
    } else {
      startHandler(block);
    }
    throwOn(block);
    leave(false);
  }

  /** Compiles {@code delegate}, which ends a block, when control falls through to it. */
  void reachDelegate() {
    settleResults(() -> {
      walk.jump(control.label(0));
      delegate();
    });
  }

  /** Ends a block by {@code delegate}: exceptions go to an outer handler or to the caller. */
  void delegate() {
    int depth = reader.u32();
    walk.nextStep(() -> delegateTo(lastUpTo(control.place(depth + 1))));
  }

  private void delegateTo(int target) {
    Try block = tries.getLast();
    block.isHandling = true;
    regions.enter(block.outer);
    walk.labelHere(block.region.label);
    holdException(block);
    Region to = target < 0 ? null : tries.get(target).current();
    if (to == null) {
      regions.suspend();
      throwOn(block);
      regions.resume();
    } else {
      stack.load(block.region.height);
      regions.store(to);
      walk.jump(to.label);
    }
    leave(false);
  }

  /** Puts the results of the innermost block, or of one of its handlers, into their slots. */
  private void settleResults(Runnable then) {
    if (!tries.getLast().isHandling) {
      blocks.settleResults();
      then.run();
      return;
    }
    stack.spill();
    int count = control.results(0).length();
    walk.moveTo(stack.depth() - count, count, control.height(0), then);
  }

  private void leave(boolean goesOn) {
    tries.removeLast();
    if (goesOn || walk.isReached(control.label(0))) {
      blocks.end();
    } else {
      blocks.drop();
      walk.startUnreachable();
    }
  }

  /** The innermost open try block whose frame is at a place or further out, or -1. */
  private int lastUpTo(int place) {
    int low = -1;
    int high = tries.size() - 1;
    while (low < high) {
      int middle = low + high + 1 >>> 1;
      if (tries.get(middle).place <= place) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  // Handlers.

  /** Starts the handler of a block. */
  private void startHandler(Try block) {
    block.isHandling = true;
    regions.enter(block.outer);
    walk.labelHere(block.region.label);
    holdException(block);
    storage.reloadMemory();
  }

  /** Leaves only the exception on the block's part of the operand stack. */
  private void holdException(Try block) {
    stack.cutTo(block.region.height);
    stack.pushSlot('R');
    stack.spill();
    stack.enter(block.region.height + 1);
  }

  private void throwOn(Try block) {
    stack.load(block.region.height);
    throwTop();
  }

  /**
   * Jumps to a label unless the exception has a tag; if it has, its payload is in scratch space.
   */
  private void testTag(Try block, int tag, int otherwise) {
    stack.load(block.region.height);
    storage.loadInstance();
    code.iconst(tag);
    code.invokeStatic(
        Names.EXCEPTIONS,
        "matches",
        Names.desc(ConstantDescs.CD_boolean, Names.OBJECT, Names.INSTANCE, ConstantDescs.CD_int));
    walk.jumpIf(Opcode.IFEQ, otherwise);
  }

  private void pushPayload(int tag, Runnable then) {
    String letters = walk.layout.payload(tag);
    walk.repeat(letters.length(), i -> walk.pushFromScratch(i, letters.charAt(i)), then);
  }

  /** A clause of a {@code try_table}: a branch if the exception fits. */
  private void clause(Try block, Clauses clauses, int index) {
    if (index == clauses.count()) {
      throwOn(block);
      leave(false);
    } else if (clauses.isAll(index)) {
      branch(block, clauses, index, () -> leave(false));
    } else {
      int next = walk.newLabel();
      testTag(block, clauses.tags[index], next);
      pushPayload(
          clauses.tags[index],
          () ->
              branch(
                  block,
                  clauses,
                  index,
                  () -> {
                    walk.labelHere(next);
                    holdException(block);
                    walk.nextStep(() -> clause(block, clauses, index + 1));
                  }));
    }
  }

  private void branch(Try block, Clauses clauses, int index, Runnable then) {
    if (clauses.bringsReference(index)) {
      stack.load(block.region.height);
      stack.pushJvm('R');
      stack.spill();
    }
    branches.branch(clauses.labels[index] + 1, then);
  }
}
