package dev.quern.internal.compile;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One of the methods that a large function is cut into: which variables it uses how often, and
 * which of them it keeps in JVM locals between its entry and its exit.
 */
final class Chunk {
  /** Bytes that move a variable between its array and a JVM local, in one direction. */
  private static final int MOVE_BYTES = 11;

  /** Bytes by which an access to the array is longer than one to a JVM local. */
  private static final int EXTRA_BYTES = 10;

  /** Ways out that a chunk has at most, each for other variables that may have changed. */
  static final int EXITS = 6;

  /** Bytes that bring a vector into the form in which a method works with it, or back, besides. */
  private static final int VECTOR_BYTES = 100;

  /** How often a variable is used. */
  private static final class Use {
    final int variable;
    final char letter;
    int count;
    boolean isInLoop;
    boolean isWritten;

    Use(int variable, char letter) {
      this.variable = variable;
      this.letter = letter;
    }

    /** Whether moving it in and out once is better than every access going to the array. */
    boolean deservesLocal() {
      return count > (isWritten ? 2 : 1) || isInLoop;
    }

    int moveBytes(int exits) {
      int bytes = MOVE_BYTES + vectorBytes();
      return isWritten ? (1 + exits) * bytes : bytes;
    }

    int extraBytes() {
      return count * (EXTRA_BYTES + vectorBytes());
    }

    private int vectorBytes() {
      return Lanes.isVector(letter) ? VECTOR_BYTES : 0;
    }
  }

  final int firstTick;
  final int endTick;

  /** Labels through which other chunks enter, in order; the first one's entry is number 1. */
  final List<Integer> entries = new ArrayList<>();

  boolean usesMemory;

  /** Whether anything in the chunk catches exceptions, so that it may go on anywhere. */
  boolean catches;

  private final List<Write> writes = new ArrayList<>();
  private final Map<Integer, Integer> loopEnds = new HashMap<>();
  private int codeSize;
  private int exits;
  private final Map<Integer, Use> uses = new HashMap<>();
  private List<Use> kept = List.of();
  private final BitSet written = new BitSet();

  Chunk(int firstTick, int endTick) {
    this.firstTick = firstTick;
    this.endTick = endTick;
  }

  /** A write of a variable, during the survey. */
  private record Write(int variable, int tick) {}

  void use(int variable, char letter, boolean isWrite, int loopDepth, int tick) {
    if (isWrite) {
      writes.add(new Write(variable, tick));
    }
    Use use = uses.computeIfAbsent(variable, v -> new Use(v, letter));
    use.count++;
    use.isInLoop |= loopDepth > 0;
    use.isWritten |= isWrite;
  }

  /** Takes notice of a jump to a label that stands before it. */
  void jumpsBack(int label, int tick) {
    loopEnds.put(label, tick);
  }

  /** Adds the kept variables that are written between a label and the last jump back to it. */
  void addWrittenInLoop(int label, int from, BitSet variables) {
    Integer end = loopEnds.get(label);
    if (end == null) {
      return;
    }
    for (Write write : writes) {
      if (write.tick >= from && write.tick <= end && written.get(write.variable)) {
        variables.set(write.variable);
      }
    }
  }

  /** Ends the survey of the chunk: decides which variables it keeps in JVM locals. */
  void finish(int size, int leavings, int limit) {
    codeSize = size;
    exits = Math.min(leavings, EXITS);
    var candidates = new ArrayList<>(uses.values().stream().filter(Use::deservesLocal).toList());
    candidates.sort(
        Comparator.<Use>comparingInt(u -> u.isInLoop ? -u.count * 16 : -u.count)
            .thenComparingInt(u -> u.variable));
    int bytes = 0;
    int count = 0;
    while (count < candidates.size() && bytes < limit / 4) {
      bytes += candidates.get(count++).moveBytes(1);
    }
    kept = List.copyOf(candidates.subList(0, count));
    kept.stream().filter(u -> u.isWritten).forEach(u -> written.set(u.variable));
  }

  /**
   * The variables that the chunk keeps in JVM locals; the last first, whose check of the array's
   * length covers those of the others.
   */
  List<Integer> kept() {
    return kept.stream().map(u -> u.variable).sorted(Comparator.reverseOrder()).toList();
  }

  /** Those of them that it writes; not to be changed. */
  BitSet written() {
    return written;
  }

  /** An upper bound of the method's size in bytes. */
  int size() {
    int keptBytes = kept.stream().mapToInt(Use::extraBytes).sum();
    int allBytes = uses.values().stream().mapToInt(Use::extraBytes).sum();
    return codeSize
        + kept.stream().mapToInt(u -> u.moveBytes(exits)).sum()
        + (allBytes - keptBytes)
        + (entries.isEmpty() ? 0 : 24 + 4 * entries.size())
        + 16;
  }
}
