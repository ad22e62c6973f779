package dev.quern.type;

/** A number type (spec 2.3.1). */
public enum NumberType implements ValueType {
  I32('I', "i32"),
  I64('J', "i64"),
  F32('F', "f32"),
  F64('D', "f64");

  private final char letter;
  private final String text;

  NumberType(char letter, String text) {
    this.letter = letter;
    this.text = text;
  }

  @Override
  public char letter() {
    return letter;
  }

  /** The name in the text format, for example {@code i32}. */
  @Override
  public String toString() {
    return text;
  }
}
