package dev.quern.fuzz;

import dev.quern.internal.syntax.Module.Mode;
import dev.quern.internal.syntax.Opcode;
import dev.quern.type.AbstractHeapType;
import dev.quern.type.ArrayType;
import dev.quern.type.ExactType;
import dev.quern.type.FieldType;
import dev.quern.type.FunctionType;
import dev.quern.type.HeapType;
import dev.quern.type.PackedType;
import dev.quern.type.ReferenceType;
import dev.quern.type.StorageType;
import dev.quern.type.StructType;
import dev.quern.type.TypeIndex;
import dev.quern.type.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Writes instructions that make and use objects and other references. */
final class ObjectCode {
  private static final ReferenceType SOME_I31 = new ReferenceType(false, AbstractHeapType.I31);
  private static final ReferenceType SOME_ANY = new ReferenceType(false, AbstractHeapType.ANY);
  private static final ReferenceType SOME_EXTERN =
      new ReferenceType(false, AbstractHeapType.EXTERN);

  private final Body body;
  private final Code code;
  private final Draw draw;
  private final UnitPlan plan;
  private final World world;

  /** A field of a struct type. */
  private record Field(int type, int index, FieldType field) {}

  ObjectCode(Body body) {
    this.body = body;
    this.code = body.code;
    this.draw = body.draw;
    this.plan = body.plan;
    this.world = body.world;
  }

  /** Some instruction for objects. */
  void step() {
    write(
        draw.of(
            Opcode.STRUCT_GET,
            Opcode.STRUCT_GET_S,
            Opcode.STRUCT_SET,
            Opcode.STRUCT_SET,
            Opcode.ARRAY_GET,
            Opcode.ARRAY_GET_U,
            Opcode.ARRAY_SET,
            Opcode.ARRAY_SET,
            Opcode.ARRAY_COPY,
            Opcode.REF_TEST,
            Opcode.REF_CAST,
            Opcode.REF_EQ));
  }

  // Values.

  /** Pushes a value of a reference type of which there is not only null. */
  void compute(ReferenceType type, int depth) {
    int kind = draw.below(100);
    if (kind < 20 && !type.nullable()) {
      orElse(type, depth);
    } else if (kind < 35 && isCastable(type)) {
      castOrElse(type, depth);
    } else if (kind < 45 && body.tables.get(new ReferenceType(true, type.heapType()))) {
      if (!type.nullable()) {
        insteadOfNull(type, depth);
      }
    } else {
      make(type, depth);
    }
  }

  private boolean isCastable(ReferenceType type) {
    return world.top(type) == AbstractHeapType.ANY && type.heapType() != AbstractHeapType.ANY;
  }

  /** A value that may be null, or another one in its place. */
  private void orElse(ReferenceType type, int depth) {
    body.push(new ReferenceType(true, type.heapType()), depth);
    insteadOfNull(type, depth);
  }

  /** Replaces the value on the stack by another one if it is null. */
  private void insteadOfNull(ReferenceType type, int depth) {
    if (draw.chance(4)) {
      code.op(Opcode.REF_AS_NON_NULL);
      body.replace(1, type);
      return;
    }
    int local = body.temporary(new ReferenceType(true, type.heapType()));
    code.set(local).enter(Opcode.BLOCK, type).get(local).op(Opcode.BR_ON_NON_NULL, 0);
    body.pop(1);
    alternative(type, depth);
  }

  /** The rest of a block that has a value of a type if control comes here. */
  private void alternative(ReferenceType type, int depth) {
    // What is made in the block must not take what lies below it.
    int height = body.stack.size();
    body.frames.add(new Body.Frame(List.of(type), List.of(type), height));
    if (draw.chance(60)) {
      body.constant(type);
    } else {
      make(type, depth + 1);
    }
    code.end();
    body.frames.removeLast();
    while (body.stack.size() > height) {
      body.stack.removeLast();
    }
    body.stack.add(type);
  }

  /** A value of a more general type, if the cast of it succeeds, or else another one. */
  private void castOrElse(ReferenceType type, int depth) {
    ReferenceType source = wider(type);
    body.push(source, depth);
    int local = body.temporary(World.ANYREF);
    code.set(local).enter(Opcode.BLOCK, type).get(local);
    brCast(Opcode.BR_ON_CAST, 0, World.ANYREF, type);
    code.op(Opcode.DROP);
    body.pop(1);
    alternative(type, depth);
  }

