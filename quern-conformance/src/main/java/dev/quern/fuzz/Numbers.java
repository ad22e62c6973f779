package dev.quern.fuzz;

import dev.quern.internal.syntax.Imm;
import dev.quern.internal.syntax.Opcode;
import dev.quern.type.Feature;
import dev.quern.type.ValueType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Writes instructions that compute with numbers and vectors. */
final class Numbers {
  private static final Set<Opcode> DIVISIONS = matching("i(32|64)\\.(div|rem).*");
  private static final Set<Opcode> TRUNCATIONS = matching("i(32|64)\\.trunc_f.*");

  /** Those whose result may have a NaN in a lane, of which no engine says the bits. */
  private static final Set<Opcode> LANES_OF_32 =
      matching("f32x4\\.(?!(eq|ne|[lg][te]|extract_lane)$).*");

  private static final Set<Opcode> LANES_OF_64 =
      matching("f64x2\\.(?!(eq|ne|[lg][te]|extract_lane)$).*");

  private final Body body;
  private final Code code;
  private final Draw draw;

  Numbers(Body body) {
    this.body = body;
    this.code = body.code;
    this.draw = body.draw;
  }

  private static Set<Opcode> matching(String text) {
    var found = EnumSet.noneOf(Opcode.class);
    for (Opcode opcode : Opcode.values()) {
      if (opcode.text().matches(text)) {
        found.add(opcode);
      }
    }
    return found;
  }

  /** The type of a letter that stands for one. */
  static ValueType type(char letter) {
    return switch (letter) {
      case 'I' -> World.I32;
      case 'J' -> World.I64;
      case 'F' -> World.F32;
      case 'D' -> World.F64;
      case 'V' -> World.V128;
      default -> throw new IllegalArgumentException("no type: " + letter);
    };
  }

  static List<ValueType> types(String letters) {
    return letters.chars().mapToObj(letter -> type((char) letter)).toList();
  }

  void operator() {
    operator(body.choice.operator(), 0);
  }

  /** Pushes a value of the type of a letter. */
  void compute(char letter, int depth) {
    operator(body.choice.operator(letter), depth);
  }

  /** An instruction whose types follow from its row, and that touches no memory. */
  void operator(Opcode opcode, int depth) {
    List<ValueType> operands = types(opcode.operands());
    boolean isRelaxed = opcode.feature() == Feature.RELAXED_SIMD && body.world.profile.isPortable();
    if (isRelaxed) {
      new Relaxed(body, opcode).operands(depth);
    } else if (!body.frame().isUnreachable || body.available() > 0 || draw.chance(60)) {
      operands(operands, depth);
    }
    tame(opcode);
    code.op(opcode);
    immediates(opcode);
    if (LANES_OF_32.contains(opcode)) {
      zeroNaNs(Opcode.F32X4_NE);
    } else if (LANES_OF_64.contains(opcode)) {
      zeroNaNs(Opcode.F64X2_NE);
    }
    body.pop(operands.size());
    if (opcode.result() != '_') {
      body.stack.add(type(opcode.result()));
    }
  }

  private void operands(List<ValueType> types, int depth) {
    if (depth == 0) {
      body.need(types);
    } else {
      types.forEach(type -> body.push(type, depth));
    }
  }

  private void immediates(Opcode opcode) {
    if (opcode.imm() == Imm.LANE) {
      code.out().u8(draw.below(lanes(opcode)));
    } else if (opcode.imm() == Imm.SHUFFLE) {
      shuffle();
    } else if (opcode.imm() == Imm.FENCE) {
      code.out().u8(0);
    }
  }

  private static int lanes(Opcode opcode) {
    String shape = opcode.text().substring(opcode.text().indexOf('x') + 1);
    return Integer.parseInt(shape.substring(0, shape.indexOf('.')));
  }

  /** Lanes at random, or whole runs of them as compilers write them. */
  private void shuffle() {
    int run = draw.of(1, 1, 2, 4, 8);
    for (int i = 0; i < 16; i += run) {
      int first = draw.below(32 / run) * run;
      for (int j = 0; j < run; j++) {
        code.out().u8(first + j);
      }
    }
  }

  /** Keeps divisions from trapping too often, and the bits of NaNs to themselves. */
  private void tame(Opcode opcode) {
    if (DIVISIONS.contains(opcode) && !body.dares(2)) {
      boolean isInt = opcode.result() == 'I';
      (isInt ? code.i32(1) : code.i64(1)).op(isInt ? Opcode.I32_OR : Opcode.I64_OR);
    } else if (TRUNCATIONS.contains(opcode) && !body.dares(10)) {
      small(opcode.operands().equals("F"));
    }
    switch (opcode) {
      case I32_REINTERPRET_F32, F32_COPYSIGN -> sameNaN(World.F32);
      case I64_REINTERPRET_F64, F64_COPYSIGN -> sameNaN(World.F64);
      default -> {}
    }
  }

  /** Makes a float small enough for every integer type: from 0 on, of a few thousands at most. */
  private void small(boolean is32) {
    if (is32) {
      code.op(Opcode.F32_ABS).f32(4000.5f).op(Opcode.F32_MIN);
      sameNaN(World.F32, 7);
    } else {
      code.op(Opcode.F64_ABS).f64(4000.5).op(Opcode.F64_MIN);
      sameNaN(World.F64, 7);
    }
  }

  /** Replaces NaNs in the vector on top of the stack by zeros. */
  private void zeroNaNs(Opcode notEqual) {
    int local = body.temporary(World.V128);
    code.tee(local).get(local).get(local).op(notEqual).op(Opcode.V128_ANDNOT);
    // Other instructions may read the local later.
    code.tee(local);
  }

  /** Replaces a NaN on top of the stack by a certain one; does nothing to other types. */
  void sameNaN(ValueType type) {
    sameNaN(type, Double.NaN);
  }

  private void sameNaN(ValueType type, double instead) {
    sameNaN(code, type, instead, body::temporary);
  }

  /** A source of locals. */
  interface Locals {
    int of(ValueType type);
  }

  static void sameNaN(Code code, ValueType type, double instead, Locals locals) {
    if (type == World.F32) {
      int local = locals.of(type);
      code.tee(local).f32((float) instead).get(local).get(local).op(Opcode.F32_EQ);
      code.op(Opcode.SELECT);
    } else if (type == World.F64) {
      int local = locals.of(type);
      code.tee(local).f64(instead).get(local).get(local).op(Opcode.F64_EQ);
      code.op(Opcode.SELECT);
    }
  }

  /** An instruction with results of two words. */
  void wide(Opcode opcode) {
    var operands = new ArrayList<ValueType>();
    boolean isSum = opcode == Opcode.I64_ADD128 || opcode == Opcode.I64_SUB128;
    for (int i = isSum ? 4 : 2; i > 0; i--) {
      operands.add(World.I64);
    }
    body.need(operands);
    code.op(opcode);
    body.pop(operands.size());
    body.stack.add(World.I64);
    body.stack.add(World.I64);
  }
}
