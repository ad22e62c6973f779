package dev.quern.internal.compile.loop;

import dev.quern.internal.binary.InstrReader;
import dev.quern.internal.syntax.Op;
import java.util.BitSet;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Recognises the loops of interpreters: a few simple instructions fetch the next instruction of the
 * interpreted program, and a {@code br_table} dispatches to its case. Where such a loop is cut, a
 * case in another chunk fetches and dispatches by itself, instead of jumping to the chunk with the
 * loop header, which would only dispatch to yet another chunk.
 *
 * <p>One walk finds the loops for the next one.
 *
 * <p>Why: docs/rationale/switches.md.
 */
public final class DispatchLoop {
  /** Instructions before the branch, at most. */
  private static final int MOST_INSTRUCTIONS = 16;

  private static final int NONE = -1;

  private final InstrReader reader;
  private final IntPredicate isVector;
  private final Findings findings;
  private int label = NONE;
  private int start;
  private int branch;
  private int count;
  private final BitSet read = new BitSet();
  private final BitSet written = new BitSet();

  /**
   * The loops of a walk with a reader; the findings keep what it finds. Says which local is a
   * vector.
   */
  public DispatchLoop(InstrReader reader, IntPredicate isVector, Findings findings) {
    this.reader = reader;
    this.isVector = isVector;
    this.findings = findings;
  }

  /** Enters a loop without parameters, whose body is at a position. */
  public void enter(int loop, int position) {
    label = loop;
    start = position;
    count = 0;
    read.clear();
    written.clear();
  }

  /** Observes an instruction at an offset before its immediates are read. */
  public void at(int op, int position) {
    branch = position;
    switch (op) {
      case Op.LOCAL_GET -> {
        if (!written.get(reader.peekU32())) {
          read.set(reader.peekU32());
        }
      }
      case Op.LOCAL_SET, Op.LOCAL_TEE -> written.set(reader.peekU32());
      default -> {}
    }
    if (op != Op.BLOCK && op != Op.BR_TABLE && (!isSimple(op) || ++count > MOST_INSTRUCTIONS)) {
      label = NONE;
    }
  }

  /** Forgets the loop: what follows can be reached by other paths. */
  public void forget() {
    label = NONE;
  }

  /** Observes the targets of a {@code br_table} that takes no values and has just been read. */
  public void goesTo(int[] targets) {
    if (label != NONE) {
      var changed = (BitSet) read.clone();
      changed.and(written);
      if (changed.stream().noneMatch(isVector)) {
        findings.dispatchLoops.put(
            label, new Findings.DispatchHead(start, branch, targets, changed));
      }
    }
    label = NONE;
  }

  /** Returns how a loop begins, if it is an interpreter's; else null. */
  public Findings.@Nullable DispatchHead of(int loop) {
    return findings.dispatchLoops.get(loop);
  }

  /** Whether an instruction is one that needs no label and no comparison. */
  private static boolean isSimple(int op) {
    return switch (op) {
      case Op.I32_AND, Op.I32_SHL, Op.I32_SHR_U -> true;
      case Op.I32_LOAD, Op.I32_LOAD8_S, Op.I32_LOAD8_U, Op.I32_LOAD16_S, Op.I32_LOAD16_U -> true;
      default -> ShortTail.isSimple(op);
    };
  }
}
