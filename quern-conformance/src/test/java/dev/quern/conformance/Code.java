package dev.quern.conformance;

import dev.quern.internal.binary.InstrWriter;
import dev.quern.internal.syntax.Opcode;

/** The instructions of a function body as they are written, in the words of the text format. */
final class Code {
  private final InstrWriter out = new InstrWriter();

  InstrWriter out() {
    return out;
  }

  int size() {
    return out.size();
  }

  /** An instruction without immediates, or the beginning of one with some. */
  Code op(Opcode opcode) {
    out.opcode(opcode);
    return this;
  }

  /** An instruction with one immediate that is an index or a depth. */
  Code op(Opcode opcode, int immediate) {
    out.opcode(opcode).u32(immediate);
    return this;
  }

  /** An instruction with two immediates. */
  Code op(Opcode opcode, int first, int second) {
    out.opcode(opcode).u32(first).u32(second);
    return this;
  }

  Code i32(int value) {
    out.opcode(Opcode.I32_CONST).s64(value);
    return this;
  }

  Code i64(long value) {
    out.opcode(Opcode.I64_CONST).s64(value);
    return this;
  }

  Code f32(float value) {
    out.opcode(Opcode.F32_CONST).i32le(Float.floatToRawIntBits(value));
    return this;
  }

  Code f64(double value) {
    out.opcode(Opcode.F64_CONST).i64le(Double.doubleToRawLongBits(value));
    return this;
  }

  Code get(int local) {
    return op(Opcode.LOCAL_GET, local);
  }

  Code set(int local) {
    return op(Opcode.LOCAL_SET, local);
  }

  Code tee(int local) {
    return op(Opcode.LOCAL_TEE, local);
  }

  Code call(int function) {
    return op(Opcode.CALL, function);
  }

  Code end() {
    return op(Opcode.END);
  }

  /** A {@code block}, {@code loop} or {@code if} without parameters and results. */
  Code enter(Opcode opcode) {
    out.opcode(opcode).u8(0x40);
    return this;
  }

  /** A {@code block}, {@code loop} or {@code if} of a type index. */
  Code enter(Opcode opcode, int type) {
    out.opcode(opcode).s64(type);
    return this;
  }

  /** A {@code br_table}; the last target is the default. */
  Code brTable(int... targets) {
    out.opcode(Opcode.BR_TABLE).u32(targets.length - 1);
    for (int target : targets) {
      out.u32(target);
    }
    return this;
  }

  /** A load or store with natural alignment. */
  Code memory(Opcode opcode, int offset) {
    int alignment = Integer.numberOfTrailingZeros(opcode.width());
    out.opcode(opcode).u32(alignment).u32(offset);
    return this;
  }

  /** A zero of a type given by its letter. */
  Code zero(char letter) {
    return constant(letter, 0);
  }

  /** A small number as a constant of a type; for a reference or vector, null or zero. */
  Code constant(char letter, int value) {
    switch (letter) {
      case 'I' -> i32(value);
      case 'J' -> i64(value);
      case 'F' -> f32(value);
      case 'D' -> f64(value);
      case 'V' -> op(Opcode.V128_CONST).out.i64le(value).i64le(0);
      default -> op(Opcode.REF_NULL).out.u8(ModuleBuilder.valueType(letter));
    }
    return this;
  }

  /** Turns the number on top of the stack into an i64. */
  Code toI64(char letter) {
    return switch (letter) {
      case 'I' -> op(Opcode.I64_EXTEND_I32_S);
      case 'F' -> op(Opcode.I64_TRUNC_SAT_F32_S);
      case 'D' -> op(Opcode.I64_TRUNC_SAT_F64_S);
      default -> this;
    };
  }
}
