package dev.quern.internal.text;

import dev.quern.internal.text.Tokens.Kind;

/**
 * Number literals (spec 6.3.2 and 6.3.3): their form, and their values as bits.
 *
 * <p>A literal is rounded once, from its digits to the width that is asked for; going through a
 * wider format first would round twice. For decimal literals {@code java.lang.Float} and {@code
 * Double} do that right; hexadecimal ones are rounded here, because the digits behind the 64th must
 * still decide a tie and their exponent may be longer than an {@code int}.
 */
final class Numbers {
  private static final String OUT_OF_RANGE = "constant out of range";

  private Numbers() {}

  /** The kind of a word that might be a number; {@link Kind#RESERVED} if it is none. */
  static Kind kind(String source, int start, int end) {
    boolean sign = source.charAt(start) == '+' || source.charAt(start) == '-';
    int i = sign ? start + 1 : start;
    if (source.startsWith("inf", i) && i + 3 == end || isNan(source, i, end)) {
      return Kind.FLOAT;
    }
    boolean hex = source.startsWith("0x", i) && i + 2 < end;
    int radix = hex ? 16 : 10;
    i = digits(source, hex ? i + 2 : i, end, radix);
    if (i < 0) {
      return Kind.RESERVED;
    }
    if (i == end) {
      return sign ? Kind.INT : Kind.NAT;
    }
    if (source.charAt(i) == '.') {
      i++;
      int fraction = digits(source, i, end, radix);
      i = fraction < 0 ? i : fraction;
    }
    if (i < end && Character.toLowerCase(source.charAt(i)) == (hex ? 'p' : 'e')) {
      i++;
      boolean signed = i < end && (source.charAt(i) == '+' || source.charAt(i) == '-');
      i = digits(source, signed ? i + 1 : i, end, 10);
    }
    return i == end ? Kind.FLOAT : Kind.RESERVED;
  }

  private static boolean isNan(String source, int start, int end) {
    return source.startsWith("nan", start)
        && (start + 3 == end
            || source.startsWith(":0x", start + 3) && digits(source, start + 6, end, 16) == end);
  }

  /** Where digits with single underscores between them end; -1 if there is no digit. */
  private static int digits(String source, int start, int end, int radix) {
    int i = start;
    while (i < end && source.charAt(i) < 0x80 && Character.digit(source.charAt(i), radix) >= 0) {
      i++;
      boolean more = i + 1 < end && source.charAt(i) == '_';
      if (more
          && source.charAt(i + 1) < 0x80
          && Character.digit(source.charAt(i + 1), radix) >= 0) {
        i++;
      }
    }
    return i == start ? -1 : i;
  }

  /**
   * The bits of an integer literal that may be signed or unsigned.
   *
   * @throws ArithmeticException if it needs more than {@code width} bits
   */
  static long integer(String text, int width) {
    boolean negative = text.charAt(0) == '-';
    boolean sign = negative || text.charAt(0) == '+';
    long value = unsigned(sign ? text.substring(1) : text, width);
    if (negative && Long.compareUnsigned(value, 1L << width - 1) > 0) {
      throw new ArithmeticException(OUT_OF_RANGE);
    }
    return negative ? -value : value;
  }