  private ReferenceType wider(ReferenceType type) {
    HeapType heap = draw.of(AbstractHeapType.ANY, AbstractHeapType.EQ, type.heapType());
    return new ReferenceType(type.nullable() || draw.chance(30), heap);
  }

  private void brCast(Opcode opcode, int label, ReferenceType source, ReferenceType target) {
    code.op(opcode)
        .out()
        .u8((source.nullable() ? 1 : 0) | (target.nullable() ? 2 : 0))
        .u32(label)
        .type(source.heapType())
        .type(target.heapType());
  }

  /** A new value. */
  private void make(ReferenceType type, int depth) {
    switch (type.heapType()) {
      case TypeIndex(int index) -> make(index, depth);
      case AbstractHeapType a -> {
        switch (a) {
          case I31 -> i31(depth);
          case ANY, EQ -> equatable(a, depth);
          case STRUCT -> make(draw.choose(world.structs()), depth);
          case ARRAY -> make(draw.choose(world.arrays()), depth);
          case EXTERN -> externalise(depth);
          default -> body.constant(type);
        }
      }
      default -> body.constant(type);
    }
  }

  private void i31(int depth) {
    body.push(World.I32, depth);
    code.op(Opcode.REF_I31);
    body.replace(1, SOME_I31);
  }

  private void equatable(AbstractHeapType type, int depth) {
    if (draw.chance(30)) {
      i31(depth);
    } else if (type == AbstractHeapType.ANY && draw.chance(20)) {
      body.push(SOME_EXTERN, depth);
      code.op(Opcode.ANY_CONVERT_EXTERN);
      body.replace(1, SOME_ANY);
    } else {
      make(draw.choose(draw.of(world.structs(), world.arrays())), depth);
    }
  }

  private void externalise(int depth) {
    if (draw.chance(40)) {
      body.constant(SOME_EXTERN);
    } else {
      body.push(SOME_ANY, depth);
      code.op(Opcode.EXTERN_CONVERT_ANY);
      body.replace(1, SOME_EXTERN);
    }
  }

  private void make(int type, int depth) {
    switch (world.composite(type)) {
      case FunctionType f -> {
        code.op(Opcode.REF_FUNC, plan.functionOf(type));
        body.stack.add(Body.reference(false, type));
      }
      case StructType s -> makeStruct(type, depth);
      case ArrayType a -> makeArray(type, depth);
    }
  }

  private void makeStruct(int type, int depth) {
    List<FieldType> fields = world.fields(type);
    boolean isDefault =
        draw.chance(20) && fields.stream().allMatch(f -> World.isDefaultable(f.storage()));
    if (!isDefault) {
      fields.forEach(f -> body.push(World.unpacked(f.storage()), depth + 1));
    }
    boolean isDescribed = world.descriptor(type) >= 0;
    if (isDescribed) {
      descriptor(type, true);
      code.op(isDefault ? Opcode.STRUCT_NEW_DEFAULT_DESC : Opcode.STRUCT_NEW_DESC, type);
    } else {
      code.op(isDefault ? Opcode.STRUCT_NEW_DEFAULT : Opcode.STRUCT_NEW, type);
    }
    body.replace(
        (isDefault ? 0 : fields.size()) + (isDescribed ? 1 : 0), Body.reference(false, type));
  }

  /** Pushes a descriptor of a type, one of a few. */
  private void descriptor(int type, boolean isExact) {
    int described = world.descriptor(type);
    var exact = new ReferenceType(false, new ExactType(new TypeIndex(described)));
    List<Integer> known = UnitPlan.indices(plan.globals(), g -> g.value().equals(exact));
    if (!isExact && draw.chance(10)) {
      body.push(Body.reference(true, described), 3);
    } else {
      code.op(Opcode.GLOBAL_GET, draw.choose(known));
      body.stack.add(Body.reference(false, described));
    }
  }

