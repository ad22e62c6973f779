package dev.quern.type;

/**
 * A tag type (spec 2.3.16).
 *
 * @param type the function type whose parameters are the payload
 */
public record TagType(HeapType type) implements ExternType {
  @Override
  public String kind() {
    return "tag";
  }
}
