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
    if (type instanceof TypeIndex index) {
      return replacement.apply(index);
    }
    return type instanceof ExactType exact ? new ExactType(map(exact.type())) : type;
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
        heapTypes(type.supertypes()),
        optional(type.described()),
        optional(type.descriptor()),
        map(type.composite()));
  }

  private @Nullable HeapType optional(@Nullable HeapType type) {
    return type == null ? null : map(type);
  }

  /** Maps a shape. */
  public CompositeType map(CompositeType type) {
    if (type instanceof FunctionType f) {
      return new FunctionType(values(f.parameters()), values(f.results()));
    }
    return type instanceof StructType s
        ? new StructType(s.fields().stream().map(this::map).toList())
        : new ArrayType(map(((ArrayType) type).element()));
  }

  /** Maps an extern type. */
  public ExternType map(ExternType type) {
    if (type instanceof ExternType.Function f) {
      return new ExternType.Function(map(f.type()));
    } else if (type instanceof TableType t) {
      return new TableType(t.address(), t.limits(), map(t.element()));
    } else if (type instanceof GlobalType g) {
      return new GlobalType(map(g.value()), g.mutable());
    }
    return type instanceof TagType t ? new TagType(map(t.type())) : type;
  }

  private List<HeapType> heapTypes(List<HeapType> types) {
    var mapped = new HeapType[types.size()];
    for (int i = 0; i < mapped.length; i++) {
      mapped[i] = map(types.get(i));
    }
    return List.of(mapped);
  }

  private List<ValueType> values(List<ValueType> types) {
    var mapped = new ValueType[types.size()];
    for (int i = 0; i < mapped.length; i++) {
      mapped[i] = map(types.get(i));
    }
    return List.of(mapped);
  }
}