  private void makeArray(int type, int depth) {
    StorageType element = world.element(type).storage();
    ValueType value = World.unpacked(element);
    switch (draw.below(5)) {
      case 0 -> {
        if (World.isDefaultable(element)) {
          length();
          code.op(Opcode.ARRAY_NEW_DEFAULT, type);
          body.replace(1, Body.reference(false, type));
        } else {
          makeFixed(type, value, depth);
        }
      }
      case 1 -> makeFixed(type, value, depth);
      case 2 -> {
        if (!makeOfSegment(type, element)) {
          makeFixed(type, value, depth);
        }
      }
      default -> {
        body.push(value, depth + 1);
        length();
        code.op(Opcode.ARRAY_NEW, type);
        body.replace(2, Body.reference(false, type));
      }
    }
  }

  private void makeFixed(int type, ValueType value, int depth) {
    int count = body.dares(3) ? 0 : 1 + draw.below(5);
    for (int i = 0; i < count; i++) {
      body.push(value, depth + 1);
    }
    code.op(Opcode.ARRAY_NEW_FIXED, type, count);
    body.replace(count, Body.reference(false, type));
  }

  private boolean makeOfSegment(int type, StorageType element) {
    if (element instanceof ReferenceType reference) {
      List<Integer> segments = TableCode.passive(plan, reference);
      if (segments.isEmpty()) {
        return false;
      }
      int segment = draw.choose(segments);
      body.tables.segmentPart(segment, 8);
      code.op(Opcode.ARRAY_NEW_ELEM, type, segment);
    } else {
      int segment = draw.choose(passiveData());
      body.memory.segmentPart(segment, width(element));
      code.op(Opcode.ARRAY_NEW_DATA, type, segment);
    }
    body.replace(2, Body.reference(false, type));
    return true;
  }

  private List<Integer> passiveData() {
    return UnitPlan.indices(plan.data(), d -> d.mode() == Mode.PASSIVE);
  }

  /** The bytes of an element. */
  private static int width(StorageType type) {
    return switch (type) {
      case PackedType p -> p == PackedType.I8 ? 1 : 2;
      case ValueType v -> v == World.V128 ? 16 : v == World.I32 || v == World.F32 ? 4 : 8;
    };
  }

  /** Pushes the length of a new array. */
  private void length() {
    if (draw.chance(60)) {
      code.i32(1 + draw.below(draw.chance(5) ? 200 : 8));
      body.stack.add(World.I32);
    } else {
      body.push(World.I32, 2);
      code.i32(7).op(Opcode.I32_AND).i32(1).op(Opcode.I32_OR);
    }
  }

  /** Pushes the value of a field or element of a type, if there is one. */
  boolean fieldOf(ValueType type) {
    List<Field> fields =
        fields(f -> f.storage() instanceof ValueType v && world.isSubtype(v, type));
    if (!fields.isEmpty() && draw.chance(50)) {
      structGet(Opcode.STRUCT_GET, draw.choose(fields));
      return true;
    }
    List<Integer> arrays =
        world.arrays().stream()
            .filter(
                a -> world.element(a).storage() instanceof ValueType v && world.isSubtype(v, type))
            .toList();
    if (arrays.isEmpty()) {
      return false;
    }
    arrayGet(Opcode.ARRAY_GET, draw.choose(arrays));
    return true;
  }

  // Instructions.

  /** Writes an instruction for objects, if there is a type for it. */
  void write(Opcode opcode) {
    switch (opcode) {
      case REF_NULL -> refNull();
      case REF_IS_NULL -> {
        body.need(reference());
        code.op(opcode);
        body.replace(1, World.I32);
      }
      case REF_FUNC -> make(draw.choose(world.functions()), 1);
      case REF_EQ -> {
        body.need(World.EQREF, World.EQREF);
        code.op(opcode);
        body.replace(2, World.I32);
      }
      case REF_AS_NON_NULL -> asNonNull();
      case REF_I31 -> i31(1);
      case I31_GET_S, I31_GET_U -> {
        body.need(body.dares(2) ? World.I31REF : SOME_I31);
        code.op(opcode);
        body.replace(1, World.I32);
      }
      case ANY_CONVERT_EXTERN -> convert(opcode, ReferenceType.EXTERNREF, World.ANYREF);
      case EXTERN_CONVERT_ANY -> convert(opcode, World.ANYREF, ReferenceType.EXTERNREF);
      case REF_TEST, REF_TEST_NULL -> test(opcode);
      case REF_CAST, REF_CAST_NULL -> cast(opcode);
      case REF_GET_DESC, REF_CAST_DESC_EQ, REF_CAST_DESC_EQ_NULL -> described(opcode);
      default -> {
        if (opcode.text().startsWith("struct.")) {
          struct(opcode);
        } else if (opcode.text().startsWith("array.")) {
          array(opcode);
        } else {
          throw new IllegalArgumentException("nobody writes " + opcode);
        }
      }
    }
  }

