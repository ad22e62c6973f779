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
 * the chunk's beginning. A survey learns which labels need an entry; numbers of states are right
 * when it is over.
 */
final class ChunkCuts extends Cuts {
  static final int ENTRY_BITS = 10;

  /** Entries that a chunk may have. */
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

  /** Labels that nothing goes to, but the code behind them: by a copy, or by a label further on. */
  private final BitSet bypassed = new BitSet();

  /** Keys of tables of numbers, for the labels that they stand for. */
  private final Map<int[], String> keys = new IdentityHashMap<>();

  private final Map<Integer, JvmLabel> exits = new LinkedHashMap<>();
  private int current;
  private int leavings;
  private int loopDepth;
  private @Nullable Home home;

  /**
   * Where a chunk goes that is a part of the function's own method.
   *
   * @param state the JVM local of the state
   * @param next where the chunk of a state is looked for
   * @param out where the function ends
   */
  record Home(int state, JvmLabel next, JvmLabel out) {}

  /** Keeps a table of numbers with the class and gives its key. */
  interface TableOfNumbers {
    String add(int[] numbers);
  }

  /**
   * The cuts of a walk.
   *
   * @param survey what a survey finds out; null while writing
   * @param sizes where a survey notes, by tick, the bytes of the chunk up to there
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

  /** Starts writing a chunk. */
  void start(int chunk) {
    current = chunk;
    exits.clear();
    leavings = 0;
    home = null;
  }

  /** Starts writing a chunk as a part of the function's own method. */
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

  /** Writes the ways out of the chunk, to which the state comes on the stack. */
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
   * Puts back what has changed before a loop that goes on in other chunks, so that it need not be
   * put back in every round.
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

  /** The label counts as reached all the same, so that all walks have the same ticks. */
  @Override
  public void copiesBehind(int ordinal) {
    bypassed.set(ordinal);
  }

  /**
   * Where many blocks end, all of their labels get one entry. Each counts as reached all the same,
   * so that all walks have the same ticks.
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

  /** The way out that puts back what this exit must. */
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

  /** With an index on the stack, selects one of some numbers that labels have. */
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

  /** Whether two labels are in the same chunk. */
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

  /** Notes that labels are entered, those beside another one left out, and gives them back. */
  private int[] enteredFrom(int head, int[] ordinals) {
    int[] labels = Arrays.stream(ordinals).filter(o -> !isBeside(head, o)).distinct().toArray();
    Arrays.stream(labels).forEach(entered::set);
    return labels;
  }

  private int state(int ordinal) {
    int chunk = chunkAt(measured.labelTick(ordinal));
    return chunk << ENTRY_BITS | chunks.get(chunk).entry(ordinal);
  }

  /** Notes that a label is entered, from the loops around what is being surveyed. */
  private void arrivesAt(int ordinal) {
    entered.set(ordinal);
    int tick = measured.labelTick(ordinal);
    chunks.get(chunkAt(tick)).arrives(Math.min(loopDepth, measured.loopDepthBehind(tick)));
  }

  /** The chunk that holds a tick. */
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
