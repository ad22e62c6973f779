package dev.quern.internal.compile;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicConstantDesc;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
  private final boolean isSurvey;
  private final Map<BitSet, JvmLabel> exits = new LinkedHashMap<>();
  private int current;
  private int leavings;

  /** Keeps a table of numbers with the class and gives its key. */
  interface TableOfNumbers {
    String add(int[] numbers);
  }

  ChunkCuts(
      JvmCode code,
      ChunkStorage storage,
      Measurement measured,
      List<Chunk> chunks,
      BitSet entered,
      TableOfNumbers tables,
      boolean isSurvey) {
    this.code = code;
    this.storage = storage;
    this.measured = measured;
    this.chunks = chunks;
    this.entered = entered;
    this.tables = tables;
    this.isSurvey = isSurvey;
  }

  /** Starts writing a chunk. */
  void start(int chunk) {
    current = chunk;
    exits.clear();
    leavings = 0;
  }

  /** How often the code so far leaves the chunk for another one. */
  int leavings() {
    return leavings;
  }

  /** Writes the ways out of the chunk, to which the state comes on the stack. */
  void finish() {
    exits.forEach((changed, exit) -> {
      code.bind(exit);
      storage.moveOut(changed);
      code.emit(1, CodeBuilder::ireturn);
    });
  }

  @Override
  void at(int tick, int loopDepth, int height) {
    storage.at(tick, loopDepth);
  }

  @Override
  void labelAt(int ordinal, int tick) {
    storage.labelAt(ordinal, tick);
  }

  @Override
  void jumpsTo(int ordinal) {
    storage.jumpsTo(ordinal);
  }

  /**
   * Puts back what has changed before a loop that goes on in other chunks, so that it need not be
   * put back in every round.
   */
  @Override
  void beforeLoop(int ordinal) {
    if (isSurvey) {
      leavings++;
    } else if (chunks.get(current).entries.contains(ordinal)) {
      storage.moveOut(storage.changed());
      storage.isUnreached();
    }
  }

  @Override
  void isUnreached() {
    storage.isUnreached();
  }

  @Override
  void catches() {
    chunks.get(current).catches = true;
  }

  @Override
  boolean isCut(int tick) {
    return tick == chunks.get(current).endTick;
  }

  @Override
  void leaveAtCut() {
    leave(current + 1 << ENTRY_BITS);
  }

  @Override
  boolean isHere(int ordinal) {
    int tick = measured.labelTick(ordinal);
    Chunk chunk = chunks.get(current);
    return tick >= chunk.firstTick && tick < chunk.endTick;
  }

  @Override
  void leaveFor(int ordinal) {
    leave(state(ordinal));
  }

  private void leave(int state) {
    code.iconst(state);
    code.jump(exit());
  }

  /** The way out for the variables that may have changed up to here. */
  private JvmLabel exit() {
    leavings++;
    BitSet changed = storage.changed();
    if (!exits.containsKey(changed) && exits.size() >= Chunk.EXITS - 1) {
      changed = storage.allChanged();
    }
    return exits.computeIfAbsent(changed, c -> code.newLabel());
  }

  @Override
  void leaveFunction(char first) {
    code.iconst(RETURNED);
    code.emit(1, CodeBuilder::ireturn);
  }

  @Override
  boolean resultsGoToScratch() {
    return true;
  }

  @Override
  boolean isEntered(int ordinal) {
    return entered.get(ordinal);
  }

  @Override
  boolean hasStates() {
    return true;
  }

  @Override
  void jumpThroughTable(int[] ordinals) {
    var states = new int[ordinals.length];
    for (int i = 0; i < ordinals.length; i++) {
      states[i] = state(ordinals[i]);
    }
    String key = isSurvey ? "" : tables.add(states);
    code.constant(DynamicConstantDesc.ofNamed(NUMBERS, "n", Names.INT_ARRAY, key));
    code.invokeStatic(
        Names.LINKAGE,
        "select",
        Names.desc(ConstantDescs.CD_int, ConstantDescs.CD_int, Names.INT_ARRAY));
    code.jump(exit());
  }

  private int state(int ordinal) {
    if (isSurvey) {
      entered.set(ordinal);
      return Integer.MAX_VALUE;
    }
    int chunk = chunkAt(measured.labelTick(ordinal));
    int entry = chunks.get(chunk).entries.indexOf(ordinal) + 1;
    return chunk << ENTRY_BITS | entry;
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