  /** A reference type that values are made of. */
  private ReferenceType reference() {
    while (true) {
      if (world.value() instanceof ReferenceType r) {
        return r;
      }
    }
  }

  private void refNull() {
    ReferenceType type = reference();
    code.op(Opcode.REF_NULL).out().type(type.heapType());
    body.stack.add(new ReferenceType(true, type.heapType()));
  }

  private void asNonNull() {
    ReferenceType type = reference();
    while (isOnlyNull(type)) {
      type = reference();
    }
    body.need(new ReferenceType(body.dares(2), type.heapType()));
    code.op(Opcode.REF_AS_NON_NULL);
    body.replace(1, new ReferenceType(false, type.heapType()));
  }

  private boolean isOnlyNull(ReferenceType type) {
    return world.top(type) == AbstractHeapType.EXN || type.heapType() == AbstractHeapType.NONE;
  }

  private void convert(Opcode opcode, ReferenceType from, ReferenceType to) {
    boolean nullable = draw.chance(50);
    body.need(new ReferenceType(nullable, from.heapType()));
    boolean isNullable = ((ReferenceType) body.top()).nullable();
    code.op(opcode);
    body.replace(1, new ReferenceType(isNullable, to.heapType()));
  }

  // Casts.

  /** A type to cast to, and one to cast from. */
  private record Cast(ReferenceType source, ReferenceType target) {}

  private Cast cast() {
    ReferenceType target = reference();
    while (world.top(target) == AbstractHeapType.EXN) {
      target = reference();
    }
    AbstractHeapType top = world.top(target);
    HeapType from =
        top == AbstractHeapType.ANY && draw.chance(30) && isEquatable(target)
            ? AbstractHeapType.EQ
            : top;
    return new Cast(new ReferenceType(true, from), target);
  }

  private boolean isEquatable(ReferenceType type) {
    return world.isSubtype(type, World.EQREF);
  }

  private void test(Opcode opcode) {
    Cast cast = cast();
    // Half of the time what is tested is what is asked for, or null.
    body.need(draw.chance(50) ? new ReferenceType(true, cast.target().heapType()) : cast.source());
    code.op(opcode).out().type(cast.target().heapType());
    body.replace(1, World.I32);
  }

  /** A cast that succeeds, as a rule. */
  private void cast(Opcode opcode) {
    Cast cast = cast();
    boolean nullable = opcode == Opcode.REF_CAST_NULL;
    var target = new ReferenceType(nullable, cast.target().heapType());
    if (!isOnlyNull(target) && body.dares(3)) {
      if (draw.chance(50)) {
        code.op(Opcode.REF_NULL).out().type(cast.source().heapType());
        body.stack.add(cast.source());
      } else {
        body.need(cast.source());
      }
    } else if (isOnlyNull(target)) {
      body.need(new ReferenceType(true, target.heapType()));
      forget(cast.source());
      code.op(Opcode.REF_CAST_NULL).out().type(target.heapType());
      body.replace(1, new ReferenceType(true, target.heapType()));
      return;
    } else {
      body.need(target);
      forget(cast.source());
    }
    code.op(opcode).out().type(target.heapType());
    body.replace(1, target);
  }

  /** Makes a value of a more general type of the one on the stack. */
  private void forget(ReferenceType type) {
    if (draw.chance(50)) {
      int local = body.temporary(type);
      code.set(local).get(local);
      body.replace(1, type);
    }
  }

  private void described(Opcode opcode) {
    List<Integer> types = world.described();
    int type = draw.choose(types);
    int descriptor = world.descriptor(type);
    if (opcode == Opcode.REF_GET_DESC) {
      body.need(Body.reference(body.dares(3), type));
      code.op(opcode, type);
      body.replace(1, Body.reference(false, descriptor));
      return;
    }
    boolean nullable = opcode == Opcode.REF_CAST_DESC_EQ_NULL;
    if (draw.chance(15)) {
      body.push(Body.reference(nullable, type), 1);
      descriptor(type, false);
    } else {
      // The descriptor of the very object.
      int local = body.temporary(Body.reference(true, type));
      body.push(Body.reference(false, type), 1);
      code.tee(local).get(local).op(Opcode.REF_GET_DESC, type);
      body.stack.add(Body.reference(false, descriptor));
    }
    code.op(opcode).out().type(new TypeIndex(type));
    body.replace(2, Body.reference(nullable, type));
  }

