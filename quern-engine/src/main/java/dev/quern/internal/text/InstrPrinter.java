package dev.quern.internal.text;

import dev.quern.internal.binary.InstrReader;
import dev.quern.internal.syntax.Expr;
import dev.quern.internal.syntax.Opcode;
import dev.quern.type.FunctionType;
import dev.quern.type.HeapType;
import dev.quern.type.ReferenceType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Prints instructions, flat: one on each line, indented by the blocks around it. */
final class InstrPrinter {
  private static final int DEEPEST_INDENT = 60;

  private final StringBuilder out;
  private final PrintedNames names;
  private final List<@Nullable FunctionType> types;
  private Map<Integer, String> locals = Map.of();
  private int depth;

  InstrPrinter(StringBuilder out, PrintedNames names, List<@Nullable FunctionType> types) {
    this.out = out;
    this.names = names;
    this.types = types;
  }

  /**
   * Prints the instructions of a body, each after a new line, without the last {@code end}.
   *
   * @param in cursor behind the locals
   */
  void body(InstrReader in, Map<Integer, String> localIds) {
    locals = localIds;
    depth = 0;
    while (in.remaining() > 0) {
      Opcode opcode = next(in);
      if (opcode == Opcode.END && in.remaining() == 0) {
        return;
      }
      boolean closes = closes(opcode);
      if (closes) {
        depth--;
      }
      out.append('\n').append(" ".repeat(2 * Math.clamp(depth + 2, 0, DEEPEST_INDENT)));
      // Only a delegate leaves its block for good before its label is read; the others stay in it.
      if (closes && opcode != Opcode.END && opcode != Opcode.DELEGATE) {
        depth++;
      }
      instruction(opcode, in);
      if (opens(opcode)) {
        depth++;
        out.append("  ;; label = @").append(depth);
      }
    }
  }

  private static Opcode next(InstrReader in) {
    Opcode opcode = Opcode.of(in.next());
    if (opcode == null) {
      throw new IllegalStateException("the reader lets no unknown opcode pass");
    }
    return opcode;
  }

  private static boolean opens(Opcode opcode) {
    return switch (opcode) {
      case BLOCK, LOOP, IF, TRY, TRY_TABLE -> true;
      default -> false;
    };
  }

  private static boolean closes(Opcode opcode) {
    return switch (opcode) {
      case ELSE, END, CATCH, CATCH_ALL, DELEGATE -> true;
      default -> false;
    };
  }

  /** Prints a constant expression behind a space, in parentheses if it is a single instruction. */
  void constant(Expr expr, String word) {
    var in = new InstrReader(expr);
    in.skipImmediates(in.next());
    boolean single = in.remaining() == 1;
    in = new InstrReader(expr);
    out.append(single ? " (" : word.isEmpty() ? "" : " (" + word);
    String separator = single ? "" : " ";
    while (in.remaining() > 1) {
      out.append(separator);
      instruction(next(in), in);
    }
    out.append(single || !word.isEmpty() ? ")" : "");
  }

  private void instruction(Opcode opcode, InstrReader in) {
    out.append(opcode.text());
    immediates(opcode, in);
  }

  private void immediates(Opcode opcode, InstrReader in) {
    switch (opcode.imm()) {
      case NONE -> {}
      case BLOCK_TYPE -> blockType(in);
      case LABEL -> label(in.u32());
      case LABELS -> labels(in);
      case FUNC -> out.append(' ').append(names.functionId(in.u32()));
      case LOCAL -> local(in.u32());
      case TYPE, GLOBAL, TAG, ELEM, DATA -> number(in.u32());
      case TABLE, MEMORY -> defaulted(in.u32());
      case TYPE_TABLE -> indirect(in);
      case TABLE_TABLE, MEMORY_MEMORY -> pair(in.u32(), in.u32());
      case ELEM_TABLE, DATA_MEMORY -> segment(in.u32(), in.u32());
      case MEMARG -> memarg(opcode, in);
      case MEMARG_LANE -> {
        memarg(opcode, in);
        number(in.u8());
      }
      case LANE -> number(in.u8());
      case SHUFFLE -> numbers(in, 16);
      case I32 -> out.append(' ').append(in.s32());
      case I64 -> out.append(' ').append(in.s64());
      case F32 -> out.append(' ').append(f32(in.i32le()));
      case F64 -> out.append(' ').append(f64(in.i64le()));
      case V128 -> vector(in);
      case HEAP_TYPE -> heapType(opcode, in.heapType());
      case SELECT_TYPES -> selectTypes(in);
      case TRY_TABLE -> tryTable(in);
      case TYPE_FIELD, TYPE_COUNT, TYPE_DATA, TYPE_ELEM, TYPE_TYPE -> {
        number(in.u32());
        number(in.u32());
      }
      case BR_CAST -> castBranch(in);
      case FENCE -> in.u8();
    }
  }

  private void number(int value) {
    out.append(' ').append(Integer.toUnsignedString(value));
  }

