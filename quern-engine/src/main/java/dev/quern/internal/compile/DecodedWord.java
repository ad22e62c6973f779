package dev.quern.internal.compile;

import dev.quern.internal.binary.InstrReader;
import dev.quern.internal.syntax.Op;
import java.util.BitSet;

/**
 * Recognises what an interpreter does before it jumps to the case for an instruction of its
 * program: it loads a word from memory into a local and takes it apart, with simple instructions,
 * into other locals. Nothing else has to be known to take the word apart once more.
 */
final class DecodedWord {
  private enum State {
    /** There is no word. */
    NONE,
    /** Something has been loaded that is not in a local yet. */
    LOADED,
    /** The word is in its local and is being taken apart. */
    TAKEN_APART,
    /** The word has been taken apart. */
    DONE
  }

  private final InstrReader reader;
  private State state = State.NONE;
  private int local;

  /** Values on the operand stack since the word was loaded, itself included. */
  private int height;

  private int start;
  private int end;
  private boolean isOnStack;

  /** Locals that have been read before they were written, since the word is in its local. */
  private final BitSet read = new BitSet();

  private final BitSet written = new BitSet();

  DecodedWord(InstrReader reader) {
    this.reader = reader;
  }

  /** Takes notice of an instruction at a position, whose immediates are still to be read. */
  void at(int op, int position) {
    if (state == State.TAKEN_APART) {
      start = start < 0 ? position : start;
      end = height == 0 ? position : end;
    }
    switch (op) {
      case Op.I32_LOAD, Op.I32_LOAD8_U, Op.I32_LOAD16_U, Op.I64_LOAD -> {
        state = State.LOADED;
        height = 1;
      }
      case Op.LOCAL_GET -> {
        int source = reader.peekU32();
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

  private void binary() {
    height--;
    if (height < 1) {
      finish();
    }
  }

  private void finish() {
    state = isKnown() ? State.DONE : State.NONE;
  }

  private void set(int target, boolean isTee) {
    height--;
    if (state == State.LOADED && height == 0) {
      state = State.TAKEN_APART;
      local = target;
      isOnStack = isTee;
      start = -1;
      end = -1;
      read.clear();
      written.clear();
    } else if (state == State.TAKEN_APART && target != local && !read.get(target)) {
      written.set(target);
    } else {
      state = State.NONE;
    }
    if (isTee) {
      height++;
    }
  }

  /** Forgets the word: what follows is reached in other ways. */
  void forget() {
    state = State.NONE;
  }

  /** Whether there is a word, at a {@code br_table}. */
  boolean isKnown() {
    return state == State.TAKEN_APART || state == State.DONE;
  }

  /** The local of the word. */
  int local() {
    return local;
  }

  /** Whether the word is on the operand stack, too, where taking it apart starts. */
  boolean isOnStack() {
    return isOnStack;
  }

  /** The position in the body where taking the word apart starts. */
  int start() {
    return start;
  }

  /** The position behind, where nothing of it is on the operand stack; none if not after start. */
  int end() {
    return end;
  }
}
