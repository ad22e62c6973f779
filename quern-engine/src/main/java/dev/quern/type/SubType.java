package dev.quern.type;

import java.util.List;
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

  /** A final type without supertypes, which is what a plain composite type stands for. */
  public static SubType of(CompositeType composite) {
    return new SubType(true, List.of(), composite);
  }
}
