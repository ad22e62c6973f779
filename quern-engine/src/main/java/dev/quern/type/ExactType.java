package dev.quern.type;

/**
 * The exact heap type of a concrete type: objects of that type and of none of its subtypes (custom
 * descriptors proposal).
 *
 * @param type a {@link TypeIndex}, or a {@link DefinedType} once it has been resolved
 */
public record ExactType(HeapType type) implements HeapType {
  @Override
  public HeapType inexact() {
    return type;
  }

  @Override
  public String toString() {
    return "(exact " + type + ")";
  }
}
