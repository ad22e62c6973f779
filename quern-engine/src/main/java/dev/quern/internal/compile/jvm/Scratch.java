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
    if (JvmCode.isObject(letter)) {
      code.getField(Names.INSTANCE, "references", Names.OBJECT_ARRAY);
      code.iconst(index);
      code.emit(1, CodeBuilder::aaload);
    } else {
      code.getField(Names.INSTANCE, "numbers", Names.LONG_ARRAY);
      code.iconst(index);
      code.emit(1, CodeBuilder::laload);
    }
    RawBits.from(code, letter);
  }

  /** Moves the value on the JVM stack to the scratch space of an instance in a JVM local. */
  public static void store(JvmCode code, int index, char letter, int instance) {
    boolean isObject = JvmCode.isObject(letter);
    ClassDesc array = isObject ? Names.OBJECT_ARRAY : Names.LONG_ARRAY;
    RawBits.to(code, letter);
    code.load('R', instance);
    code.getField(Names.INSTANCE, isObject ? "references" : "numbers", array);
    code.iconst(index);
    code.invokeStatic(
        Names.FRAME,
        "put",
        Names.desc(
            ConstantDescs.CD_void,
            isObject ? Names.OBJECT : ConstantDescs.CD_long,
            array,
            ConstantDescs.CD_int));
  }

  /** Moves the result on the JVM stack, if there is one, to an instance's scratch space. */
  public static void storeResult(JvmCode code, char first, int instance) {
    if (first != '_') {
      store(code, 0, first, instance);
    }
  }
}
