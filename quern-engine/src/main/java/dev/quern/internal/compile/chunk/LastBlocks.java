package dev.quern.internal.compile.chunk;

import java.util.Arrays;

/** By number, the last block for which it has been noted. */
final class LastBlocks {
  private int[] blocks = {};

  /** Notes a number for a block, the last one or a new one; whether it is new for that. */
  boolean add(int number, int block) {
    if (number >= blocks.length) {
      int known = blocks.length;
      blocks = Arrays.copyOf(blocks, Math.max(number + 1, known * 2));
      Arrays.fill(blocks, known, blocks.length, -1);
    }
    boolean isNew = blocks[number] != block;
    blocks[number] = block;
    return isNew;
  }
}
