package dev.quern.type;

/** A vector type (spec 2.3.2); there is one, {@code v128}. */
public enum VectorType implements ValueType {
  V128;

  @Override
  public char letter() {
    return 'V';
  }

  @Override
  public String toString() {
    return "v128";
  }
}
