package dev.quern.internal.valid;

import dev.quern.internal.syntax.Place;
import dev.quern.internal.syntax.UnsupportedException;
import dev.quern.type.AbstractHeapType;
import dev.quern.type.DefinedType;
import dev.quern.type.ExactType;
import dev.quern.type.Feature;
import dev.quern.type.FunctionType;
import dev.quern.type.HeapType;
import dev.quern.type.ReferenceType;
import dev.quern.type.TypeIndex;
import dev.quern.type.ValueType;
import dev.quern.type.VectorType;
import java.util.Set;
import java.util.function.Supplier;

/** The features that are enabled, and the words for refusing the others. */
final class Features {
  private final long enabled;

  Features(Set<Feature> enabled) {
    long bits = 0;
    for (Feature feature : enabled) {
      bits |= bit(feature);
    }
    this.enabled = bits;
  }

  static long bit(Feature feature) {
    return 1L << feature.ordinal();
  }

  /** Whether the feature with this {@link #bit} is enabled. */
  boolean has(long bit) {
    return (enabled & bit) != 0;
  }

  /** Refuses {@code what} unless the feature is enabled. */
  void require(Feature feature, String what, Supplier<Place> place) {
    if (!has(bit(feature))) {
      throw unsupported(feature, what, place.get());
    }
  }

  static UnsupportedException unsupported(Feature feature, String what, Place place) {
    String verb = feature.isBuilt() ? " is not enabled: " : " is not supported yet: ";
    return new UnsupportedException(feature, feature.title() + verb + what, place);
  }

  /** Refuses a resolved type that needs a feature which is not enabled. */
  void require(ValueType type, Supplier<Place> place) {
    if (type == VectorType.V128) {
      require(Feature.SIMD, "v128", place);
    } else if (type instanceof ReferenceType ref) {
      require(feature(ref), ref.heapType(), place);
    }
  }

  private void require(Feature feature, HeapType type, Supplier<Place> place) {
    if (!has(bit(feature))) {
      String what =
          switch (type) {
            case AbstractHeapType a -> a.toString();
            case ExactType e -> "exact type";
            case DefinedType d -> "concrete type";
            case TypeIndex i -> "concrete type";
          };
      throw unsupported(feature, "reference to " + what, place.get());
    }
  }

  private static Feature feature(ReferenceType type) {
    return switch (type.heapType()) {
      case AbstractHeapType a ->
          switch (a) {
            case FUNC, EXTERN ->
                type.nullable() ? Feature.REFERENCE_TYPES : Feature.FUNCTION_REFERENCES;
            case EXN, NOEXN -> Feature.EXCEPTIONS;
            case NOFUNC, NOEXTERN, ANY, EQ, I31, STRUCT, ARRAY, NONE -> Feature.GC;
          };
      case DefinedType d ->
          d.composite() instanceof FunctionType ? Feature.FUNCTION_REFERENCES : Feature.GC;
      case ExactType e -> Feature.CUSTOM_DESCRIPTORS;
      case TypeIndex i -> throw new IllegalArgumentException("unresolved type " + i);
    };
  }
}
