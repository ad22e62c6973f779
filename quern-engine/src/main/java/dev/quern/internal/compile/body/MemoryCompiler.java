package dev.quern.internal.compile.body;

import dev.quern.internal.binary.InstrReader;
import dev.quern.internal.compile.jvm.Check;
import dev.quern.internal.compile.jvm.Intrinsics;
import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.jvm.JvmLabel;
import dev.quern.internal.compile.jvm.Names;
import dev.quern.internal.compile.loop.LoopWidths;
import dev.quern.internal.syntax.Imm;
import dev.quern.internal.syntax.Opcode;
import dev.quern.type.Feature;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;

/**
 * Compiles memory instructions. An access is the byte array, the index, and the array's own range
 * check: emitted inline, or as a call of {@link dev.quern.runtime.Bytes} where {@link #isCall} says
 * so. An index is exact: an address from 2^31 on is a negative index, and a sum past 2^31 is
 * negative. Only a negative address plus an offset could end up in range, so an address is tested
 * first if there is an offset.
 *
 * <p>Why: docs/rationale/memory.md.
 */
final class MemoryCompiler {
  private final Walk walk;
  private final JvmCode code;
  private final Storage storage;
  private final OperandStack stack;
  private final InstrReader reader;
  private final MemoryCode memories;
  private final SegmentCompiler segments;
  private final MemoryCalls calls;

  MemoryCompiler(Walk walk, MemoryCode memories, MemoryCalls calls) {
    this.walk = walk;
    this.code = walk.code;
    this.storage = walk.storage;
    this.stack = walk.stack;
    this.reader = walk.reader;
    this.memories = memories;
    this.segments = new SegmentCompiler(walk, memories);
    this.calls = calls;
  }

  /** The type of an access, and the suffix of its method's name, by type letter and width. */
  private record View(String suffix, ClassDesc type) {
    static View of(char letter, int width) {
      return switch (width) {
        case 1 -> new View("I8", ConstantDescs.CD_byte);
        case 2 -> new View("I16", ConstantDescs.CD_short);
        case 4 -> letter == 'F' ? F32 : I32;
        default -> letter == 'D' ? F64 : I64;
      };
    }

    private static final View I32 = new View("I32", ConstantDescs.CD_int);
    private static final View I64 = new View("I64", ConstantDescs.CD_long);
    private static final View F32 = new View("F32", ConstantDescs.CD_float);
    private static final View F64 = new View("F64", ConstantDescs.CD_double);
  }

  /** Compiles a load or store. */
  void access(Opcode opcode) {
    int alignment = reader.alignment();
    int memory = (alignment & 0x40) != 0 ? reader.u32() : 0;
    long offset = reader.u64();
    stack.joinLanes();
    if (opcode.feature() == Feature.THREADS) {
      calls.atomic(opcode, memory, offset);
    } else if (walk.layout.isSegment(memory)) {
      segments.access(opcode, memory, offset);
    } else {
      accessBytes(opcode, memory, offsetToAdd(opcode.operands().length(), offset));
    }
  }

  /**
   * Adds an offset to the address, the lowest of some operands, if that is a constant.
   *
   * @return the offset still to be added: not negative, and out of range if the given one is
   */
  private int offsetToAdd(int operands, long offset) {
    int height = stack.depth() - operands;
    if (stack.isConstant(height)) {
      long sum = (stack.constant(height) & 0xFFFF_FFFFL) + offset;
      boolean isInRange = offset >= 0 && sum >= 0 && sum <= Integer.MAX_VALUE;
      stack.changeConstant(height, isInRange ? sum : -1);
      return 0;
    }
    // No array has an index of 2^31-1.
    return offset < 0 ? Integer.MAX_VALUE : (int) Math.min(offset, Integer.MAX_VALUE);
  }

  private void accessBytes(Opcode opcode, int memory, int offset) {
    if (opcode.imm() == Imm.MEMARG_LANE) {
      lane(opcode, memory, offset, reader.u8());
      return;
    }
    if (memory == 0) {
      walk.loops.access(opcode.width());
    }
    if (opcode.result() == '_') {
      store(opcode, memory, offset);
    } else {
      load(opcode, memory, offset);
    }
  }

