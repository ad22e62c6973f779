package dev.quern.fuzz;

import dev.quern.internal.syntax.Opcode;
import dev.quern.type.AbstractHeapType;
import dev.quern.type.FunctionType;
import dev.quern.type.ReferenceType;
import dev.quern.type.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Writes blocks, branches and exceptions. */
final class BlockCode {
  private final Body body;
  private final Code code;
  private final Draw draw;
  private final UnitPlan plan;
  private final World world;

  BlockCode(Body body) {
    this.body = body;
    this.code = body.code;
    this.draw = body.draw;
    this.plan = body.plan;
    this.world = body.world;
  }

  // Blocks.

  /** Some block. */
  void control() {
    int kind = draw.below(100);
    if (kind < 25) {
      tryBlock(Opcode.TRY_TABLE);
    } else {
      control(draw.of(Opcode.BLOCK, Opcode.LOOP, Opcode.IF, Opcode.IF));
    }
  }

  /** A block of a kind; for an instruction within one, of a kind that may have it. */
  void control(Opcode opcode) {
    if (body.frames.size() >= Body.MAX_DEPTH) {
      return;
    }
    Opcode kind =
        switch (opcode) {
          case BLOCK, IF -> opcode;
          case LOOP -> body.isHotLoop ? Opcode.BLOCK : opcode;
          case ELSE -> Opcode.IF;
          default -> Opcode.BLOCK;
        };
    if (kind == Opcode.IF) {
      body.need(World.I32);
      body.pop(1);
    }
    List<ValueType> parameters = parameters();
    block(kind, parameters, results(parameters));
  }

  /** Types of what is on the stack that a block takes; they may be more general. */
  private List<ValueType> parameters() {
    int count = draw.below(Math.min(body.available(), 4) + 1);
    if (draw.chance(3)) {
      count = body.available();
    }
    var types = new ArrayList<ValueType>();
    for (ValueType type : body.top(count)) {
      types.add(wider(type));
    }
    body.pop(count);
    body.stack.addAll(types);
    return types;
  }

  private ValueType wider(ValueType type) {
    if (!(type instanceof ReferenceType reference) || !draw.chance(40)) {
      return type;
    }
    AbstractHeapType top = world.top(reference);
    boolean nullable = reference.nullable() || top == AbstractHeapType.EXN || draw.chance(50);
    return new ReferenceType(nullable, draw.chance(50) ? top : reference.heapType());
  }

  private List<ValueType> results(List<ValueType> parameters) {
    int kind = draw.below(100);
    return kind < 40 ? List.of() : kind < 58 ? parameters : world.values(draw.chance(3) ? 25 : 4);
  }

  /** A block with one result. */
  void value(ValueType type) {
    if (draw.chance(30)) {
      body.push(World.I32, 2);
      body.pop(1);
      block(Opcode.IF, List.of(), List.of(type));
    } else {
      block(Opcode.BLOCK, List.of(), List.of(type));
    }
  }

  /** Pops from the model of the stack what a block takes, so that it lies in the block. */
  private int below(List<ValueType> parameters) {
    return body.stack.size() - parameters.size();
  }

  private void block(Opcode opcode, List<ValueType> parameters, List<ValueType> results) {
    blockType(opcode, parameters, results);
    int height = below(parameters);
    List<ValueType> labelTypes = opcode == Opcode.LOOP ? parameters : results;
    body.frames.add(new Body.Frame(labelTypes, results, height));
    if (opcode == Opcode.LOOP) {
      body.takeFuel();
    }
    body.steps();
    body.settle();
    boolean needsElse = !world.areSubtypes(parameters, results);
    if (opcode == Opcode.IF && (needsElse || draw.chance(50))) {
      code.op(Opcode.ELSE);
      enter(height, parameters);
      body.steps();
      body.settle();
    }
    code.end();
    leaveFrame();
  }

  /** Begins another part of the innermost block, with these values on the stack. */
  private void enter(int height, List<ValueType> types) {
    while (body.stack.size() > height) {
      body.stack.removeLast();
    }
    body.stack.addAll(types);
    body.frame().isUnreachable = false;
  }

