package dev.quern.fuzz;

import dev.quern.internal.syntax.Imm;
import dev.quern.internal.syntax.Opcode;
import dev.quern.type.AbstractHeapType;
import dev.quern.type.FunctionType;
import dev.quern.type.GlobalType;
import dev.quern.type.NumberType;
import dev.quern.type.ReferenceType;
import dev.quern.type.TypeIndex;
import dev.quern.type.ValueType;
import dev.quern.type.VectorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the body of a function, instruction by instruction, with the types of the operand stack
 * and the open blocks in mind as a validator has them. Instructions take the operands that happen
 * to be there if they fit, so that values stay on the stack across blocks, calls and branches, and
 * any block may begin or end above them.
 *
 * <p>This class has the stack, the choice of instructions and what is regular about them; the
 * classes beside it write the instructions of a kind.
 */
final class Body {
  /** Blocks in one another. */
  static final int MAX_DEPTH = 12;

  private static final int MAX_STACK = 30;

  /** Operands of operands. */
  static final int MAX_TREE = 3;

  /** An open block. */
  static final class Frame {
    final List<ValueType> labelTypes;
    final List<ValueType> results;
    final int height;
    boolean isUnreachable;

    /** Whether nothing may branch to it. */
    boolean isClosed;

    /** Whether this is the handler of a legacy {@code try}. */
    boolean isCatch;

    Frame(List<ValueType> labelTypes, List<ValueType> results, int height) {
      this.labelTypes = labelTypes;
      this.results = results;
      this.height = height;
    }
  }

  final UnitPlan plan;
  final World world;
  final Draw draw;
  final Constants constants;
  final Code code = new Code();
  final List<ValueType> stack = new ArrayList<>();
  final List<Frame> frames = new ArrayList<>();
  final List<ValueType> results;
  final Digest digest;
  final InstructionChoice choice;
  final Numbers numbers;
  final MemoryCode memory;
  final TableCode tables;
  final ObjectCode objects;
  final CallCode calls;
  final BlockCode blocks;
  private final LoopCode loops;
  private final int parameterCount;
  private final List<ValueType> locals = new ArrayList<>();

  /** Locals with which a random instruction has nothing to do. */
  private final List<Integer> reserved = new ArrayList<>();

  private final Map<ValueType, Integer> temporaries = new HashMap<>();
  private final int function;

  /** Values below this height are not for the value that is being pushed. */
  private int floor;

  /** Instructions that are still to be written. */
  int budget;

  /** Whether traps are welcome. */
  private boolean isWild;

  /** Whether what is written is in a loop that must go on. */
  boolean isHotLoop;

  /** How often the innermost loops go round, multiplied. */
  int rounds = 1;

  Body(UnitPlan plan, InstructionChoice choice, int function, int budget) {
    this.plan = plan;
    this.choice = choice;
    this.world = plan.world;
    this.draw = plan.draw;
    this.function = function;
    this.budget = budget;
    this.constants = new Constants(plan);
    this.digest = new Digest(plan);
    this.numbers = new Numbers(this);
    this.memory = new MemoryCode(this);
    this.tables = new TableCode(this);
    this.objects = new ObjectCode(this);
    this.calls = new CallCode(this);
    this.blocks = new BlockCode(this);
    this.loops = new LoopCode(this);
    FunctionType type = plan.signature(function);
    this.results = type.results();
    this.parameterCount = type.parameters().size();
    locals.addAll(type.parameters());
    locals.addAll(List.of(World.I32, World.I64, World.F32, World.F64, World.V128, World.ANYREF));
    for (int i = draw.chance(8) ? 150 : draw.below(10); i > 0; i--) {
      locals.add(defaultable(world.value()));
    }
  }

  /** Whether to do what may trap, which is done in so many of a hundred cases, as a rule. */
  boolean dares(int percent) {
    return draw.chance(isWild ? 30 : percent);
  }

  /** Writes a body of a few instructions that as likely as not end with a trap. */
  void writeWild() {
    isWild = true;
    budget = 8;
    frames.add(new Frame(results, results, 0));
    code.i32(5).op(Opcode.GLOBAL_SET, plan.fuel);
    for (int i = 1 + draw.below(3); i > 0 && !frame().isUnreachable; i--) {
      write(choice.any());
    }
    end();
  }

