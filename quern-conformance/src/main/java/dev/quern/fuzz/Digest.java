package dev.quern.fuzz;

import dev.quern.fuzz.UnitPlan.PlannedTable;
import dev.quern.internal.syntax.Expr;
import dev.quern.internal.syntax.Opcode;
import dev.quern.type.AbstractHeapType;
import dev.quern.type.ArrayType;
import dev.quern.type.FieldType;
import dev.quern.type.FunctionType;
import dev.quern.type.NumberType;
import dev.quern.type.PackedType;
import dev.quern.type.ReferenceType;
import dev.quern.type.StorageType;
import dev.quern.type.StructType;
import dev.quern.type.TypeIndex;
import dev.quern.type.ValueType;
import dev.quern.type.VectorType;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes numbers of values of all types, so that what no engine shows its embedder is seen all the
 * same: the fields of objects, the lanes of vectors, the elements of tables.
 */
final class Digest {
  /** How far objects are followed from an object. */
  private static final int DEPTH = 2;

  /** Elements of an array or a table that are looked at. */
  private static final int ELEMENTS = 12;

  /** The type of the function that makes a number of an object: the object, and how far to go. */
  static final FunctionType WALK =
      new FunctionType(List.of(World.ANYREF, World.I32), List.of(World.I64));

  /** The type of the function that makes a number of all globals and tables of a unit. */
  static final FunctionType STATE = new FunctionType(List.of(), List.of(World.I64));

  private final UnitPlan plan;
  private final World world;

  Digest(UnitPlan plan) {
    this.plan = plan;
    this.world = plan.world;
  }

  /** Takes the value from the top of a body's stack into the hash of the unit. */
  void mix(Body body) {
    ValueType type = body.top();
    body.pop(1);
    number(body.code, type, body::temporary, DEPTH);
    body.code.op(Opcode.GLOBAL_GET, plan.hash).i64(31).op(Opcode.I64_MUL).op(Opcode.I64_ADD);
    body.code.op(Opcode.GLOBAL_SET, plan.hash);
  }

  /** Makes an i64 of the value on top of the stack. */
  private void number(Code code, ValueType type, Numbers.Locals locals, int depth) {
    switch (type) {
      case NumberType n -> {
        Numbers.sameNaN(code, n, Double.NaN, locals);
        bits(code, n);
      }
      case VectorType v -> {
        int local = locals.of(v);
        code.tee(local).op(Opcode.I64X2_EXTRACT_LANE).out().u8(0);
        code.get(local).op(Opcode.I64X2_EXTRACT_LANE).out().u8(1);
        code.i64(3).op(Opcode.I64_ROTL).op(Opcode.I64_XOR);
      }
      case ReferenceType r -> reference(code, r, depth);
    }
  }

  private static void bits(Code code, NumberType type) {
    switch (type) {
      case I32 -> code.op(Opcode.I64_EXTEND_I32_S);
      case F32 -> code.op(Opcode.I32_REINTERPRET_F32).op(Opcode.I64_EXTEND_I32_U);
      case F64 -> code.op(Opcode.I64_REINTERPRET_F64);
      case I64 -> {}
    }
  }

  private void reference(Code code, ReferenceType type, int depth) {
    switch (world.top(type)) {
      case ANY -> code.i32(depth).call(plan.walk);
      case EXTERN -> code.op(Opcode.ANY_CONVERT_EXTERN).i32(depth).call(plan.walk);
      default -> code.op(Opcode.REF_IS_NULL).op(Opcode.I64_EXTEND_I32_U);
    }
  }

  // The function for objects.

  /** The body of {@link #WALK}. */
  Expr walk() {
    var code = new Code();
    var locals = new OwnLocals(2);
    int hash = locals.of(World.I64);
    code.get(0).op(Opcode.REF_IS_NULL).beginIf().i64(1).op(Opcode.RETURN).end();
    isA(code, new ReferenceType(false, AbstractHeapType.I31)).beginIf();
    cast(code, new ReferenceType(false, AbstractHeapType.I31)).op(Opcode.I31_GET_S);
    code.op(Opcode.I64_EXTEND_I32_S).op(Opcode.RETURN).end();
    code.get(1).op(Opcode.I32_EQZ).beginIf().i64(2).op(Opcode.RETURN).end();
    // Subtypes come behind their supertypes.
    for (int type = world.size() - 1; type >= 0; type--) {
      if (!(world.composite(type) instanceof FunctionType)) {
        isA(code, Body.reference(false, type)).beginIf();
        code.i64(type).set(hash);
        object(code, type, hash, locals);
        code.get(hash).op(Opcode.RETURN).end();
      }
    }
    return code.i64(3).end().body(locals.types());
  }

  private static Code isA(Code code, ReferenceType type) {
    code.get(0).op(Opcode.REF_TEST).out().type(type.heapType());
    return code;
  }

  private static Code cast(Code code, ReferenceType type) {
    code.get(0).op(Opcode.REF_CAST).out().type(type.heapType());
    return code;
  }