  private void load(Opcode opcode, int memory, int offset) {
    char letter = opcode.result();
    if (isCall(letter, opcode.width(), memory)) {
      stack.prepareForResult(1);
      call(memory, offset, View.of(letter, opcode.width()), false);
    } else {
      stack.pushPendingBelow(1);
      int height = stack.depth() - 1;
      int address = address(height);
      test(address, height, offset, stack.jvmDepth(1) == 0);
      loadBytes(memory);
      index(memory, address, height, offset, opcode.width());
      if (letter == 'V') {
        invokeVector(opcode, memories.vectorLoad());
      } else {
        code.emit(Check.MEMORY_INDEX, 1, CodeBuilder::baload);
      }
    }
    memories.widen(opcode);
    stack.drop(1);
    stack.pushJvm(letter);
  }

  private static final int[] CHECKED_WIDTHS = {2, 4, 8};

  /** Code size of the check for one width in a loop header. */
  private static final int LENGTH_BYTES = 9;

  /**
   * Emits the checks in a loop header that the array of memory 0 is long enough for accesses of
   * some widths. It always is; see {@link LoopWidths} for why it is checked.
   */
  void checkLength(int widths) {
    if (!walk.layout.hasPageOfBytes()) {
      return;
    }
    if (widths < 0) {
      code.inline(CHECKED_WIDTHS.length * LENGTH_BYTES);
      return;
    }
    for (int width : CHECKED_WIDTHS) {
      if ((widths & width) != 0) {
        storage.loadMemory();
        code.emit(1, CodeBuilder::arraylength);
        code.iconst(width - 1);
        code.emit(1, CodeBuilder::isub);
        code.branch(java.lang.classfile.Opcode.IFLT, walk.trapLabel());
      }
    }
  }

  private void store(Opcode opcode, int memory, int offset) {
    char letter = opcode.operands().charAt(1);
    if (isCall(letter, opcode.width(), memory)) {
      stack.prepare(2);
      narrow(letter, opcode.width());
      call(memory, offset, View.of(letter, opcode.width()), true);
    } else {
      storeInPlace(opcode, letter, memory, offset);
    }
    stack.drop(2);
  }

  /** Emits an inline store of a byte or a vector. */
  private void storeInPlace(Opcode opcode, char letter, int memory, int offset) {
    int valueAt = stack.depth() - 1;
    int value = -1;
    if (stack.isJvm(valueAt)) {
      value = storage.temporary(letter);
      code.store(letter, value);
    }
    int address = address(valueAt - 1);
    test(address, valueAt - 1, offset, stack.jvmDepth(2) == 0);
    loadBytes(memory);
    index(memory, address, valueAt - 1, offset, opcode.width());
    if (value >= 0) {
      code.load(letter, value);
    } else {
      stack.load(valueAt);
    }
    if (letter == 'V') {
      invokeVector(opcode, memories.vectorStore());
    } else {
      narrow(letter, 1);
      code.emit(Check.MEMORY_INDEX, 1, CodeBuilder::bastore);
    }
  }

  /** Narrows a value to store to the type of its width. */
  private void narrow(char letter, int width) {
    if (letter == 'J' && width < 8) {
      code.emit(1, CodeBuilder::l2i);
    }
    if (width == 1) {
      code.emit(1, CodeBuilder::i2b);
    } else if (width == 2) {
      code.emit(1, CodeBuilder::i2s);
    }
  }

  // Accesses that are calls.

  /**
   * Bytes that C2 counts for inlining a call: the method, and what it counts of {@link
   * java.lang.invoke.VarHandle}.
   */
  private static final int CALL_BYTES = 23;

  private static final int OFFSET_BYTES = 11;
  private static final int VIEW_BYTES = 34;

  /** Returns whether an access is a call of {@link dev.quern.runtime.Bytes}. */
  private boolean isCall(char letter, int width, int memory) {
    return letter != 'V' && (width > 1 || walk.layout.isLimited(memory));
  }

