package dev.quern.internal.valid;

import dev.quern.internal.syntax.Opcode;
import dev.quern.type.AddressType;
import dev.quern.type.Feature;
import dev.quern.type.MemoryType;
import dev.quern.type.NumberType;

/**
 * The typing rules of memory instructions, and what their immediates must satisfy (spec 3.4.12).
 */
final class MemoryRules {
  private static final int HAS_MEMORY_INDEX = 0x40;

  private final Body body;
  private final TypeStack stack;

  MemoryRules(Body body) {
    this.body = body;
    this.stack = body.stack;
  }

  /** Reads the memory index of {@code memory.size}, {@code grow} or {@code fill}. */
  AddressType memory(Signature signature) {
    int memoryIndex = body.in.u32();
    AddressType address = body.memory(memoryIndex).address();
    if (signature.opcode == Opcode.MEMORY_GROW) {
      body.grownMemories.set(memoryIndex);
    }
    return address;
  }

  private AddressType memory() {
    return body.memory(body.in.u32()).address();
  }

  /** Reads the indices of a data segment and a memory. */
  AddressType dataMemory() {
    int segment = body.in.u32();
    AddressType address = memory();
    body.data(segment);
    return address;
  }

  /** Reads a memarg. */
  AddressType memarg(Signature signature) {
    int flags = body.in.alignment();
    int memoryIndex = (flags & HAS_MEMORY_INDEX) != 0 ? body.in.u32() : 0;
    long offset = body.in.u64();
    MemoryType memory = body.memory(memoryIndex);
    int width = signature.opcode.width();
    int alignment = flags & ~HAS_MEMORY_INDEX;
    if (alignment > 4 || 1 << alignment > width) {
      throw body.invalid("alignment must not be larger than natural");
    }
    if (signature.opcode.feature() == Feature.THREADS && 1 << alignment != width) {
      throw body.invalid("atomic alignment must be natural");
    }
    if (memory.address() == AddressType.I32 && offset >>> 32 != 0) {
      throw body.invalid("offset out of range");
    }
    return memory.address();
  }

  /** Reads a lane index. */
  void lane(Signature signature) {
    if (body.in.u8() >= signature.lanes) {
      throw body.invalid("invalid lane index");
    }
  }

  /** Reads the lane indices of a shuffle. */
  void shuffle(Signature signature) {
    for (int i = 0; i < 16; i++) {
      lane(signature);
    }
  }

  void memoryCopy() {
    AddressType destination = memory();
    AddressType source = memory();
    stack.pop(smaller(destination, source));
    stack.pop(source.numberType());
    stack.pop(destination.numberType());
  }

  /** The type of a size that must fit in both of two memories or tables. */
  static NumberType smaller(AddressType a, AddressType b) {
    return a == AddressType.I64 ? b.numberType() : a.numberType();
  }
}
