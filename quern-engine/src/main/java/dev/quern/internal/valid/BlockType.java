package dev.quern.internal.valid;

import dev.quern.type.FunctionType;
import dev.quern.type.NumberType;
import dev.quern.type.ValueType;

/**
 * What a block, function or constructor takes from the operand stack and leaves on it. One object
 * per type index and module, so that blocks of the same type are known by identity.
 */
final class BlockType {
  /** {@code [] -> []}. */
  static final BlockType EMPTY = new BlockType(new ValueType[0], new ValueType[0]);

  private static final BlockType[] NUMBERS = new BlockType[NumberType.values().length];

  static {
    for (NumberType type : NumberType.values()) {
      NUMBERS[type.ordinal()] = single(type);
    }
  }

  final ValueType[] parameters;
  final ValueType[] results;

  /** Whether all parameters have default values. */
  final boolean isDefaultable;

  BlockType(ValueType[] parameters, ValueType[] results) {
    this.parameters = parameters;
    this.results = results;
    this.isDefaultable = isDefaultable(parameters);
  }

  private static boolean isDefaultable(ValueType[] types) {
    for (ValueType type : types) {
      if (!type.isDefaultable()) {
        return false;
      }
    }
    return true;
  }

  static BlockType of(FunctionType type) {
    return new BlockType(
        type.parameters().toArray(new ValueType[0]), type.results().toArray(new ValueType[0]));
  }

  /** No parameters and one result. */
  static BlockType result(ValueType type) {
    return type instanceof NumberType number ? NUMBERS[number.ordinal()] : single(type);
  }

  private static BlockType single(ValueType type) {
    return new BlockType(new ValueType[0], new ValueType[] {type});
  }
}
