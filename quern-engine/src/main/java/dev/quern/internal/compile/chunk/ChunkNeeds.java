package dev.quern.internal.compile.chunk;

import java.util.Arrays;

/**
 * Estimates how much of a surveyed chunk lies before each of its ticks. The bytes for moving
 * variables at entries and exits are distributed in proportion over entries and code.
 */
final class ChunkNeeds {
  private final int first;
  private final int end;
  private final int[] surveyed;
  private final int[] entryTicks;
  private final int code;
  private final int size;

  /**
   * Prepares the estimate for a chunk.
   *
   * @param end the chunk's end tick
   * @param surveyed by tick, the code size of its chunk before it
   */
  ChunkNeeds(Chunk chunk, int end, Measurement measured, int[] surveyed) {
    this.first = chunk.firstTick;
    this.end = end;
    this.surveyed = surveyed;
    this.entryTicks = chunk.entries.stream().mapToInt(measured::labelTick).sorted().toArray();
    this.code = surveyed[end - 1];
    this.size = chunk.size();
  }

  /** Bytes of an entry without the moves: its place in a switch, and a jump. */
  private static final int ENTRY_BYTES = 7;

  private long before(int tick, int entriesBefore) {
    long all = code + (long) ENTRY_BYTES * entryTicks.length;
    return size * (surveyed[tick] + (long) ENTRY_BYTES * entriesBefore) / Math.max(1, all);
  }

  /** Returns the estimate for the last tick. */
  private long all() {
    return before(end - 1, entryTicks.length);
  }

  /** Returns whether a cut leaves at least an eighth on each side. */
  boolean isBalanced(int cut) {
    int place = Arrays.binarySearch(entryTicks, cut);
    long before = before(cut, place < 0 ? -1 - place : place);
    long least = all() / 8;
    return before >= least && before <= all() - least;
  }

  /**
   * Returns the ticks at which to cut the chunk into parts of about the same size: at least one,
   * and fewer than asked for if the chunk does not have that many ticks.
   */
  int[] cuts(int parts) {
    var cuts = new int[parts - 1];
    int count = 0;
    int entries = 0;
    long all = all();
    for (int tick = first + 1; tick < end && count < cuts.length; tick++) {
      while (entries < entryTicks.length && entryTicks[entries] < tick) {
        entries++;
      }
      if (before(tick, entries) >= all * (count + 1) / parts || tick == end - 1) {
        cuts[count++] = tick;
      }
    }
    return Arrays.copyOf(cuts, count);
  }
}
