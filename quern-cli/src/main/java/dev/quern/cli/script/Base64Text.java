package dev.quern.cli.script;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The "forgiving" base 64 of the web: white space anywhere, padding as one likes. */
final class Base64Text {
  private Base64Text() {}

  /** The bytes, or null for a text that is not well-formed. */
  static byte @Nullable [] decode(String text) {
    // A character that is not Latin-1 becomes a question mark, which base 64 does not have either.
    byte[] chars = withoutSpaces(text.getBytes(StandardCharsets.ISO_8859_1));
    int length = chars.length;
    if (length % 4 == 0) {
      for (int i = 0; i < 2 && length > 0 && chars[length - 1] == '='; i++) {
        length--;
      }
    }
    if (length % 4 == 1 || has(chars, length, '=')) {
      return null;
    }
    try {
      return Base64.getDecoder().decode(Arrays.copyOf(chars, length));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static byte[] withoutSpaces(byte[] chars) {
    int length = 0;
    for (byte c : chars) {
      if (c != ' ' && c != '\t' && c != '\n' && c != '\f' && c != '\r') {
        chars[length++] = c;
      }
    }
    return length == chars.length ? chars : Arrays.copyOf(chars, length);
  }

  private static boolean has(byte[] chars, int length, char wanted) {
    for (int i = 0; i < length; i++) {
      if (chars[i] == wanted) {
        return true;
      }
    }
    return false;
  }
}
