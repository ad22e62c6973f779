package dev.quern.fuzz;

import dev.quern.internal.binary.InstrWriter;
import dev.quern.internal.syntax.Opcode;
import dev.quern.type.AbstractHeapType;
import dev.quern.type.NumberType;
import dev.quern.type.ReferenceType;
import dev.quern.type.TypeIndex;
import dev.quern.type.ValueType;
import dev.quern.type.VectorType;
import java.util.ArrayList;
import java.util.List;

/** The simplest code for a purpose, and what makes code simpler than other code. */
final class Simple {
  private Simple() {}

  /** Instructions that push zeros and nulls; they trap where a reference may not be null. */
  static List<Instruction> values(List<? extends ValueType> types) {
    var code = new ArrayList<Instruction>();
    types.forEach(type -> value(type, code));
    return code;
  }

  private static void value(ValueType type, List<Instruction> code) {
    switch (type) {
      case NumberType number ->
          code.add(
              switch (number) {
                case I32 -> constant(Opcode.I32_CONST, 1);
                case I64 -> constant(Opcode.I64_CONST, 1);
                case F32 -> constant(Opcode.F32_CONST, 4);
                case F64 -> constant(Opcode.F64_CONST, 8);
              });
      case VectorType vector -> code.add(constant(Opcode.V128_CONST, 16));
      case ReferenceType reference -> reference(reference, code);
    }
  }

  private static Instruction constant(Opcode opcode, int zeros) {
    return new Instruction(opcode, new byte[zeros]);
  }

  private static void reference(ReferenceType type, List<Instruction> code) {
    if (!type.nullable() && type.heapType() == AbstractHeapType.I31) {
      code.add(constant(Opcode.I32_CONST, 1));
      code.add(Instruction.of(Opcode.REF_I31));
      return;
    }
    code.add(Instruction.of(Opcode.REF_NULL, new InstrWriter().type(type.heapType().inexact())));
    if (!type.nullable()) {
      code.add(Instruction.of(Opcode.REF_AS_NON_NULL));
    }
  }

  /** As {@link #values}, but objects of structs and arrays where a type has default values. */
  static List<Instruction> objects(List<? extends ValueType> types, Opcode maker) {
    var code = new ArrayList<Instruction>();
    for (ValueType type : types) {
      if (type instanceof ReferenceType reference
          && reference.heapType().inexact() instanceof TypeIndex index) {
        if (maker == Opcode.ARRAY_NEW_DEFAULT) {
          code.add(constant(Opcode.I32_CONST, 1));
        }
        code.add(Instruction.of(maker, new InstrWriter().u32(index.index())));
      } else {
        value(type, code);
      }
    }
    return code;
  }

  /** A code's distance from the simplest one: less is better. */
  static int weight(List<Instruction> code) {
    int sum = 0;
    for (Instruction instruction : code) {
      sum += weight(instruction);
    }
    return sum;
  }

  private static int weight(Instruction instruction) {
    return switch (instruction.opcode()) {
      case NOP, DROP, REF_NULL, UNREACHABLE -> 2;
      case I32_CONST, I64_CONST, F32_CONST, F64_CONST, V128_CONST -> isZero(instruction) ? 2 : 3;
      case LOCAL_GET -> 4;
      case LOCAL_SET, LOCAL_TEE, GLOBAL_GET, REF_I31, REF_AS_NON_NULL -> 5;
      default -> 16;
    };
  }

  private static boolean isZero(Instruction constant) {
    int bits = 0;
    for (byte b : constant.immediates()) {
      bits |= b;
    }
    return bits == 0;
  }
}
