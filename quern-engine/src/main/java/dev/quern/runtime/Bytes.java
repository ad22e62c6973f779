package dev.quern.runtime;

import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Method;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Little-endian views of byte arrays, which generated code calls with exact types, and methods that
 * read and write by them.
 *
 * <p>The methods exist for HotSpot's first compiler. A view called in place takes it some fifty
 * virtual registers, of which it has ten thousand for a method: it refuses methods with 160
 * accesses or more, and is slow in compiling and running those that it takes. A call takes few, but
 * it must not be inlined, which is what the unused locals are for: C1 inlines no method that needs
 * more than ten slots beside its parameters (C1InlineStackLimit). C2 inlines all up to 35 bytes, so
 * that they must not become longer; three have 36, and are left calls where they are seldom called.
 * They are written out one by one, since C2 would count a method that they share once more for
 * every access.
 *
 * <p>An address is unsigned; one from 2^31 on is out of range, as is its sum with the offset, which
 * is not negative. What is out of range throws an {@link IndexOutOfBoundsException} or the trap;
 * never the exception of an array access, which HotSpot throws without a stack trace when it often
 * does.
 */
@SuppressWarnings("UnusedVariable")
public final class Bytes {
  public static final VarHandle I16 = view(short[].class);
  public static final VarHandle I32 = view(int[].class);
  public static final VarHandle I64 = view(long[].class);
  public static final VarHandle F32 = view(float[].class);
  public static final VarHandle F64 = view(double[].class);

  private Bytes() {}

  /** By type, of which each has one of its own. */
  private static final Map<MethodType, Method> METHODS = new ConcurrentHashMap<>();

  /**
   * Links an {@code invokedynamic} to a method of this class. Each gets a handle of its own: with
   * one for all C2 makes worse code of a large switch, for no known reason (a seventh slower).
   *
   * @param name the method's
   * @param type the method's
   */
  public static CallSite link(MethodHandles.Lookup caller, String name, MethodType type)
      throws ReflectiveOperationException {
    Method method = METHODS.get(type);
    if (method == null) {
      method = Bytes.class.getMethod(name, type.parameterArray());
      METHODS.put(type, method);
    }
    return new ConstantCallSite(MethodHandles.lookup().unreflect(method));
  }

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

  /** Reads a byte at an address. */
  public static byte getI8(int address, byte[] bytes) {
    long a, b, c, d, e;
    if (Room.sign instanceof Room.Roomy) {
      Room.check1(bytes, address);
    }
    try {
      return bytes[address];
    } catch (ArrayIndexOutOfBoundsException x) {
      throw outOfBounds();
    }
  }

  /** Reads a byte at an address plus an offset. */
  public static byte getI8(int address, byte[] bytes, int offset) {
    long a, b, c, d, e;
    if (address < 0) {
      trapOutOfBounds();
    }
    address += offset;
    if (Room.sign instanceof Room.Roomy) {
      Room.check1(bytes, address);
    }
    try {
      return bytes[address];
    } catch (ArrayIndexOutOfBoundsException x) {
      throw outOfBounds();
    }
  }

  /** Writes a byte at an address. */
  public static void setI8(int address, byte value, byte[] bytes) {
    long a, b, c, d, e;
    if (Room.sign instanceof Room.Roomy) {
      Room.check1(bytes, address);
    }
    try {
      bytes[address] = value;
      return;
    } catch (ArrayIndexOutOfBoundsException x) {
      throw outOfBounds();
    }
  }

  /** Writes a byte at an address plus an offset. */
  public static void setI8(int address, byte value, byte[] bytes, int offset) {
    long a, b, c, d, e;
    if (address < 0) {
      trapOutOfBounds();
    }
    address += offset;
    if (Room.sign instanceof Room.Roomy) {
      Room.check1(bytes, address);
    }
    try {
      bytes[address] = value;
      return;
    } catch (ArrayIndexOutOfBoundsException x) {
      throw outOfBounds();
    }
  }

  /** Reads 2 bytes at an address. */
  public static short getI16(int address, byte[] bytes) {
    long a, b, c, d, e;
    if (Room.sign instanceof Room.Roomy) {
      Room.check2(bytes, address);
    }
    return (short) I16.get(bytes, address);
  }

  /** Reads 2 bytes at an address plus an offset. */
  public static short getI16(int address, byte[] bytes, int offset) {
    long a, b, c, d, e;
    if (address < 0) {
      trapOutOfBounds();
    }
    address += offset;
    if (Room.sign instanceof Room.Roomy) {
      Room.check2(bytes, address);
    }
    return (short) I16.get(bytes, address);
  }

  /** Writes 2 bytes at an address. */
  public static void setI16(int address, short value, byte[] bytes) {
    long a, b, c, d, e;
    if (Room.sign instanceof Room.Roomy) {
      Room.check2(bytes, address);
    }
    I16.set(bytes, address, value);
  }

  /** Writes 2 bytes at an address plus an offset. */
  public static void setI16(int address, short value, byte[] bytes, int offset) {
    long a, b, c, d, e;
    if (address < 0) {
      trapOutOfBounds();
    }
    address += offset;
    if (Room.sign instanceof Room.Roomy) {
      Room.check2(bytes, address);
    }
    I16.set(bytes, address, value);
  }