  static ValueType defaultable(ValueType type) {
    return type instanceof ReferenceType r ? new ReferenceType(true, r.heapType()) : type;
  }

  /**
   * Writes the body.
   *
   * @param fuel what the function may use up together with all that it calls; 0 for one that takes
   *     from what its caller has
   * @param isHot whether it has a loop that goes round until HotSpot has compiled it
   */
  void write(int fuel, boolean isHot) {
    frames.add(new Frame(results, results, 0));
    if (fuel > 0) {
      code.i32(fuel).op(Opcode.GLOBAL_SET, plan.fuel);
      if (isHot) {
        loops.hot();
      }
      calls.call();
    } else {
      takeFuel();
    }
    while (budget > 0 && !frame().isUnreachable) {
      step();
    }
    end();
  }

  private void end() {
    settle();
    code.end();
    plan.define(function, code.body(locals.subList(parameterCount, locals.size())));
  }

  // The operand stack.

  Frame frame() {
    return frames.getLast();
  }

  int available() {
    return stack.size() - frame().height;
  }

  void pop(int count) {
    for (int i = 0; i < count && available() > 0; i++) {
      stack.removeLast();
    }
  }

  ValueType top() {
    return stack.getLast();
  }

  /** The topmost types. */
  List<ValueType> top(int count) {
    return List.copyOf(stack.subList(stack.size() - count, stack.size()));
  }

  /** Takes as many values as there are operands, and leaves a result. */
  void replace(int operands, ValueType result) {
    pop(operands);
    stack.add(result);
  }

  /** Sees to it that the topmost values have these types. */
  void need(List<? extends ValueType> types) {
    int usable = Math.min(available(), stack.size() - floor);
    int known = draw.chance(15) ? 0 : Math.min(types.size(), usable);
    while (known > 0 && !world.areSubtypes(top(known), types.subList(0, known))) {
      known--;
    }
    for (ValueType type : types.subList(known, types.size())) {
      push(type, 1);
    }
  }

  void need(ValueType... types) {
    need(List.of(types));
  }

  // Pushing values.

  void push(ValueType type) {
    push(type, 0);
  }

  /**
   * Pushes a value of a type.
   *
   * @param depth how deep this is in the tree of what an instruction needs
   */
  void push(ValueType type, int depth) {
    int outer = floor;
    floor = stack.size();
    pushOnto(type, depth);
    floor = outer;
  }

  private void pushOnto(ValueType type, int depth) {
    int kind = draw.below(100);
    if (isOnlyNull(type) || kind < 22 || depth > MAX_TREE && kind < 50) {
      constant(type);
    } else if (kind < 52 || depth > MAX_TREE || budget <= 0) {
      pushLocal(type);
    } else if (kind < 60) {
      pushGlobal(type);
    } else if (kind < 64 && frames.size() < MAX_DEPTH) {
      budget--;
      blocks.value(type);
    } else if (kind < 67 && calls.value(type)) {
      budget--;
    } else {
      compute(type, depth + 1);
    }
  }

  /** Whether there is no other value of a type than null, or none that can be made. */
  private boolean isOnlyNull(ValueType type) {
    return type instanceof ReferenceType r
        && (world.top(r) == AbstractHeapType.EXN
            || r.heapType() == AbstractHeapType.NONE
            || r.heapType() == AbstractHeapType.NOFUNC
            || r.heapType() == AbstractHeapType.NOEXTERN);
  }

  void constant(ValueType type) {
    constants.write(code, type);
    stack.add(type);
  }

  private void compute(ValueType type, int depth) {
    if (depth <= 2 && draw.chance(12) && objects.fieldOf(type)) {
      return;
    }
    switch (type) {
      case NumberType n -> numbers.compute(n.letter(), depth);
      case VectorType v -> numbers.compute('V', depth);
      case ReferenceType r -> objects.compute(r, depth);
    }
  }