  /** A branch by a cast, out of a block of its own or of one that fits. */
  void branchOnCast(Opcode opcode) {
    switch (opcode) {
      case BR_ON_CAST -> branch(opcode, cast());
      case BR_ON_CAST_FAIL -> branch(opcode, cast());
      default -> {
        List<Integer> types = world.described();
        var target = Body.reference(draw.chance(30), draw.choose(types));
        branch(opcode, new Cast(World.ANYREF, target));
      }
    }
  }

  private void branch(Opcode opcode, Cast cast) {
    boolean isFail = opcode == Opcode.BR_ON_CAST_FAIL || opcode == Opcode.BR_ON_CAST_DESC_EQ_FAIL;
    ReferenceType source = cast.source();
    ReferenceType target = cast.target();
    boolean isNullLeft = source.nullable() && !target.nullable();
    var rest = new ReferenceType(isNullLeft, source.heapType());
    ReferenceType onBranch = isFail ? rest : target;
    ReferenceType onward = isFail ? target : rest;
    body.push(draw.chance(50) ? new ReferenceType(true, target.heapType()) : source, 1);
    int local = body.temporary(source);
    code.set(local).enter(Opcode.BLOCK, onBranch).get(local);
    body.pop(1);
    int height = body.stack.size();
    body.frames.add(new Body.Frame(List.of(onBranch), List.of(onBranch), height));
    if (opcode == Opcode.BR_ON_CAST_DESC_EQ || opcode == Opcode.BR_ON_CAST_DESC_EQ_FAIL) {
      body.stack.add(source);
      descriptor(((TypeIndex) target.heapType()).index(), false);
      body.pop(2);
    }
    brCast(opcode, 0, source, target);
    body.stack.add(onward);
    body.steps(draw.below(3));
    body.settle();
    code.end();
    body.frames.removeLast();
    while (body.stack.size() > height) {
      body.stack.removeLast();
    }
    body.stack.add(onBranch);
  }

  // Structs.

  private List<Field> fields(Predicate<FieldType> fits) {
    var found = new ArrayList<Field>();
    for (int type : world.structs()) {
      List<FieldType> all = world.fields(type);
      for (int i = 0; i < all.size(); i++) {
        if (fits.test(all.get(i))) {
          found.add(new Field(type, i, all.get(i)));
        }
      }
    }
    return found;
  }

  private void struct(Opcode opcode) {
    switch (opcode) {
      case STRUCT_NEW, STRUCT_NEW_DEFAULT -> makeStruct(draw.choose(world.structs()), 1);
      case STRUCT_NEW_DESC, STRUCT_NEW_DEFAULT_DESC ->
          makeStruct(draw.choose(world.described()), 1);
      case STRUCT_GET -> get(opcode, fields(f -> f.storage() instanceof ValueType));
      case STRUCT_GET_S, STRUCT_GET_U ->
          get(opcode, fields(f -> f.storage() instanceof PackedType));
      default -> set(fields(FieldType::mutable));
    }
  }

  private void get(Opcode opcode, List<Field> fields) {
    if (!fields.isEmpty()) {
      structGet(opcode, draw.choose(fields));
    }
  }

  private void structGet(Opcode opcode, Field field) {
    body.need(Body.reference(body.dares(1), field.type()));
    code.op(opcode, field.type(), field.index());
    body.replace(1, World.unpacked(field.field().storage()));
  }

  private void set(List<Field> fields) {
    if (!fields.isEmpty()) {
      Field field = draw.choose(fields);
      body.need(
          Body.reference(body.dares(1), field.type()), World.unpacked(field.field().storage()));
      code.op(Opcode.STRUCT_SET, field.type(), field.index());
      body.pop(2);
    }
  }

  // Arrays.

