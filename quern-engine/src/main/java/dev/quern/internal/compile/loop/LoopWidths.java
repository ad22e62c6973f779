package dev.quern.internal.compile.loop;

import java.util.Arrays;

/**
 * Records how wide the accesses to memory 0 are in each loop of a function. A view of an array
 * checks at every access that the array is at least as long as the access is wide. If the loop
 * header makes the same check, C2 eliminates it in the loop, and also in the header if the array
 * stays the same.
 *
 * <p>One walk finds the widths for the next one.
 *
 * <p>Why: docs/rationale/loops.md.
 */
public final class LoopWidths {
  private final Findings findings;
  private int[] widths = new int[8];
  private int[] labels = new int[8];
  private int depth;

  /** Creates the record for one walk; the findings keep what it finds. */
  public LoopWidths(Findings findings) {
    this.findings = findings;
  }

  /** Records an access of a number of bytes, a power of two. */
  public void access(int width) {
    widths[depth] |= width;
  }

  /** Enters a loop. */
  public void enter(int label) {
    depth++;
    if (depth == widths.length) {
      widths = Arrays.copyOf(widths, depth * 2);
      labels = Arrays.copyOf(labels, depth * 2);
    }
    widths[depth] = 0;
    labels[depth] = label;
  }

  /** Leaves the innermost loop. */
  public void leave() {
    int inner = widths[depth];
    findings.loopWidths.put(labels[depth], inner);
    depth--;
    widths[depth] |= inner;
  }

  /** Returns the number of enclosing loops. */
  public int depth() {
    return depth;
  }

  /** Returns the widths of a loop's accesses, each a bit; or -1 before the first walk. */
  public int of(int label) {
    return findings.loopWidths.getOrDefault(label, -1);
  }
}
