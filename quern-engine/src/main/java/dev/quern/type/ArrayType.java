package dev.quern.type;

/**
 * An array type (spec 2.3.10).
 *
 * @param element the type of every element
 */
public record ArrayType(FieldType element) implements CompositeType {
  @Override
  public String toString() {
    return "(array " + element + ")";
  }
}
