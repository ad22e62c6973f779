package dev.quern.internal.text;

import dev.quern.type.HeapType;
import org.jspecify.annotations.Nullable;

/** An argument of an {@link Action}. */
public sealed interface Constant {

  /** An i32. */
  record I32(int value) implements Constant {}

  /** An i64. */
  record I64(long value) implements Constant {}

  /** The bits of an f32. */
  record F32(int bits) implements Constant {}

  /** The bits of an f64. */
  record F64(long bits) implements Constant {}

  /**
   * A v128.
   *
   * @param low bytes 0 to 7, little-endian
   * @param high bytes 8 to 15
   */
  record V128(long low, long high) implements Constant {}

  /**
   * A null reference.
   *
   * @param type heap type, or null if the script does not say
   */
  record Null(@Nullable HeapType type) implements Constant {}

  /** {@code ref.extern N}: some external reference that the number tells from others. */
  record Extern(int number) implements Constant {}

  /** {@code ref.host N}: some host reference of type anyref that the number tells from others. */
  record Host(int number) implements Constant {}
}
