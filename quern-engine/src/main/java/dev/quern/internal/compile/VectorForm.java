package dev.quern.internal.compile;

import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/**
 * What a v128 is while a method works with it: on the JVM's stack and in JVM locals. Everywhere
 * else (parameters, results, globals, scratch space, the arrays of a cut function) it is a {@link
 * dev.quern.V128}.
 */
enum VectorForm {
  /** The object itself, for methods that only pass it on. */
  OBJECT(Names.VECTOR, 1),

  /**
   * An object on the JVM's stack and two longs in locals. An instruction makes an object and the
   * next one takes it apart, so that HotSpot's escape analysis removes it; but not one that two
   * ways through the code bring to the same local, as every loop does.
   */
  LONGS(Names.VECTOR, 4),

  /** A {@code ByteVector} of the Vector API, which HotSpot keeps in one machine register. */
  REGISTER(Names.BYTE_VECTOR, 1);

  /** The class of a vector on the JVM's stack. */
  final ClassDesc type;

  /** JVM locals that a vector takes. */
  final int slots;

  VectorForm(ClassDesc type, int slots) {
    this.type = type;
    this.slots = slots;
  }

  /** The class of a value on the JVM's stack by its letter. */
  ClassDesc type(char letter) {
    return letter == 'V' ? type : Names.type(letter);
  }

  /** Whether a vector on the JVM's stack is no {@link dev.quern.V128}. */
  boolean isOwnForm() {
    return this == REGISTER;
  }

  void load(JvmCode code, int index) {
    if (this == LONGS) {
      code.load('J', index);
      code.load('J', index + 2);
      make(code);
    } else {
      code.load('R', index);
    }
  }

  void store(JvmCode code, int index) {
    if (this == LONGS) {
      code.dup('R');
      code.invokeVirtual(Names.VECTOR, "low", Names.desc("()J"));
      code.store('J', index);
      code.invokeVirtual(Names.VECTOR, "high", Names.desc("()J"));
      code.store('J', index + 2);
    } else {
      code.store('R', index);
    }
  }

  /** Does what a method of the meanings does with the values on the JVM's stack. */
  void invoke(JvmCode code, String name, MethodTypeDesc method) {
    if (this == REGISTER) {
      VectorApiCode.copy(code, name, method, code.freeLocals());
    } else {
      code.invokeStatic(Names.VECTORS, name, method);
    }
  }

  /** Chooses between two vectors by a number. */
  void select(JvmCode code) {
    invoke(code, "select", MethodTypeDesc.of(type, type, type, ConstantDescs.CD_int));
  }

  /** Pushes a vector. */
  void constant(JvmCode code, long low, long high) {
    if (low == 0 && high == 0) {
      invoke(code, "zero", MethodTypeDesc.of(type));
    } else if (low == high) {
      code.constant('J', low);
      invoke(code, "i64x2Splat", MethodTypeDesc.of(type, ConstantDescs.CD_long));
    } else {
      code.constant('J', low);
      code.constant('J', high);
      make(code);
    }
  }

  private void make(JvmCode code) {
    invoke(
        code, "v128Const", MethodTypeDesc.of(type, ConstantDescs.CD_long, ConstantDescs.CD_long));
  }

  /**
   * Lets two vectors be shuffled.
   *
   * @param low the lane indices of the result's lower half, a byte each
   * @param high those of its upper half
   */
  void shuffle(JvmCode code, long low, long high) {
    boolean isFirst = ((low | high) & SECOND_VECTOR) == 0;
    boolean isSecond = (low & high & SECOND_VECTOR) == SECOND_VECTOR;
    code.constant('J', low);
    code.constant('J', high);
    invoke(
        code,
        isFirst ? "shuffleFirst" : isSecond ? "shuffleSecond" : "i8x16Shuffle",
        MethodTypeDesc.of(type, type, type, ConstantDescs.CD_long, ConstantDescs.CD_long));
  }

  /** The bit of a lane index that tells the vector. */
  private static final long SECOND_VECTOR = 0x1010_1010_1010_1010L;

  /** Turns the object on the JVM's stack into this form. */
  void enter(JvmCode code) {
    if (isOwnForm()) {
      invoke(code, "of", MethodTypeDesc.of(type, Names.VECTOR));
    }
  }

  /** Turns the vector on the JVM's stack into the object. */
  void leave(JvmCode code) {
    if (isOwnForm()) {
      invoke(code, "v128", MethodTypeDesc.of(Names.VECTOR, type));
    }
  }
}
