package dev.quern.type;

/** The type of the indices of a memory or table (spec 2.3.12). */
public enum AddressType {
  I32(NumberType.I32),
  I64(NumberType.I64);

  private final NumberType numberType;

  AddressType(NumberType numberType) {
    this.numberType = numberType;
  }

  /** The type of an index on the operand stack. */
  public NumberType numberType() {
    return numberType;
  }

  @Override
  public String toString() {
    return numberType.toString();
  }
}
