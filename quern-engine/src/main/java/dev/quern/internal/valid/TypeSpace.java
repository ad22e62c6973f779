package dev.quern.internal.valid;

import dev.quern.internal.syntax.InvalidException;
import dev.quern.internal.syntax.Place;
import dev.quern.type.ArrayType;
import dev.quern.type.DefinedType;
import dev.quern.type.ExactType;
import dev.quern.type.Feature;
import dev.quern.type.FunctionType;
import dev.quern.type.HeapType;
import dev.quern.type.ReferenceType;
import dev.quern.type.StructType;
import dev.quern.type.TypeIndex;
import dev.quern.type.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The index space of a module's types, resolved. Shared by all threads that validate bodies: the
 * caches hold immutable objects, and it does no harm if two threads fill the same place.
 *
 * <p>Methods that check an index take the place to name in the error.
 */
final class TypeSpace {
  private final Features features;
  private final List<DefinedType> types = new ArrayList<>();
  private BlockType[] blockTypes = {};
  private ReferenceType[] nullable = {};
  private ReferenceType[] nonNull = {};

  TypeSpace(Features features) {
    this.features = features;
  }

  /** Appends a resolved group. */
  void add(List<DefinedType> group) {
    types.addAll(group);
  }

  /** Makes room for the caches, once all types have been added. */
  void close() {
    blockTypes = new BlockType[types.size()];
    nullable = new ReferenceType[types.size()];
    nonNull = new ReferenceType[types.size()];
  }

  /** All types, by type index. */
  List<DefinedType> all() {
    return types;
  }

  DefinedType get(int typeIndex, Supplier<Place> place) {
    if (typeIndex < 0 || typeIndex >= types.size()) {
      throw unknown(typeIndex, place);
    }
    return types.get(typeIndex);
  }

  static InvalidException unknown(int typeIndex, Supplier<Place> place) {
    return new InvalidException("unknown type " + Integer.toUnsignedString(typeIndex), place.get());
  }

  /** The arrow of a function type. */
  BlockType function(int typeIndex, Supplier<Place> place) {
    DefinedType type = get(typeIndex, place);
    BlockType known = blockTypes[typeIndex];
    if (known == null) {
      if (!(type.composite() instanceof FunctionType function)) {
        throw new InvalidException("non-function type " + typeIndex, place.get());
      }
      known = BlockType.of(function);
      blockTypes[typeIndex] = known;
    }
    return known;
  }

  /** The arrow of a struct type's constructor: all fields, unpacked, to a reference. */
  BlockType constructor(int typeIndex, Supplier<Place> place) {
    StructType struct = struct(typeIndex, place);
    BlockType known = blockTypes[typeIndex];
    if (known == null) {
      ValueType[] fields =
          struct.fields().stream().map(f -> f.storage().unpacked()).toArray(ValueType[]::new);
      known = new BlockType(fields, new ValueType[] {made(typeIndex)});
      blockTypes[typeIndex] = known;
    }
    return known;
  }

  StructType struct(int typeIndex, Supplier<Place> place) {
    if (get(typeIndex, place).composite() instanceof StructType struct) {
      return struct;
    }
    throw new InvalidException("non-structure type " + typeIndex, place.get());
  }

  ArrayType array(int typeIndex, Supplier<Place> place) {
    if (get(typeIndex, place).composite() instanceof ArrayType array) {
      return array;
    }
    throw new InvalidException("non-array type " + typeIndex, place.get());
  }

  /** The reference type to a type whose index has been checked. */
  ReferenceType reference(int typeIndex, boolean isNullable) {
    ReferenceType[] cache = isNullable ? nullable : nonNull;
    ReferenceType known = cache[typeIndex];
    if (known == null) {
      known = new ReferenceType(isNullable, types.get(typeIndex));
      cache[typeIndex] = known;
    }
    return known;
  }

  static ReferenceType exactReference(DefinedType type, boolean isNullable) {
    return new ReferenceType(isNullable, new ExactType(type));
  }

  /** The type of an object that was made as one of a type: exact, where there are exact types. */
  ReferenceType made(int typeIndex) {
    return features.has(Features.bit(Feature.CUSTOM_DESCRIPTORS))
        ? exactReference(types.get(typeIndex), false)
        : reference(typeIndex, false);
  }

  /** Resolves a type, whose indices and features are checked. */
  ValueType resolve(ValueType type, Supplier<Place> place) {
    return type instanceof ReferenceType ref ? resolve(ref, place) : required(type, place);
  }

  /** Resolves a type, whose indices and features are checked. */
  ReferenceType resolve(ReferenceType type, Supplier<Place> place) {
    ReferenceType resolved = type;
    if (type.heapType() instanceof TypeIndex index) {
      get(index.index(), place);
      resolved = reference(index.index(), type.nullable());
    } else if (type.heapType() instanceof ExactType(TypeIndex index)) {
      resolved = exactReference(get(index.index(), place), type.nullable());
    }
    features.require(resolved, place);
    return resolved;
  }

  private ValueType required(ValueType type, Supplier<Place> place) {
    features.require(type, place);
    return type;
  }

  /** The spelling of types in errors: concrete types by their index, since types can be endless. */
  String text(ValueType[] list, int start, int end) {
    return Arrays.stream(list, start, end)
        .limit(20)
        .map(this::text)
        .collect(Collectors.joining(" ", "[", end - start > 20 ? " ...]" : "]"));
  }

  /** The spelling of a type in errors. */
  String text(ValueType type) {
    if (TypeStack.isBottom(type)) {
      return "bot";
    }
    return type instanceof ReferenceType ref
        ? new ReferenceType(ref.nullable(), written(ref.heapType())).toString()
        : type.toString();
  }

  /** A heap type as it may stand in this module: with the index of a concrete type. */
  HeapType written(HeapType type) {
    if (type instanceof DefinedType defined) {
      return new TypeIndex(types.indexOf(defined));
    }
    return type instanceof ExactType exact ? new ExactType(written(exact.type())) : type;
  }
}
