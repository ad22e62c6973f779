package dev.quern.fuzz;

import dev.quern.fuzz.UnitPlan.PlannedTable;
import dev.quern.internal.syntax.Opcode;
import dev.quern.type.FunctionType;
import dev.quern.type.ReferenceType;
import dev.quern.type.TypeIndex;
import dev.quern.type.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Writes calls and tail calls. */
final class CallCode {
  private final Body body;
  private final Code code;
  private final Draw draw;
  private final UnitPlan plan;
  private final World world;

  /** An element of a table whose type is known. */
  private record Element(int table, int index) {}

  CallCode(Body body) {
    this.body = body;
    this.code = body.code;
    this.draw = body.draw;
    this.plan = body.plan;
    this.world = body.world;
  }

  void call() {
    call(draw.of(Opcode.CALL, Opcode.CALL, Opcode.CALL_INDIRECT, Opcode.CALL_REF));
  }

  void call(Opcode opcode) {
    if (opcode == Opcode.CALL && !plan.stringFunctions().isEmpty() && draw.chance(15)) {
      callForStrings();
      return;
    }
    boolean isHost = opcode == Opcode.CALL && !plan.hostFunctions().isEmpty() && draw.chance(10);
    call(opcode, isHost ? draw.choose(plan.hostFunctions()) : draw.choose(plan.callable()));
  }

  private void call(Opcode opcode, int callee) {
    FunctionType type = plan.signature(callee);
    arguments(opcode, callee);
    body.pop(type.parameters().size());
    body.stack.addAll(type.results());
  }

  /** A call of a builtin function for strings, with operands for which it seldom traps. */
  private void callForStrings() {
    int callee = draw.choose(plan.stringFunctions());
    FunctionType type = plan.signature(callee);
    int numbers = 0;
    for (ValueType parameter : type.parameters()) {
      if (parameter == World.I32) {
        if (type.parameters().size() == 1) {
          body.push(World.I32, 2);
          code.i32(0xFFFF).op(Opcode.I32_AND);
          body.pop(1);
        } else {
          code.i32(draw.chance(90) ? numbers : draw.below(5));
        }
        numbers++;
      } else if (parameter.equals(ReferenceType.EXTERNREF)) {
        string();
      } else {
        code.i32(16).op(Opcode.ARRAY_NEW_DEFAULT, World.CODE_UNITS);
      }
    }
    code.op(Opcode.CALL, callee);
    body.stack.addAll(type.results());
  }

  private void string() {
    if (draw.chance(90)) {
      code.op(Opcode.GLOBAL_GET, draw.choose(plan.stringConstants()));
    } else {
      body.push(ReferenceType.EXTERNREF, 2);
      body.pop(1);
    }
  }

  /** Pushes a value by a call that has no other result, if there is such a function. */
  boolean value(ValueType type) {
    List<Integer> fitting =
        callees(callee ->
            callee.results().size() == 1 && world.isSubtype(callee.results().getFirst(), type));
    if (fitting.isEmpty()) {
      return false;
    }
    call(draw.of(Opcode.CALL, Opcode.CALL_INDIRECT, Opcode.CALL_REF), draw.choose(fitting));
    return true;
  }

  private List<Integer> callees(Predicate<FunctionType> fits) {
    return plan.callable().stream().filter(f -> fits.test(plan.signature(f))).toList();
  }

  /** A tail call; gives whether there is a function to call. */
  boolean tailCall(Opcode opcode) {
    List<Integer> fitting = callees(callee -> world.areSubtypes(callee.results(), body.results));
    if (fitting.isEmpty()) {
      return false;
    }
    arguments(opcode, draw.choose(fitting));
    return true;
  }

