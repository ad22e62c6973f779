package dev.quern.fuzz;

import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;

/** Some parts of a module, by their indices. */
final class PartSet {
  private final Map<Space, BitSet> indices = new EnumMap<>(Space.class);

  void add(Space space, int index) {
    indices.computeIfAbsent(space, s -> new BitSet()).set(index);
  }

  boolean contains(Space space, int index) {
    BitSet set = indices.get(space);
    return set != null && set.get(index);
  }

  /** The number of members before an index. */
  int countBefore(Space space, int index) {
    BitSet set = indices.get(space);
    return set == null ? 0 : set.get(0, index).cardinality();
  }
}
