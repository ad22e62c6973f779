package dev.quern.type;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A composite type with its place in the subtype hierarchy (spec 2.3.11).
 *
 * @param isFinal whether no other type may name this one as its supertype
 * @param supertypes at most one declared supertype
 * @param described the type whose objects this type's objects describe, or null (custom descriptors
 *     proposal)
 * @param descriptor the type of the objects that describe this type's objects, or null
 * @param composite the shape
 */
public record SubType(
    boolean isFinal,
    List<HeapType> supertypes,
    @Nullable HeapType described,
    @Nullable HeapType descriptor,
    CompositeType composite) {

  /** Copies the list. */
  public SubType {
    supertypes = List.copyOf(supertypes);
  }

  /** A type that neither describes nor is described. */
  public SubType(boolean isFinal, List<HeapType> supertypes, CompositeType composite) {
    this(isFinal, supertypes, null, null, composite);
  }

  /** Whether the type says no more than its shape. */
  public boolean isPlain() {
    return isFinal && supertypes.isEmpty();
  }

  // Types are looked up for every module, and what a record has by itself is linked at first use,
  // which is slow: see docs/rationale/start.md.

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SubType type
        && isFinal == type.isFinal
        && supertypes.equals(type.supertypes)
        && Objects.equals(described, type.described)
        && Objects.equals(descriptor, type.descriptor)
        && composite.equals(type.composite);
  }

  @Override
  public int hashCode() {
    int hash = 31 * supertypes.hashCode() + composite.hashCode();
    hash = 31 * hash + Objects.hashCode(described);
    hash = 31 * hash + Objects.hashCode(descriptor);
    return 31 * hash + Boolean.hashCode(isFinal);
  }

  /** A final type without supertypes, which is what a plain composite type stands for. */
  public static SubType of(CompositeType composite) {
    return new SubType(true, List.of(), composite);
  }
}
