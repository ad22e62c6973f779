package dev.quern.type;

import java.util.List;

/**
 * A composite type with its place in the subtype hierarchy (spec 2.3.11).
 *
 * @param isFinal whether no other type may name this one as its supertype
 * @param supertypes at most one declared supertype
 * @param composite the shape
 */
public record SubType(boolean isFinal, List<HeapType> supertypes, CompositeType composite) {

  /** Copies the list. */
  public SubType {
    supertypes = List.copyOf(supertypes);
  }

  /** A final type without supertypes, which is what a plain composite type stands for. */
  public static SubType of(CompositeType composite) {
    return new SubType(true, List.of(), composite);
  }
}
