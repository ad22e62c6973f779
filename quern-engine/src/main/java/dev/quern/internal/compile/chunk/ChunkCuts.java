package dev.quern.internal.compile.chunk;

import dev.quern.internal.compile.body.Cuts;
import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.jvm.JvmLabel;
import dev.quern.internal.compile.jvm.Names;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicConstantDesc;
import java.util.Arrays;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The cuts of a function into chunks. A state is {@code chunk << ENTRY_BITS | entry}; entry 0 is
 * the chunk's beginning. A survey finds out which labels need an entry, so state numbers are only
 * right after it.
 */
final class ChunkCuts extends Cuts {
  static final int ENTRY_BITS = 10;

  /** Maximum number of entries of a chunk. */
  static final int MAX_ENTRIES = (1 << ENTRY_BITS) - 1;

  /** The state of a function that has returned. */
  static final int RETURNED = -1;

  private static final DirectMethodHandleDesc NUMBERS =
      ConstantDescs.ofConstantBootstrap(
          Names.CODE_LOADER, "numbers", Names.INT_ARRAY, ConstantDescs.CD_String);

  private final JvmCode code;
  private final ChunkStorage storage;
  private final Measurement measured;
  private final List<Chunk> chunks;
  private final BitSet entered;
  private final TableOfNumbers tables;
  private final @Nullable Flow survey;
  private final int[] sizes;

  /**
   * Labels that are never jumped to although the code after them is reached: branches use a copy of
   * that code, or a later label.
   */
  private final BitSet bypassed = new BitSet();

  /** Keys of tables of numbers, by the array of labels that a table stands for. */
  private final Map<int[], String> keys = new IdentityHashMap<>();

  private final Map<Integer, JvmLabel> exits = new LinkedHashMap<>();
  private int current;
  private int leavings;
  private int loopDepth;
  private @Nullable Home home;

  /**
   * Where a chunk that is in line in the function's own method jumps to.
   *
   * @param state the JVM local of the state
   * @param next the label that dispatches on the state
   * @param out the label where the function ends
   */
  record Home(int state, JvmLabel next, JvmLabel out) {}

  /** Stores a table of numbers with the class and returns its key. */
  interface TableOfNumbers {
    String add(int[] numbers);
  }

  /**
   * Creates the cuts for one walk.
   *
   * @param survey collects what a survey finds; null when emitting code
   * @param sizes receives, by tick, the code size of the chunk up to there during a survey
   */
  ChunkCuts(
      JvmCode code,
      ChunkStorage storage,
      Measurement measured,
      List<Chunk> chunks,
      BitSet entered,
      TableOfNumbers tables,
      @Nullable Flow survey,
      int[] sizes) {
    this.code = code;
    this.storage = storage;
    this.measured = measured;
    this.chunks = chunks;
    this.entered = entered;
    this.tables = tables;
    this.survey = survey;
    this.sizes = sizes;
  }

  /** Starts emitting a chunk. */
  void start(int chunk) {
    current = chunk;
    exits.clear();
    leavings = 0;
    home = null;
  }

  /** Starts emitting a chunk in line in the function's own method. */
  void startAtHome(int chunk, Home place) {
    start(chunk);
    home = place;
  }

  @Override
  public void at(int tick, int depth, int height) {
    loopDepth = depth;
    if (survey != null) {
      sizes[tick] = code.weight();
    }
  }

  /** Emits the exits of the chunk; each is reached with the state on the operand stack. */
  void finish() {
    exits.forEach((putSet, exit) -> {
      code.bind(exit);
      storage.moveOut(chunks.get(current).putSet(putSet));
      if (home == null) {
        code.emit(1, CodeBuilder::ireturn);
      } else {
        code.store('I', home.state());
        code.jump(home.next());
      }
    });
  }

  @Override
  public void labelAt(int ordinal, int tick) {
    if (tick != measured.labelTick(ordinal)) {
      throw new IllegalStateException("ticks differ between walks");
    }
    if (survey != null) {
      survey.labelAt(ordinal);
    }
  }

  @Override
  public void jumpsTo(int ordinal) {
    if (survey != null) {
      survey.jumpsTo(ordinal);
    }
  }

  /**
   * Writes back dirty variables before a loop that continues in other chunks, so that it need not
   * be done in every iteration.
   */
  @Override
  public void beforeLoop(int ordinal) {
    if (survey != null) {
      survey.beforeLoop(ordinal);
    } else {
      storage.moveOut(chunks.get(current).putAtLoop(ordinal));
    }
  }

  @Override
  public void startUnreachable() {
    if (survey != null) {
      survey.startUnreachable();
    }
  }

  @Override
  public void beginConditional() {
    if (survey != null) {
      survey.beginConditional();
    }
  }

  @Override
  public void endConditional() {
    if (survey != null) {
      survey.endConditional();
    }
  }

  @Override
  public void lands() {
    if (survey != null) {
      survey.lands();
    }
  }

