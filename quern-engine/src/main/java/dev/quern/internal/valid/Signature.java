package dev.quern.internal.valid;

import dev.quern.internal.syntax.Imm;
import dev.quern.internal.syntax.Opcode;
import dev.quern.type.AddressType;
import dev.quern.type.NumberType;
import dev.quern.type.ValueType;
import dev.quern.type.VectorType;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table of instructions with its signature's letters spelled out, twice: once for
 * memories with 32-bit addresses and once for 64-bit ones.
 */
final class Signature {
  /** The types of wide arithmetic. */
  static final ValueType[] WIDE = {NumberType.I64, NumberType.I64, NumberType.I64, NumberType.I64};

  private static final ValueType[] NO_TYPES = {};

  /** What has been asked for; a module needs a tenth of them. */
  private static final @Nullable Signature[] TABLE = new Signature[6 << 9];

  final Opcode opcode;
  final Imm imm;
  final long featureBit;
  final boolean regular;

  /** Number of lanes of the shape that the instruction works on, 0 if it has no lane immediate. */
  final int lanes;

  private final ValueType[][] operands = {NO_TYPES, NO_TYPES};
  private final ValueType[][] results = {NO_TYPES, NO_TYPES};

  private Signature(Opcode opcode) {
    this.opcode = opcode;
    this.imm = opcode.imm();
    this.featureBit = Features.bit(opcode.feature());
    this.regular = opcode.isRegular();
    this.lanes = lanes(opcode);
    if (regular) {
      for (AddressType address : AddressType.values()) {
        operands[address.ordinal()] = types(opcode.operands(), address);
        results[address.ordinal()] = types(String.valueOf(opcode.result()), address);
      }
    }
  }

  /** The signature of an opcode that exists. */
  static Signature of(int op) {
    Signature known = TABLE[place(op)];
    return known != null ? known : make(op);
  }

  /** Several threads may make the same one, which differ in nothing. */
  private static Signature make(int op) {
    Opcode opcode = Opcode.of(op);
    if (opcode == null) {
      throw new IllegalArgumentException("opcode " + op);
    }
    var made = new Signature(opcode);
    TABLE[place(op)] = made;
    return made;
  }

  private static int place(int op) {
    return op < 256 ? op : ((op >> 12) - 0xFA) << 9 | op & 0x1FF;
  }

  ValueType[] operands(AddressType address) {
    return operands[address.ordinal()];
  }

  ValueType[] results(AddressType address) {
    return results[address.ordinal()];
  }

  private static ValueType[] types(String letters, AddressType address) {
    if (letters.isEmpty() || letters.equals("_")) {
      return NO_TYPES;
    }
    var types = new ValueType[letters.length()];
    for (int i = 0; i < types.length; i++) {
      types[i] = type(letters.charAt(i), address);
    }
    return types;
  }

  private static ValueType type(char letter, AddressType address) {
    return switch (letter) {
      case 'I' -> NumberType.I32;
      case 'J' -> NumberType.I64;
      case 'F' -> NumberType.F32;
      case 'D' -> NumberType.F64;
      case 'V' -> VectorType.V128;
      case 'A' -> address.numberType();
      default -> throw new IllegalStateException("signature letter " + letter);
    };
  }

  private static int lanes(Opcode opcode) {
    return switch (opcode.imm()) {
      case LANE -> {
        String shape = opcode.text().substring(0, opcode.text().indexOf('.'));
        yield Integer.parseInt(shape.substring(shape.indexOf('x') + 1));
      }
      case MEMARG_LANE -> 16 / opcode.width();
      case SHUFFLE -> 32;
      default -> 0;
    };
  }
}
