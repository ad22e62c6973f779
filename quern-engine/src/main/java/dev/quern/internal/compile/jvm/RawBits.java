package dev.quern.internal.compile.jvm;

import java.lang.classfile.CodeBuilder;

/**
 * Emits conversions of values to what scratch space, frames and arrays of variables keep, and back.
 */
public final class RawBits {
  private RawBits() {}

  /** Converts the value on the JVM stack to what a frame keeps: bits or an object. */
  public static void to(JvmCode code, char letter) {
    switch (letter) {
      case 'I' -> code.emit(1, CodeBuilder::i2l);
      case 'F' -> floatToBits(code);
      case 'D' -> code.invokeStatic(Names.DOUBLE, "doubleToRawLongBits", Names.desc("(D)J"));
      case Shapes.LONGS, Shapes.FLOATS, Shapes.DOUBLES, Shapes.INTS -> code.leave(letter);
      default -> {}
    }
  }

  private static void floatToBits(JvmCode code) {
    code.invokeStatic(Names.FLOAT, "floatToRawIntBits", Names.desc("(F)I"));
    code.emit(1, CodeBuilder::i2l);
  }

  /** Converts what a frame keeps, bits or an object, to the value. */
  public static void from(JvmCode code, char letter) {
    switch (letter) {
      case 'I' -> code.emit(1, CodeBuilder::l2i);
      case 'F' -> bitsToFloat(code);
      case 'D' -> code.invokeStatic(Names.DOUBLE, "longBitsToDouble", Names.desc("(J)D"));
      case Shapes.LONGS, Shapes.FLOATS, Shapes.DOUBLES, Shapes.INTS -> objectToVector(code, letter);
      default -> {}
    }
  }

  private static void objectToVector(JvmCode code, char letter) {
    code.checkCast(Names.VECTOR);
    code.enter(letter);
  }

  private static void bitsToFloat(JvmCode code) {
    code.emit(1, CodeBuilder::l2i);
    code.invokeStatic(Names.FLOAT, "intBitsToFloat", Names.desc("(I)F"));
  }
}
