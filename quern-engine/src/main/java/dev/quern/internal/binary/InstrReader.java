package dev.quern.internal.binary;

import dev.quern.internal.syntax.Expr;
import dev.quern.internal.syntax.Imm;
import dev.quern.internal.syntax.MalformedException;
import dev.quern.internal.syntax.Op;
import dev.quern.internal.syntax.Opcode;
import dev.quern.type.AbstractHeapType;
import dev.quern.type.ExactType;
import dev.quern.type.HeapType;
import dev.quern.type.NumberType;
import dev.quern.type.ReferenceType;
import dev.quern.type.TypeIndex;
import dev.quern.type.ValueType;
import dev.quern.type.VectorType;
import org.jspecify.annotations.Nullable;

/**
 * The cursor over instructions. {@link #next} reads an opcode; the caller then reads the immediates
 * that {@link Imm} lists for it, or skips them.
 */
public final class InstrReader extends ByteReader {
  private int opOffset;

  /** A cursor at the start of an expression. */
  public InstrReader(Expr expr) {
    super(expr.bytes(), expr.start(), expr.end());
    opOffset = expr.start();
  }

  @Override
  protected String endMessage() {
    return "unexpected end of section or function";
  }

  /** Skips the declarations of locals that a function's body begins with. */
  public void skipLocals() {
    int groups = u32();
    for (int i = 0; i < groups; i++) {
      u32();
      valueType();
    }
  }

  /** Reads an opcode, as in {@link Op}. */
  public int next() {
    opOffset = position;
    int code = u8();
    if (Opcode.isPrefix(code)) {
      int number = u32();
      code = number < 0 || number > 0xFFF ? -1 : code << 12 | number;
    }
    if (code < 0 || Opcode.of(code) == null) {
      throw new MalformedException(illegal(), opOffset);
    }
    return code;
  }

  /** As {@link #next}, where the caller has seen that an opcode of one byte comes next. */
  public int nextByte() {
    opOffset = position;
    return bytes[position++] & 0xFF;
  }

  private String illegal() {
    var text = new StringBuilder("illegal opcode");
    for (int i = opOffset; i < position; i++) {
      text.append(' ').append(String.format("%02x", bytes[i] & 0xFF));
    }
    return text.toString();
  }

  /** Index of the first byte of the instruction that {@link #next} read last. */
  public int opOffset() {
    return opOffset;
  }

  /** A value type (spec 5.3.5); concrete types are {@link TypeIndex}es. */
  public ValueType valueType() {
    return Types.valueType(this);
  }

  /** A heap type (spec 5.3.3). */
  public HeapType heapType() {
    return Types.heapType(this);
  }

  /** The {@link #blockType} of a block without parameters and results. */
  public static final int NO_RESULT = -1;

  /** The {@link #blockType} of a block with one result, whose {@link #valueType} comes next. */
  public static final int ONE_RESULT = -2;

  /** Reads a block type: a type index, {@link #NO_RESULT} or {@link #ONE_RESULT}. */
  public int blockType() {
    int b = peek();
    if (b == 0x40) {
      position++;
      return NO_RESULT;
    }
    if (b >= 0x40 && b < 0x80) {
      return ONE_RESULT;
    }
    int start = position;
    long index = s33();
    if (index < 0) {
      throw new MalformedException("malformed block type", start);
    }
    // An index of 2^31 or more is past every limit; the greatest int says so to the validator.
    return (int) Math.min(index, Integer.MAX_VALUE);
  }

  /** The alignment field of a memarg: exponent in bits 0 to 5, bit 6 if a memory index follows. */
  public int alignment() {
    int start = position;
    int flags = u32();
    if (flags < 0 || flags >= 0x80) {
      throw new MalformedException("malformed memop flags", start);
    }
    return flags;
  }

  /** The kind of a catch clause: 0 {@code catch}, 1 with reference, 2 {@code catch_all}, 3 both. */
  public int catchKind() {
    int start = position;
    int kind = u8();
    if (kind > 3) {
      throw new MalformedException("malformed catch clause", start);
    }
    return kind;
  }

  /** The flag of a cast whose operand may be null. */
  public static final int NULLABLE_SOURCE = 1;

  /** The flag of a cast that null passes. */
  public static final int NULLABLE_TARGET = 2;

  /** The flags of a cast: {@link #NULLABLE_SOURCE}, {@link #NULLABLE_TARGET}. */
  public int castFlags() {
    int start = position;
    int flags = u8();
    if (flags > 3) {
      throw new MalformedException("malformed br_on_cast flags", start);
    }
    return flags;
  }

  /** The byte behind {@code atomic.fence}. */
  public void fence() {
    int start = position;
    if (u8() != 0) {
      throw new MalformedException("zero byte expected", start);
    }
  }

  /** Skips the immediates of an instruction. */
  public void skipImmediates(int op) {
    Opcode opcode = Opcode.of(op);
    if (opcode == null) {
      throw new IllegalArgumentException("opcode " + op);
    }
    skip(opcode.imm());
  }

