package dev.quern.type;

/**
 * A heap type (spec 2.3.3): abstract, or a concrete type, which may be exact. A concrete type is a
 * {@link TypeIndex} as it stands in a module and a {@link DefinedType} once the module's types have
 * been resolved.
 */
public sealed interface HeapType permits AbstractHeapType, DefinedType, ExactType, TypeIndex {
  /** This type, or the concrete type that it is exactly. */
  default HeapType inexact() {
    return this;
  }
}
