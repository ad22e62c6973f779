package dev.quern.internal.syntax;

/**
 * Text from outside, such as a name in a module, as it may be shown: on a terminal, where it could
 * give commands or turn the direction of writing, and in a log, where it could look like another
 * line. Whatever is no visible character or space is written as strings of the text format write
 * it, as a number in braces.
 */
public final class Printable {
  private Printable() {}

  /** The text in one line. */
  public static String line(String text) {
    return escape(text, "");
  }

  /** A text of several lines, which are somebody's own: line ends and tabs stay. */
  public static String lines(String text) {
    return escape(text, "\n\t");
  }

  /** Whether text can be shown as it is. */
  public static boolean isPlain(String text) {
    return firstHidden(text, 0, "") == text.length();
  }

  private static String escape(String text, String kept) {
    int hidden = firstHidden(text, 0, kept);
    if (hidden == text.length()) {
      return text;
    }
    var shown = new StringBuilder(text.length() + 16);
    int start = 0;
    while (hidden < text.length()) {
      int c = text.codePointAt(hidden);
      shown.append(text, start, hidden).append("\\u{").append(Integer.toHexString(c)).append('}');
      start = hidden + Character.charCount(c);
      hidden = firstHidden(text, start, kept);
    }
    return shown.append(text, start, text.length()).toString();
  }

  private static int firstHidden(String text, int start, String kept) {
    int i = start;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      if (isHidden(c) && kept.indexOf(c) < 0) {
        return i;
      }
      i += Character.charCount(c);
    }
    return i;
  }

  /**
   * Whether a code point is a control character, one of those that turn the direction or show
   * nothing, the end of a line or paragraph, or half of a surrogate pair.
   */
  public static boolean isHidden(int c) {
    if (c < 0x7F) {
      return c < ' ';
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }
}
