package dev.quern.fuzz;

import dev.quern.fuzz.UnitPlan.PlannedMemory;
import dev.quern.internal.syntax.Imm;
import dev.quern.internal.syntax.Opcode;
import dev.quern.type.Feature;
import java.util.List;

/**
 * Writes loops as compilers write them, which Quern's compiler recognises: that count up or down to
 * some number, that step through a memory, and that fetch instructions of a program and go to their
 * cases. They end by themselves; nothing else writes the locals that they count in.
 */
final class LoopCode {
  /** How often the body of a loop runs for one run of the function, with the loops around it. */
  static final int MAX_ROUNDS = 400;

  /**
   * HotSpot's C2 compiles a loop after some 60,000 rounds, and after 5,000 calls of what it calls.
   */
  private static final int HOT_ROUNDS = 5_200;

  private final Body body;
  private final Code code;
  private final Draw draw;
  private final UnitPlan plan;

  LoopCode(Body body) {
    this.body = body;
    this.code = body.code;
    this.draw = body.draw;
    this.plan = body.plan;
  }

  /**
   * A loop that goes round until HotSpot has compiled it, and what it calls. Nothing but a trap or
   * an exception ends it before; each round has a little fuel of its own.
   */
  void hot() {
    int counter = body.reserve(World.I32);
    code.i32(0).set(counter).enter(Opcode.LOOP).enter(Opcode.BLOCK);
    body.frames.forEach(frame -> frame.isClosed = true);
    body.isHotLoop = true;
    inside(
        HOT_ROUNDS,
        2,
        0,
        () -> {
          code.i32(1 + draw.below(3)).op(Opcode.GLOBAL_SET, plan.fuel);
          for (int i = 2 + draw.below(4); i > 0; i--) {
            body.write(body.choice.any());
            body.steps(1);
          }
        });
    body.isHotLoop = false;
    body.frames.forEach(frame -> frame.isClosed = false);
    code.end().get(counter).i32(1).op(Opcode.I32_ADD).tee(counter);
    code.i32(HOT_ROUNDS).op(Opcode.I32_LT_U).op(Opcode.BR_IF, 0).end();
    code.i32(20).op(Opcode.GLOBAL_SET, plan.fuel);
  }

  /** A loop of some shape. */
  void loop() {
    if (body.frames.size() + 3 >= Body.MAX_DEPTH) {
      return;
    }
    int kind = draw.below(100);
    if (kind < 45) {
      counting();
    } else if (kind < 65) {
      stepping();
    } else if (kind < 85) {
      dispatching();
    } else {
      body.write(Opcode.LOOP);
    }
  }

  /** A round number of rounds: few, or many for a body that is short. */
  private int rounds() {
    return draw.chance(5) && body.rounds == 1 ? 3000 : 1 + draw.below(12);
  }

  /**
   * A number type to count in, with its instructions.
   *
   * @param is64 whether it is i64
   */
  private record Counter(int local, boolean is64) {
    Code constant(Code code, long value) {
      return is64 ? code.i64(value) : code.i32((int) value);
    }

    Opcode add() {
      return is64 ? Opcode.I64_ADD : Opcode.I32_ADD;
    }

    Opcode subtract() {
      return is64 ? Opcode.I64_SUB : Opcode.I32_SUB;
    }
  }

  /** Counting up or down, with the test at the end or at the start. */
  private void counting() {
    boolean is64 = draw.chance(35);
    var counter = new Counter(body.reserve(is64 ? World.I64 : World.I32), is64);
    int rounds = rounds();
    int step = draw.of(1, 1, 1, 2, 3, 4, 8);
    boolean isDown = draw.chance(40);
    long start = isDown ? (long) rounds * step : 0;
    long end = isDown ? 0 : (long) rounds * step;
    int limit = limit(counter, end);
    counter.constant(code, start);
    code.set(counter.local());
    if (draw.chance(50)) {
      code.enter(Opcode.LOOP);
      inside(rounds, 1, 0, () -> around(counter, isDown ? -step : step));
      compare(counter, limit, end, isDown, true);
      code.op(Opcode.BR_IF, 0).end();
    } else {
      code.enter(Opcode.BLOCK).enter(Opcode.LOOP);
      compare(counter, limit, end, isDown, false);
      code.op(Opcode.BR_IF, 1);
      inside(rounds, 2, 1, () -> around(counter, isDown ? -step : step));
      code.op(Opcode.BR, 0).end().end();
    }
  }

