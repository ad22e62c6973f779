package dev.quern.internal.compile.chunk;

import java.util.Arrays;
import java.util.BitSet;

/** A basic block of a {@link Flow}: a stretch of code that is always executed to its end. */
final class BasicBlock {
  private static final int[] NO_NUMBERS = {};
  private static final BitSet NONE = new BitSet();

  /** What a block is besides a stretch of code. */
  enum Role {
    CODE,
    /** An exit of the chunk. Its successors are in other chunks, or are entered as if they were. */
    EXIT,
    /** The point before a loop where dirty variables may be written back. */
    LOOP,
    /** Not a place in the code, but a shared node for the common successors of many blocks. */
    HUB
  }

  final int chunk;
  final Role role;

  /** The number of an exit within its chunk, or the label of a loop or hub. */
  final int number;

  /** Variables that the block uses before it sets them. */
  final Numbers used = new Numbers();

  final Numbers set = new Numbers();
  final Numbers next = new Numbers();
  final Numbers labels = new Numbers();
  int[] before = NO_NUMBERS;

  BitSet live = NONE;
  BitSet changed = NONE;
  BitSet liveIn = NONE;

  BasicBlock(int chunk, Role role, int number) {
    this.chunk = chunk;
    this.role = role;
    this.number = number;
  }

  boolean addChanged(BitSet variables) {
    int known = changed.cardinality();
    changed.or(variables);
    return changed.cardinality() > known;
  }

  void goesTo(int block) {
    next.add(block);
  }

  /**
   * A short list of numbers. Bit sets would need a bit for every variable of the function in each
   * block.
   */
  static final class Numbers {
    private int[] elements = NO_NUMBERS;
    private int size;

    void add(int number) {
      if (size == elements.length) {
        elements = Arrays.copyOf(elements, Math.max(2, size * 2));
      }
      elements[size++] = number;
    }

    int size() {
      return size;
    }

    int get(int index) {
      return elements[index];
    }

    void addTo(BitSet bits) {
      for (int i = 0; i < size; i++) {
        bits.set(elements[i]);
      }
    }

    void takeFrom(BitSet bits) {
      for (int i = 0; i < size; i++) {
        bits.clear(elements[i]);
      }
    }
  }
}
