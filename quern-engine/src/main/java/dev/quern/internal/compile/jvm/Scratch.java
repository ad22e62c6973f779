package dev.quern.internal.compile.jvm;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;

/**
 * Emits accesses to the scratch space of an instance: {@link dev.quern.runtime.Instance#numbers}
 * and {@link dev.quern.runtime.Instance#references}. A load must follow a store of the same letter:
 * what other code has left there may be of another type.
 */
public final class Scratch {
  private Scratch() {}

  /** Replaces the instance on the JVM stack by a value of its scratch space. */
  public static void load(JvmCode code, int index, char letter) {
    loadArray(code, letter);
    code.iconst(index);
    code.emit(1, JvmCode.isObject(letter) ? CodeBuilder::aaload : CodeBuilder::laload);
    RawBits.from(code, letter);
  }

  /**
   * Stores a value into the scratch space of the instance on the JVM stack.
   *
   * @param pushValue pushes the value
   */
  public static void store(JvmCode code, int index, char letter, Runnable pushValue) {
    loadArray(code, letter);
    code.iconst(index);
    pushValue.run();
    RawBits.to(code, letter);
    code.emit(1, JvmCode.isObject(letter) ? CodeBuilder::aastore : CodeBuilder::lastore);
  }

  /** Replaces the instance on the JVM stack by the array that has its values of a kind. */
  private static void loadArray(JvmCode code, char letter) {
    code.getField(Names.INSTANCE, arrayField(letter), arrayType(letter));
  }

  private static String arrayField(char letter) {
    return JvmCode.isObject(letter) ? "references" : "numbers";
  }

  private static ClassDesc arrayType(char letter) {
    return JvmCode.isObject(letter) ? Names.OBJECT_ARRAY : Names.LONG_ARRAY;
  }

  /** Moves the value on the JVM stack to the scratch space of an instance in a JVM local. */
  public static void store(JvmCode code, int index, char letter, int instance) {
    RawBits.to(code, letter);
    code.load('R', instance);
    loadArray(code, letter);
    code.iconst(index);
    code.invokeStatic(
        Names.FRAME,
        "put",
        Names.desc(
            ConstantDescs.CD_void,
            JvmCode.isObject(letter) ? Names.OBJECT : ConstantDescs.CD_long,
            arrayType(letter),
            ConstantDescs.CD_int));
  }

  /** Moves the result on the JVM stack, if there is one, to an instance's scratch space. */
  public static void storeResult(JvmCode code, char first, int instance) {
    if (first != '_') {
      store(code, 0, first, instance);
    }
  }
}
