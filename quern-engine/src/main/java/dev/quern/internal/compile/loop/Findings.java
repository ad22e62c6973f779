package dev.quern.internal.compile.loop;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * What the walks over one function find out for those that follow. Nothing here changes what the
 * function does, only how fast it does it: a first walk finds it empty.
 */
public final class Findings {
  /**
   * What a {@link DispatchLoop} begins with.
   *
   * @param start the place in the body of its first instruction
   * @param branch the place of its {@code br_table}
   * @param targets the labels that this goes to, the default last
   * @param changed the locals that this reads and then changes, so that doing it twice is not the
   *     same as doing it once
   */
  public record DispatchHead(int start, int branch, int[] targets, BitSet changed) {}

  /** By the labels of loops, the widths of their accesses; see {@link LoopWidths}. */
  final Map<Integer, Integer> loopWidths = new HashMap<>();

  /** The labels of the loops that some branch on a condition goes back to. */
  public final BitSet testedAtEnd = new BitSet();

  /** By their labels, the loops that begin as an interpreter's does. */
  final Map<Integer, DispatchHead> dispatchLoops = new HashMap<>();

  /**
   * By label, the locals that the cases of an interpreter's switch read; see {@code CaseCopies}.
   */
  public final Map<Integer, BitSet> readInCases = new HashMap<>();

  /** The locals that one of the cases changes. */
  public final BitSet changedInCases = new BitSet();

  /** The copies of a {@link DecodedWord} that are to be made; there may be no room for all. */
  public WordCopies wordCopies = WordCopies.EACH;

  private static final String VECTOR_SHAPES = "VQPN";

  /** By local, how often it is used in each of {@link #VECTOR_SHAPES}; empty until a vector is. */
  private int[] votes = {};

  /** Counts that a local, a vector, is used or set in a shape. */
  public void vote(int local, char shape) {
    int kind = VECTOR_SHAPES.indexOf(shape);
    if (kind >= 0) {
      int index = local * VECTOR_SHAPES.length() + kind;
      if (index >= votes.length) {
        votes = Arrays.copyOf(votes, Math.max(index + VECTOR_SHAPES.length(), 2 * votes.length));
      }
      votes[index]++;
    }
  }

  /** Whether a vector has been used since {@link #clearVotes}. */
  public boolean hasVotes() {
    return votes.length > 0;
  }

  /** The shape in which a local is used most; two longs if it is not used. */
  public char mostUsedShape(int local) {
    int first = local * VECTOR_SHAPES.length();
    int best = 0;
    for (int kind = 1; kind < VECTOR_SHAPES.length() && first + kind < votes.length; kind++) {
      int votesOfKind = votes[first + kind];
      if (votesOfKind > 0 && votesOfKind >= votes[first + best]) {
        best = kind;
      }
    }
    return VECTOR_SHAPES.charAt(best);
  }

  /** Starts to count anew. */
  public void clearVotes() {
    Arrays.fill(votes, 0);
  }
}
