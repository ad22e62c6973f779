package dev.quern.type;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Replaces every {@link TypeIndex} that a type mentions. */
public final class Mapper {
  private final Function<TypeIndex, HeapType> replacement;

  /** A mapper that asks the function once for each mention. */
  public Mapper(Function<TypeIndex, HeapType> replacement) {
    this.replacement = replacement;
  }

  /** Maps a heap type. */
  public HeapType map(HeapType type) {
    return switch (type) {
      case TypeIndex index -> replacement.apply(index);
      case ExactType exact -> new ExactType(map(exact.type()));
      case AbstractHeapType a -> a;
      case DefinedType d -> d;
    };
  }

  /** Maps a reference type. */
  public ReferenceType map(ReferenceType type) {
    HeapType heapType = map(type.heapType());
    return heapType == type.heapType() ? type : new ReferenceType(type.nullable(), heapType);
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
        type.isFinal(),
        type.supertypes().stream().map(this::map).toList(),
        optional(type.described()),
        optional(type.descriptor()),
        map(type.composite()));
  }

  private @Nullable HeapType optional(@Nullable HeapType type) {
    return type == null ? null : map(type);
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
