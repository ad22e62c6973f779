package dev.quern.fuzz;

import dev.quern.type.AbstractHeapType;
import dev.quern.type.ArrayType;
import dev.quern.type.CompositeType;
import dev.quern.type.ExactType;
import dev.quern.type.Feature;
import dev.quern.type.FieldType;
import dev.quern.type.FunctionType;
import dev.quern.type.HeapType;
import dev.quern.type.NumberType;
import dev.quern.type.PackedType;
import dev.quern.type.RecursiveType;
import dev.quern.type.ReferenceType;
import dev.quern.type.StorageType;
import dev.quern.type.StructType;
import dev.quern.type.SubType;
import dev.quern.type.TypeIndex;
import dev.quern.type.ValueType;
import dev.quern.type.VectorType;
import java.util.ArrayList;
import java.util.List;

/**
 * The types that all units of a program have, at the same indices in each, so that they are the
 * same types everywhere. A unit adds function types of its own behind them.
 */
final class World {
  static final NumberType I32 = NumberType.I32;
  static final NumberType I64 = NumberType.I64;
  static final NumberType F32 = NumberType.F32;
  static final NumberType F64 = NumberType.F64;
  static final VectorType V128 = VectorType.V128;
  static final ReferenceType ANYREF = new ReferenceType(true, AbstractHeapType.ANY);
  static final ReferenceType EQREF = new ReferenceType(true, AbstractHeapType.EQ);
  static final ReferenceType I31REF = new ReferenceType(true, AbstractHeapType.I31);

  /** Index of {@code (array (mut i16))}, which the builtin functions for strings want. */
  static final int CODE_UNITS = 1;

  /** Index of {@code (func (param i32) (result i32))}, which the host calls. */
  static final int CALLBACK;

  /** Types of the elements of the arrays that every program has, all mutable. */
  private static final List<StorageType> ELEMENTS =
      List.of(
          PackedType.I8,
          PackedType.I16,
          I32,
          I64,
          F32,
          F64,
          V128,
          ANYREF,
          ReferenceType.FUNCREF,
          ReferenceType.EXTERNREF);

  static {
    CALLBACK = ELEMENTS.size();
  }

  final Draw draw;
  final Profile profile;
  private final List<RecursiveType> groups = new ArrayList<>();
  private final List<SubType> types = new ArrayList<>();

  /** Indices of the function types that functions are made of. */
  private final List<Integer> functions = new ArrayList<>();

  World(Draw draw, Profile profile) {
    this.draw = draw;
    this.profile = profile;
    ELEMENTS.forEach(e -> add(SubType.of(new ArrayType(new FieldType(e, true)))));
    functions.add(add(SubType.of(new FunctionType(List.of(I32), List.of(I32)))));
    add(
        new SubType(
            false,
            List.of(),
            new StructType(List.of(new FieldType(I32, true), new FieldType(PackedType.I8, true)))));
    for (int i = 1 + draw.below(3); i > 0; i--) {
      addGroup();
    }
    if (profile.has(Feature.CUSTOM_DESCRIPTORS)) {
      addDescribed();
    }
    for (int i = 4 + draw.below(5); i > 0; i--) {
      addFunction();
    }
  }

  /** A copy to which a unit can add. */
  World(World other) {
    this.draw = other.draw;
    this.profile = other.profile;
    groups.addAll(other.groups);
    types.addAll(other.types);
    functions.addAll(other.functions);
  }

  // Making types.

  private int add(SubType type) {
    groups.add(new RecursiveType(List.of(type)));
    types.add(type);
    return types.size() - 1;
  }

  /** A group of structs and arrays, which may refer to one another and extend earlier ones. */
  private void addGroup() {
    int size = 1 + draw.below(3);
    int start = types.size();
    var members = new ArrayList<SubType>();
    for (int i = 0; i < size; i++) {
      // Every member is known by its index before its fields are chosen.
      types.add(SubType.of(new StructType(List.of())));
    }
    for (int i = 0; i < size; i++) {
      SubType member = aggregate(start + i, start + size);
      types.set(start + i, member);
      members.add(member);
    }
    groups.add(new RecursiveType(members));
  }