  /** A local that holds the end, or -1 if it is a constant. */
  private int limit(Counter counter, long end) {
    if (draw.chance(50)) {
      return -1;
    }
    int limit = body.reserve(counter.is64() ? World.I64 : World.I32);
    counter.constant(code, end);
    code.set(limit);
    return limit;
  }

  /** Adds a step to the counter before or behind what the loop is there for. */
  private void around(Counter counter, int step) {
    boolean isFirst = draw.chance(30);
    if (isFirst) {
      step(counter, step);
    }
    if (draw.chance(40)) {
      code.get(counter.local());
      body.stack.add(counter.is64() ? World.I64 : World.I32);
    }
    body.steps(body.rounds > 1000 ? draw.below(3) : 1 + draw.below(6));
    emptyStack();
    if (!isFirst) {
      step(counter, step);
    }
  }

  private void step(Counter counter, int step) {
    code.get(counter.local());
    if (step < 0 && draw.chance(50)) {
      counter.constant(code, -step);
      code.op(counter.subtract());
    } else {
      counter.constant(code, step);
      code.op(counter.add());
    }
    code.set(counter.local());
  }

  /** Pushes whether a loop goes on, or whether it ends, in one of the ways to ask. */
  private void compare(Counter counter, int limit, long end, boolean isDown, boolean goesOn) {
    code.get(counter.local());
    if (end == 0 && draw.chance(30)) {
      Opcode isZero = counter.is64() ? Opcode.I64_EQZ : Opcode.I32_EQZ;
      code.op(isZero);
      if (goesOn) {
        code.op(Opcode.I32_EQZ);
      }
      return;
    }
    if (limit < 0) {
      counter.constant(code, end);
    } else {
      code.get(limit);
    }
    code.op(comparison(counter.is64(), isDown, goesOn));
  }

  private Opcode comparison(boolean is64, boolean isDown, boolean goesOn) {
    if (is64) {
      return goesOn
          ? isDown
              ? draw.of(Opcode.I64_NE, Opcode.I64_GT_S, Opcode.I64_GT_U)
              : draw.of(Opcode.I64_NE, Opcode.I64_LT_S, Opcode.I64_LT_U)
          : isDown
              ? draw.of(Opcode.I64_EQ, Opcode.I64_LE_S, Opcode.I64_LE_U)
              : draw.of(Opcode.I64_EQ, Opcode.I64_GE_S, Opcode.I64_GE_U);
    }
    return goesOn
        ? isDown
            ? draw.of(Opcode.I32_NE, Opcode.I32_GT_S, Opcode.I32_GT_U)
            : draw.of(Opcode.I32_NE, Opcode.I32_LT_S, Opcode.I32_LT_U)
        : isDown
            ? draw.of(Opcode.I32_EQ, Opcode.I32_LE_S, Opcode.I32_LE_U)
            : draw.of(Opcode.I32_EQ, Opcode.I32_GE_S, Opcode.I32_GE_U);
  }

  /**
   * Writes the inside of blocks without types that have been entered, of which one is a loop.
   * Nothing in it branches to the head of the loop, for that would go on without a step.
   */
  private void inside(int rounds, int blocks, int loop, Runnable writer) {
    int outer = body.rounds;
    body.rounds = outer * rounds;
    int height = body.stack.size();
    for (int i = 0; i < blocks; i++) {
      body.frames.add(new Body.Frame(List.of(), List.of(), height));
      body.frame().isClosed = i == loop;
    }
    writer.run();
    emptyStack();
    for (int i = 0; i < blocks; i++) {
      body.frames.removeLast();
    }
    body.rounds = outer;
  }

  private void emptyStack() {
    while (body.available() > 0) {
      body.digest.mix(body);
    }
    body.frame().isUnreachable = false;
  }

  // Through a memory.

