package dev.quern.type;

import java.util.List;

/**
 * A group of types that may refer to one another (spec 2.3.11), as it stands in a module.
 *
 * @param types the members, with {@link TypeIndex} for every concrete type they mention
 */
public record RecursiveType(List<SubType> types) {

  /** Copies the list. */
  public RecursiveType {
    types = List.copyOf(types);
  }
}
