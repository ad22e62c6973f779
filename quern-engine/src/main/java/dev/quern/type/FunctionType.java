package dev.quern.type;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A function type (spec 2.3.9).
 *
 * @param parameters types of the parameters, at most 1,000
 * @param results types of the results, at most 1,000
 */
public record FunctionType(List<ValueType> parameters, List<ValueType> results)
    implements CompositeType {

  /** Copies the lists. */
  public FunctionType {
    parameters = List.copyOf(parameters);
    results = List.copyOf(results);
  }

  // As in SubType: not linked at first use.

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FunctionType type
        && parameters.equals(type.parameters)
        && results.equals(type.results);
  }

  @Override
  public int hashCode() {
    return 31 * parameters.hashCode() + results.hashCode();
  }

  /** The spelling of error messages, for example {@code [i32 i64] -> [f32]}. */
  @Override
  public String toString() {
    return list(parameters) + " -> " + list(results);
  }

  private static String list(List<ValueType> types) {
    return types.stream().map(Object::toString).collect(Collectors.joining(" ", "[", "]"));
  }
}
