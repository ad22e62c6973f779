package dev.quern.fuzz;

import dev.quern.fuzz.UnitPlan.PlannedTable;
import dev.quern.internal.syntax.Module.ElementSegment;
import dev.quern.internal.syntax.Module.Mode;
import dev.quern.internal.syntax.Opcode;
import dev.quern.type.ReferenceType;
import dev.quern.type.ValueType;
import java.util.List;

/** Writes instructions that touch tables. */
final class TableCode {
  private final Body body;
  private final Code code;
  private final Draw draw;
  private final UnitPlan plan;
  private final World world;

  TableCode(Body body) {
    this.body = body;
    this.code = body.code;
    this.draw = body.draw;
    this.plan = body.plan;
    this.world = body.world;
  }

  static ValueType indexType(PlannedTable table) {
    return table.type().address().numberType();
  }

  /** Pushes an index, of an element that may change or of any. */
  void index(PlannedTable table, boolean isFree) {
    int first = isFree ? table.fixed().size() : 0;
    int count = table.size() - first;
    int mask = Integer.highestOneBit(count) - 1;
    if (draw.chance(40)) {
      body.push(indexType(table), 1);
      if (table.is64()) {
        code.i64(mask).op(Opcode.I64_AND).i64(first).op(Opcode.I64_ADD);
      } else {
        code.i32(mask).op(Opcode.I32_AND).i32(first).op(Opcode.I32_ADD);
      }
    } else {
      constant(table, body.dares(1) ? draw.int32() : first + draw.below(count));
    }
  }

  /** Pushes a certain index. */
  void constant(PlannedTable table, int index) {
    if (table.is64()) {
      code.i64(index);
    } else {
      code.i32(index);
    }
    body.stack.add(indexType(table));
  }

  /** Pushes an element of a table with such elements, if there is one. */
  boolean get(ReferenceType type) {
    List<Integer> fitting =
        UnitPlan.indices(plan.tables(), t -> world.isSubtype(t.type().element(), type));
    if (fitting.isEmpty()) {
      return false;
    }
    get(draw.choose(fitting));
    return true;
  }

  private void get(int index) {
    PlannedTable table = plan.tables().get(index);
    index(table, false);
    code.op(Opcode.TABLE_GET, index);
    body.replace(1, table.type().element());
  }

  void write(Opcode opcode) {
    int index = draw.below(plan.tables().size());
    PlannedTable table = plan.tables().get(index);
    switch (opcode) {
      case TABLE_GET -> get(index);
      case TABLE_SET -> {
        index(table, true);
        body.push(table.type().element(), 1);
        code.op(opcode, index);
        body.pop(2);
      }
      case TABLE_SIZE -> {
        code.op(opcode, index);
        body.stack.add(indexType(table));
      }
      case TABLE_GROW -> {
        body.push(table.type().element(), 1);
        boolean isTooMuch = table.type().limits().hasMaximum() && draw.chance(5);
        constant(table, isTooMuch ? draw.int32() & 0xFFF_FFFF : draw.below(3));
        code.op(opcode, index);
        body.replace(2, indexType(table));
      }
      case TABLE_FILL -> fill(index, table);
      case TABLE_COPY -> copy(index, table);
      case TABLE_INIT -> init(index, table);
      case ELEM_DROP -> {
        // The last segment is there to be dropped.
        int last = plan.elements().size() - 1;
        code.op(opcode, draw.chance(2) ? draw.below(last + 1) : last);
      }
      default -> throw new IllegalArgumentException("no instruction of a table: " + opcode);
    }
  }

  /** Pushes the start of a part of the elements that may change; gives the elements behind it. */
  private int start(PlannedTable table) {
    int first = table.fixed().size();
    int start = first + draw.below(table.size() - first);
    constant(table, start);
    return table.size() - start;
  }

  private void fill(int index, PlannedTable table) {
    int room = start(table);
    body.push(table.type().element(), 1);
    constant(table, draw.below(room + 1));
    code.op(Opcode.TABLE_FILL, index);
    body.pop(3);
  }

  private void copy(int to, PlannedTable table) {
    List<Integer> sources =
        UnitPlan.indices(
            plan.tables(), t -> world.isSubtype(t.type().element(), table.type().element()));
    int from = draw.choose(sources);
    PlannedTable source = plan.tables().get(from);
    int room = start(table);
    int start = draw.below(source.size());
    constant(source, start);
    int length = draw.below(Math.min(room, source.size() - start) + 1);
    if (table.is64() && source.is64()) {
      code.i64(length);
      body.stack.add(World.I64);
    } else {
      code.i32(length);
      body.stack.add(World.I32);
    }
    code.op(Opcode.TABLE_COPY, to, from);
    body.pop(3);
  }

  private void init(int index, PlannedTable table) {
    List<Integer> fitting = passive(plan, table.type().element());
    if (!fitting.isEmpty()) {
      int segment = draw.choose(fitting);
      int room = start(table);
      segmentPart(segment, room);
      code.op(Opcode.TABLE_INIT, segment, index);
      body.pop(3);
    }
  }

  /** Segments that are there at run time, and whose elements are of a type. */
  static List<Integer> passive(UnitPlan plan, ReferenceType type) {
    return UnitPlan.indices(
        plan.elements(), e -> e.mode() == Mode.PASSIVE && plan.world.isSubtype(e.type(), type));
  }

  /** Pushes offset and length of a part of a segment, of so many elements at most. */
  void segmentPart(int segment, int most) {
    ElementSegment elements = plan.elements().get(segment);
    int offset = draw.below(elements.length());
    int length = draw.below(Math.min(most, elements.length() - offset) + 1);
    boolean isDropped = segment == plan.elements().size() - 1 && draw.chance(80);
    code.i32(isDropped ? 0 : offset).i32(isDropped ? 0 : length);
    body.stack.add(World.I32);
    body.stack.add(World.I32);
  }
}