  /**
   * The value of a natural number.
   *
   * @throws ArithmeticException if it needs more than {@code width} bits
   */
  static long unsigned(String text, int width) {
    boolean hex = text.startsWith("0x");
    int radix = hex ? 16 : 10;
    long most = Long.divideUnsigned(-1L, radix);
    long value = 0;
    for (int i = hex ? 2 : 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '_') {
        continue;
      }
      int digit = Character.digit(c, radix);
      long next = value * radix + digit;
      if (Long.compareUnsigned(value, most) > 0 || Long.compareUnsigned(next, digit) < 0) {
        throw new ArithmeticException(OUT_OF_RANGE);
      }
      value = next;
    }
    if (width < 64 && value >>> width != 0) {
      throw new ArithmeticException(OUT_OF_RANGE);
    }
    return value;
  }

  /**
   * The bits of an f32 literal.
   *
   * @throws ArithmeticException if it is too large
   */
  static int f32(String text) {
    return (int) bits(text, 23, 8);
  }

  /**
   * The bits of an f64 literal.
   *
   * @throws ArithmeticException if it is too large
   */
  static long f64(String text) {
    return bits(text, 52, 11);
  }

  private static long bits(String text, int fraction, int exponent) {
    boolean negative = text.charAt(0) == '-';
    String digits = negative || text.charAt(0) == '+' ? text.substring(1) : text;
    long infinity = (1L << exponent) - 1 << fraction;
    long magnitude;
    if (digits.startsWith("nan")) {
      magnitude = infinity | payload(digits, fraction);
    } else if (digits.equals("inf")) {
      magnitude = infinity;
    } else {
      String plain = digits.indexOf('_') < 0 ? digits : digits.replace("_", "");
      magnitude =
          plain.startsWith("0x")
              ? hex(plain, fraction, exponent)
              : fraction == 23
                  ? Float.floatToRawIntBits(Float.parseFloat(plain))
                  : Double.doubleToRawLongBits(Double.parseDouble(plain));
      if (magnitude == infinity) {
        throw new ArithmeticException(OUT_OF_RANGE);
      }
    }
    return negative ? magnitude | 1L << fraction + exponent : magnitude;
  }

  private static long payload(String text, int fraction) {
    if (text.length() == 3) {
      return 1L << fraction - 1;
    }
    long payload = unsigned(text.substring(4), fraction);
    if (payload == 0) {
      throw new ArithmeticException(OUT_OF_RANGE);
    }
    return payload;
  }

  /** The nearest number to {@code 0x12.34p5}, ties to even; infinity if it is too large. */
  private static long hex(String text, int fraction, int exponent) {
    long mantissa = 0;
    // Power of two of the mantissa's last bit. Bits that no longer fit leave a trace in the last
    // one.
    long scale = 0;
    int i = 2;
    boolean behindPoint = false;
    for (; i < text.length() && (text.charAt(i) | 0x20) != 'p'; i++) {
      if (text.charAt(i) == '.') {
        behindPoint = true;
        continue;
      }
      int digit = Character.digit(text.charAt(i), 16);
      if (mantissa >>> 58 == 0) {
        mantissa = mantissa << 4 | digit;
        scale -= behindPoint ? 4 : 0;
      } else {
        mantissa |= digit == 0 ? 0 : 1;
        scale += behindPoint ? 0 : 4;
      }
    }
    if (i < text.length()) {
      scale += exponent(text.substring(i + 1));
    }
    return mantissa == 0 ? 0 : round(mantissa, scale, fraction, exponent);
  }

  /** An exponent, cut to a range that is still far outside every format's. */
  private static long exponent(String text) {
    boolean negative = text.charAt(0) == '-';
    long value = 0;
    for (int i = negative || text.charAt(0) == '+' ? 1 : 0; i < text.length(); i++) {
      value = Math.min(value * 10 + (text.charAt(i) - '0'), 1L << 40);
    }
    return negative ? -value : value;
  }

  private static long round(long mantissa, long scale, int fraction, int exponent) {
    long bias = (1L << exponent - 1) - 1;
    long top = scale + 63 - Long.numberOfLeadingZeros(mantissa);
    if (top > bias) {
      return (1L << exponent) - 1 << fraction;
    }
    // Power of two of the result's last bit: further up for numbers below the normal range.
    long last = Math.max(top, 1 - bias) - fraction;
    long shift = last - scale;
    long kept;
    if (shift <= 0) {
      kept = mantissa << -shift;
    } else if (shift > 63) {
      return 0;
    } else {
      kept = mantissa >>> shift;
      long rest = mantissa << 64 - shift;
      int compared = Long.compareUnsigned(rest, Long.MIN_VALUE);
      kept += compared > 0 || compared == 0 && (kept & 1) != 0 ? 1 : 0;
    }
    // A carry out of the fraction is a carry into the exponent, which is just what is wanted.
    return top < 1 - bias ? kept : (top + bias - 1 << fraction) + kept;
  }
}