  private void array(Opcode opcode) {
    switch (opcode) {
      case ARRAY_NEW, ARRAY_NEW_DEFAULT, ARRAY_NEW_FIXED -> makeArray(choose(f -> true), 1);
      case ARRAY_NEW_DATA -> makeOf(f -> !(f.storage() instanceof ReferenceType));
      case ARRAY_NEW_ELEM -> makeOf(f -> f.storage() instanceof ReferenceType);
      case ARRAY_GET -> arrayGet(opcode, choose(f -> f.storage() instanceof ValueType));
      case ARRAY_GET_S, ARRAY_GET_U ->
          arrayGet(opcode, choose(f -> f.storage() instanceof PackedType));
      case ARRAY_SET -> {
        int type = choose(FieldType::mutable);
        arrayAndIndex(type);
        body.push(World.unpacked(world.element(type).storage()), 1);
        code.op(opcode, type);
        body.pop(3);
      }
      case ARRAY_LEN -> {
        body.need(new ReferenceType(body.dares(1), AbstractHeapType.ARRAY));
        code.op(opcode);
        body.replace(1, World.I32);
      }
      case ARRAY_FILL -> fill();
      case ARRAY_COPY -> copy();
      case ARRAY_INIT_DATA -> init(f -> !(f.storage() instanceof ReferenceType));
      default -> init(f -> f.storage() instanceof ReferenceType);
    }
  }

  private int choose(Predicate<FieldType> fits) {
    return draw.choose(world.arrays().stream().filter(a -> fits.test(world.element(a))).toList());
  }

  private void makeOf(Predicate<FieldType> fits) {
    int type = choose(fits);
    makeOfSegment(type, world.element(type).storage());
  }

  private void arrayGet(Opcode opcode, int type) {
    arrayAndIndex(type);
    code.op(opcode, type);
    body.replace(2, World.unpacked(world.element(type).storage()));
  }

  /** Pushes an array and an index into it, nearly always. */
  private void arrayAndIndex(int type) {
    arrayAndIndex(type, body.dares(1));
  }

  private void arrayAndIndex(int type, boolean mayBeNull) {
    body.need(Body.reference(mayBeNull, type));
    int array = body.temporary(Body.reference(true, type));
    code.tee(array);
    // So deep in the tree that it needs no other array, which the same local would hold.
    body.push(World.I32, Body.MAX_TREE + 1);
    if (!body.dares(1)) {
      // The rest by the length or, where that is 0, by 1.
      code.get(array).op(Opcode.ARRAY_LEN);
      code.get(array).op(Opcode.ARRAY_LEN).op(Opcode.I32_EQZ).op(Opcode.I32_OR);
      code.op(Opcode.I32_REM_U);
    }
  }

  /** Pushes a short length. */
  private void count() {
    code.i32(draw.below(2));
    body.stack.add(World.I32);
  }

  private void fill() {
    int type = choose(FieldType::mutable);
    arrayAndIndex(type);
    body.push(World.unpacked(world.element(type).storage()), 1);
    count();
    code.op(Opcode.ARRAY_FILL, type);
    body.pop(4);
  }

  private void copy() {
    int to = choose(FieldType::mutable);
    StorageType element = world.element(to).storage();
    List<Integer> sources =
        world.arrays().stream().filter(a -> isCopied(world.element(a).storage(), element)).toList();
    int from = draw.chance(60) ? to : draw.choose(sources);
    arrayAndIndex(to);
    // V8 looks for null here behind the bounds of the other array, the specification in front.
    arrayAndIndex(from, false);
    count();
    code.op(Opcode.ARRAY_COPY, to, from);
    body.pop(5);
  }

  private boolean isCopied(StorageType from, StorageType to) {
    return from instanceof ValueType a && to instanceof ValueType b
        ? world.isSubtype(a, b)
        : from.equals(to);
  }

  private void init(Predicate<FieldType> fits) {
    int type = choose(f -> f.mutable() && fits.test(f));
    StorageType element = world.element(type).storage();
    boolean isReference = element instanceof ReferenceType;
    List<Integer> segments =
        element instanceof ReferenceType r ? TableCode.passive(plan, r) : passiveData();
    if (segments.isEmpty()) {
      return;
    }
    int segment = draw.choose(segments);
    arrayAndIndex(type);
    code.i32(0);
    count();
    code.op(isReference ? Opcode.ARRAY_INIT_ELEM : Opcode.ARRAY_INIT_DATA, type, segment);
    body.pop(3);
  }
}