  private SubType aggregate(int index, int end) {
    if (draw.chance(25)) {
      return new SubType(
          draw.chance(50), List.of(), new ArrayType(field(index, end, draw.chance(85))));
    }
    List<Integer> supertypes =
        structs().stream()
            .filter(i -> i < index && !types.get(i).isFinal() && descriptor(i) < 0)
            .toList();
    var fields = new ArrayList<FieldType>();
    List<HeapType> above = List.of();
    if (!supertypes.isEmpty() && draw.chance(60)) {
      int supertype = draw.choose(supertypes);
      above = List.of(new TypeIndex(supertype));
      fields.addAll(((StructType) composite(supertype)).fields());
    }
    for (int i = draw.below(4); i > 0; i--) {
      fields.add(field(index, end, draw.chance(70)));
    }
    return new SubType(draw.chance(25), above, new StructType(fields));
  }

  /** A field of the type with an index, in a group that ends before another. */
  private FieldType field(int index, int end, boolean isMutable) {
    if (draw.chance(20)) {
      return new FieldType(draw.of(PackedType.I8, PackedType.I16), isMutable);
    }
    if (draw.chance(20)) {
      // Only a null can refer to what is not there yet, so that there is a first value of each
      // type.
      return new FieldType(
          new ReferenceType(true, new TypeIndex(index + draw.below(end - index))), isMutable);
    }
    return new FieldType(value(index, true), isMutable);
  }

  private void addDescribed() {
    int index = types.size();
    var described =
        new SubType(
            true,
            List.of(),
            null,
            new TypeIndex(index + 1),
            new StructType(List.of(new FieldType(I32, true))));
    var descriptor =
        new SubType(
            true,
            List.of(),
            new TypeIndex(index),
            null,
            new StructType(List.of(new FieldType(I64, false))));
    groups.add(new RecursiveType(List.of(described, descriptor)));
    types.add(described);
    types.add(descriptor);
  }

  /**
   * A function type; often one with the results of another, so that there is something to tail
   * call.
   */
  private void addFunction() {
    if (functions.size() > 2 && draw.chance(25)) {
      addSubFunction();
      return;
    }
    List<ValueType> results =
        draw.chance(50)
            ? function(draw.choose(functions)).results()
            : values(draw.chance(8) ? 12 : 3);
    var type = new FunctionType(values(draw.chance(10) ? 30 : 5), results);
    functions.add(add(new SubType(draw.chance(50), List.of(), type)));
  }

  private void addSubFunction() {
    List<Integer> open = functions.stream().filter(i -> !types.get(i).isFinal()).toList();
    if (!open.isEmpty()) {
      int supertype = draw.choose(open);
      functions.add(
          add(
              new SubType(
                  draw.chance(50), List.of(new TypeIndex(supertype)), composite(supertype))));
    }
  }

  /** The index of a function type for a block, a tag or the like, which is added if it is new. */
  int type(FunctionType wanted) {
    SubType plain = SubType.of(wanted);
    int known = types.lastIndexOf(plain);
    return known >= 0 ? known : add(plain);
  }

  // Choosing types.

  /** Types of values, at most so many. */
  List<ValueType> values(int most) {
    var list = new ArrayList<ValueType>();
    for (int i = draw.below(most + 1); i > 0; i--) {
      list.add(value());
    }
    return list;
  }

  /** A type of values, numbers more often. */
  ValueType value() {
    return value(types.size(), false);
  }

  private ValueType value(int end, boolean isField) {
    int kind = draw.below(100);
    if (kind < 65) {
      return draw.of(I32, I32, I32, I64, I64, I64, F32, F64, F64);
    }
    if (kind < 73) {
      return V128;
    }
    if (kind < 88) {
      return draw.of(
          ANYREF,
          EQREF,
          I31REF,
          new ReferenceType(true, AbstractHeapType.STRUCT),
          new ReferenceType(true, AbstractHeapType.ARRAY),
          ReferenceType.FUNCREF,
          ReferenceType.EXTERNREF,
          new ReferenceType(false, AbstractHeapType.ANY),
          new ReferenceType(false, AbstractHeapType.EQ),
          new ReferenceType(false, AbstractHeapType.I31),
          new ReferenceType(false, AbstractHeapType.EXTERN),
          new ReferenceType(false, AbstractHeapType.FUNC),
          new ReferenceType(true, AbstractHeapType.NONE));
    }
    if (kind < 90 && profile.hasTryTable() && !isField) {
      return ReferenceType.EXNREF;
    }
    // A function type may be mentioned by those behind it; functions of the last ones are none's.
    return new ReferenceType(draw.chance(70), new TypeIndex(concrete(end)));
  }

