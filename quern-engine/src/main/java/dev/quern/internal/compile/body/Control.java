package dev.quern.internal.compile.body;

import java.util.Arrays;

/** The stack of open blocks, indexed by branch depth: 0 is the innermost. */
final class Control {
  static final byte BODY = 0;
  static final byte BLOCK = 1;
  static final byte LOOP = 2;
  static final byte IF = 3;
  static final byte TRY = 4;

  private byte[] kinds = new byte[8];
  private int[] numbers = new int[8 * 4];
  private String[] types = new String[8 * 2];
  private int size;

  void push(
      byte kind,
      int height,
      int outerBase,
      int label,
      int elseLabel,
      String parameters,
      String results) {
    if (size == kinds.length) {
      kinds = Arrays.copyOf(kinds, size * 2);
      numbers = Arrays.copyOf(numbers, size * 8);
      types = Arrays.copyOf(types, size * 4);
    }
    kinds[size] = kind;
    numbers[size * 4] = height;
    numbers[size * 4 + 1] = outerBase;
    numbers[size * 4 + 2] = label;
    numbers[size * 4 + 3] = elseLabel;
    types[size * 2] = parameters;
    types[size * 2 + 1] = results;
    size++;
  }

  void pop() {
    size--;
  }

  /** Returns the index of a block counted from the outermost. */
  int place(int depth) {
    return size - 1 - depth;
  }

  byte kind(int depth) {
    return kinds[place(depth)];
  }

  int height(int depth) {
    return numbers[place(depth) * 4];
  }

  int outerBase(int depth) {
    return numbers[place(depth) * 4 + 1];
  }

  int label(int depth) {
    return numbers[place(depth) * 4 + 2];
  }

  /** The label of the {@code else} branch that is still to come, or -1. */
  int elseLabel(int depth) {
    return numbers[place(depth) * 4 + 3];
  }

  void takeElse() {
    numbers[place(0) * 4 + 3] = -1;
  }

  String parameters(int depth) {
    return types[place(depth) * 2];
  }

  String results(int depth) {
    return types[place(depth) * 2 + 1];
  }

  /** Returns the types of the values that a branch to the label carries. */
  String labelTypes(int depth) {
    return kind(depth) == LOOP ? parameters(depth) : results(depth);
  }
}