  private void leaveFrame() {
    Body.Frame left = body.frames.removeLast();
    while (body.stack.size() > left.height) {
      body.stack.removeLast();
    }
    body.stack.addAll(left.results);
  }

  void blockType(Opcode opcode, List<ValueType> parameters, List<ValueType> results) {
    if (parameters.isEmpty() && results.isEmpty()) {
      code.enter(opcode);
    } else if (parameters.isEmpty() && results.size() == 1 && draw.chance(70)) {
      code.enter(opcode, results.getFirst());
    } else {
      code.enter(opcode, world.type(new FunctionType(parameters, results)));
    }
  }

  // Exceptions.

  /** A block with handlers, of one of the kinds that there are. */
  void tryBlock(Opcode opcode) {
    if (body.frames.size() + 2 >= Body.MAX_DEPTH) {
      return;
    }
    List<ValueType> parameters = parameters();
    List<ValueType> results = results(parameters);
    boolean isLegacy =
        !world.profile.hasTryTable()
            || world.profile.hasLegacyTry()
                && (opcode == Opcode.TRY_TABLE ? draw.chance(30) : true);
    if (isLegacy) {
      legacyTry(parameters, results);
    } else {
      tryTable(parameters, results);
    }
  }

  /** A block with handlers, or one whose exceptions go to a handler further out. */
  private void legacyTry(List<ValueType> parameters, List<ValueType> results) {
    blockType(Opcode.TRY, parameters, results);
    int height = below(parameters);
    body.frames.add(new Body.Frame(results, results, height));
    int tag = tag();
    throwing(tag);
    body.settle();
    if (draw.chance(20)) {
      leaveFrame();
      code.op(Opcode.DELEGATE, draw.below(body.frames.size()));
      return;
    }
    for (int i = draw.below(3); i > 0; i--) {
      int caught = draw.chance(60) ? tag : tag();
      code.op(Opcode.CATCH, caught);
      handler(height, plan.payload(caught).parameters());
    }
    if (draw.chance(40)) {
      code.op(Opcode.CATCH_ALL);
      handler(height, List.of());
    }
    code.end();
    leaveFrame();
  }

  private void handler(int height, List<ValueType> payload) {
    enter(height, payload);
    body.frame().isCatch = true;
    if (draw.chance(25)) {
      body.push(World.I32, 1);
      body.pop(1);
      code.i32(3).op(Opcode.I32_AND).op(Opcode.I32_EQZ).beginIf().op(Opcode.RETHROW, 1).end();
    }
    body.steps();
    body.settle();
  }

  /**
   * The inside of a block with handlers, which throws now and then, mostly what one of them is for.
   */
  private void throwing(int tag) {
    body.steps();
    if (!body.frame().isUnreachable && draw.chance(50)) {
      body.need(World.I32);
      code.i32(1).op(Opcode.I32_AND).beginIf();
      body.pop(1);
      body.frames.add(new Body.Frame(List.of(), List.of(), body.stack.size()));
      throwTag(draw.chance(50) ? tag : draw.below(plan.tags().size()));
      becomeUnreachable();
      body.settle();
      code.end();
      leaveFrame();
      body.steps();
    }
  }

  /**
   * A tag for a handler; often one without a payload, which nothing but the tag tells from others.
   */
  private int tag() {
    List<Integer> empty =
        UnitPlan.indices(plan.tags(), type -> world.function(type).parameters().isEmpty());
    return draw.chance(30) ? draw.choose(empty) : draw.below(plan.tags().size());
  }

  private void throwTag(int tag) {
    body.need(plan.payload(tag).parameters());
    code.op(Opcode.THROW, tag);
  }

  /**
   * Catches of {@code try_table}, by their code: with a tag or for all, with a reference or not.
   */
  private record Clause(int kind, int tag, int label) {}