  private void pushLocal(ValueType type) {
    int local = localOf(type);
    if (local < 0) {
      constant(type);
    } else {
      code.get(local);
      stack.add(locals.get(local));
    }
  }

  /** A local whose values are of a type, or -1. */
  int localOf(ValueType type) {
    int start = draw.below(locals.size());
    for (int i = 0; i < locals.size(); i++) {
      int local = (start + i) % locals.size();
      if (world.isSubtype(locals.get(local), type)) {
        return local;
      }
    }
    return -1;
  }

  private void pushGlobal(ValueType type) {
    List<Integer> fitting = UnitPlan.indices(plan.globals(), g -> world.isSubtype(g.value(), type));
    if (fitting.isEmpty()) {
      constant(type);
    } else {
      globalGet(draw.choose(fitting));
    }
  }

  // Locals.

  /** A local that only who asks for it writes. */
  int reserve(ValueType type) {
    locals.add(type);
    reserved.add(locals.size() - 1);
    return locals.size() - 1;
  }

  /** A local of a type for the time of one instruction. */
  int temporary(ValueType type) {
    Integer known = temporaries.get(type);
    if (known == null) {
      known = reserve(type);
      temporaries.put(type, known);
    }
    return known;
  }

  // Instructions.

  /** Writes one instruction, with what it needs. */
  void step() {
    budget--;
    if (available() > MAX_STACK) {
      consume();
      return;
    }
    int kind = draw.below(100);
    if (kind < 20) {
      numbers.operator();
    } else if (kind < 27) {
      push(world.value());
    } else if (kind < 42) {
      consume();
    } else if (kind < 52) {
      memory.access();
    } else if (kind < 62) {
      blocks.control();
    } else if (kind < 67) {
      blocks.branch();
    } else if (kind < 74) {
      calls.call();
    } else if (kind < 78 && rounds < LoopCode.MAX_ROUNDS) {
      loops.loop();
    } else if (kind < 85) {
      objects.step();
    } else {
      write(choice.any());
    }
  }

  /** Takes a value from the stack. */
  void consume() {
    switch (draw.below(6)) {
      case 0 -> drop();
      case 1 -> globalSet();
      case 2 -> localSet(Opcode.LOCAL_TEE);
      default -> localSet(Opcode.LOCAL_SET);
    }
  }

  private void drop() {
    if (available() > 0 && draw.chance(60)) {
      digest.mix(this);
    } else if (available() > 0 || frame().isUnreachable) {
      code.op(Opcode.DROP);
      pop(1);
    }
  }

  private void localSet(Opcode opcode) {
    ValueType type = available() > 0 ? top() : world.value();
    int start = draw.below(locals.size());
    for (int i = 0; i < locals.size(); i++) {
      int local = (start + i) % locals.size();
      if (!reserved.contains(local) && world.isSubtype(type, locals.get(local))) {
        need(type);
        code.op(opcode, local);
        pop(1);
        if (opcode == Opcode.LOCAL_TEE) {
          stack.add(locals.get(local));
        }
        return;
      }
    }
    drop();
  }

  private void globalSet() {
    List<Integer> mutable = UnitPlan.indices(plan.globals(), GlobalType::mutable);
    int global = draw.choose(mutable);
    if (global != plan.fuel && global != plan.hash) {
      need(plan.globals().get(global).value());
      code.op(Opcode.GLOBAL_SET, global);
      pop(1);
    }
  }

  private void globalGet(int global) {
    code.op(Opcode.GLOBAL_GET, global);
    ValueType type = plan.globals().get(global).value();
    // Only whoever makes described objects needs to know that a type is exact.
    stack.add(
        type instanceof ReferenceType r
            ? new ReferenceType(r.nullable(), r.heapType().inexact())
            : type);
  }