  /** Reads 4 bytes at an address. */
  public static int getI32(int address, byte[] bytes) {
    long a, b, c, d, e;
    if (Room.sign instanceof Room.Roomy) {
      Room.check4(bytes, address);
    }
    return (int) I32.get(bytes, address);
  }

  /** Reads 4 bytes at an address plus an offset. */
  public static int getI32(int address, byte[] bytes, int offset) {
    long a, b, c, d, e;
    if (address < 0) {
      trapOutOfBounds();
    }
    address += offset;
    if (Room.sign instanceof Room.Roomy) {
      Room.check4(bytes, address);
    }
    return (int) I32.get(bytes, address);
  }

  /** Writes 4 bytes at an address. */
  public static void setI32(int address, int value, byte[] bytes) {
    long a, b, c, d, e;
    if (Room.sign instanceof Room.Roomy) {
      Room.check4(bytes, address);
    }
    I32.set(bytes, address, value);
  }

  /** Writes 4 bytes at an address plus an offset. */
  public static void setI32(int address, int value, byte[] bytes, int offset) {
    long a, b, c, d, e;
    if (address < 0) {
      trapOutOfBounds();
    }
    address += offset;
    if (Room.sign instanceof Room.Roomy) {
      Room.check4(bytes, address);
    }
    I32.set(bytes, address, value);
  }

  /** Reads 8 bytes at an address. */
  public static long getI64(int address, byte[] bytes) {
    long a, b, c, d, e;
    if (Room.sign instanceof Room.Roomy) {
      Room.check8(bytes, address);
    }
    return (long) I64.get(bytes, address);
  }

  /** Reads 8 bytes at an address plus an offset. */
  public static long getI64(int address, byte[] bytes, int offset) {
    long a, b, c, d, e;
    if (address < 0) {
      trapOutOfBounds();
    }
    address += offset;
    if (Room.sign instanceof Room.Roomy) {
      Room.check8(bytes, address);
    }
    return (long) I64.get(bytes, address);
  }

  /** Writes 8 bytes at an address. */
  public static void setI64(int address, long value, byte[] bytes) {
    long a, b, c, d, e;
    if (Room.sign instanceof Room.Roomy) {
      Room.check8(bytes, address);
    }
    I64.set(bytes, address, value);
  }

  /** Writes 8 bytes at an address plus an offset. */
  public static void setI64(int address, long value, byte[] bytes, int offset) {
    long a, b, c, d, e;
    if (address < 0) {
      trapOutOfBounds();
    }
    address += offset;
    if (Room.sign instanceof Room.Roomy) {
      Room.check8(bytes, address);
    }
    I64.set(bytes, address, value);
  }

  /** Reads 4 bytes at an address. */
  public static float getF32(int address, byte[] bytes) {
    long a, b, c, d, e;
    if (Room.sign instanceof Room.Roomy) {
      Room.check4(bytes, address);
    }
    return (float) F32.get(bytes, address);
  }

  /** Reads 4 bytes at an address plus an offset. */
  public static float getF32(int address, byte[] bytes, int offset) {
    long a, b, c, d, e;
    if (address < 0) {
      trapOutOfBounds();
    }
    address += offset;
    if (Room.sign instanceof Room.Roomy) {
      Room.check4(bytes, address);
    }
    return (float) F32.get(bytes, address);
  }

  /** Writes 4 bytes at an address. */
  public static void setF32(int address, float value, byte[] bytes) {
    long a, b, c, d, e;
    if (Room.sign instanceof Room.Roomy) {
      Room.check4(bytes, address);
    }
    F32.set(bytes, address, value);
  }

  /** Writes 4 bytes at an address plus an offset. */
  public static void setF32(int address, float value, byte[] bytes, int offset) {
    long a, b, c, d, e;
    if (address < 0) {
      trapOutOfBounds();
    }
    address += offset;
    if (Room.sign instanceof Room.Roomy) {
      Room.check4(bytes, address);
    }
    F32.set(bytes, address, value);
  }

  /** Reads 8 bytes at an address. */
  public static double getF64(int address, byte[] bytes) {
    long a, b, c, d, e;
    if (Room.sign instanceof Room.Roomy) {
      Room.check8(bytes, address);
    }
    return (double) F64.get(bytes, address);
  }

  /** Reads 8 bytes at an address plus an offset. */
  public static double getF64(int address, byte[] bytes, int offset) {
    long a, b, c, d, e;
    if (address < 0) {
      trapOutOfBounds();
    }
    address += offset;
    if (Room.sign instanceof Room.Roomy) {
      Room.check8(bytes, address);
    }
    return (double) F64.get(bytes, address);
  }

  /** Writes 8 bytes at an address. */
  public static void setF64(int address, double value, byte[] bytes) {
    long a, b, c, d, e;
    if (Room.sign instanceof Room.Roomy) {
      Room.check8(bytes, address);
    }
    F64.set(bytes, address, value);
  }

  /** Writes 8 bytes at an address plus an offset. */
  public static void setF64(int address, double value, byte[] bytes, int offset) {
    long a, b, c, d, e;
    if (address < 0) {
      trapOutOfBounds();
    }
    address += offset;
    if (Room.sign instanceof Room.Roomy) {
      Room.check8(bytes, address);
    }
    F64.set(bytes, address, value);
  }
}