  private void skip(Imm imm) {
    switch (imm) {
      case NONE -> {}
      case BLOCK_TYPE -> skipBlockType();
      case LABEL, FUNC, TYPE, LOCAL, GLOBAL, TAG, TABLE, ELEM, MEMORY, DATA -> u32();
      case TYPE_TABLE, TABLE_TABLE, ELEM_TABLE, MEMORY_MEMORY, DATA_MEMORY -> skipU32s(2);
      case TYPE_FIELD, TYPE_COUNT, TYPE_DATA, TYPE_ELEM, TYPE_TYPE -> skipU32s(2);
      case LABELS -> skipU32s((u32() & 0xFFFF_FFFFL) + 1);
      case MEMARG -> skipMemarg();
      case MEMARG_LANE -> {
        skipMemarg();
        u8();
      }
      case LANE -> u8();
      case FENCE -> fence();
      case SHUFFLE, V128 -> skip(16);
      case I32 -> s32();
      case I64 -> s64();
      case F32 -> skip(4);
      case F64 -> skip(8);
      case HEAP_TYPE -> heapType();
      case SELECT_TYPES -> skipTypes();
      case TRY_TABLE -> skipTryTable();
      case BR_CAST -> {
        castFlags();
        u32();
        heapType();
        heapType();
      }
    }
  }

  private void skipU32s(long count) {
    for (long i = 0; i < count; i++) {
      u32();
    }
  }

  private void skipBlockType() {
    if (blockType() == ONE_RESULT) {
      valueType();
    }
  }

  private void skipMemarg() {
    if ((alignment() & 0x40) != 0) {
      u32();
    }
    u64();
  }

  private void skipTypes() {
    long count = u32() & 0xFFFF_FFFFL;
    for (long i = 0; i < count; i++) {
      valueType();
    }
  }

  private void skipTryTable() {
    skipBlockType();
    long count = u32() & 0xFFFF_FFFFL;
    for (long i = 0; i < count; i++) {
      skipU32s(catchKind() < 2 ? 2 : 1);
    }
  }

  /** The types of spec 5.3, read from any cursor. */
  static final class Types {
    private Types() {}

    static ValueType valueType(ByteReader in) {
      ValueType type = numberOrVector(in.peek());
      if (type != null) {
        in.skip(1);
        return type;
      }
      return referenceType(in);
    }

    static @Nullable ValueType numberOrVector(int code) {
      return switch (code) {
        case 0x7F -> NumberType.I32;
        case 0x7E -> NumberType.I64;
        case 0x7D -> NumberType.F32;
        case 0x7C -> NumberType.F64;
        case 0x7B -> VectorType.V128;
        default -> null;
      };
    }

    static ReferenceType referenceType(ByteReader in) {
      int code = in.peek();
      if (code == 0x63 || code == 0x64) {
        in.skip(1);
        return new ReferenceType(code == 0x63, heapType(in));
      }
      AbstractHeapType type = code < 0 ? null : abstractHeapType(code - 0x80);
      if (type == null || code < 0x40) {
        throw in.malformed(code < 0 ? in.endMessage() : "malformed reference type");
      }
      in.skip(1);
      return ABSTRACT_REFS[type.ordinal()];
    }

    static HeapType heapType(ByteReader in) {
      int start = in.position();
      long code = in.s33();
      if (code >= 0) {
        return new TypeIndex((int) Math.min(code, Integer.MAX_VALUE));
      }
      if (code == EXACT) {
        return new ExactType(exactIndex(in));
      }
      AbstractHeapType type = abstractHeapType(code);
      if (type == null || in.position() != start + 1) {
        throw new MalformedException("malformed heap type", start);
      }
      return type;
    }

    /** The byte 0x62, read as a signed number. */
    private static final int EXACT = 0x62 - 0x80;

    private static TypeIndex exactIndex(ByteReader in) {
      int start = in.position();
      long code = in.s33();
      if (code < 0) {
        throw new MalformedException("malformed storage type", start);
      }
      return new TypeIndex((int) Math.min(code, Integer.MAX_VALUE));
    }

    private static final AbstractHeapType[] ABSTRACT = AbstractHeapType.values();
    private static final ReferenceType[] ABSTRACT_REFS = new ReferenceType[ABSTRACT.length];

    static {
      for (AbstractHeapType type : ABSTRACT) {
        ABSTRACT_REFS[type.ordinal()] =
            switch (type) {
              case FUNC -> ReferenceType.FUNCREF;
              case EXTERN -> ReferenceType.EXTERNREF;
              case EXN -> ReferenceType.EXNREF;
              default -> new ReferenceType(true, type);
            };
      }
    }

    private static @Nullable AbstractHeapType abstractHeapType(long code) {
      long index = -12 - code;
      return index >= 0 && index < ABSTRACT.length ? ABSTRACT[(int) index] : null;
    }
  }
}
