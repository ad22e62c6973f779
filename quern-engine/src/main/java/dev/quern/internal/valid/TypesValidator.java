package dev.quern.internal.valid;

import dev.quern.internal.syntax.DecodeLimits;
import dev.quern.internal.syntax.InvalidException;
import dev.quern.internal.syntax.Place;
import dev.quern.internal.syntax.UnsupportedException;
import dev.quern.type.ArrayType;
import dev.quern.type.CompositeType;
import dev.quern.type.DefinedType;
import dev.quern.type.Feature;
import dev.quern.type.FieldType;
import dev.quern.type.FunctionType;
import dev.quern.type.HeapType;
import dev.quern.type.RecursiveType;
import dev.quern.type.ReferenceType;
import dev.quern.type.StorageType;
import dev.quern.type.StructType;
import dev.quern.type.SubType;
import dev.quern.type.Subtyping;
import dev.quern.type.TypeIndex;
import dev.quern.type.ValueType;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks the type section (spec 3.2) and resolves it to canonical types. What resolving relies on
 * (indices, finality, order and depth of supertypes) is checked on the types as they are written;
 * whether a type matches its supertype is checked on the resolved ones.
 */
final class TypesValidator {
  private final DecodeLimits limits;
  private final Features features;
  private final TypeSpace space;
  private SubType[] written = new SubType[16];
  private int[] depths = new int[16];
  private int count;

  TypesValidator(DecodeLimits limits, Features features) {
    this.limits = limits;
    this.features = features;
    this.space = new TypeSpace(features);
  }

  TypeSpace validate(List<RecursiveType> groups) {
    for (RecursiveType group : groups) {
      group(group);
    }
    space.close();
    return space;
  }

  private void group(RecursiveType group) {
    int start = count;
    if (group.types().size() != 1) {
      features.require(Feature.GC, "recursive type group", place(start));
    }
    for (SubType type : group.types()) {
      append(type);
    }
    for (int i = start; i < count; i++) {
      declaration(i);
      clauses(i, start);
    }
    space.add(DefinedType.resolve(group, start, space.all()));
    for (int i = start; i < count; i++) {
      resolved(i);
    }
  }

  private void append(SubType type) {
    if (count == written.length) {
      written = Arrays.copyOf(written, count * 2);
      depths = Arrays.copyOf(depths, count * 2);
    }
    written[count++] = type;
  }

  private static Supplier<Place> place(int typeIndex) {
    return new Place.Part(Place.Part.Kind.TYPE, typeIndex);
  }

  private void declaration(int typeIndex) {
    SubType type = written[typeIndex];
    Supplier<Place> place = place(typeIndex);
    if (!type.isFinal() || !type.supertypes().isEmpty()) {
      features.require(Feature.GC, "subtype declaration", place);
    }
    if (type.supertypes().size() > 1) {
      throw new InvalidException(
          "sub type " + typeIndex + " has more than one super type", place.get());
    }
    for (HeapType supertype : type.supertypes()) {
      supertype(typeIndex, ((TypeIndex) supertype).index(), place);
    }
    CompositeType composite = type.composite();
    if (composite instanceof FunctionType f) {
      indices(f.parameters(), place);
      indices(f.results(), place);
    } else if (composite instanceof StructType s) {
      s.fields().forEach(f -> index(f.storage(), place));
    } else {
      index(((ArrayType) composite).element().storage(), place);
    }
  }

  private void indices(List<ValueType> types, Supplier<Place> place) {
    for (ValueType type : types) {
      index(type, place);
    }
  }

  private void supertype(int typeIndex, int superIndex, Supplier<Place> place) {
    if (superIndex < 0 || superIndex >= count) {
      throw TypeSpace.unknown(superIndex, place);
    }
    if (superIndex >= typeIndex) {
      throw new InvalidException(
          "forward use of type " + superIndex + " in sub type definition", place.get());
    }
    if (written[superIndex].isFinal()) {
      throw new InvalidException(
          "sub type " + typeIndex + " has final super type " + superIndex, place.get());
    }
    int depth = depths[superIndex] + 1;
    if (depth > limits.subtypeDepth()) {
      throw new UnsupportedException(
          "subtyping too deep: the limit is " + limits.subtypeDepth(), place.get());
    }
    depths[typeIndex] = depth;
  }

