package dev.quern.internal.compile.chunk;

import java.util.Arrays;

/**
 * How much of a chunk that has been surveyed lies in front of each of its ticks. Variables are
 * moved at its entries and at its ways out; the bytes of that are shared among entries and code.
 */
final class ChunkNeeds {
  private final int first;
  private final int end;
  private final int[] surveyed;
  private final int[] entryTicks;
  private final int code;
  private final int size;

  /**
   * What a chunk needs.
   *
   * @param end its end tick
   * @param surveyed by tick, the bytes of code of its chunk in front of it
   */
  ChunkNeeds(Chunk chunk, int end, Measurement measured, int[] surveyed) {
    this.first = chunk.firstTick;
    this.end = end;
    this.surveyed = surveyed;
    this.entryTicks = chunk.entries.stream().mapToInt(measured::labelTick).sorted().toArray();
    this.code = surveyed[end - 1];
    this.size = chunk.size();
  }

  /** Bytes of an entry without what it moves: the place in a switch and a jump. */
  private static final int ENTRY_BYTES = 7;

  private long before(int tick, int entriesBefore) {
    long all = code + (long) ENTRY_BYTES * entryTicks.length;
    return size * (surveyed[tick] + (long) ENTRY_BYTES * entriesBefore) / Math.max(1, all);
  }

  /** What is in front of the last tick. */
  private long all() {
    return before(end - 1, entryTicks.length);
  }

  /** Whether a cut leaves at least an eighth on each side. */
  boolean isBalanced(int cut) {
    int place = Arrays.binarySearch(entryTicks, cut);
    long before = before(cut, place < 0 ? -1 - place : place);
    long least = all() / 8;
    return before >= least && before <= all() - least;
  }

  /**
   * The ticks at which to cut the chunk into parts that need about the same; at least one, and
   * fewer if it has not as many.
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
