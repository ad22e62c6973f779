package dev.quern.fuzz;

import dev.quern.internal.binary.InstrWriter;
import dev.quern.internal.syntax.Expr;
import dev.quern.internal.syntax.Opcode;
import dev.quern.type.ValueType;
import java.util.List;

/** The instructions of a function body as they are written, in the words of the text format. */
public final class Code {
  private final InstrWriter out = new InstrWriter();

  public InstrWriter out() {
    return out;
  }

  public int size() {
    return out.size();
  }

  /** An instruction without immediates, or the beginning of one with some. */
  public Code op(Opcode opcode) {
    out.opcode(opcode);
    return this;
  }

  /** An instruction with one immediate that is an index or a depth. */
  public Code op(Opcode opcode, int immediate) {
    out.opcode(opcode).u32(immediate);
    return this;
  }

  /** An instruction with two immediates. */
  public Code op(Opcode opcode, int first, int second) {
    out.opcode(opcode).u32(first).u32(second);
    return this;
  }

  public Code i32(int value) {
    out.opcode(Opcode.I32_CONST).s64(value);
    return this;
  }

  public Code i64(long value) {
    out.opcode(Opcode.I64_CONST).s64(value);
    return this;
  }

  public Code f32(float value) {
    out.opcode(Opcode.F32_CONST).i32le(Float.floatToRawIntBits(value));
    return this;
  }

  public Code f64(double value) {
    out.opcode(Opcode.F64_CONST).i64le(Double.doubleToRawLongBits(value));
    return this;
  }

  public Code get(int local) {
    return op(Opcode.LOCAL_GET, local);
  }

  public Code set(int local) {
    return op(Opcode.LOCAL_SET, local);
  }

  public Code tee(int local) {
    return op(Opcode.LOCAL_TEE, local);
  }

  public Code call(int function) {
    return op(Opcode.CALL, function);
  }

  public Code end() {
    return op(Opcode.END);
  }

  /** A {@code block}, {@code loop} or {@code if} without parameters and results. */
  public Code enter(Opcode opcode) {
    out.opcode(opcode).u8(0x40);
    return this;
  }

  /** A {@code block}, {@code loop} or {@code if} of a type index. */
  public Code enter(Opcode opcode, int type) {
    out.opcode(opcode).s64(type);
    return this;
  }

  /** A {@code br_table}; the last target is the default. */
  public Code brTable(int... targets) {
    out.opcode(Opcode.BR_TABLE).u32(targets.length - 1);
    for (int target : targets) {
      out.u32(target);
    }
    return this;
  }

  /** A load or store with natural alignment. */
  public Code memory(Opcode opcode, int offset) {
    int alignment = Integer.numberOfTrailingZeros(opcode.width());
    out.opcode(opcode).u32(alignment).u32(offset);
    return this;
  }

  /** A zero of a type given by its letter. */
  public Code zero(char letter) {
    return constant(letter, 0);
  }

  /** A small number as a constant of a type; for a reference or vector, null or zero. */
  public Code constant(char letter, int value) {
    switch (letter) {
      case 'I' -> i32(value);
      case 'J' -> i64(value);
      case 'F' -> f32(value);
      case 'D' -> f64(value);
      case 'V' -> op(Opcode.V128_CONST).out.i64le(value).i64le(0);
      default -> op(Opcode.REF_NULL).out.u8(valueType(letter));
    }
    return this;
  }

  /** Turns the number on top of the stack into an i64. */
  public Code toI64(char letter) {
    return switch (letter) {
      case 'I' -> op(Opcode.I64_EXTEND_I32_S);
      case 'F' -> op(Opcode.I64_TRUNC_SAT_F32_S);
      case 'D' -> op(Opcode.I64_TRUNC_SAT_F64_S);
      default -> this;
    };
  }

  /** The code of a type of which the value is a letter. */
  public static int valueType(char letter) {
    return switch (letter) {
      case 'I' -> 0x7F;
      case 'J' -> 0x7E;
      case 'F' -> 0x7D;
      case 'D' -> 0x7C;
      case 'V' -> 0x7B;
      case 'R' -> 0x70;
      case 'X' -> 0x69;
      default -> throw new IllegalArgumentException("no type: " + letter);
    };
  }

  /** A {@code block}, {@code loop}, {@code if} or the like with one result. */
  public Code enter(Opcode opcode, ValueType result) {
    out.opcode(opcode).type(result);
    return this;
  }

  /** A {@code select} of a type. */
  public Code select(ValueType type) {
    out.opcode(Opcode.SELECT_T).u32(1).type(type);
    return this;
  }

  /** An {@code if} that has no results. */
  public Code beginIf() {
    return enter(Opcode.IF);
  }

  /** What was written so far, as an expression; nothing more may be written. */
  public Expr expr() {
    return expr(out);
  }

  /** What was written so far as an expression with its end. */
  Expr closed() {
    return end().expr();
  }

  /** A body: the types of its locals, then the instructions, closed already. */
  Expr body(List<ValueType> locals) {
    var all = new InstrWriter().u32(locals.size());
    locals.forEach(type -> all.u32(1).type(type));
    return expr(all.bytes(out));
  }

  private static Expr expr(InstrWriter writer) {
    byte[] bytes = writer.toByteArray();
    return new Expr(bytes, 0, bytes.length);
  }
}