  /** The clauses of custom descriptors; both types are members of one group. */
  private void clauses(int typeIndex, int start) {
    SubType type = written[typeIndex];
    Supplier<Place> place = place(typeIndex);
    if (type.descriptor() instanceof TypeIndex(int descriptor)) {
      features.require(Feature.CUSTOM_DESCRIPTORS, "descriptor clause", place);
      check(
          descriptor >= start && descriptor < count, "descriptor type is outside rec group", place);
      check(
          isIndex(written[descriptor].described(), typeIndex),
          "type is not described by its descriptor",
          place);
      check(type.composite() instanceof StructType, "descriptor type must be a struct", place);
    }
    if (type.described() instanceof TypeIndex(int described)) {
      features.require(Feature.CUSTOM_DESCRIPTORS, "describes clause", place);
      check(described >= start && described < count, "described type is outside rec group", place);
      check(described < typeIndex, "forward use of described type", place);
      check(
          isIndex(written[described].descriptor(), typeIndex),
          "described type is not described by descriptor",
          place);
      check(type.composite() instanceof StructType, "described type must be a struct", place);
    }
  }

  private static boolean isIndex(@Nullable HeapType type, int typeIndex) {
    return type instanceof TypeIndex(int index) && index == typeIndex;
  }

  private static void check(boolean holds, String otherwise, Supplier<Place> place) {
    if (!holds) {
      throw new InvalidException(otherwise, place.get());
    }
  }

  private void index(StorageType type, Supplier<Place> place) {
    if (type instanceof ReferenceType ref
        && ref.heapType().inexact() instanceof TypeIndex index
        && (index.index() < 0 || index.index() >= count)) {
      throw TypeSpace.unknown(index.index(), place);
    }
  }

  private void resolved(int typeIndex) {
    DefinedType type = space.all().get(typeIndex);
    Supplier<Place> place = place(typeIndex);
    CompositeType composite = type.composite();
    if (composite instanceof FunctionType f) {
      function(f, place);
    } else if (composite instanceof StructType s) {
      features.require(Feature.GC, "struct type", place);
      s.fields().forEach(field -> feature(field, place));
    } else {
      features.require(Feature.GC, "array type", place);
      feature(((ArrayType) composite).element(), place);
    }
    DefinedType supertype = type.supertype();
    if (supertype != null) {
      matchSupertype(typeIndex, type, supertype);
    }
  }

  private void matchSupertype(int typeIndex, DefinedType type, DefinedType supertype) {
    Supplier<Place> place = place(typeIndex);
    DefinedType descriptor = type.descriptor();
    DefinedType superDescriptor = supertype.descriptor();
    DefinedType described = type.described();
    DefinedType superDescribed = supertype.described();
    SubType form = written[typeIndex];
    check(
        matches(type.composite(), supertype.composite())
            && (descriptor != null || superDescriptor == null)
            && (described == null) == (superDescribed == null),
        "sub type " + typeIndex + " does not match super type " + form.supertypes().getFirst(),
        place);
    check(
        descriptor == null || superDescriptor == null || descriptor.isSubtypeOf(superDescriptor),
        "descriptor type " + form.descriptor() + " does not match",
        place);
    check(
        described == null || superDescribed == null || described.isSubtypeOf(superDescribed),
        "described type " + form.described() + " does not match",
        place);
  }

  private void function(FunctionType type, Supplier<Place> place) {
    if (type.results().size() > 1) {
      features.require(Feature.MULTI_VALUE, "function type with several results", place);
    }
    for (ValueType parameter : type.parameters()) {
      features.require(parameter, place);
    }
    for (ValueType result : type.results()) {
      features.require(result, place);
    }
  }

  private void feature(FieldType field, Supplier<Place> place) {
    if (field.storage() instanceof ValueType type) {
      features.require(type, place);
    }
  }

  private static boolean matches(CompositeType sub, CompositeType type) {
    return switch (type) {
      case FunctionType f ->
          sub instanceof FunctionType g
              && matches(f.parameters(), g.parameters())
              && matches(g.results(), f.results());
      case StructType s -> sub instanceof StructType t && fieldsMatch(t.fields(), s.fields());
      case ArrayType a -> sub instanceof ArrayType b && matches(b.element(), a.element());
    };
  }

  private static boolean matches(List<ValueType> subs, List<ValueType> types) {
    if (subs.size() != types.size()) {
      return false;
    }
    for (int i = 0; i < types.size(); i++) {
      if (!Subtyping.matches(subs.get(i), types.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean fieldsMatch(List<FieldType> subs, List<FieldType> types) {
    if (subs.size() < types.size()) {
      return false;
    }
    for (int i = 0; i < types.size(); i++) {
      if (!matches(subs.get(i), types.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean matches(FieldType sub, FieldType type) {
    return sub.mutable() == type.mutable()
        && matches(sub.storage(), type.storage())
        && (!type.mutable() || matches(type.storage(), sub.storage()));
  }

  /** Whether values stored as {@code sub} may be taken for values stored as {@code type}. */
  static boolean matches(StorageType sub, StorageType type) {
    return sub == type
        || sub instanceof ValueType v && type instanceof ValueType w && Subtyping.matches(v, w);
  }
}
