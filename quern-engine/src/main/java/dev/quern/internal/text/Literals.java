package dev.quern.internal.text;

import dev.quern.internal.binary.InstrWriter;
import dev.quern.internal.text.Tokens.Kind;

/** Number and vector literals at the cursor, with the errors of their place. */
final class Literals {
  private Literals() {}

  /** The bits of an integer. */
  static long integer(Cursor in, int width) {
    if (!in.isAt(Kind.NAT) && !in.isAt(Kind.INT)) {
      throw in.unexpected();
    }
    try {
      long value = Numbers.integer(in.text(), width);
      in.advance();
      return value;
    } catch (ArithmeticException e) {
      throw in.malformed("constant out of range");
    }
  }

  /** The bits of an f32. */
  static int f32(Cursor in) {
    checkNumber(in);
    try {
      int bits = Numbers.f32(in.text());
      in.advance();
      return bits;
    } catch (ArithmeticException e) {
      throw in.malformed("constant out of range");
    }
  }

  /** The bits of an f64. */
  static long f64(Cursor in) {
    checkNumber(in);
    try {
      long bits = Numbers.f64(in.text());
      in.advance();
      return bits;
    } catch (ArithmeticException e) {
      throw in.malformed("constant out of range");
    }
  }

  private static void checkNumber(Cursor in) {
    if (!isNumber(in.kind())) {
      throw in.unexpected();
    }
  }

  private static boolean isNumber(Kind kind) {
    return kind == Kind.NAT || kind == Kind.INT || kind == Kind.FLOAT;
  }

  /** The number of lanes of a shape like {@code i8x16}, or 0 if the word is none. */
  static int lanes(String shape) {
    return switch (shape) {
      case "i8x16" -> 16;
      case "i16x8" -> 8;
      case "i32x4", "f32x4" -> 4;
      case "i64x2", "f64x2" -> 2;
      default -> 0;
    };
  }

  /** The sixteen bytes of a vector: a shape and its lanes. */
  static byte[] v128(Cursor in) {
    String shape = in.text();
    int lanes = in.isAt(Kind.KEYWORD) ? lanes(shape) : 0;
    if (lanes == 0) {
      throw in.unexpected();
    }
    in.advance();
    var out = new InstrWriter();
    checkLaneCount(in, lanes);
    for (int i = 0; i < lanes; i++) {
      lane(in, shape, out);
    }
    return out.toByteArray();
  }

  private static void checkLaneCount(Cursor in, int lanes) {
    int count = 0;
    while (isNumber(in.kind(count))) {
      count++;
    }
    if (count > lanes || count < lanes && in.kind(count) == Kind.CLOSE) {
      throw in.malformed("wrong number of lane literals");
    }
  }

  /** Writes one lane of a vector. */
  static void lane(Cursor in, String shape, InstrWriter out) {
    switch (shape) {
      case "i8x16" -> out.u8((int) integer(in, 8));
      case "i16x8" -> {
        int value = (int) integer(in, 16);
        out.u8(value).u8(value >> 8);
      }
      case "i32x4" -> out.i32le((int) integer(in, 32));
      case "i64x2" -> out.i64le(integer(in, 64));
      case "f32x4" -> out.i32le(f32(in));
      default -> out.i64le(f64(in));
    }
  }
}
