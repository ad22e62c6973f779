package dev.quern.internal.compile.chunk;

import java.util.Arrays;

/** For each number, the last block that it was recorded for. */
final class LastBlocks {
  private int[] blocks = {};

  /**
   * Records a number for a block, which is the latest one or a new one. Returns whether it was not
   * yet recorded for that block.
   */
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
