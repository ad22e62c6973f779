package dev.quern.internal.compile.loop;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * What the walks over one function find out for those that follow. Nothing here affects what the
 * function does, only how fast it is: the first walk finds it empty.
 */
public final class Findings {
  /**
   * The head of a {@link DispatchLoop}.
   *
   * @param start the offset in the body of its first instruction
   * @param branch the offset of its {@code br_table}
   * @param targets the labels that the {@code br_table} jumps to, the default last
   * @param changed the locals that the head reads and then changes, so that doing it twice is not
   *     the same as doing it once
   */
  public record DispatchHead(int start, int branch, int[] targets, BitSet changed) {}

  /** The widths of the accesses in each loop, by loop label; see {@link LoopWidths}. */
  final Map<Integer, Integer> loopWidths = new HashMap<>();

  /** The labels of the loops that have a conditional back edge. */
  public final BitSet testedAtEnd = new BitSet();

  /** The loops that begin like an interpreter loop, by label. */
  final Map<Integer, DispatchHead> dispatchLoops = new HashMap<>();

  /**
   * The locals that each case of an interpreter's switch reads, by label; see {@code CaseCopies}.
   */
  public final Map<Integer, BitSet> readInCases = new HashMap<>();

  /** The locals that any of these cases changes. */
  public final BitSet changedInCases = new BitSet();

  /** The copies of a {@link DecodedWord} to make; there may be no room for all. */
  public WordCopies wordCopies = WordCopies.EACH;

  private static final String VECTOR_SHAPES = "VQPN";

  /** Uses of each local in each of {@link #VECTOR_SHAPES}; empty until a vector is used. */
  private int[] votes = {};

  /** Counts a use or assignment of a vector local in a shape. */
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

  /** Returns whether a vector local has ever been used. */
  public boolean hasVotes() {
    return votes.length > 0;
  }

  /** Returns the shape in which a local is used most, or two longs if it is not used. */
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

  /** Resets all counts. */
  public void clearVotes() {
    Arrays.fill(votes, 0);
  }
}
