package dev.quern.type;

/**
 * A tag type (spec 2.3.16).
 *
 * @param type the function type whose parameters are the payload
 */
public record TagType(HeapType type) implements ExternType {
  /**
   * The function type of a tag whose module has been validated.
   *
   * @throws IllegalStateException if the type has not been resolved
   */
  public DefinedType definedType() {
    if (type instanceof DefinedType defined) {
      return defined;
    }
    throw new IllegalStateException("unresolved type of a tag: " + type);
  }

  @Override
  public String kind() {
    return "tag";
  }
}