  /** Adds up, copies or changes what lies in a memory, element by element. */
  private void stepping() {
    List<Integer> memories = UnitPlan.indices(plan.memories(), m -> !m.is64());
    if (memories.isEmpty()) {
      return;
    }
    int memory = draw.choose(memories);
    PlannedMemory planned = plan.memories().get(memory);
    Opcode load = loadOf();
    int rounds = Math.clamp(planned.mask() / load.width(), 1, rounds());
    int pointer = body.reserve(World.I32);
    int end = body.reserve(World.I32);
    code.i32(draw.chance(70) ? 0 : draw.below(64)).tee(pointer);
    code.i32(rounds * load.width()).op(Opcode.I32_ADD).set(end);
    code.enter(Opcode.LOOP);
    inside(rounds, 1, 0, () -> element(load, memory, pointer));
    code.get(pointer).i32(load.width()).op(Opcode.I32_ADD).tee(pointer).get(end);
    code.op(draw.of(Opcode.I32_NE, Opcode.I32_LT_U)).op(Opcode.BR_IF, 0).end();
  }

  private Opcode loadOf() {
    Opcode load = body.choice.access();
    while (load.imm() != Imm.MEMARG
        || !load.operands().equals("A")
        || load.feature() == Feature.THREADS) {
      load = body.choice.access();
    }
    return load;
  }

  private void element(Opcode load, int memory, int pointer) {
    code.get(pointer);
    body.memory.immediates(load, memory, 0);
    body.stack.add(Numbers.type(load.result()));
    body.steps(draw.below(3));
    emptyStack();
    if (draw.chance(60)) {
      code.get(pointer);
      body.stack.add(World.I32);
      body.push(World.I32, 2);
      body.memory.immediates(
          draw.of(Opcode.I32_STORE8, Opcode.I32_STORE16, Opcode.I32_STORE), memory, draw.below(32));
      body.pop(2);
    }
  }

  // Interpreters.

  /**
   * A loop that fetches a byte and goes to one of a few cases: the next one of a program in a
   * memory, or one that follows from the last.
   */
  private void dispatching() {
    int cases = 2 + draw.below(draw.chance(20) ? 12 : 4);
    int rounds = 2 + draw.below(20);
    int counter = body.reserve(World.I32);
    int state = body.reserve(World.I32);
    code.i32(0).set(counter);
    body.push(World.I32, 1);
    body.pop(1);
    code.set(state);
    // The end of the program, the loop, then a block for each case.
    code.enter(Opcode.BLOCK).enter(Opcode.LOOP);
    for (int i = 0; i < cases; i++) {
      code.enter(Opcode.BLOCK);
    }
    fetch(counter, state);
    var targets = new int[cases + 1];
    for (int i = 0; i <= cases; i++) {
      targets[i] = i < cases ? draw.below(cases) : cases - 1;
    }
    code.brTable(targets);
    for (int i = 0; i < cases; i++) {
      code.end();
      writeCase(rounds, cases - 1 - i, counter, state);
    }
    code.end().end();
  }

  private void fetch(int counter, int state) {
    List<Integer> memories = UnitPlan.indices(plan.memories(), m -> !m.is64());
    if (memories.isEmpty() || draw.chance(30)) {
      code.get(state);
    } else {
      code.get(counter);
      body.memory.immediates(Opcode.I32_LOAD8_U, draw.choose(memories), draw.below(64));
      code.get(state).op(draw.of(Opcode.I32_ADD, Opcode.I32_XOR));
    }
    if (draw.chance(50)) {
      code.tee(state);
    }
    code.i32(draw.of(1, 3, 7)).op(Opcode.I32_AND);
  }

  /** A case with so many cases behind it; the loop is that many labels out, its end one more. */
  private void writeCase(int rounds, int behind, int counter, int state) {
    inside(
        rounds,
        behind + 2,
        1,
        () -> {
          body.steps(draw.below(4));
          emptyStack();
          code.get(state).i32(draw.below(9)).op(draw.of(Opcode.I32_ADD, Opcode.I32_SUB));
          code.set(state);
        });
    code.get(counter).i32(1).op(Opcode.I32_ADD).tee(counter).i32(rounds);
    code.op(draw.of(Opcode.I32_GE_U, Opcode.I32_GE_S, Opcode.I32_EQ));
    code.op(Opcode.BR_IF, behind + 1);
    code.op(Opcode.BR, behind);
  }
}
