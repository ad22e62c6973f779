package dev.quern.fuzz;

import dev.quern.internal.syntax.Opcode;

/**
 * Operands for relaxed vector instructions, for which all engines give the same results: where the
 * specification leaves a choice, these leave none.
 */
final class Relaxed {
  private final Body body;
  private final Code code;
  private final Opcode opcode;

  Relaxed(Body body, Opcode opcode) {
    this.body = body;
    this.code = body.code;
    this.opcode = opcode;
  }

  /** Pushes all operands. */
  void operands(int depth) {
    for (int i = 0; i < opcode.operands().length(); i++) {
      body.push(World.V128, depth);
      tame(i);
    }
  }

  private void tame(int operand) {
    switch (opcode) {
      case I8X16_RELAXED_SWIZZLE -> maskIf(operand == 1, 0x0F0F_0F0F_0F0F_0F0FL);
      case I16X8_RELAXED_DOT_I8X16_I7X16_S, I32X4_RELAXED_DOT_I8X16_I7X16_ADD_S ->
          maskIf(operand == 1, 0x7F7F_7F7F_7F7F_7F7FL);
      case I16X8_RELAXED_Q15MULR_S -> maskIf(operand == 0, 0x7FFF_7FFF_7FFF_7FFFL);
      case I8X16_RELAXED_LANESELECT -> choiceIf(operand == 2, Opcode.I8X16_LT_S);
      case I16X8_RELAXED_LANESELECT -> choiceIf(operand == 2, Opcode.I16X8_LT_S);
      case I32X4_RELAXED_LANESELECT -> choiceIf(operand == 2, Opcode.I32X4_LT_S);
      case I64X2_RELAXED_LANESELECT -> choiceIf(operand == 2, Opcode.I64X2_LT_S);
      case F64X2_RELAXED_MADD,
          F64X2_RELAXED_NMADD,
          F64X2_RELAXED_MIN,
          F64X2_RELAXED_MAX,
          I32X4_RELAXED_TRUNC_F64X2_S_ZERO,
          I32X4_RELAXED_TRUNC_F64X2_U_ZERO ->
          smallDoubles();
      default -> smallFloats();
    }
  }

  private void maskIf(boolean isWanted, long mask) {
    if (isWanted) {
      code.op(Opcode.V128_CONST).out().i64le(mask).i64le(mask);
      code.op(Opcode.V128_AND);
    }
  }

  /** All bits of a lane, or none. */
  private void choiceIf(boolean isWanted, Opcode lessThan) {
    if (isWanted) {
      code.zero('V').op(lessThan);
    }
  }

  /** Numbers that are no zeros, and whose products and sums are exact. */
  private void smallFloats() {
    // Unsigned truncations are for what is not negative.
    code.i32(24).op(shift()).op(Opcode.F32X4_CONVERT_I32X4_S);
    code.f32(0.5f).op(Opcode.F32X4_SPLAT).op(Opcode.F32X4_ADD);
  }

  private void smallDoubles() {
    code.i32(20).op(shift()).op(Opcode.F64X2_CONVERT_LOW_I32X4_S);
    code.f64(0.5).op(Opcode.F64X2_SPLAT).op(Opcode.F64X2_ADD);
  }

  private Opcode shift() {
    return opcode.text().contains("_u") ? Opcode.I32X4_SHR_U : Opcode.I32X4_SHR_S;
  }
}
