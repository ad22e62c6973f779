package dev.quern.type;

/** The subtype relation (spec 3.3) over resolved types. */
public final class Subtyping {
  private Subtyping() {}

  /** Whether a value of type {@code sub} may stand where {@code type} is required. */
  public static boolean matches(ValueType sub, ValueType type) {
    return sub == type
        || sub instanceof ReferenceType r
            && type instanceof ReferenceType s
            && (!r.nullable() || s.nullable())
            && matches(r.heapType(), s.heapType());
  }

  /** Whether the heap type {@code sub} is a subtype of {@code type} (spec 3.3.3). */
  public static boolean matches(HeapType sub, HeapType type) {
    if (sub instanceof ExactType e) {
      return type instanceof ExactType ? e.equals(type) : matches(e.type(), type);
    } else if (sub instanceof DefinedType d) {
      return type instanceof DefinedType e
          ? d.isSubtypeOf(e)
          : type instanceof AbstractHeapType a && d.kind().isSubtypeOf(a);
    } else if (sub instanceof AbstractHeapType a) {
      return type.inexact() instanceof DefinedType e
          ? isBottomOf(a, e.kind())
          : type instanceof AbstractHeapType b && a.isSubtypeOf(b);
    }
    throw new IllegalArgumentException("unresolved type " + sub);
  }

  /** Whether an extern of type {@code actual} may be imported as {@code required} (spec 3.4). */
  public static boolean matches(ExternType actual, ExternType required) {
    if (required instanceof ExternType.Function f) {
      // Whatever is known of it elsewhere, a function has exactly the type of its definition.
      return actual instanceof ExternType.Function g && matches(new ExactType(g.type()), f.type());
    } else if (required instanceof TableType t) {
      return actual instanceof TableType u
          && u.address() == t.address()
          && u.limits().matches(t.limits())
          && u.element().equals(t.element());
    } else if (required instanceof MemoryType m) {
      return actual instanceof MemoryType n
          && n.address() == m.address()
          && n.shared() == m.shared()
          && n.pageSizeLog2() == m.pageSizeLog2()
          && n.limits().matches(m.limits());
    } else if (required instanceof GlobalType g) {
      return actual instanceof GlobalType h
          && h.mutable() == g.mutable()
          && (g.mutable() ? h.value().equals(g.value()) : matches(h.value(), g.value()));
    }
    return required instanceof TagType t
        && actual instanceof TagType u
        && u.type().equals(t.type());
  }

  /** The top of the hierarchy of a heap type. */
  public static AbstractHeapType top(HeapType type) {
    return switch (type.inexact()) {
      case AbstractHeapType a -> a.top();
      case DefinedType d -> d.kind().top();
      case ExactType e -> throw new IllegalArgumentException("exact twice: " + e);
      case TypeIndex i -> throw new IllegalArgumentException("unresolved type " + i);
    };
  }

  private static boolean isBottomOf(AbstractHeapType type, AbstractHeapType kind) {
    return type == AbstractHeapType.NONE && kind != AbstractHeapType.FUNC
        || type == AbstractHeapType.NOFUNC && kind == AbstractHeapType.FUNC;
  }
}