  private void numbers(InstrReader in, int count) {
    for (int i = 0; i < count; i++) {
      number(in.u8());
    }
  }

  private void defaulted(int index) {
    if (index != 0) {
      number(index);
    }
  }

  private void local(int index) {
    String id = locals.get(index);
    if (id == null) {
      number(index);
    } else {
      out.append(' ').append(id);
    }
  }

  private void label(int index) {
    number(index);
    if (index >= 0 && index < depth) {
      out.append(" (;@").append(depth - index).append(";)");
    }
  }

  private void labels(InstrReader in) {
    for (long left = in.u32() & 0xFFFF_FFFFL; left >= 0; left--) {
      label(in.u32());
    }
  }

  private void blockType(InstrReader in) {
    int type = in.blockType();
    if (type == InstrReader.ONE_RESULT) {
      out.append(" (result ").append(in.valueType()).append(')');
    } else if (type >= 0) {
      typeUse(type);
    }
  }

  /** A type use, with what the type is if it is a function type. */
  void typeUse(int typeIndex) {
    out.append(" (type ").append(Integer.toUnsignedString(typeIndex)).append(')');
    boolean exists = typeIndex >= 0 && typeIndex < types.size();
    FunctionType type = exists ? types.get(typeIndex) : null;
    if (type != null) {
      group("param", type.parameters());
      group("result", type.results());
    }
  }

  /** A group of value types, if there are any. */
  void group(String word, List<? extends Object> group) {
    if (!group.isEmpty()) {
      out.append(" (").append(word);
      group.forEach(t -> out.append(' ').append(t));
      out.append(')');
    }
  }

  private void indirect(InstrReader in) {
    int type = in.u32();
    defaulted(in.u32());
    typeUse(type);
  }

  private void pair(int first, int second) {
    if (first != 0 || second != 0) {
      number(first);
      number(second);
    }
  }

  private void segment(int segment, int target) {
    defaulted(target);
    number(segment);
  }

  private void memarg(Opcode opcode, InstrReader in) {
    int flags = in.alignment();
    if ((flags & 0x40) != 0) {
      number(in.u32());
    }
    long offset = in.u64();
    if (offset != 0) {
      out.append(" offset=").append(Long.toUnsignedString(offset));
    }
    long alignment = 1L << (flags & 0x3F);
    if (alignment != opcode.width()) {
      out.append(" align=").append(Long.toUnsignedString(alignment));
    }
  }

  /** The literal of an f32. */
  static String f32(int bits) {
    float value = Float.intBitsToFloat(bits);
    return Float.isNaN(value)
        ? nan(bits < 0, bits & 0x7F_FFFF, 0x40_0000)
        : Float.isInfinite(value) ? (bits < 0 ? "-inf" : "inf") : Float.toString(value);
  }

  /** The literal of an f64. */
  static String f64(long bits) {
    double value = Double.longBitsToDouble(bits);
    return Double.isNaN(value)
        ? nan(bits < 0, bits & 0xF_FFFF_FFFF_FFFFL, 0x8_0000_0000_0000L)
        : Double.isInfinite(value) ? (bits < 0 ? "-inf" : "inf") : Double.toString(value);
  }

  private static String nan(boolean negative, long payload, long canonical) {
    String suffix = payload == canonical ? "" : ":0x" + Long.toHexString(payload);
    return (negative ? "-nan" : "nan") + suffix;
  }

  private void vector(InstrReader in) {
    out.append(" i32x4");
    for (int i = 0; i < 4; i++) {
      out.append(String.format(" 0x%08x", in.i32le()));
    }
  }

  private void heapType(Opcode opcode, HeapType type) {
    boolean cast = opcode != Opcode.REF_NULL;
    if (cast) {
      boolean nullable =
          switch (opcode) {
            case REF_TEST_NULL, REF_CAST_NULL, REF_CAST_DESC_EQ_NULL -> true;
            default -> false;
          };
      out.append(' ').append(new ReferenceType(nullable, type));
    } else {
      out.append(' ').append(type);
    }
  }

  private void selectTypes(InstrReader in) {
    out.append(" (result");
    for (long left = in.u32() & 0xFFFF_FFFFL; left > 0; left--) {
      out.append(' ').append(in.valueType());
    }
    out.append(')');
  }

  private void tryTable(InstrReader in) {
    blockType(in);
    for (long left = in.u32() & 0xFFFF_FFFFL; left > 0; left--) {
      int kind = in.u8();
      out.append(" (").append(ImmediateParser.CATCH_CLAUSES.get(kind & 3));
      if (kind < 2) {
        number(in.u32());
      }
      label(in.u32());
      out.append(')');
    }
  }

  private void castBranch(InstrReader in) {
    int flags = in.u8();
    label(in.u32());
    out.append(' ')
        .append(new ReferenceType((flags & InstrReader.NULLABLE_SOURCE) != 0, in.heapType()));
    out.append(' ')
        .append(new ReferenceType((flags & InstrReader.NULLABLE_TARGET) != 0, in.heapType()));
  }
}
