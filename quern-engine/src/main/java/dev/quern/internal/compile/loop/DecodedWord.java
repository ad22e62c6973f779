package dev.quern.internal.compile.loop;

import dev.quern.internal.binary.InstrReader;
import dev.quern.internal.syntax.Op;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Recognises what an interpreter does before it jumps to the case for an instruction of its
 * program: it loads a word from memory into a local and decodes it, with simple instructions, into
 * other locals. This is all that must be known to decode the word once more.
 *
 * <p>Why: docs/rationale/switches.md.
 */
public final class DecodedWord {
  /** Maximum number of parts of a word: each case may decode all of them again. */
  private static final int MOST_PARTS = 64;

  private enum State {
    /** There is no word. */
    NONE,
    /** Something has been loaded that is not in a local yet. */
    LOADED,
    /** The word is in its local and is being decoded. */
    TAKEN_APART,
    /** The word has been decoded. */
    DONE
  }

  /**
   * Instructions that decode something of the word and leave nothing on the operand stack.
   *
   * @param start offset in the body
   * @param end offset after the last instruction
   * @param read locals that are read
   * @param written locals that are written
   */
  public record Part(int start, int end, BitSet read, BitSet written) {}

  /**
   * A decoded word.
   *
   * @param local the local of the word
   * @param isOnStack whether the first part expects the word on the operand stack
   * @param parts the parts that decode it, in order
   */
  public record Decoded(int local, boolean isOnStack, List<Part> parts) {}

  private final InstrReader reader;
  private State state = State.NONE;
  private int local;

  /** Number of values on the operand stack since the word was loaded, itself included. */
  private int height;

  private boolean isOnStack;

  /** Offset of the part being read, or -1. */
  private int partStart;

  private BitSet partRead = new BitSet();
  private BitSet partWritten = new BitSet();
  private List<Part> parts = List.of();

  /** Locals read before they were written, since the word was put in its local. */
  private final BitSet read = new BitSet();

  private final BitSet written = new BitSet();

  public DecodedWord(InstrReader reader) {
    this.reader = reader;
  }

  /** Observes an instruction at an offset before its immediates are read. */
  public void at(int op, int position) {
    if (state == State.TAKEN_APART && (partStart < 0 || height == 0)) {
      endPart(position);
    }
    switch (op) {
      case Op.I32_LOAD, Op.I32_LOAD8_U, Op.I32_LOAD16_U, Op.I64_LOAD -> {
        state = State.LOADED;
        height = 1;
      }
      case Op.LOCAL_GET -> {
        int source = reader.peekU32();
        partRead.set(source);
        if (!written.get(source)) {
          read.set(source);
        }
        height++;
      }
      case Op.LOCAL_SET, Op.LOCAL_TEE -> set(reader.peekU32(), op == Op.LOCAL_TEE);
      case Op.I32_CONST, Op.I64_CONST -> height++;
      case Op.I32_WRAP_I64, Op.I32_EXTEND8_S, Op.I32_EXTEND16_S -> {}
      case Op.I32_ADD, Op.I32_SUB, Op.I32_AND, Op.I32_OR, Op.I32_XOR -> binary();
      case Op.I32_SHL, Op.I32_SHR_S, Op.I32_SHR_U -> binary();
      case Op.I64_AND, Op.I64_SHL, Op.I64_SHR_S, Op.I64_SHR_U -> binary();
      case Op.BLOCK -> finish();
      case Op.BR_TABLE -> {}
      default -> state = State.NONE;
    }
  }

  private void endPart(int position) {
    if (partStart >= 0) {
      parts.add(new Part(partStart, position, partRead, partWritten));
      state = parts.size() > MOST_PARTS ? State.NONE : state;
    }
    partStart = position;
    partRead = new BitSet();
    partWritten = new BitSet();
  }

  private void binary() {
    height--;
    if (height < 1) {
      finish();
    }
  }

  private void finish() {
    state = state == State.TAKEN_APART || state == State.DONE ? State.DONE : State.NONE;
  }

  private void set(int target, boolean isTee) {
    height--;
    if (state == State.LOADED && height == 0) {
      state = State.TAKEN_APART;
      local = target;
      isOnStack = isTee;
      partStart = -1;
      parts = new ArrayList<>();
      read.clear();
      written.clear();
    } else if (state == State.TAKEN_APART && target != local && !read.get(target)) {
      written.set(target);
      partWritten.set(target);
    } else {
      state = State.NONE;
    }
    if (isTee) {
      height++;
    }
  }

  /** Forgets the word: the code that follows is reached by other paths. */
  public void forget() {
    state = State.NONE;
  }

  /** Returns the word at a {@code br_table}, or null if there is none. */
  public @Nullable Decoded decoded() {
    return state == State.TAKEN_APART || state == State.DONE
        ? new Decoded(local, isOnStack, parts)
        : null;
  }
}
