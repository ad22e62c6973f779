package dev.quern.internal.compile;

import java.util.ArrayList;
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

    int moveBytes() {
      int bytes = MOVE_BYTES + vectorBytes();
      return isWritten ? 2 * bytes : bytes;
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
  private int codeSize;
  private final Map<Integer, Use> uses = new HashMap<>();
  private List<Use> kept = List.of();

  Chunk(int firstTick, int endTick) {
    this.firstTick = firstTick;
    this.endTick = endTick;
  }

  void use(int variable, char letter, boolean isWrite, int loopDepth) {
    Use use = uses.computeIfAbsent(variable, v -> new Use(v, letter));
    use.count++;
    use.isInLoop |= loopDepth > 0;
    use.isWritten |= isWrite;
  }

  /** Ends the survey of the chunk: decides which variables it keeps in JVM locals. */
  void finish(int size, int limit) {
    codeSize = size;
    var candidates = new ArrayList<>(uses.values().stream().filter(Use::deservesLocal).toList());
    candidates.sort(
        Comparator.<Use>comparingInt(u -> u.isInLoop ? -u.count * 16 : -u.count)
            .thenComparingInt(u -> u.variable));
    int bytes = 0;
    int count = 0;
    while (count < candidates.size() && bytes < limit / 4) {
      bytes += candidates.get(count++).moveBytes();
    }
    kept = List.copyOf(candidates.subList(0, count));
  }

  /** The variables that the chunk keeps in JVM locals. */
  List<Integer> kept() {
    return kept.stream().map(u -> u.variable).toList();
  }

  /** Those of them that it must put back. */
  List<Integer> written() {
    return kept.stream().filter(u -> u.isWritten).map(u -> u.variable).toList();
  }

  /** An upper bound of the method's size in bytes. */
  int size() {
    int keptBytes = kept.stream().mapToInt(Use::extraBytes).sum();
    int allBytes = uses.values().stream().mapToInt(Use::extraBytes).sum();
    return codeSize
        + kept.stream().mapToInt(Use::moveBytes).sum()
        + (allBytes - keptBytes)
        + (entries.isEmpty() ? 0 : 24 + 4 * entries.size())
        + 16;
  }
}
