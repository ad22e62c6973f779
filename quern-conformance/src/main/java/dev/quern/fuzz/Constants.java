package dev.quern.fuzz;

import dev.quern.internal.syntax.Opcode;
import dev.quern.type.AbstractHeapType;
import dev.quern.type.ArrayType;
import dev.quern.type.FieldType;
import dev.quern.type.FunctionType;
import dev.quern.type.HeapType;
import dev.quern.type.NumberType;
import dev.quern.type.ReferenceType;
import dev.quern.type.StorageType;
import dev.quern.type.StructType;
import dev.quern.type.TypeIndex;
import dev.quern.type.ValueType;
import dev.quern.type.VectorType;
import java.util.List;

/** Writes constant expressions, which are good in bodies as well. */
final class Constants {
  private static final int MAX_DEPTH = 3;

  private final UnitPlan plan;
  private final World world;
  private final Draw draw;

  Constants(UnitPlan plan) {
    this.plan = plan;
    this.world = plan.world;
    this.draw = plan.draw;
  }

  /** A value of a type. */
  Code write(Code code, ValueType type) {
    return write(code, type, 0);
  }

  /** The first value of a type: zero or null, if it has that. */
  Code zero(Code code, ValueType type) {
    return switch (type) {
      case NumberType n -> code.zero(n.letter());
      case VectorType v -> code.zero('V');
      case ReferenceType r when r.nullable() -> nullOf(code, r.heapType());
      case ReferenceType r -> nonNull(code, r.heapType(), MAX_DEPTH);
    };
  }

  private Code write(Code code, ValueType type, int depth) {
    return switch (type) {
      case NumberType n -> number(code, n);
      case VectorType v -> vector(code);
      case ReferenceType r when r.nullable() && (depth >= MAX_DEPTH || draw.chance(30)) ->
          nullOf(code, r.heapType());
      case ReferenceType r when world.top(r) == AbstractHeapType.EXN -> nullOf(code, r.heapType());
      case ReferenceType r when isBottom(r.heapType()) -> nullOf(code, r.heapType());
      case ReferenceType r -> nonNull(code, r.heapType(), depth);
    };
  }

  private static boolean isBottom(HeapType type) {
    return type == AbstractHeapType.NONE
        || type == AbstractHeapType.NOFUNC
        || type == AbstractHeapType.NOEXTERN;
  }

  private Code number(Code code, NumberType type) {
    if (draw.chance(8) && (type == NumberType.I32 || type == NumberType.I64)) {
      return extended(code, type);
    }
    return plain(code, type);
  }

  private Code plain(Code code, NumberType type) {
    return switch (type) {
      case I32 -> code.i32(draw.int32());
      case I64 -> code.i64(draw.int64());
      case F32 -> code.f32(draw.float32());
      case F64 -> code.f64(draw.float64());
    };
  }

  private Code extended(Code code, NumberType type) {
    plain(code, type);
    plain(code, type);
    return code.op(
        type == NumberType.I32
            ? draw.of(Opcode.I32_ADD, Opcode.I32_SUB, Opcode.I32_MUL)
            : draw.of(Opcode.I64_ADD, Opcode.I64_SUB, Opcode.I64_MUL));
  }

  private Code vector(Code code) {
    code.op(Opcode.V128_CONST).out().i64le(draw.int64()).i64le(draw.int64());
    return code;
  }

  private Code nullOf(Code code, HeapType type) {
    HeapType written = type;
    if (draw.chance(30)) {
      written =
          switch (world.top(new ReferenceType(true, type))) {
            case ANY -> AbstractHeapType.NONE;
            case FUNC -> AbstractHeapType.NOFUNC;
            case EXTERN -> AbstractHeapType.NOEXTERN;
            default -> type;
          };
    }
    code.op(Opcode.REF_NULL).out().type(written);
    return code;
  }

  private Code nonNull(Code code, HeapType type, int depth) {
    return switch (type.inexact()) {
      case TypeIndex(int index) -> concrete(code, index, depth);
      case AbstractHeapType a ->
          switch (a) {
            case FUNC -> code.op(Opcode.REF_FUNC, draw.choose(plan.callable()));
            case EXTERN -> extern(code, depth);
            case STRUCT -> concrete(code, draw.choose(world.structs()), depth);
            case ARRAY -> concrete(code, draw.choose(world.arrays()), depth);
            case ANY, EQ -> equatable(code, depth);
            default -> i31(code);
          };
      default -> throw new IllegalArgumentException("no constant of type " + type);
    };
  }

  private Code equatable(Code code, int depth) {
    return depth >= MAX_DEPTH || draw.chance(50)
        ? i31(code)
        : concrete(code, draw.choose(draw.of(world.structs(), world.arrays())), depth);
  }

  private Code i31(Code code) {
    return code.i32(draw.int32()).op(Opcode.REF_I31);
  }

  private Code extern(Code code, int depth) {
    List<Integer> strings = plan.stringConstants();
    return !strings.isEmpty() && draw.chance(50)
        ? code.op(Opcode.GLOBAL_GET, draw.choose(strings))
        : equatable(code, depth + 1).op(Opcode.EXTERN_CONVERT_ANY);
  }

  private Code concrete(Code code, int type, int depth) {
    return switch (world.composite(type)) {
      case FunctionType f -> code.op(Opcode.REF_FUNC, plan.functionOf(type));
      case StructType s -> struct(code, type, depth);
      case ArrayType a -> array(code, type, depth);
    };
  }

  private Code struct(Code code, int type, int depth) {
    List<FieldType> fields = world.fields(type);
    boolean isDefault =
        fields.stream().allMatch(f -> World.isDefaultable(f.storage()))
            && (depth >= MAX_DEPTH || draw.chance(20));
    if (!isDefault) {
      fields.forEach(f -> write(code, World.unpacked(f.storage()), depth + 1));
    }
    if (world.descriptor(type) >= 0) {
      concrete(code, world.descriptor(type), depth + 1);
      return code.op(isDefault ? Opcode.STRUCT_NEW_DEFAULT_DESC : Opcode.STRUCT_NEW_DESC, type);
    }
    return code.op(isDefault ? Opcode.STRUCT_NEW_DEFAULT : Opcode.STRUCT_NEW, type);
  }

  private Code array(Code code, int type, int depth) {
    StorageType element = world.element(type).storage();
    int length = 1 + draw.below(4);
    if (World.isDefaultable(element) && draw.chance(40)) {
      return code.i32(length).op(Opcode.ARRAY_NEW_DEFAULT, type);
    }
    if (draw.chance(50)) {
      write(code, World.unpacked(element), depth + 1);
      return code.i32(length).op(Opcode.ARRAY_NEW, type);
    }
    for (int i = 0; i < length; i++) {
      write(code, World.unpacked(element), depth + 1);
    }
    return code.op(Opcode.ARRAY_NEW_FIXED, type, length);
  }
}
