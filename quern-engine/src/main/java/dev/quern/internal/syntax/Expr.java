package dev.quern.internal.syntax;

/**
 * Instructions as bytes (spec 5.4.9), their closing {@code end} included. Nobody writes to them.
 *
 * @param bytes the array that holds them
 * @param start index of the first byte
 * @param end index behind the last byte
 */
public record Expr(byte[] bytes, int start, int end) {
  /** The number of bytes. */
  public int length() {
    return end - start;
  }
}
