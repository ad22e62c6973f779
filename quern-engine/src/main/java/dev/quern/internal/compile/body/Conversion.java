package dev.quern.internal.compile.body;

import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.jvm.Names;

/** How an operand is converted on its way onto the JVM stack. */
enum Conversion {
  NONE,

  /** An i32 becomes a {@code long}, unsigned. */
  ZERO_EXTEND,

  /** An i64 becomes an index or count of a table, an {@code int}; see {@code Bulk.narrow}. */
  NARROW;

  /** Converts the value on the JVM stack. */
  void emit(JvmCode code) {
    switch (this) {
      case NONE -> {}
      case ZERO_EXTEND -> code.zeroExtend();
      case NARROW -> code.invokeStatic(Names.BULK, "narrow", Names.desc("(J)I"));
    }
  }
}
