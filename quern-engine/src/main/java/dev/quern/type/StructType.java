package dev.quern.type;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A struct type (spec 2.3.10).
 *
 * @param fields the fields in order, at most 10,000
 */
public record StructType(List<FieldType> fields) implements CompositeType {

  /** Copies the list. */
  public StructType {
    fields = List.copyOf(fields);
  }

  @Override
  public String toString() {
    return fields.stream()
        .map(f -> " (field " + f + ")")
        .collect(Collectors.joining("", "(struct", ")"));
  }
}
