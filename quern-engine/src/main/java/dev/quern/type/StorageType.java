package dev.quern.type;

/** The type of a struct field or array element (spec 2.3.10): a value type or a packed type. */
public sealed interface StorageType permits ValueType, PackedType {

  /** The value type that a packed value widens to; a value type is its own. */
  ValueType unpacked();
}