  /** Writes an instruction of any kind, with what it needs, if there can be one here. */
  void write(Opcode opcode) {
    switch (opcode) {
      case NOP -> code.op(opcode);
      case DROP -> drop();
      case BLOCK, LOOP, IF, ELSE, END -> blocks.control(opcode);
      case TRY, CATCH, CATCH_ALL, DELEGATE, TRY_TABLE -> blocks.tryBlock(opcode);
      case UNREACHABLE,
          BR,
          RETURN,
          THROW,
          RETHROW,
          THROW_REF,
          BR_TABLE,
          RETURN_CALL,
          RETURN_CALL_INDIRECT,
          RETURN_CALL_REF ->
          blocks.leave(opcode);
      case BR_IF -> blocks.branchIf();
      case BR_ON_NULL, BR_ON_NON_NULL -> blocks.branchOnNull(opcode);
      case BR_ON_CAST, BR_ON_CAST_FAIL, BR_ON_CAST_DESC_EQ, BR_ON_CAST_DESC_EQ_FAIL ->
          objects.branchOnCast(opcode);
      case CALL, CALL_INDIRECT, CALL_REF -> calls.call(opcode);
      case SELECT, SELECT_T -> select(opcode);
      case LOCAL_GET -> pushLocal(world.value());
      case LOCAL_SET, LOCAL_TEE -> localSet(opcode);
      case GLOBAL_GET -> globalGet(draw.below(plan.globals().size()));
      case GLOBAL_SET -> globalSet();
      case I32_CONST -> constant(World.I32);
      case I64_CONST -> constant(World.I64);
      case F32_CONST -> constant(World.F32);
      case F64_CONST -> constant(World.F64);
      case V128_CONST -> constant(World.V128);
      case I64_ADD128, I64_SUB128, I64_MUL_WIDE_S, I64_MUL_WIDE_U -> numbers.wide(opcode);
      default -> writeByImmediates(opcode);
    }
  }

  private void writeByImmediates(Opcode opcode) {
    if (opcode.text().startsWith("table.") || opcode.text().startsWith("elem.")) {
      tables.write(opcode);
    } else if (opcode.text().startsWith("memory.") || opcode.text().startsWith("data.")) {
      memory.write(opcode);
    } else if (opcode.imm() == Imm.MEMARG || opcode.imm() == Imm.MEMARG_LANE) {
      memory.access(opcode);
    } else if (opcode.isRegular()) {
      numbers.operator(opcode, 0);
    } else {
      objects.write(opcode);
    }
  }

  private void select(Opcode opcode) {
    ValueType type = world.value();
    need(type, type, World.I32);
    if (opcode == Opcode.SELECT_T || type instanceof ReferenceType) {
      code.select(type);
    } else {
      code.op(Opcode.SELECT);
    }
    replace(3, type);
  }

  // What blocks share.

  void steps() {
    int count = draw.chance(4) ? 40 : draw.below(9);
    steps(count);
  }

  void steps(int count) {
    for (int i = 0; i < count && budget > 0; i++) {
      step();
      if (frame().isUnreachable && draw.chance(50)) {
        return;
      }
    }
  }

  /** Leaves exactly the results of the innermost block on the stack. */
  void settle() {
    List<ValueType> wanted = frame().results;
    while (available() > wanted.size()
        || !world.areSubtypes(top(available()), wanted.subList(0, available()))) {
      settleOne();
    }
    int from = available();
    if (from == 0 && frame().isUnreachable) {
      from = draw.below(wanted.size() + 1);
    }
    for (int i = from; i < wanted.size(); i++) {
      push(wanted.get(i), 2);
    }
  }

  private void settleOne() {
    int before = available();
    if (draw.chance(30)) {
      localSet(Opcode.LOCAL_SET);
    }
    if (available() >= before) {
      drop();
    }
  }

  /** Takes one from the fuel, or returns the first values of the results. */
  void takeFuel() {
    code.op(Opcode.GLOBAL_GET, plan.fuel).op(Opcode.I32_EQZ).beginIf();
    results.forEach(type -> constants.zero(code, type));
    code.op(Opcode.RETURN).end();
    code.op(Opcode.GLOBAL_GET, plan.fuel).i32(1).op(Opcode.I32_SUB);
    code.op(Opcode.GLOBAL_SET, plan.fuel);
  }

  /** The nullable or other reference to a type of the module. */
  static ReferenceType reference(boolean nullable, int type) {
    return new ReferenceType(nullable, new TypeIndex(type));
  }
}
