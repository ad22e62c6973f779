package dev.quern.type;

/** The type of a WebAssembly value (spec 2.3.8): a number, a vector or a reference. */
public sealed interface ValueType extends StorageType
    permits NumberType, VectorType, ReferenceType {

  /**
   * The letter of the JVM kind that carries a value of this type: {@code I J F D}, {@code V} for
   * v128 and {@code R} for every reference.
   */
  char letter();

  /**
   * Whether a local of this type has a default value (numbers, vectors and nullable references).
   */
  default boolean isDefaultable() {
    return !(this instanceof ReferenceType ref) || ref.nullable();
  }

  @Override
  default ValueType unpacked() {
    return this;
  }
}