  /** A block that has others around it to catch for it. */
  private void tryTable(List<ValueType> parameters, List<ValueType> results) {
    int kind = draw.below(4);
    int tag = tag();
    var caught = new ArrayList<ValueType>();
    if (kind < 2) {
      caught.addAll(plan.payload(tag).parameters());
    }
    if (kind % 2 == 1) {
      caught.add(ReferenceType.EXNREF);
    }
    blockType(Opcode.BLOCK, parameters, caught);
    body.frames.add(new Body.Frame(caught, caught, below(parameters)));
    body.steps(draw.below(3));
    if (!body.frame().isUnreachable) {
      blockType(Opcode.TRY_TABLE, List.of(), results);
      clauses(new Clause(kind, tag, 0));
      body.frames.add(new Body.Frame(results, results, body.stack.size()));
      throwing(tag);
      body.settle();
      code.end();
      leaveFrame();
    }
    body.settle();
    code.end();
    leaveFrame();
    if (kind % 2 == 1 && body.available() > 0 && draw.chance(25)) {
      rethrow();
    }
  }

  /** Throws the exception on top of the stack again, now and then. */
  private void rethrow() {
    int local = body.temporary(ReferenceType.EXNREF);
    code.set(local);
    body.pop(1);
    body.need(World.I32);
    code.i32(3).op(Opcode.I32_AND).op(Opcode.I32_EQZ).beginIf();
    body.pop(1);
    code.get(local).op(Opcode.REF_IS_NULL).op(Opcode.I32_EQZ).beginIf();
    code.get(local).op(Opcode.THROW_REF).end().end();
  }

  private void clauses(Clause first) {
    var all = new ArrayList<Clause>();
    for (int depth : labels(List::isEmpty)) {
      if (draw.chance(15)) {
        all.add(new Clause(2, 0, depth));
      }
    }
    for (int depth : labels(List.of(ReferenceType.EXNREF)::equals)) {
      if (draw.chance(30)) {
        all.add(new Clause(3, 0, depth));
      }
    }
    all.add(draw.chance(70) ? 0 : all.size(), first);
    code.out().u32(all.size());
    for (Clause clause : all) {
      code.out().u8(clause.kind());
      if (clause.kind() < 2) {
        code.out().u32(clause.tag());
      }
      code.out().u32(clause.label());
    }
  }

  // Branches.

  /** Some branch. */
  void branch() {
    int kind = draw.below(100);
    if (kind < 50) {
      branchIf();
    } else if (kind < 65) {
      leave(Opcode.BR_TABLE);
    } else if (kind < 80) {
      leave(Opcode.BR);
    } else if (kind < 88) {
      leave(draw.of(Opcode.RETURN_CALL, Opcode.RETURN_CALL_INDIRECT, Opcode.RETURN_CALL_REF));
    } else {
      leave(draw.of(Opcode.RETURN, Opcode.THROW));
    }
  }

  private Body.Frame frame(int depth) {
    return body.frames.get(body.frames.size() - 1 - depth);
  }

  private List<ValueType> labelTypes(int depth) {
    return frame(depth).labelTypes;
  }

  /** The depth of a block to branch to. */
  private int label() {
    int depth = draw.below(body.frames.size());
    while (frame(depth).isClosed) {
      depth = draw.below(body.frames.size());
    }
    return depth;
  }

  /** The depths of all blocks to branch to that fit. */
  private List<Integer> labels(Predicate<List<ValueType>> fits) {
    var depths = new ArrayList<Integer>();
    for (int depth = 0; depth < body.frames.size(); depth++) {
      if (!frame(depth).isClosed && fits.test(labelTypes(depth))) {
        depths.add(depth);
      }
    }
    return depths;
  }

  void branchIf() {
    int depth = label();
    List<ValueType> types = labelTypes(depth);
    body.need(types);
    body.push(World.I32, 1);
    code.op(Opcode.BR_IF, depth);
    body.pop(1 + types.size());
    body.stack.addAll(types);
  }

