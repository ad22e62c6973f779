package dev.quern.type;

/**
 * A table type (spec 2.3.15).
 *
 * @param address type of the indices
 * @param limits size in elements
 * @param element type of the elements
 */
public record TableType(AddressType address, Limits limits, ReferenceType element)
    implements ExternType {
  @Override
  public String kind() {
    return "table";
  }

  @Override
  public String toString() {
    return (address == AddressType.I64 ? "i64 " : "") + limits + " " + element;
  }
}