  @Override
  public boolean isCut(int tick) {
    return tick == chunks.get(current).endTick;
  }

  @Override
  public void leaveAtCut() {
    if (survey != null) {
      survey.leavesAtCut();
      chunks.get(current + 1).arrives(loopDepth);
    }
    leave(current + 1 << ENTRY_BITS);
  }

  @Override
  public boolean isHere(int ordinal) {
    int tick = measured.labelTick(ordinal);
    Chunk chunk = chunks.get(current);
    return tick >= chunk.firstTick && tick < chunk.endTick;
  }

  @Override
  public int positionBehind(int ordinal) {
    return isHere(ordinal) ? -1 : measured.endPosition(ordinal);
  }

  /** The label still counts as reached, so that all walks have the same ticks. */
  @Override
  public void copiesBehind(int ordinal) {
    bypassed.set(ordinal);
  }

  /**
   * Where many blocks end at one place, all of their labels share one entry. Each label still
   * counts as reached, so that all walks have the same ticks.
   */
  @Override
  public void leaveFor(int ordinal) {
    int target = measured.lastLabelAt(ordinal);
    bypassed.set(ordinal);
    if (survey != null) {
      survey.leaves(target);
      arrivesAt(target);
      leave(Integer.MAX_VALUE);
    } else {
      leave(state(target));
    }
  }

  private void leave(int state) {
    code.iconst(state);
    code.jump(exit());
  }

  /** Returns the label of the exit that writes back the variables needed here. */
  private JvmLabel exit() {
    int putSet = survey != null ? 0 : chunks.get(current).putSetOfExit(leavings++);
    return exits.computeIfAbsent(putSet, s -> code.newLabel());
  }

  @Override
  public void leaveFunction(char first) {
    if (home != null) {
      code.jump(home.out());
      return;
    }
    code.iconst(RETURNED);
    code.emit(1, CodeBuilder::ireturn);
  }

  @Override
  public boolean resultsGoToScratch() {
    return true;
  }

  @Override
  public boolean isEntered(int ordinal) {
    return entered.get(ordinal) || bypassed.get(ordinal);
  }

  @Override
  public boolean hasStates() {
    return true;
  }

  @Override
  public void jumpThroughTable(int[] ordinals) {
    if (survey != null) {
      Arrays.stream(ordinals).forEach(this::arrivesAt);
      survey.leaves(ordinals);
    }
    select(ordinals, this::state);
    code.jump(exit());
  }

  /** Replaces an index on the operand stack by the number of the label it selects. */
  private void select(int[] ordinals, IntUnaryOperator number) {
    String key = "";
    if (survey == null) {
      key = keys.computeIfAbsent(ordinals, o -> tables.add(Arrays.stream(o).map(number).toArray()));
    }
    code.constant(DynamicConstantDesc.ofNamed(NUMBERS, "n", Names.INT_ARRAY, key));
    code.invokeStatic(
        Names.LINKAGE,
        "select",
        Names.desc(ConstantDescs.CD_int, ConstantDescs.CD_int, Names.INT_ARRAY));
  }

  @Override
  public void selectState(int head, int[] ordinals) {
    select(ordinals, ordinal -> isBeside(head, ordinal) ? RETURNED - 1 : state(ordinal));
  }

  /** Returns whether two labels are in the same chunk. */
  private boolean isBeside(int label, int other) {
    return chunkAt(measured.labelTick(label)) == chunkAt(measured.labelTick(other));
  }

  @Override
  public void leaveForState(int head, int[] ordinals) {
    if (survey != null) {
      survey.leavesThrough(head, () -> enteredFrom(head, ordinals));
    }
    code.jump(exit());
  }

  /**
   * Marks labels as entered, except those in the same chunk as {@code head}; returns the marked
   * ones.
   */
  private int[] enteredFrom(int head, int[] ordinals) {
    int[] labels = Arrays.stream(ordinals).filter(o -> !isBeside(head, o)).distinct().toArray();
    Arrays.stream(labels).forEach(entered::set);
    return labels;
  }

  private int state(int ordinal) {
    int chunk = chunkAt(measured.labelTick(ordinal));
    return chunk << ENTRY_BITS | chunks.get(chunk).entry(ordinal);
  }

  /**
   * Marks a label as entered and counts the jump, weighted by the loops around both of its ends.
   */
  private void arrivesAt(int ordinal) {
    entered.set(ordinal);
    int tick = measured.labelTick(ordinal);
    chunks.get(chunkAt(tick)).arrives(Math.min(loopDepth, measured.loopDepthBehind(tick)));
  }

  /** Returns the chunk that contains a tick. */
  int chunkAt(int tick) {
    int low = 0;
    int high = chunks.size() - 1;
    while (low < high) {
      int middle = low + high + 1 >>> 1;
      if (chunks.get(middle).firstTick <= tick) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }
}
