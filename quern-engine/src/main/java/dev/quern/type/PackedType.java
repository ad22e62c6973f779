package dev.quern.type;

/** A packed storage type (spec 2.3.10), which occurs in struct fields and array elements only. */
public enum PackedType implements StorageType {
  I8,
  I16;

  @Override
  public ValueType unpacked() {
    return NumberType.I32;
  }

  @Override
  public String toString() {
    return this == I8 ? "i8" : "i16";
  }
}
