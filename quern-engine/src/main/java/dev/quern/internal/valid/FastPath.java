package dev.quern.internal.valid;

import dev.quern.internal.binary.InstrReader;
import dev.quern.internal.syntax.Op;
import dev.quern.internal.syntax.Opcode;
import dev.quern.type.AddressType;
import dev.quern.type.MemoryType;
import dev.quern.type.ValueType;
import org.jspecify.annotations.Nullable;

/**
 * The loop over the instructions of a function body. Four of five are plain: constants, arithmetic,
 * accesses to memory 0 and to locals. They are validated here, in one method and from a few arrays,
 * because a module is mostly validated once, in a JVM that has just started and interprets this
 * code: what counts there is the number of bytecodes and calls for an instruction, and the number
 * of methods that the JVM then finds worth compiling.
 *
 * <p>An instruction about which anything is not as usual (operands that are not exactly of the
 * types wanted, a number in many bytes, the end of the module near) is left to {@link
 * FuncValidator} before anything of it has been taken notice of. So everything that can be wrong is
 * found there, and the outcome is the same as without this class.
 */
@SuppressWarnings("ReferenceEquality") // other types that match are left to the general rules
final class FastPath {
  /** So many bytes are read before it is known whether an instruction ends inside the body. */
  private static final int MAX_LENGTH = 12;

  /** The index of one of these takes a byte. */
  private static final int MAX_LOCALS = 128;

  // How to read an instruction: by what its immediates are.
  private static final byte OTHER = 0;
  private static final byte CONTROL = 1;
  private static final byte NO_IMMEDIATES = 2;
  private static final byte LOCAL_GET = 3;
  private static final byte LOCAL_SET = 4;
  private static final byte LOCAL_TEE = 5;
  private static final byte I32 = 6;
  private static final byte I64 = 7;
  private static final byte FOUR_BYTES = 8;
  private static final byte EIGHT_BYTES = 9;

  /** Plus the greatest alignment exponent. */
  private static final byte MEMARG = 10;

  /** Behind the end of any body. */
  private static final int NOWHERE = Integer.MAX_VALUE;

  private static final byte[] FORMS = new byte[256];

  // The operands from the top of the stack down and the result; null where there is none.
  private static final @Nullable ValueType[] TOPS = new ValueType[256];
  private static final @Nullable ValueType[] SECONDS = new ValueType[256];
  private static final @Nullable ValueType[] RESULTS = new ValueType[256];

  static {
    for (int op = 0; op < 256; op++) {
      Opcode opcode = Opcode.of(op);
      if (opcode != null) {
        FORMS[op] = form(opcode);
        if (opcode.isRegular()) {
          types(op, Signature.of(op));
        }
      }
    }
  }

  private final Body body;
  private final FuncValidator validator;
  private final byte[] forms = FORMS.clone();

  FastPath(Body body, FuncValidator validator) {
    this.body = body;
    this.validator = validator;
    MemoryType[] memories = body.context.memories;
    boolean hasMemory = memories.length > 0 && memories[0].address() == AddressType.I32;
    for (int op = 0; op < forms.length; op++) {
      if (forms[op] != OTHER
          && (forms[op] >= MEMARG && !hasMemory
              || !body.context.features.has(Signature.of(op).featureBit))) {
        forms[op] = OTHER;
      }
    }
  }

  private static byte form(Opcode opcode) {
    return switch (opcode.code()) {
      case Op.LOCAL_GET -> LOCAL_GET;
      case Op.LOCAL_SET -> LOCAL_SET;
      case Op.LOCAL_TEE -> LOCAL_TEE;
      default -> opcode.isRegular() ? immediates(opcode) : CONTROL;
    };
  }

  private static byte immediates(Opcode opcode) {
    return switch (opcode.imm()) {
      case NONE -> NO_IMMEDIATES;
      case I32 -> I32;
      case I64 -> I64;
      case F32 -> FOUR_BYTES;
      case F64 -> EIGHT_BYTES;
      case MEMARG -> (byte) (MEMARG + Integer.numberOfTrailingZeros(opcode.width()));
      default -> OTHER;
    };
  }

  private static void types(int op, Signature signature) {
    ValueType[] operands = signature.operands(AddressType.I32);
    ValueType[] results = signature.results(AddressType.I32);
    int count = operands.length;
    if (count > 2) {
      throw new IllegalStateException("more than two operands: " + signature.opcode);
    }
    TOPS[op] = count > 0 ? operands[count - 1] : null;
    SECONDS[op] = count > 1 ? operands[0] : null;
    RESULTS[op] = results.length > 0 ? results[0] : null;
  }

  /** Validates the instructions from the cursor to the end of the function. */
  void run() {
    TypeStack stack = body.stack;
    byte[] bytes = body.in.bytes();
    int end = body.in.end();
    int readable = Math.min(end, bytes.length - MAX_LENGTH);
    ValueType[] locals = body.locals.atHand();
    int localCount = Math.min(MAX_LOCALS, body.locals.plainCount());
    int position = body.in.position();
    while (!body.control.isEmpty()) {
      ValueType[] types = stack.types;
      int size = stack.size;
      int form = OTHER;
      while (position < readable && size < types.length) {
        int op = bytes[position] & 0xFF;
        form = forms[op];
        if (form <= CONTROL) {
          break;
        }
        int next = position + 1;
        ValueType top = TOPS[op];
        ValueType result = RESULTS[op];
        switch (form) {
          case NO_IMMEDIATES -> {}
          case LOCAL_GET, LOCAL_SET, LOCAL_TEE -> {
            int index = bytes[next] & 0xFF;
            next = index < localCount ? next + 1 : NOWHERE;
            top = form == LOCAL_GET ? null : locals[index];
            result = form == LOCAL_SET ? null : locals[index];
          }
          case FOUR_BYTES -> next += 4;
          case EIGHT_BYTES -> next += 8;
          case I32, I64 -> next = bytes[next] >= 0 ? next + 1 : behindNumber(bytes, next, form);
          default -> {
            // A memarg of memory 0, aligned as it may be.
            boolean isPlain = (bytes[next] & 0xFF) <= form - MEMARG;
            next = isPlain ? behindNumber(bytes, next + 1, form) : NOWHERE;
          }
        }
        int height = size;
        if (top != null) {
          if (height == stack.floor || types[--height] != top) {
            break;
          }
          ValueType second = SECONDS[op];
          if (second != null && (height == stack.floor || types[--height] != second)) {
            break;
          }
        }
        if (next > end) {
          break;
        }
        if (result != null) {
          types[height++] = result;
        }
        size = height;
        position = next;
      }
      stack.size = size;
      position = other(position, form);
    }
  }

  /** The place behind a number that is not longer than most of its form, or {@link #NOWHERE}. */
  private static int behindNumber(byte[] bytes, int start, int form) {
    int last = start + (form == I64 ? 8 : 3);
    int at = start;
    while (bytes[at] < 0) {
      if (at++ == last) {
        return NOWHERE;
      }
    }
    return at + 1;
  }

  /** Validates an instruction by its rule and answers where the next one begins. */
  private int other(int position, int form) {
    InstrReader in = body.in;
    in.position(position);
    if (form == CONTROL) {
      validator.oneByte(in.nextByte());
    } else {
      validator.instruction(in.next());
    }
    return in.position();
  }
}
