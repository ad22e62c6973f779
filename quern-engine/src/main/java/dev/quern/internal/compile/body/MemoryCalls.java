package dev.quern.internal.compile.body;

import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.jvm.Names;
import dev.quern.internal.syntax.Opcode;
import dev.quern.type.AddressType;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ConstantDescs;

/**
 * Compiles the memory instructions that become calls: those on whole memories and segments, and
 * atomic accesses.
 */
final class MemoryCalls {
  private final Walk walk;
  private final MemoryCode memories;
  private final JvmCode code;
  private final Storage storage;
  private final OperandStack stack;

  MemoryCalls(Walk walk, MemoryCode memories) {
    this.walk = walk;
    this.memories = memories;
    this.code = walk.code;
    this.storage = walk.storage;
    this.stack = walk.stack;
  }

  private boolean is64(int memory) {
    return walk.layout.side.memories().get(memory).address() == AddressType.I64;
  }

  /**
   * Returns the conversion to a {@code long}, for atomic operations and for operations on memories
   * whose address types differ.
   */
  private static Conversion toLong(boolean is64) {
    return is64 ? Conversion.NONE : Conversion.ZERO_EXTEND;
  }

  void size(int memory) {
    stack.prepareForResult(0);
    memories.loadMemoryInstance(memory);
    code.invokeVirtual(Names.MEMORY, "pages", Names.desc("()J"));
    if (!is64(memory)) {
      code.emit(1, CodeBuilder::l2i);
    }
    stack.pushJvm(is64(memory) ? 'J' : 'I');
  }

  void grow(int memory) {
    char letter = is64(memory) ? 'J' : 'I';
    stack.prepareForResult(1);
    memories.loadMemoryInstance(memory);
    walk.callStatic(Names.BULK, "memoryGrow", String.valueOf(letter), letter, Names.MEMORY);
    storage.reloadMemory();
  }

  void fill(int memory) {
    String operands = is64(memory) ? "JIJ" : "III";
    stack.prepare(3);
    memories.loadMemoryInstance(memory);
    walk.callStatic(Names.BULK, "memoryFill", operands, '_', Names.MEMORY);
  }

  void copy(int target, int source) {
    boolean isTarget64 = is64(target);
    boolean isSource64 = is64(source);
    String operands = "III";
    if (isTarget64 || isSource64) {
      stack.prepareConverted(
          toLong(isTarget64), toLong(isSource64), toLong(isTarget64 && isSource64));
      operands = "JJJ";
    } else {
      stack.prepare(3);
    }
    memories.loadMemoryInstance(target);
    memories.loadMemoryInstance(source);
    walk.callStatic(Names.BULK, "memoryCopy", operands, '_', Names.MEMORY, Names.MEMORY);
  }

  void init(int segment, int memory) {
    stack.prepare(3);
    memories.loadMemoryInstance(memory);
    storage.loadInstance();
    code.getField(Names.INSTANCE, "data", Names.BYTE_ARRAY.arrayType());
    code.iconst(segment);
    code.emit(1, CodeBuilder::aaload);
    String operands = is64(memory) ? "JII" : "III";
    walk.callStatic(Names.BULK, "memoryInit", operands, '_', Names.MEMORY, Names.BYTE_ARRAY);
  }

  // Atomic accesses.

  /** Emits the call for an atomic instruction; all its operands are converted to longs. */
  void atomic(Opcode opcode, int memory, long offset) {
    String operands = opcode.operands();
    var conversions = new Conversion[operands.length()];
    conversions[0] = toLong(is64(memory));
    for (int i = 1; i < conversions.length; i++) {
      conversions[i] = toLong(operands.charAt(i) == 'J');
    }
    stack.prepareConverted(offset, conversions);
    code.iconst(opcode.width());
    memories.loadMemoryInstance(memory);
    boolean isStore = opcode.result() == '_';
    String longs = "J".repeat(operands.length());
    walk.callStatic(
        Names.ATOMICS,
        atomicName(opcode),
        longs,
        isStore ? '_' : 'J',
        ConstantDescs.CD_int,
        Names.MEMORY);
    if (opcode.result() == 'I') {
      code.emit(1, CodeBuilder::l2i);
      stack.drop(1);
      stack.pushJvm('I');
    }
  }

  /** Returns the method name for an atomic instruction, which does not depend on the width. */
  private static String atomicName(Opcode opcode) {
    String text = opcode.text().replace("_u", "");
    if (text.startsWith("memory")) {
      return text.contains("wait") ? "await" : "notify";
    }
    return text.substring(text.lastIndexOf('.') + 1).replaceAll("\\d", "");
  }
}
