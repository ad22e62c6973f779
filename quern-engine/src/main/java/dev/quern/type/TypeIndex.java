package dev.quern.type;

/**
 * A concrete heap type named by its index in the module that mentions it; it means something only
 * together with that module.
 *
 * @param index type index, unsigned and not yet checked against the number of types
 */
public record TypeIndex(int index) implements HeapType {
  @Override
  public String toString() {
    return Integer.toUnsignedString(index);
  }
}
