package dev.quern.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Little-endian views of byte arrays, which generated code calls with exact types. */
public final class Bytes {
  public static final VarHandle I16 = view(short[].class);
  public static final VarHandle I32 = view(int[].class);
  public static final VarHandle I64 = view(long[].class);
  public static final VarHandle F32 = view(float[].class);
  public static final VarHandle F64 = view(double[].class);

  private Bytes() {}

  private static VarHandle view(Class<?> type) {
    return MethodHandles.byteArrayViewVarHandle(type, ByteOrder.LITTLE_ENDIAN)
        .withInvokeExactBehavior();
  }

  /** The trap for an access outside of memory. */
  public static TrapException outOfBounds() {
    return Trap.MEMORY_ACCESS.exception();
  }

  /** Traps where control flow must go on for the verifier. */
  public static void trapOutOfBounds() {
    throw Trap.MEMORY_ACCESS.exception();
  }

  /** The trap of {@code unreachable}. */
  public static TrapException unreachable() {
    return Trap.UNREACHABLE.exception();
  }
}