  void branchOnNull(Opcode opcode) {
    ReferenceType type = nullable();
    var someType = new ReferenceType(false, type.heapType());
    boolean isNull = opcode == Opcode.BR_ON_NULL;
    List<Integer> depths =
        labels(types ->
            isNull
                ? types.isEmpty()
                : types.size() == 1 && world.isSubtype(someType, types.getFirst()));
    if (!depths.isEmpty() && draw.chance(50)) {
      body.push(type, 1);
      code.op(opcode, draw.choose(depths));
      body.pop(1);
      if (isNull) {
        body.stack.add(someType);
      }
      return;
    }
    // Out of a block of its own.
    List<ValueType> result = isNull ? List.of() : List.of(someType);
    blockType(Opcode.BLOCK, List.of(), result);
    body.frames.add(new Body.Frame(result, result, body.stack.size()));
    body.push(type, 1);
    code.op(opcode, 0);
    body.pop(1);
    if (isNull) {
      body.stack.add(someType);
    }
    body.steps(draw.below(3));
    body.settle();
    code.end();
    leaveFrame();
  }

  /** A type with values besides null. */
  private ReferenceType nullable() {
    while (true) {
      if (world.value() instanceof ReferenceType r
          && r.heapType() != AbstractHeapType.NONE
          && world.top(r) != AbstractHeapType.EXN) {
        return new ReferenceType(true, r.heapType());
      }
    }
  }

  /**
   * An instruction behind which control does not go on; in the outermost block, where all of the
   * function would end, seldom, and mostly under a condition.
   */
  void leave(Opcode opcode) {
    boolean isOutside = body.frames.size() == 1;
    boolean isTrap = opcode == Opcode.UNREACHABLE || opcode == Opcode.THROW_REF;
    if (isTrap && !draw.chance(isOutside ? 0 : 20)
        || body.isHotLoop && opcode != Opcode.BR && opcode != Opcode.BR_TABLE) {
      return;
    }
    if (body.frame().isUnreachable || (!isOutside && !isTrap && draw.chance(40))) {
      leaveNow(opcode);
    } else if (body.frames.size() < Body.MAX_DEPTH) {
      body.need(World.I32);
      int mask = opcode == Opcode.THROW || isTrap ? 15 : 3;
      code.i32(mask).op(Opcode.I32_AND).op(Opcode.I32_EQZ).beginIf();
      body.pop(1);
      body.frames.add(new Body.Frame(List.of(), List.of(), body.stack.size()));
      leaveNow(opcode);
      body.settle();
      code.end();
      leaveFrame();
    }
  }

  private void leaveNow(Opcode opcode) {
    switch (opcode) {
      case UNREACHABLE -> code.op(opcode);
      case BR -> {
        int depth = label();
        body.need(labelTypes(depth));
        code.op(opcode, depth);
      }
      case BR_TABLE -> branchTable();
      case RETURN -> {
        body.need(body.results);
        code.op(opcode);
      }
      case THROW, RETHROW, THROW_REF -> throwSomething(opcode);
      default -> {
        if (!body.calls.tailCall(opcode)) {
          body.need(body.results);
          code.op(Opcode.RETURN);
        }
      }
    }
    becomeUnreachable();
  }

  private void throwSomething(Opcode opcode) {
    if (opcode == Opcode.RETHROW || draw.chance(30)) {
      for (int depth = 0; depth < body.frames.size(); depth++) {
        if (body.frames.get(body.frames.size() - 1 - depth).isCatch) {
          code.op(Opcode.RETHROW, depth);
          return;
        }
      }
    }
    if (opcode == Opcode.THROW_REF) {
      body.need(ReferenceType.EXNREF);
      code.op(opcode);
      return;
    }
    throwTag(draw.below(plan.tags().size()));
  }

  private void becomeUnreachable() {
    while (body.available() > 0) {
      body.stack.removeLast();
    }
    body.frame().isUnreachable = true;
  }

  private void branchTable() {
    List<ValueType> types = labelTypes(label());
    List<Integer> depths = labels(types::equals);
    int size = draw.chance(4) ? 20 + draw.below(300) : 1 + draw.below(7);
    var targets = new int[size];
    for (int i = 0; i < size; i++) {
      targets[i] = draw.choose(depths);
    }
    body.need(types);
    body.push(World.I32, 1);
    if (draw.chance(80)) {
      code.i32(Integer.highestOneBit(size) * 2 - 1).op(Opcode.I32_AND);
    }
    code.brTable(targets);
  }
}