  private void object(Code code, int type, int hash, OwnLocals locals) {
    switch (world.composite(type)) {
      case StructType s -> {
        List<FieldType> fields = s.fields();
        for (int i = 0; i < fields.size(); i++) {
          cast(code, Body.reference(false, type));
          code.op(get(fields.get(i).storage(), true), type, i);
          inside(code, fields.get(i).storage(), locals);
          mixInto(code, hash);
        }
      }
      case ArrayType a -> array(code, type, a.element().storage(), hash, locals);
      case FunctionType f -> {}
    }
  }

  private void array(Code code, int type, StorageType element, int hash, OwnLocals locals) {
    int index = locals.of(World.I32);
    code.i32(0).set(index);
    cast(code, Body.reference(false, type)).op(Opcode.ARRAY_LEN).op(Opcode.I64_EXTEND_I32_U);
    mixInto(code, hash);
    code.enter(Opcode.BLOCK).enter(Opcode.LOOP);
    code.get(index).i32(ELEMENTS).op(Opcode.I32_GE_U).op(Opcode.BR_IF, 1);
    code.get(index);
    cast(code, Body.reference(false, type)).op(Opcode.ARRAY_LEN);
    code.op(Opcode.I32_GE_U).op(Opcode.BR_IF, 1);
    cast(code, Body.reference(false, type)).get(index).op(get(element, false), type);
    inside(code, element, locals);
    mixInto(code, hash);
    code.get(index).i32(1).op(Opcode.I32_ADD).set(index).op(Opcode.BR, 0).end().end();
  }

  private static Opcode get(StorageType type, boolean isField) {
    boolean isPacked = type instanceof PackedType;
    return isField
        ? isPacked ? Opcode.STRUCT_GET_S : Opcode.STRUCT_GET
        : isPacked ? Opcode.ARRAY_GET_U : Opcode.ARRAY_GET;
  }

  /** Makes an i64 of the value of a field, with one step less to go. */
  private void inside(Code code, StorageType storage, OwnLocals locals) {
    ValueType type = World.unpacked(storage);
    if (!(type instanceof ReferenceType r)) {
      number(code, type, locals, 0);
    } else if (world.top(r) == AbstractHeapType.ANY) {
      code.get(1).i32(1).op(Opcode.I32_SUB).call(plan.walk);
    } else if (world.top(r) == AbstractHeapType.EXTERN) {
      code.op(Opcode.ANY_CONVERT_EXTERN).get(1).i32(1).op(Opcode.I32_SUB).call(plan.walk);
    } else {
      reference(code, r, 0);
    }
  }

  private static void mixInto(Code code, int hash) {
    code.get(hash).i64(31).op(Opcode.I64_MUL).op(Opcode.I64_ADD).set(hash);
  }

  // The function for the state of a unit.

  /** The body of {@link #STATE}. */
  Expr state() {
    var code = new Code();
    var locals = new OwnLocals(0);
    int hash = locals.of(World.I64);
    for (int global = 0; global < plan.globals().size(); global++) {
      if (global != plan.fuel) {
        code.op(Opcode.GLOBAL_GET, global);
        number(code, plan.globals().get(global).value(), locals, DEPTH);
        mixInto(code, hash);
      }
    }
    for (int table = 0; table < plan.tables().size(); table++) {
      table(code, table, hash, locals);
    }
    return code.get(hash).end().body(locals.types());
  }

  private void table(Code code, int index, int hash, OwnLocals locals) {
    PlannedTable table = plan.tables().get(index);
    ReferenceType type = table.type().element();
    for (int i = 0; i < Math.min(table.size(), ELEMENTS * 2); i++) {
      element(code, table, index, i);
      if (world.top(type) == AbstractHeapType.FUNC) {
        function(code, locals);
      } else {
        number(code, type, locals, DEPTH);
      }
      mixInto(code, hash);
    }
    code.op(Opcode.TABLE_SIZE, index);
    number(code, TableCode.indexType(table), locals, 0);
    mixInto(code, hash);
  }

  private static void element(Code code, PlannedTable table, int index, int element) {
    if (table.is64()) {
      code.i64(element);
    } else {
      code.i32(element);
    }
    code.op(Opcode.TABLE_GET, index);
  }

  /** Makes an i64 of a function reference: a bit for each type that it is of. */
  private void function(Code code, OwnLocals locals) {
    int local = locals.of(ReferenceType.FUNCREF);
    code.tee(local).op(Opcode.REF_IS_NULL).op(Opcode.I64_EXTEND_I32_U);
    for (int type : world.functions()) {
      code.get(local).op(Opcode.REF_TEST).out().type(new TypeIndex(type));
      code.op(Opcode.I64_EXTEND_I32_U).i64(type + 1).op(Opcode.I64_SHL).op(Opcode.I64_OR);
    }
  }

  /** Locals behind the parameters, one of each type. */
  private static final class OwnLocals implements Numbers.Locals {
    private final List<ValueType> types = new ArrayList<>();
    private final int parameters;

    OwnLocals(int parameters) {
      this.parameters = parameters;
    }

    @Override
    public int of(ValueType type) {
      int known = types.indexOf(type);
      if (known < 0) {
        types.add(type);
        known = types.size() - 1;
      }
      return parameters + known;
    }

    List<ValueType> types() {
      return types;
    }
  }
}
