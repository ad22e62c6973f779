package dev.quern.internal.compile.body;

import dev.quern.internal.binary.InstrReader;
import dev.quern.internal.compile.jvm.Intrinsics;
import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.jvm.Names;
import dev.quern.internal.syntax.Imm;
import dev.quern.internal.syntax.Opcode;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/**
 * Loads and stores in a {@link dev.quern.runtime.SegmentMemory}: calls of {@link
 * dev.quern.runtime.Segments} with the effective address as a long. Vectors are copied to or from a
 * temporary array, so that the same methods implement their instructions for all memories.
 */
final class SegmentCompiler {
  private final Walk walk;
  private final MemoryCode memories;
  private final JvmCode code;
  private final Storage storage;
  private final OperandStack stack;
  private final InstrReader reader;

  SegmentCompiler(Walk walk, MemoryCode memories) {
    this.walk = walk;
    this.memories = memories;
    this.code = walk.code;
    this.storage = walk.storage;
    this.stack = walk.stack;
    this.reader = walk.reader;
  }

  /** Compiles a load or store. */
  void access(Opcode opcode, int memory, long offset) {
    String operands = opcode.operands();
    boolean isStore = opcode.result() == '_';
    if (!isStore) {
      stack.pushPendingBelow(operands.length());
    }
    int value = -1;
    if (operands.length() > 1) {
      value = takeValue(operands.charAt(1));
    }
    if (opcode.imm() == Imm.MEMARG_LANE) {
      lane(opcode, memory, offset, value);
    } else if (isStore) {
      store(opcode, memory, offset, value);
    } else {
      load(opcode, memory, offset);
    }
    if (!isStore) {
      stack.pushJvm(opcode.result());
    }
  }

  /** Moves the topmost operand to a temporary. */
  private int takeValue(char letter) {
    int height = stack.depth() - 1;
    if (!stack.isJvm(height)) {
      stack.load(height);
    }
    int local = storage.temporary(letter);
    code.store(letter, local);
    stack.drop(1);
    return local;
  }

  /** Pushes the effective address on the JVM's stack, and drops the address operand. */
  private void takeAddress(int memory, long offset) {
    int height = stack.depth() - 1;
    if (!stack.isJvm(height)) {
      stack.load(height);
    }
    if (stack.letter(height) == 'I') {
      code.zeroExtend();
    }
    code.addOffset(offset);
    stack.drop(1);
  }

  private void load(Opcode opcode, int memory, long offset) {
    int width = opcode.width();
    takeAddress(memory, offset);
    if (opcode.result() == 'V') {
      loadBytes(memory, width);
      code.iconst(0);
      code.vectors.invoke(code, Intrinsics.methodName(opcode), memories.vectorLoad());
      return;
    }
    call(memory, "load", width, Names.desc(raw(width), ConstantDescs.CD_long));
    switch (opcode.result()) {
      case 'F' -> code.invokeStatic(Names.FLOAT, "intBitsToFloat", Names.desc("(I)F"));
      case 'D' -> code.invokeStatic(Names.DOUBLE, "longBitsToDouble", Names.desc("(J)D"));
      default -> memories.widen(opcode);
    }
  }

  private void store(Opcode opcode, int memory, long offset, int value) {
    int width = opcode.width();
    char letter = opcode.operands().charAt(1);
    if (letter == 'V') {
      storeVector(
          memory,
          offset,
          width,
          () -> {
            code.iconst(0);
            code.load('V', value);
            code.vectors.invoke(code, Intrinsics.methodName(opcode), memories.vectorStore());
          });
      return;
    }
    takeAddress(memory, offset);
    code.load(letter, value);
    switch (letter) {
      case 'F' -> code.invokeStatic(Names.FLOAT, "floatToRawIntBits", Names.desc("(F)I"));
      case 'D' -> code.invokeStatic(Names.DOUBLE, "doubleToRawLongBits", Names.desc("(D)J"));
      case 'J' -> code.emit(width < Long.BYTES ? 1 : 0, c -> narrow(c, width));
      default -> {}
    }
    ClassDesc type = width == Long.BYTES ? ConstantDescs.CD_long : ConstantDescs.CD_int;
    call(memory, "store", width, Names.desc(ConstantDescs.CD_void, ConstantDescs.CD_long, type));
  }

  private static void narrow(CodeBuilder builder, int width) {
    if (width < Long.BYTES) {
      builder.l2i();
    }
  }

  private void lane(Opcode opcode, int memory, long offset, int vector) {
    int lane = reader.u8();
    int width = opcode.width();
    Runnable call =
        () -> {
          code.iconst(0);
          if (opcode.result() == '_') {
            code.load('V', vector);
          }
          code.iconst(lane);
          code.vectors.invoke(
              code, Intrinsics.methodName(opcode), memories.laneAccess(opcode.result() == '_'));
        };
    if (opcode.result() == '_') {
      storeVector(memory, offset, width, call);
      return;
    }
    takeAddress(memory, offset);
    loadBytes(memory, width);
    int bytes = storage.temporary('R');
    code.store('R', bytes);
    code.load('V', vector);
    code.load('R', bytes);
    call.run();
  }

  /** Replaces the effective address on the JVM's stack by an array of the bytes there. */
  private void loadBytes(int memory, int width) {
    code.iconst(width);
    memories.loadMemoryInstance(memory);
    code.invokeStatic(
        Names.SEGMENTS,
        "loadBytes",
        Names.desc(Names.BYTE_ARRAY, ConstantDescs.CD_long, ConstantDescs.CD_int, Names.MEMORY));
  }

  /** Stores the bytes that a call writes to the array on the JVM's stack. */
  private void storeVector(int memory, long offset, int width, Runnable write) {
    takeAddress(memory, offset);
    code.iconst(width);
    code.emit(2, c -> c.newarray(TypeKind.BYTE));
    code.dup('R');
    write.run();
    memories.loadMemoryInstance(memory);
    code.invokeStatic(
        Names.SEGMENTS,
        "storeBytes",
        Names.desc(ConstantDescs.CD_void, ConstantDescs.CD_long, Names.BYTE_ARRAY, Names.MEMORY));
  }

  /** Returns the type that a load of a width returns before it is widened. */
  private static ClassDesc raw(int width) {
    return switch (width) {
      case 1 -> ConstantDescs.CD_byte;
      case 2 -> ConstantDescs.CD_short;
      case 4 -> ConstantDescs.CD_int;
      default -> ConstantDescs.CD_long;
    };
  }

  /** Calls an access of {@code Segments} whose own operands are on the JVM's stack. */
  private void call(int memory, String name, int width, MethodTypeDesc type) {
    if (memory == 0) {
      storage.loadMemory();
    } else {
      memories.loadMemoryInstance(memory);
      code.getField(Names.MEMORY, "segment", Names.SEGMENT);
    }
    memories.loadMemoryInstance(memory);
    int count = type.parameterCount();
    code.invokeStatic(
        Names.SEGMENTS,
        name + width * Byte.SIZE,
        type.insertParameterTypes(count, Names.SEGMENT, Names.MEMORY));
  }
}
