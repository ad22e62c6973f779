package dev.quern.internal.valid;

import dev.quern.internal.syntax.InvalidException;
import dev.quern.internal.syntax.UnsupportedException;
import dev.quern.type.AbstractHeapType;
import dev.quern.type.NumberType;
import dev.quern.type.ReferenceType;
import dev.quern.type.Subtyping;
import dev.quern.type.ValueType;
import java.util.Arrays;

/**
 * The types of the operands, as in the validation algorithm of the specification's appendix. Below
 * {@code floor} begins the enclosing block's part, which nobody may touch; behind an unconditional
 * branch the stack is polymorphic: it yields whatever is asked for once it is down to the floor.
 *
 * <p>Types are compared by identity first; that is right for numbers and nearly always for
 * references, since {@link TypeSpace} hands out the same objects.
 */
@SuppressWarnings("ReferenceEquality") // the bottom types are single objects
final class TypeStack {
  /** What a polymorphic stack yields: a subtype of everything. */
  static final ValueType BOTTOM = new ReferenceType(false, AbstractHeapType.NONE);

  /** A polymorphic stack's value where a reference was asked for: a subtype of every reference. */
  static final ReferenceType BOTTOM_REFERENCE = new ReferenceType(false, AbstractHeapType.NONE);

  /**
   * No code needs a greater height; a few bytes of calls with 1,000 results each could build one.
   */
  private static final int MAX_HEIGHT = 1_000_000;

  private final Body body;

  // FastPath and ControlStack work on these, too.
  ValueType[] types = new ValueType[256];
  int size;
  int floor;
  boolean polymorphic;

  TypeStack(Body body) {
    this.body = body;
  }

  void clear() {
    size = 0;
    floor = 0;
    polymorphic = false;
  }

  /** Forgets the operands of the current block, behind an unconditional branch. */
  void setUnreachable() {
    size = floor;
    polymorphic = true;
  }

  /** Forgets the operands of the current block, where its next part begins. */
  void restart() {
    size = floor;
    polymorphic = false;
  }

  static boolean isBottom(ValueType type) {
    return type == BOTTOM || type == BOTTOM_REFERENCE;
  }

  static boolean matches(ValueType actual, ValueType expected) {
    return actual == expected
        || actual == BOTTOM
        || actual == BOTTOM_REFERENCE && expected instanceof ReferenceType
        || actual != BOTTOM_REFERENCE && Subtyping.matches(actual, expected);
  }

  void push(ValueType type) {
    if (size == types.length) {
      grow(1);
    }
    types[size++] = type;
  }

  void push(ValueType[] all) {
    push(all, all.length);
  }

  void push(ValueType[] all, int count) {
    if (size + count > types.length) {
      grow(count);
    }
    if (count < 4) {
      for (int i = 0; i < count; i++) {
        types[size + i] = all[i];
      }
    } else {
      System.arraycopy(all, 0, types, size, count);
    }
    size += count;
  }

  private void grow(int count) {
    int needed = size + count;
    if (needed > MAX_HEIGHT) {
      throw new UnsupportedException(
          "operand stack too high: the limit is " + MAX_HEIGHT, body.place());
    }
    types = Arrays.copyOf(types, Math.max(needed, types.length * 2));
  }

  /** Pops one value of any type. */
  ValueType pop() {
    if (size == floor) {
      if (polymorphic) {
        return BOTTOM;
      }
      throw body.invalid("type mismatch: instruction requires [any] but stack has []");
    }
    return types[--size];
  }

  /** Pops one value that matches a type. */
  void pop(ValueType expected) {
    if (size > floor && (types[size - 1] == expected || matches(types[size - 1], expected))) {
      size--;
    } else if (size > floor || !polymorphic) {
      throw mismatch(new ValueType[] {expected}, 1);
    }
  }

  /** Pops values that match types, the last one first. */
  void pop(ValueType[] expected) {
    pop(expected, expected.length);
  }

  /** Pops values that match the first {@code count} types. */
  void pop(ValueType[] expected, int count) {
    check(expected, count);
    size = Math.max(floor, size - count);
  }

  /** Pops {@code count} values that match a type. */
  void popRepeated(ValueType expected, int count) {
    for (int i = 0; i < count && (size > floor || !polymorphic); i++) {
      pop(expected);
    }
  }

  /** Checks that values which match the first {@code count} types are on top. */
  void check(ValueType[] expected, int count) {
    int at = size;
    for (int i = count - 1; i >= 0; i--) {
      if (at == floor) {
        if (polymorphic) {
          return;
        }
        throw mismatch(expected, count);
      }
      ValueType actual = types[--at];
      if (actual != expected[i] && !matches(actual, expected[i])) {
        throw mismatch(expected, count);
      }
    }
  }

  /** Pops a reference of any type. */
  ReferenceType popReference() {
    ValueType type = pop();
    if (type == BOTTOM) {
      return BOTTOM_REFERENCE;
    }
    if (type instanceof ReferenceType reference) {
      return reference;
    }
    throw body.invalid(
        "type mismatch: instruction requires a reference but stack has [" + type + "]");
  }

  /** Checks that the block's results are all that it leaves. */
  void checkEnd(ValueType[] results) {
    check(results, results.length);
    if (size - floor > results.length) {
      throw body.invalid(
          "type mismatch: block requires "
              + text(results, 0, results.length)
              + " but stack has "
              + text(types, floor, size));
    }
  }

  void popI32() {
    pop(NumberType.I32);
  }

  /** The same reference with or without null. */
  static ReferenceType withNull(ReferenceType type, boolean nullable) {
    return type == BOTTOM_REFERENCE || type.nullable() == nullable
        ? type
        : new ReferenceType(nullable, type.heapType());
  }

  private InvalidException mismatch(ValueType[] expected, int count) {
    return body.invalid(
        "type mismatch: instruction requires "
            + text(expected, 0, count)
            + " but stack has "
            + text(types, Math.max(floor, size - count), size));
  }

  private String text(ValueType[] list, int start, int end) {
    return body.context.types.text(list, start, end);
  }
}
