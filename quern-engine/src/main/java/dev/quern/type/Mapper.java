package dev.quern.type;

import java.util.List;
import java.util.function.Function;

/** Replaces every {@link TypeIndex} that a type mentions. */
public final class Mapper {
  private final Function<TypeIndex, HeapType> replacement;

  /** A mapper that asks the function once for each mention. */
  public Mapper(Function<TypeIndex, HeapType> replacement) {
    this.replacement = replacement;
  }

  /** Maps a heap type. */
  public HeapType map(HeapType type) {
    return type instanceof TypeIndex index ? replacement.apply(index) : type;
  }

  /** Maps a reference type. */
  public ReferenceType map(ReferenceType type) {
    return type.heapType() instanceof TypeIndex
        ? new ReferenceType(type.nullable(), map(type.heapType()))
        : type;
  }

  /** Maps a value type. */
  public ValueType map(ValueType type) {
    return type instanceof ReferenceType ref ? map(ref) : type;
  }

  /** Maps a field. */
  public FieldType map(FieldType type) {
    return type.storage() instanceof ReferenceType ref
        ? new FieldType(map(ref), type.mutable())
        : type;
  }

  /** Maps a subtype with its supertypes and its shape. */
  public SubType map(SubType type) {
    return new SubType(
        type.isFinal(), type.supertypes().stream().map(this::map).toList(), map(type.composite()));
  }

  /** Maps a shape. */
  public CompositeType map(CompositeType type) {
    return switch (type) {
      case FunctionType f -> new FunctionType(values(f.parameters()), values(f.results()));
      case StructType s -> new StructType(s.fields().stream().map(this::map).toList());
      case ArrayType a -> new ArrayType(map(a.element()));
    };
  }

  /** Maps an extern type. */
  public ExternType map(ExternType type) {
    return switch (type) {
      case ExternType.Function f -> new ExternType.Function(map(f.type()));
      case TableType t -> new TableType(t.address(), t.limits(), map(t.element()));
      case MemoryType m -> m;
      case GlobalType g -> new GlobalType(map(g.value()), g.mutable());
      case TagType t -> new TagType(map(t.type()));
    };
  }

  private List<ValueType> values(List<ValueType> types) {
    return types.stream().map(this::map).toList();
  }
}
