package dev.quern.internal.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** String literals (spec 6.3.3): where they end, and the bytes that they stand for. */
final class StringLiteral {
  /** The answer of {@link #end} where a line or the text ends before the string does. */
  static final int UNCLOSED = -1;

  /** The answer of {@link #end} for a control character. */
  static final int CONTROL = -2;

  /** The answer of {@link #end} for a backslash that begins no escape. */
  static final int ESCAPE = -3;

  private StringLiteral() {}

  /** The words for a negative answer of {@link #end}. */
  static String reason(int answer) {
    return switch (answer) {
      case UNCLOSED -> "unclosed string literal";
      case CONTROL -> "illegal control character in string literal";
      default -> "illegal escape";
    };
  }

  /** The offset behind the closing quote of the string that starts at {@code start}. */
  static int end(String source, int start) {
    for (int i = start + 1; i < source.length(); i++) {
      char c = source.charAt(i);
      if (c == '"') {
        return i + 1;
      }
      if (c == '\n' || c == '\r') {
        return UNCLOSED;
      }
      if (c < ' ' || c == 0x7F) {
        return CONTROL;
      }
      if (c == '\\') {
        int length = escapeLength(source, i);
        if (length == 0) {
          return ESCAPE;
        }
        i += length - 1;
      }
    }
    return UNCLOSED;
  }

  private static int escapeLength(String source, int at) {
    char c = at + 1 < source.length() ? source.charAt(at + 1) : 0;
    if (c == 't' || c == 'n' || c == 'r' || c == '"' || c == '\'' || c == '\\') {
      return 2;
    }
    if (c == 'u') {
      int close = source.indexOf('}', at);
      boolean shaped = close > at + 3 && source.charAt(at + 2) == '{';
      return shaped && codePoint(source.substring(at + 3, close)) >= 0 ? close + 1 - at : 0;
    }
    boolean hex = Character.digit(c, 16) >= 0 && at + 2 < source.length();
    return hex && c < 0x80 && hexDigit(source.charAt(at + 2)) >= 0 ? 3 : 0;
  }

  /** The Unicode scalar value of a hexadecimal number, or -1. */
  private static int codePoint(String digits) {
    int value = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      boolean separator = c == '_' && i > 0 && i + 1 < digits.length();
      if (separator && digits.charAt(i - 1) != '_') {
        continue;
      }
      int digit = hexDigit(c);
      value = value << 4 | digit;
      if (digit < 0 || value > Character.MAX_CODE_POINT) {
        return -1;
      }
    }
    return value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE ? -1 : value;
  }

  private static int hexDigit(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }

  /** The bytes of the well-formed string between two offsets, the quotes included. */
  static byte[] bytes(String source, int start, int end) {
    if (source.indexOf('\\', start, end) < 0) {
      return source.substring(start + 1, end - 1).getBytes(StandardCharsets.UTF_8);
    }
    var out = new ByteArrayOutputStream(end - start);
    for (int i = start + 1; i < end - 1; ) {
      char c = source.charAt(i);
      if (c == '\\') {
        int length = escapeLength(source, i);
        unescape(source.substring(i + 1, i + length), out);
        i += length;
      } else if (c < 0x80) {
        out.write(c);
        i++;
      } else {
        int codePoint = source.codePointAt(i);
        out.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
        i += Character.charCount(codePoint);
      }
    }
    return out.toByteArray();
  }

  private static void unescape(String escape, ByteArrayOutputStream out) {
    switch (escape.charAt(0)) {
      case 't' -> out.write('\t');
      case 'n' -> out.write('\n');
      case 'r' -> out.write('\r');
      case '"', '\'', '\\' -> out.write(escape.charAt(0));
      case 'u' -> {
        int codePoint = codePoint(escape.substring(2, escape.length() - 1));
        out.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
      }
      default -> out.write(Integer.parseInt(escape, 16));
    }
  }

  /** The literal for some bytes: printable ASCII as it is, all else escaped. */
  static String of(byte[] bytes, int start, int end) {
    var text = new StringBuilder(end - start + 2).append('"');
    for (int i = start; i < end; i++) {
      int b = bytes[i] & 0xFF;
      if (b == '"' || b == '\\') {
        text.append('\\').append((char) b);
      } else if (b >= ' ' && b < 0x7F) {
        text.append((char) b);
      } else {
        text.append('\\');
        text.append(Character.forDigit(b >> 4, 16)).append(Character.forDigit(b & 15, 16));
      }
    }
    return text.append('"').toString();
  }

  /** The literal for a name: like {@link #of(byte[], int, int)}, but letters stay letters. */
  static String of(String name) {
    var text = new StringBuilder(name.length() + 2).append('"');
    name.codePoints()
        .forEach(c -> {
          if (c == '"' || c == '\\') {
            text.append('\\').append((char) c);
          } else if (c >= ' ' && c < 0x7F || Character.isLetterOrDigit(c)) {
            text.appendCodePoint(c);
          } else {
            text.append("\\u{").append(Integer.toHexString(c)).append('}');
          }
        });
    return text.append('"').toString();
  }
}
