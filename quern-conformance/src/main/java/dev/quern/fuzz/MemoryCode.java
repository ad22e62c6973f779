package dev.quern.fuzz;

import dev.quern.fuzz.UnitPlan.PlannedMemory;
import dev.quern.internal.syntax.Imm;
import dev.quern.internal.syntax.Module.Mode;
import dev.quern.internal.syntax.Opcode;
import dev.quern.type.Feature;
import dev.quern.type.ValueType;
import java.util.List;

/** Writes instructions that touch memories. */
final class MemoryCode {
  private final Body body;
  private final Code code;
  private final Draw draw;
  private final UnitPlan plan;

  MemoryCode(Body body) {
    this.body = body;
    this.code = body.code;
    this.draw = body.draw;
    this.plan = body.plan;
  }

  private static ValueType addressType(PlannedMemory memory) {
    return memory.type().address().numberType();
  }

  /** A load or store. */
  void access() {
    access(body.choice.access());
  }

  void access(Opcode opcode) {
    List<Integer> memories =
        UnitPlan.indices(plan.memories(), m -> !isWait(opcode) || m.type().shared());
    if (memories.isEmpty()) {
      memories = List.of(0);
    }
    access(opcode, draw.choose(memories));
  }

  private void access(Opcode opcode, int index) {
    PlannedMemory memory = plan.memories().get(index);
    boolean isAtomic = opcode.feature() == Feature.THREADS;
    int offset = draw.chance(60) ? 0 : draw.below(memory.mask() + 1);
    int mask = memory.mask();
    body.need(addressType(memory));
    if (isAtomic) {
      // One reason to trap is enough: which of two it is, engines choose.
      if (isWait(opcode) || !body.dares(1)) {
        boolean isOutside = !isWait(opcode) && body.dares(1);
        mask = (isOutside ? -1 : mask) & -opcode.width();
        offset &= -opcode.width();
      }
      cut(memory, mask);
    } else {
      mask(memory, mask);
    }
    List<ValueType> values = Numbers.types(opcode.operands().substring(1));
    for (int i = 0; i < values.size(); i++) {
      if (isWait(opcode) && i == 1) {
        timeout();
      } else {
        value(values.get(i));
      }
    }
    immediates(opcode, index, offset);
    body.pop(1 + values.size());
    if (opcode.result() != '_') {
      body.stack.add(Numbers.type(opcode.result()));
    }
  }

  private static boolean isWait(Opcode opcode) {
    return opcode == Opcode.MEMORY_ATOMIC_WAIT32 || opcode == Opcode.MEMORY_ATOMIC_WAIT64;
  }

  /** Nobody is there to wait for. */
  private void timeout() {
    code.i64(0);
    body.stack.add(World.I64);
  }

  private void value(ValueType type) {
    body.push(type, 1);
    body.numbers.sameNaN(type);
  }

  private void address(PlannedMemory memory, int mask) {
    body.need(addressType(memory));
    mask(memory, mask);
  }

  /** Cuts the address on top of the stack down to what is in the memory, nearly always. */
  private void mask(PlannedMemory memory, int mask) {
    if (!body.dares(1)) {
      cut(memory, mask);
    }
  }

  private void cut(PlannedMemory memory, int mask) {
    if (memory.is64()) {
      code.i64(mask).op(Opcode.I64_AND);
    } else {
      code.i32(mask).op(Opcode.I32_AND);
    }
  }

  /** The immediates of a load or store. */
  void immediates(Opcode opcode, int memory, int offset) {
    int natural = Integer.numberOfTrailingZeros(opcode.width());
    boolean isAtomic = opcode.feature() == Feature.THREADS;
    int alignment = isAtomic ? natural : draw.below(natural + 1);
    code.op(opcode, alignment + (memory > 0 ? 0x40 : 0));
    if (memory > 0) {
      code.out().u32(memory);
    }
    code.out().u64(body.dares(1) && !isAtomic ? draw.int32() & 0xFFFF_FFFFL : offset);
    if (opcode.imm() == Imm.MEMARG_LANE) {
      code.out().u8(draw.below(16 / opcode.width()));
    }
  }

  /** An instruction for a whole memory, or for a part of it. */
  void write(Opcode opcode) {
    int index = draw.below(plan.memories().size());
    PlannedMemory memory = plan.memories().get(index);
    switch (opcode) {
      case MEMORY_SIZE -> {
        code.op(opcode, index);
        body.stack.add(addressType(memory));
      }
      case MEMORY_GROW -> grow(index, memory);
      case MEMORY_FILL -> {
        address(memory, memory.mask());
        body.push(World.I32, 1);
        length(memory.is64());
        code.op(opcode, index);
        body.pop(3);
      }
      case MEMORY_COPY -> copy(index, memory);
      case MEMORY_INIT -> init(index, memory);
      case DATA_DROP -> {
        // The last segment is there to be dropped.
        code.op(opcode, draw.chance(2) ? draw.below(plan.data().size()) : plan.data().size() - 1);
      }
      default -> access(opcode);
    }
  }

  private void grow(int index, PlannedMemory memory) {
    body.need(addressType(memory));
    if (memory.is64()) {
      code.i64(1).op(Opcode.I64_AND);
    } else {
      code.i32(1).op(Opcode.I32_AND);
    }
    code.op(Opcode.MEMORY_GROW, index);
    body.replace(1, addressType(memory));
  }

  private void length(boolean is64) {
    int length = draw.chance(80) ? draw.below(70) : draw.below(1500);
    if (is64) {
      code.i64(length);
    } else {
      code.i32(length);
    }
    body.stack.add(is64 ? World.I64 : World.I32);
  }

  private void copy(int to, PlannedMemory memory) {
    int from = draw.chance(50) ? to : draw.below(plan.memories().size());
    PlannedMemory source = plan.memories().get(from);
    address(memory, memory.mask());
    body.push(addressType(source), 1);
    mask(source, source.mask());
    length(memory.is64() && source.is64());
    code.op(Opcode.MEMORY_COPY, to, from);
    body.pop(3);
  }

  private void init(int index, PlannedMemory memory) {
    List<Integer> passive = UnitPlan.indices(plan.data(), d -> d.mode() == Mode.PASSIVE);
    int segment = draw.choose(passive);
    address(memory, memory.mask());
    segmentPart(segment, 1);
    code.op(Opcode.MEMORY_INIT, segment, index);
    body.pop(3);
  }

  /** Pushes offset and number of elements of a part of a segment. */
  void segmentPart(int segment, int width) {
    int size = plan.data().get(segment).bytes().length;
    int offset = draw.below(size / 2);
    int count = body.dares(2) ? size : draw.below((size - offset) / width + 1);
    // The last segment may have been dropped; then only nothing is still there.
    boolean isDropped = segment == plan.data().size() - 1 && draw.chance(80);
    code.i32(isDropped ? 0 : offset).i32(isDropped ? 0 : count);
    body.stack.add(World.I32);
    body.stack.add(World.I32);
  }
}
