package dev.quern.internal.compile;

import dev.quern.internal.binary.InstrReader;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.constant.ConstantDescs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Exceptions: what throws, and the two kinds of blocks that catch.
 *
 * <p>A <i>region</i> is the code whose exceptions one try block gets. Regions do not overlap: code
 * belongs to the innermost. Each stretch of it is an entry in the JVM's exception table of its
 * method, which leads to a few instructions at the end of that method: they put the exception into
 * the slot of the block's height and go to the block's handler, which is ordinary code with a
 * label, so that a function may be cut anywhere. The handler looks for the clause that fits; if
 * there is none it throws the exception on, which the region around it gets.
 *
 * <p>The exception lies on the operand stack below everything that a handler works with, for {@code
 * rethrow}. The bytes of the memory may be others by then.
 *
 * <p>Why: docs/rationale/exceptions.md.
 */
final class TryCompiler {
  private final FuncCompiler func;
  private final JvmCode code;
  private final Storage storage;
  private final OperandStack stack;
  private final InstrReader reader;
  private final Control control;
  private final List<Try> tries = new ArrayList<>();

  private @Nullable Region region;
  private @Nullable Region suspended;
  private @Nullable JvmLabel rangeStart;
  private int rangeStartSize;
  private final Map<Region, JvmLabel> landings = new LinkedHashMap<>();

  TryCompiler(FuncCompiler func) {
    this.func = func;
    this.code = func.code;
    this.storage = func.storage;
    this.stack = func.stack;
    this.reader = func.reader;
    this.control = func.control;
  }

  /** The label of a handler, and the height at which it finds the exception. */
  private static final class Region {
    final int label;
    final int height;

    Region(int label, int height) {
      this.label = label;
      this.height = height;
    }
  }

  /** The catch clauses of a {@code try_table}; labels are counted from outside the block. */
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
    /** The place of its frame among all open blocks, from the outermost. */
    final int place;

    final Region region;
    final @Nullable Region outer;
    final @Nullable Clauses clauses;

    /** Whether the block's body is over. */
    boolean isHandling;

    /** Where to go on if the exception is none of the last {@code catch}'s; -1 if it took all. */
    int next = -1;

    Try(int place, Region region, @Nullable Region outer, @Nullable Clauses clauses) {
      this.place = place;
      this.region = region;
      this.outer = outer;
      this.clauses = clauses;
    }