  /**
   * Emits the call for an access; all operands but the array and the offset are on the JVM stack.
   */
  private void call(int memory, int offset, View view, boolean isStore) {
    var parameters = new ArrayList<ClassDesc>();
    parameters.add(ConstantDescs.CD_int);
    if (isStore) {
      parameters.add(view.type);
    }
    loadBytes(memory);
    parameters.add(Names.BYTE_ARRAY);
    int bytes = CALL_BYTES + (view.type == ConstantDescs.CD_byte ? 0 : VIEW_BYTES);
    if (offset > 0) {
      code.iconst(offset);
      parameters.add(ConstantDescs.CD_int);
      bytes += OFFSET_BYTES;
    }
    String name = (isStore ? "set" : "get") + view.suffix;
    var type = MethodTypeDesc.of(isStore ? ConstantDescs.CD_void : view.type, parameters);
    if (code.linksAccesses()) {
      code.invokeDynamic(DynamicCallSiteDesc.of(LINK, name, type));
    } else {
      code.invokeStatic(Names.BYTES, name, type);
      // C2 leaves out code that has never run, most of a large function; so only half counts.
      code.inline(bytes / 2);
    }
  }

  private static final DirectMethodHandleDesc LINK =
      ConstantDescs.ofCallsiteBootstrap(Names.BYTES, "link", ConstantDescs.CD_CallSite);

  private void invokeVector(Opcode opcode, MethodTypeDesc type) {
    String name = Intrinsics.methodName(opcode);
    if (opcode.width() == 1) {
      code.emit(Check.MEMORY_INDEX, () -> code.vectors.invoke(code, name, type));
    } else {
      code.vectors.invoke(code, name, type);
    }
  }

  /** Compiles a load into, or a store from, one lane of a vector. */
  private void lane(Opcode opcode, int memory, int offset, int lane) {
    boolean isStore = opcode.result() == '_';
    stack.pushPendingBelow(2);
    int vectorAt = stack.depth() - 1;
    int vector = storage.temporary('V');
    if (!stack.isJvm(vectorAt)) {
      stack.load(vectorAt);
    }
    code.store('V', vector);
    int address = address(vectorAt - 1);
    test(address, vectorAt - 1, offset, stack.jvmDepth(2) == 0);
    if (!isStore) {
      code.load('V', vector);
    }
    loadBytes(memory);
    index(memory, address, vectorAt - 1, offset, opcode.width());
    if (isStore) {
      code.load('V', vector);
    }
    code.iconst(lane);
    invokeVector(opcode, memories.laneAccess(isStore));
    stack.drop(2);
    if (!isStore) {
      stack.pushJvm('V');
    }
  }

  /**
   * Pops an address from the JVM stack if it is there, so that the array can go below it.
   *
   * @return the JVM local that holds it, or -1 if it has not been pushed
   */
  int address(int height) {
    if (!stack.isJvm(height)) {
      return -1;
    }
    int local = storage.temporary('A');
    code.store('I', local);
    return local;
  }

  private void loadBytes(int memory) {
    if (memory == 0) {
      storage.loadMemory();
    } else {
      memories.loadMemoryInstance(memory);
      code.getField(Names.MEMORY, "bytes", Names.BYTE_ARRAY);
    }
  }

  /** Emits a trap for a negative address if an offset is to be added to it. */
  private void test(int local, int height, int offset, boolean isJvmEmpty) {
    if (offset == 0) {
      return;
    }
    loadAddress(local, height);
    if (isJvmEmpty) {
      code.branch(java.lang.classfile.Opcode.IFLT, walk.trapLabel());
    } else {
      JvmLabel inRange = code.newLabel();
      code.branch(java.lang.classfile.Opcode.IFGE, inRange);
      code.invokeStatic(Names.BYTES, "trapOutOfBounds", Names.desc("()V"));
      code.bind(inRange);
    }
  }

  /**
   * Pushes the index of an access; the array is below it on the JVM stack. If the memory may be
   * smaller than its array, the index is also compared with the memory's limit, in the same way as
   * the access itself compares it with the array's length.
   */
  private void index(int memory, int local, int height, int offset, int width) {
    loadAddress(local, height);
    if (offset > 0) {
      code.iconst(offset);
      code.emit(1, CodeBuilder::iadd);
    }
    if (walk.layout.isLimited(memory)) {
      JvmLabel exact = code.newLabel();
      code.getStatic(Names.ROOM, "sign", Names.ROOM_SIGN);
      code.emit(3, c -> c.instanceOf(Names.ROOMY));
      code.branch(java.lang.classfile.Opcode.IFEQ, exact);
      code.emit(1, CodeBuilder::dup2);
      code.invokeStatic(Names.ROOM, "check" + width, Names.desc("([BI)V"));
      code.bind(exact);
    }
  }

  private void loadAddress(int local, int height) {
    if (local >= 0) {
      code.load('I', local);
    } else {
      stack.load(height);
    }
  }
}
