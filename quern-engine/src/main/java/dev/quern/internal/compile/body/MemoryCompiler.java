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
 * Memory instructions. An access is the byte array, the index, and the array's own check: in place,
 * or by a call of {@link dev.quern.runtime.Bytes} where {@link JvmCode#calls} says so. An index is
 * exact in that an address from 2^31 on is a negative index and a sum past 2^31 is negative; only a
 * negative address plus an offset could come out in range, so that with an offset the address is
 * tested first.
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
  final MemoryCalls calls;

  MemoryCompiler(Walk walk) {
    this.walk = walk;
    this.code = walk.code;
    this.storage = walk.storage;
    this.stack = walk.stack;
    this.reader = walk.reader;
    this.memories = new MemoryCode(walk);
    this.segments = new SegmentCompiler(walk, memories);
    this.calls = new MemoryCalls(walk, memories);
  }

  /** How bytes become a value of a letter and back. */
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

  /** A load or store. */
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
   * Adds an offset to the address among some operands if it is a constant.
   *
   * @return what is still to be added: not negative, and out of range wherever the offset is
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

  /** Bytes of code for one width at the head of a loop. */
  private static final int LENGTH_BYTES = 9;

  /**
   * Checks at the head of a loop that the array of memory 0 is long enough for accesses of some
   * widths, as it always is, see {@link LoopWidths}.
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

  /** Stores a byte or a vector. */
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

  /** Makes a value to store one of the type of its width. */
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
   * Bytes that C2 inlines for a call: the method, and what of {@link java.lang.invoke.VarHandle} it
   * counts.
   */
  private static final int CALL_BYTES = 23;

  private static final int OFFSET_BYTES = 11;
  private static final int VIEW_BYTES = 34;

  /** Whether an access is a call of {@link dev.quern.runtime.Bytes}. */
  private boolean isCall(char letter, int width, int memory) {
    return letter != 'V' && (width > 1 || walk.layout.isLimited(memory));
  }

  /** Calls a method whose operands are on the JVM's stack but for the array and the offset. */
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
      // C2 leaves out what has never run, which is most of a large function.
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

  /** A load into, or a store from, one lane of a vector. */
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
   * Takes an address off the JVM's stack if it is there, to have the array below it.
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

  /** Traps if an offset is to be added to an address that is negative. */
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
   * Pushes the index of an access. Where the memory may be smaller than its array, the index is
   * compared with the memory's limit, in the way in which the access itself will compare it with
   * the array's length; the array is below it on the stack.
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