    /** The region that an exception belongs to which is thrown in what is open of the block. */
    @Nullable Region current() {
      return isHandling ? outer : region;
    }
  }

  // Regions and their ranges of code.

  /** Starts a method of the function. */
  void startMethod() {
    landings.clear();
    openRange();
  }

  private void openRange() {
    if (region != null) {
      rangeStart = code.newLabel();
      rangeStartSize = code.size();
      code.bind(rangeStart);
    }
  }

  private void closeRange() {
    if (region != null && rangeStart != null && code.size() > rangeStartSize) {
      JvmLabel end = code.newLabel();
      code.bind(end);
      code.exceptionCatch(rangeStart, end, landings.computeIfAbsent(region, r -> code.newLabel()));
    }
    rangeStart = null;
  }

  private void enterRegion(@Nullable Region next) {
    closeRange();
    region = next;
    openRange();
  }

  /** Writes, behind everything else, where the exceptions of the method land. */
  void finishMethod() {
    closeRange();
    landings.forEach((from, landing) -> {
      code.bind(landing);
      func.cuts.lands();
      storage.store(func.variables.slot(from.height, 'R'));
      func.jump(from.label);
    });
    landings.clear();
  }

  /** What follows throws to the caller: the function has been left as far as wasm is concerned. */
  void suspend() {
    suspended = region;
    enterRegion(null);
  }

  /** Ends what {@link #suspend} began. */
  void resume() {
    enterRegion(suspended);
    suspended = null;
  }

  // Throwing.

  void throwTag(int tag) {
    stack.spill();
    int count = func.layout.payload(tag).length();
    int from = stack.depth() - count;
    func.repeat(
        count,
        i -> func.toScratch(from, i),
        () -> {
          storage.loadInstance();
          code.iconst(tag);
          code.invokeStatic(
              Names.EXCEPTIONS,
              "make",
              Names.desc(Names.WASM_EXCEPTION, Names.INSTANCE, ConstantDescs.CD_int));
          code.emit(1, CodeBuilder::athrow);
          func.skipUnreachable();
        });
  }

  void throwReference() {
    stack.prepare(1);
    stack.drop(1);
    throwTop();
    func.skipUnreachable();
  }

  void rethrow(int depth) {
    Try block = tries.get(lastUpTo(control.place(depth)));
    stack.load(block.region.height);
    throwTop();
    func.skipUnreachable();
  }

  /** Throws the exception reference on the JVM's stack. */
  private void throwTop() {
    code.invokeStatic(
        Names.EXCEPTIONS, "notNull", Names.desc(ConstantDescs.CD_Throwable, Names.OBJECT));
    code.emit(1, CodeBuilder::athrow);
  }

  // Blocks.

  void enterTry() {
    func.enterBlock(Control.TRY);
    enter(null);
  }

  void enterTable() {
    func.enterBlock(Control.TRY);
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
        new Try(control.place(0), new Region(func.newLabel(), control.height(0)), region, clauses);
    tries.add(block);
    enterRegion(block.region);
  }

  /** Reaches {@code catch} or, with tag -1, {@code catch_all} by going on. */
  void reachCatch(int tag) {
    settleResults(() -> {
      func.jump(control.label(0));
      startCatch(tag);
    });
  }

  /** Starts the code of a {@code catch}. */
  void startCatch(int tag) {
    Try block = tries.getLast();
    if (block.isHandling) {
      func.labelHere(block.next);
      holdException(block);
    } else {
      startHandler(block);
    }
    block.next = -1;
    if (tag >= 0) {
      block.next = func.newLabel();
      testTag(block, tag, block.next);
      pushPayload(tag, () -> {});
    }
  }

  /** Reaches the end of a block by going on. */
  void reachEnd() {
    settleResults(() -> end(true));
  }

  /**
   * Ends a block, after whose handlers writing goes on behind the block or wherever that is.
   *
   * @param goesOn whether the block's end is reached by going on
   */
  void end(boolean goesOn) {
    Try block = tries.getLast();
    if (block.isHandling && block.next < 0) {
      func.nextStep(() -> leave(goesOn));
      return;
    }
    if (goesOn) {
      func.jump(control.label(0));
    }
    // Each handler is a step of its own, since many ends may come in a row.
    func.nextStep(() -> lastHandler(block));
  }

  /** Writes what gets the exception after all {@code catch}es. */
  private void lastHandler(Try block) {
    if (block.clauses != null) {
      startHandler(block);
      clause(block, block.clauses, 0);
      return;
    }
    if (block.isHandling) {
      func.labelHere(block.next);
      holdException(block);
    } else {
      startHandler(block);
    }
    throwOn(block);
    leave(false);
  }

  /** Reaches {@code delegate}, which ends a block. */
  void reachDelegate() {
    settleResults(() -> {
      func.jump(control.label(0));
      delegate();
    });
  }

  /** Ends a block by {@code delegate}: exceptions go to a handler further out, or to the caller. */
  void delegate() {
    int depth = reader.u32();
    func.nextStep(() -> delegateTo(lastUpTo(control.place(depth + 1))));
  }

  private void delegateTo(int target) {
    Try block = tries.getLast();
    block.isHandling = true;
    enterRegion(block.outer);
    func.labelHere(block.region.label);
    holdException(block);
    Region to = target < 0 ? null : tries.get(target).current();
    if (to == null) {
      suspend();
      throwOn(block);
      resume();
    } else {
      stack.load(block.region.height);
      storage.store(func.variables.slot(to.height, 'R'));
      func.jump(to.label);
    }
    leave(false);
  }

  /** Puts the results of the innermost block, or of one of its handlers, into their slots. */
  private void settleResults(Runnable then) {
    if (!tries.getLast().isHandling) {
      func.settleResults();
      then.run();
      return;
    }
    stack.spill();
    int count = control.results(0).length();
    func.moveTo(stack.depth() - count, count, control.height(0), then);
  }

  private void leave(boolean goesOn) {
    tries.removeLast();
    if (goesOn || func.isReached(control.label(0))) {
      func.endFrame();
    } else {
      func.dropFrame();
      func.skipUnreachable();
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
    enterRegion(block.outer);
    func.labelHere(block.region.label);
    holdException(block);
    storage.reloadMemory();
  }

  /** The exception is all that is left of the block on the operand stack. */
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
   * Goes to a label unless the exception is of a tag; otherwise its payload is in scratch space.
   */
  private void testTag(Try block, int tag, int otherwise) {
    stack.load(block.region.height);
    storage.loadInstance();
    code.iconst(tag);
    code.invokeStatic(
        Names.EXCEPTIONS,
        "matches",
        Names.desc(ConstantDescs.CD_boolean, Names.OBJECT, Names.INSTANCE, ConstantDescs.CD_int));
    func.jumpIf(Opcode.IFEQ, otherwise);
  }

  private void pushPayload(int tag, Runnable then) {
    String letters = func.layout.payload(tag);
    func.repeat(letters.length(), i -> func.pushFromScratch(i, letters.charAt(i)), then);
  }

  /** A clause of a {@code try_table}: a branch if the exception fits. */
  private void clause(Try block, Clauses clauses, int index) {
    if (index == clauses.count()) {
      throwOn(block);
      leave(false);
    } else if (clauses.isAll(index)) {
      branch(block, clauses, index, () -> leave(false));
    } else {
      int next = func.newLabel();
      testTag(block, clauses.tags[index], next);
      pushPayload(
          clauses.tags[index],
          () ->
              branch(
                  block,
                  clauses,
                  index,
                  () -> {
                    func.labelHere(next);
                    holdException(block);
                    func.nextStep(() -> clause(block, clauses, index + 1));
                  }));
    }
  }

  private void branch(Try block, Clauses clauses, int index, Runnable then) {
    if (clauses.bringsReference(index)) {
      stack.load(block.region.height);
      stack.pushJvm('R');
      stack.spill();
    }
    func.branch(clauses.labels[index] + 1, then);
  }
}
