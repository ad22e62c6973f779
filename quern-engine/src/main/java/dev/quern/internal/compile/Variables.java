package dev.quern.internal.compile;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * The variables of a function: its wasm locals, and the slots to which values of the operand stack
 * are spilled. A slot belongs to a height and a letter, so that a variable has one JVM kind.
 * Numbers are given in order of first use and keep their meaning over all walks.
 */
final class Variables {
  final int localCount;
  private char[] letters;
  private int count;

  /** By local, how often it is used in each of {@link #VECTOR_SHAPES}; empty until a vector is. */
  private int[] votes = {};

  private static final String LETTERS = "IJFDRVQPN";
  private static final String VECTOR_SHAPES = "VQPN";

  private final Map<Integer, Integer> slots = new HashMap<>();

  /** See {@link LoopWidths}. */
  final Map<Integer, Integer> loopWidths = new HashMap<>();

  /** The labels of the loops that some branch on a condition goes back to. */
  final BitSet testedAtEnd = new BitSet();

  /** See {@link DispatchLoop}. */
  final Map<Integer, DispatchLoop.Head> dispatchLoops = new HashMap<>();

  /**
   * The locals that the cases of an interpreter's switch read, by label, see {@link CaseCopies}.
   */
  final Map<Integer, BitSet> readInCases = new HashMap<>();

  /** The locals that one of them changes. */
  final BitSet changedInCases = new BitSet();

  /** The copies of a {@link DecodedWord} that are to be made; there may be no room for all. */
  WordCopies wordCopies = WordCopies.EACH;

  /** The variables of a function with these locals, parameters included. */
  Variables(char[] localLetters) {
    localCount = localLetters.length;
    letters = Arrays.copyOf(localLetters, localCount + 16);
    count = localCount;
  }

  /** The number of variables so far. */
  int count() {
    return count;
  }

  char letter(int variable) {
    return letters[variable];
  }

  /** Counts that a local, a vector, is used or set in a shape. */
  void vote(int local, char shape) {
    int kind = VECTOR_SHAPES.indexOf(shape);
    if (kind >= 0) {
      if (votes.length == 0) {
        votes = new int[VECTOR_SHAPES.length() * localCount];
      }
      votes[local * VECTOR_SHAPES.length() + kind]++;
    }
  }

  /**
   * Gives vectors among the locals the shape in which the walk before has used them most, and
   * forgets what it counted.
   *
   * @return whether one has a new shape, which may give others one in the next walk
   */
  boolean chooseShapes() {
    boolean isNew = false;
    if (votes.length == 0) {
      return isNew;
    }
    for (int local = 0; local < localCount; local++) {
      if (letters[local] == Lanes.LONGS) {
        letters[local] = mostUsed(local);
        isNew |= letters[local] != Lanes.LONGS;
      }
    }
    Arrays.fill(votes, 0);
    return isNew;
  }

  private char mostUsed(int local) {
    int first = local * VECTOR_SHAPES.length();
    int best = 0;
    for (int kind = 1; kind < VECTOR_SHAPES.length(); kind++) {
      int votesOfKind = votes[first + kind];
      if (votesOfKind > 0 && votesOfKind >= votes[first + best]) {
        best = kind;
      }
    }
    return VECTOR_SHAPES.charAt(best);
  }

  /** The variable for a value at a height of the operand stack. */
  int slot(int height, char letter) {
    int key = height * LETTERS.length() + LETTERS.indexOf(letter);
    Integer known = slots.get(key);
    if (known != null) {
      return known;
    }
    if (count == letters.length) {
      letters = Arrays.copyOf(letters, count * 2);
    }
    letters[count] = letter;
    slots.put(key, count);
    return count++;
  }
}