  private int concrete(int end) {
    int index = draw.below(end);
    while (composite(index) instanceof FunctionType && !functions.contains(index)) {
      index = draw.below(end);
    }
    return index;
  }

  // What there is.

  List<RecursiveType> groups() {
    return groups;
  }

  List<Integer> functions() {
    return functions;
  }

  SubType get(int index) {
    return types.get(index);
  }

  int size() {
    return types.size();
  }

  CompositeType composite(int index) {
    return types.get(index).composite();
  }

  FunctionType function(int index) {
    return (FunctionType) composite(index);
  }

  /** The type whose objects describe those of a type, or -1. */
  int descriptor(int type) {
    return types.get(type).descriptor() instanceof TypeIndex(int index) ? index : -1;
  }

  /** Indices of the struct types with descriptors. */
  List<Integer> described() {
    return structs().stream().filter(s -> descriptor(s) >= 0).toList();
  }

  /** Whether values of a storage type have a first value: zero or null. */
  static boolean isDefaultable(StorageType type) {
    return !(type instanceof ReferenceType reference) || reference.nullable();
  }

  /** The type of what is put into a field and, but for packed ones, taken out. */
  static ValueType unpacked(StorageType type) {
    return switch (type) {
      case PackedType p -> I32;
      case ValueType v -> v;
    };
  }

  List<FieldType> fields(int struct) {
    return ((StructType) composite(struct)).fields();
  }

  FieldType element(int array) {
    return ((ArrayType) composite(array)).element();
  }

  /** Indices of all struct types. */
  List<Integer> structs() {
    return indices(StructType.class);
  }

  /** Indices of all array types. */
  List<Integer> arrays() {
    return indices(ArrayType.class);
  }

  private List<Integer> indices(Class<? extends CompositeType> kind) {
    var found = new ArrayList<Integer>();
    for (int i = 0; i < types.size(); i++) {
      if (kind.isInstance(composite(i))) {
        found.add(i);
      }
    }
    return found;
  }

  // Subtyping, spec 3.3.

  boolean isSubtype(ValueType type, ValueType other) {
    if (type instanceof ReferenceType a && other instanceof ReferenceType b) {
      return (b.nullable() || !a.nullable()) && isSubtype(a.heapType(), b.heapType());
    }
    return type.equals(other);
  }

  boolean areSubtypes(List<? extends ValueType> list, List<? extends ValueType> others) {
    if (list.size() != others.size()) {
      return false;
    }
    for (int i = 0; i < list.size(); i++) {
      if (!isSubtype(list.get(i), others.get(i))) {
        return false;
      }
    }
    return true;
  }

  boolean isSubtype(HeapType type, HeapType other) {
    if (other instanceof ExactType) {
      return type.equals(other);
    }
    if (type instanceof ExactType exact) {
      return isSubtype(exact.type(), other);
    }
    if (type instanceof TypeIndex(int index)) {
      return other instanceof TypeIndex(int above)
          ? isBelow(index, above)
          : other instanceof AbstractHeapType a && kind(index).isSubtypeOf(a);
    }
    var bottom = (AbstractHeapType) type;
    return other instanceof TypeIndex(int index)
        ? isBottom(bottom) && bottom.top() == kind(index).top()
        : bottom.isSubtypeOf((AbstractHeapType) other);
  }

  private static boolean isBottom(AbstractHeapType type) {
    return switch (type) {
      case NONE, NOFUNC, NOEXTERN, NOEXN -> true;
      default -> false;
    };
  }

  private boolean isBelow(int type, int other) {
    for (int i = type; ; i = ((TypeIndex) types.get(i).supertypes().getFirst()).index()) {
      if (i == other) {
        return true;
      }
      if (types.get(i).supertypes().isEmpty()) {
        return false;
      }
    }
  }

  private AbstractHeapType kind(int index) {
    return switch (composite(index)) {
      case FunctionType f -> AbstractHeapType.FUNC;
      case StructType s -> AbstractHeapType.STRUCT;
      case ArrayType a -> AbstractHeapType.ARRAY;
    };
  }

  /** The top type of a reference type's hierarchy. */
  AbstractHeapType top(ReferenceType type) {
    return type.heapType().inexact() instanceof TypeIndex(int index)
        ? kind(index).top()
        : ((AbstractHeapType) type.heapType()).top();
  }
}
