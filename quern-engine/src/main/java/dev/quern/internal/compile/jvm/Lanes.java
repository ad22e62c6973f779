package dev.quern.internal.compile.jvm;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.MethodTypeDesc;

/**
 * Emits operations on vectors in their {@link Shapes}. Each vector takes {@link #SLOTS} JVM slots.
 *
 * <p>If lanes had to be packed into longs after every operation and unpacked before the next, a
 * vector operation would cost more than four scalar ones.
 *
 * <p>Why: docs/rationale/vectors.md.
 */
public final class Lanes {
  /** Number of JVM slots that a vector takes. */
  public static final int SLOTS = 4;

  private static final MethodTypeDesc INT_TO_FLOAT = Names.desc("(I)F");
  private static final MethodTypeDesc FLOAT_TO_INT = Names.desc("(F)I");
  private static final MethodTypeDesc LONG_TO_DOUBLE = Names.desc("(J)D");
  private static final MethodTypeDesc DOUBLE_TO_LONG = Names.desc("(D)J");

  private Lanes() {}

  /** Returns the number of lanes of a type in a vector. */
  public static int count(char lane) {
    return JvmCode.isWide(lane) ? 2 : 4;
  }

  static void load(JvmCode code, char shape, int index) {
    char part = part(shape);
    for (int i = 0; i < count(part); i++) {
      code.load(part, index + i * JvmCode.slots(part));
    }
  }

  static void store(JvmCode code, char shape, int index) {
    char part = part(shape);
    for (int i = count(part) - 1; i >= 0; i--) {
      code.store(part, index + i * JvmCode.slots(part));
    }
  }

  /** Pushes the vector of zeros. */
  static void zero(JvmCode code, char shape) {
    char part = part(shape);
    for (int i = 0; i < count(part); i++) {
      code.constant(part, 0);
    }
  }

  /** Returns the type of the JVM values that make up a shape. */
  private static char part(char shape) {
    return switch (shape) {
      case Shapes.FLOATS -> 'F';
      case Shapes.DOUBLES -> 'D';
      case Shapes.INTS -> 'I';
      default -> 'J';
    };
  }

  /**
   * Pushes a lane of a vector in JVM locals.
   *
   * @param shape two longs, or lanes of the type wanted
   * @param lane the lane's type
   */
  public static void loadLane(JvmCode code, char shape, int index, char lane, int number) {
    if (shape != Shapes.LONGS) {
      code.load(lane, index + number * JvmCode.slots(lane));
      return;
    }
    int lanesOfHalf = count(lane) / 2;
    code.load('J', index + 2 * (number / lanesOfHalf));
    if (number % lanesOfHalf == 1) {
      code.iconst(32);
      code.emit(1, CodeBuilder::lushr);
    }
    switch (lane) {
      case 'I' -> code.emit(1, CodeBuilder::l2i);
      case 'F' -> {
        code.emit(1, CodeBuilder::l2i);
        code.invokeStatic(Names.FLOAT, "intBitsToFloat", INT_TO_FLOAT);
      }
      case 'D' -> code.invokeStatic(Names.DOUBLE, "longBitsToDouble", LONG_TO_DOUBLE);
      default -> {}
    }
  }

  /** Converts a lane on the JVM stack to a part of a long, joined to the other part below it. */
  private static void join(JvmCode code, char lane, int number) {
    if (lane == 'D') {
      code.invokeStatic(Names.DOUBLE, "doubleToRawLongBits", DOUBLE_TO_LONG);
      return;
    }
    if (lane == 'F') {
      code.invokeStatic(Names.FLOAT, "floatToRawIntBits", FLOAT_TO_INT);
    }
    boolean isUpper = number % 2 == 1;
    code.emit(1, CodeBuilder::i2l);
    code.constant(isUpper ? 'I' : 'J', isUpper ? 32 : 0xFFFF_FFFFL);
    code.emit(isUpper ? 2 : 1, isUpper ? c -> c.lshl().lor() : CodeBuilder::land);
  }

  /** Converts the vector on the JVM stack to another shape. */
  public static void reshape(JvmCode code, char from, char to) {
    if (from == to) {
      return;
    }
    int base = code.freeLocals();
    store(code, from, base);
    if (from == Shapes.LONGS) {
      for (int i = 0; i < count(part(to)); i++) {
        loadLane(code, Shapes.LONGS, base, part(to), i);
      }
      return;
    }
    for (int i = 0; i < count(part(from)); i++) {
      loadLane(code, from, base, part(from), i);
      join(code, part(from), i);
    }
    reshape(code, Shapes.LONGS, to);
  }
}
