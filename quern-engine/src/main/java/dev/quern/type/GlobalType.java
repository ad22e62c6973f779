package dev.quern.type;

/**
 * A global type (spec 2.3.13).
 *
 * @param value type of the value
 * @param mutable whether it may be written
 */
public record GlobalType(ValueType value, boolean mutable) implements ExternType {
  @Override
  public String kind() {
    return "global";
  }

  @Override
  public String toString() {
    return mutable ? "(mut " + value + ")" : value.toString();
  }
}
