package dev.quern.internal.compile.jvm;

import dev.quern.runtime.Trap;
import java.lang.constant.ClassDesc;

/**
 * A check by the JVM whose failure is a trap. An instruction that makes one is alone in a range of
 * the method's exception table, so that the check costs nothing as long as it holds; see {@link
 * JvmCode#emit(Check, int, java.util.function.Consumer)}.
 *
 * <p>Why: docs/rationale/exceptions.md.
 */
public enum Check {
  NULL_STRUCTURE(NullPointerException.class, Trap.NULL_STRUCTURE),
  NULL_ARRAY(NullPointerException.class, Trap.NULL_ARRAY),
  NULL_I31(NullPointerException.class, Trap.NULL_I31),
  ARRAY_INDEX(ArrayIndexOutOfBoundsException.class, Trap.ARRAY_ACCESS),
  /** A length of 2^31 or more, which no Java array has. */
  ARRAY_SIZE(NegativeArraySizeException.class, Trap.OUT_OF_MEMORY),
  CAST(ClassCastException.class, Trap.CAST),
  CAST_OF_NULL(NullPointerException.class, Trap.CAST),
  NULL_DESCRIPTOR(NullPointerException.class, Trap.NULL_DESCRIPTOR),
  DESCRIPTOR_OF_NULL(NullPointerException.class, Trap.NULL_REFERENCE),
  DIVISOR(ArithmeticException.class, Trap.DIVIDE_BY_ZERO),
  /** An index into the byte array of a memory. */
  MEMORY_INDEX(ArrayIndexOutOfBoundsException.class, Trap.MEMORY_ACCESS);

  /** The exception that the JVM throws. */
  final ClassDesc exception;

  final Trap trap;

  Check(Class<?> exception, Trap trap) {
    this.exception = Names.of(exception);
    this.trap = trap;
  }
}