  /** Pushes what a call takes, and writes it; the operands are still on the stack then. */
  private void arguments(Opcode opcode, int callee) {
    FunctionType type = plan.signature(callee);
    body.need(type.parameters());
    int height = body.stack.size();
    switch (opcode) {
      case CALL, RETURN_CALL -> code.op(opcode, callee);
      case CALL_INDIRECT, RETURN_CALL_INDIRECT -> indirect(opcode, callee);
      default -> {
        int typeIndex = plan.functions().get(callee);
        reference(callee);
        code.op(opcode, draw.chance(40) ? above(typeIndex) : typeIndex);
      }
    }
    while (body.stack.size() > height) {
      body.stack.removeLast();
    }
  }

  /** A type or one of those above it; they have the same parameters and results. */
  private int above(int type) {
    return world.get(type).supertypes().isEmpty()
        ? type
        : ((TypeIndex) world.get(type).supertypes().getFirst()).index();
  }

  /** A reference to a function, mostly; sometimes to another of its type, or from a local. */
  private void reference(int callee) {
    int type = plan.functions().get(callee);
    int kind = draw.below(100);
    if (kind < 60 || !world.functions().contains(type)) {
      code.op(Opcode.REF_FUNC, callee);
      body.stack.add(Body.reference(false, type));
    } else {
      body.push(Body.reference(body.dares(3), type), 2);
    }
  }

  private void indirect(Opcode opcode, int callee) {
    int type = plan.functions().get(callee);
    Element element = element(type);
    if (element == null || draw.chance(15)) {
      setAndCall(opcode, callee);
      return;
    }
    PlannedTable table = plan.tables().get(element.table());
    if (body.dares(1)) {
      body.tables.index(table, false);
    } else {
      elementIndex(table, element.index());
    }
    code.op(opcode, draw.chance(30) ? above(type) : type, element.table());
  }

  /** An index that is not always the same, if the next element has the same type. */
  private void elementIndex(PlannedTable table, int index) {
    boolean hasTwin =
        index + 1 < table.fixed().size()
            && world.isSubtype(
                new TypeIndex(table.fixed().get(index + 1)),
                new TypeIndex(table.fixed().get(index)));
    if (hasTwin && !table.is64()) {
      body.push(World.I32, 2);
      code.i32(1).op(Opcode.I32_AND).i32(index).op(Opcode.I32_ADD);
    } else {
      body.tables.constant(table, index);
    }
  }

  /** An element of any table that has a function of a type. */
  private @Nullable Element element(int type) {
    var found = new ArrayList<Element>();
    for (int table = 0; table < plan.tables().size(); table++) {
      List<Integer> fixed = plan.tables().get(table).fixed();
      for (int i = 0; i < fixed.size(); i++) {
        if (world.isSubtype(new TypeIndex(fixed.get(i)), new TypeIndex(type))) {
          found.add(new Element(table, i));
        }
      }
    }
    return found.isEmpty() ? null : draw.choose(found);
  }

  /** Puts a function into a table, whatever was there, and calls it there. */
  private void setAndCall(Opcode opcode, int callee) {
    int type = plan.functions().get(callee);
    List<Integer> fitting =
        UnitPlan.indices(
            plan.tables(), t -> world.isSubtype(Body.reference(false, type), t.type().element()));
    int index = draw.choose(fitting);
    PlannedTable table = plan.tables().get(index);
    int free = table.fixed().size();
    int element = free + draw.below(table.size() - free);
    body.tables.constant(table, element);
    code.op(Opcode.REF_FUNC, callee).op(Opcode.TABLE_SET, index);
    body.pop(1);
    if (table.type().element().nullable() && body.dares(1)) {
      takeAway(table, index, element);
    }
    body.tables.constant(table, element);
    code.op(opcode, type, index);
  }

  /** Replaces an element by null, in one of the ways there are. */
  private void takeAway(PlannedTable table, int index, int element) {
    body.tables.constant(table, element);
    code.op(Opcode.REF_NULL).out().type(table.type().element().heapType());
    if (draw.chance(50)) {
      code.op(Opcode.TABLE_SET, index);
    } else {
      body.tables.constant(table, 1);
      code.op(Opcode.TABLE_FILL, index);
      body.pop(1);
    }
    body.pop(1);
  }
}
