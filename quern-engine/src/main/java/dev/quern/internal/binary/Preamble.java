package dev.quern.internal.binary;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/**
 * What stands where a module has its first eight bytes (spec 5.5.16): those who meet the error have
 * mostly been given another file than they think.
 */
public final class Preamble {
  /** The version of components, and behind it their layer (Binary.md of the component model). */
  private static final int COMPONENT = 0x1_000D;

  /** In UTF-8. */
  private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

  private static final int MOST_TEXT = 16;
  private static final int MOST_BYTES = 8;

  /** What files begin with that are not text, and a name for it. */
  private static final String[][] BINARIES = {
    {"\u001f\u008b", "gzip"},
    {"PK\u0003\u0004", "a zip archive"},
    {"\u007fELF", "an ELF program or object"},
    {"MZ", "a Windows program"},
    {"\u00ca\u00fe\u00ba\u00be", "a Java class or a macOS program"},
    {"\u00cf\u00fa\u00ed\u00fe", "a macOS program or object"},
    {"BC\u00c0\u00de", "LLVM bitcode"},
    {"!<arch>\n", "an archive of objects"},
    {"\u0028\u00b5\u002f\u00fd", "zstd"},
    {"\u00ff\u00fe", "UTF-16 text"},
    {"\u00fe\u00ff", "UTF-16 text"},
  };

  /** What text begins with, in lower case and behind white space, and a name for it. */
  private static final String[][] TEXTS = {
    {"<!doctype html", "HTML"},
    {"<html", "HTML"},
    {"<?xml", "XML"},
    {"<", "HTML or XML"},
    {"{", "JSON"},
    {"[", "JSON"},
    {"(", "WebAssembly text"},
    {";;", "WebAssembly text"},
    {"#!", "a script"},
    {"agfzb", "a module in base 64"},
    {"version https://git-lfs", "a pointer of Git LFS to a file"},
    {"", "text"},
  };

  private Preamble() {}

  /** What goes on behind the words for an unknown version. */
  static String version(int version) {
    return version == COMPONENT
        ? ": this is a component, and Quern runs core modules"
        : " " + Integer.toUnsignedString(version);
  }

  /** What a file begins with that is no module, and what that looks like. */
  public static String found(byte[] bytes) {
    String start = new String(bytes, 0, Math.min(bytes.length, 256), StandardCharsets.ISO_8859_1);
    String kind = kind(BINARIES, start);
    if (kind.isEmpty() && isText(start)) {
      String text = (start.startsWith(BYTE_ORDER_MARK) ? start.substring(3) : start).strip();
      return quoted(text) + ": looks like " + kind(TEXTS, text.toLowerCase(Locale.ROOT));
    }
    String hex = HexFormat.ofDelimiter(" ").formatHex(bytes, 0, Math.min(bytes.length, MOST_BYTES));
    return hex + (kind.isEmpty() ? "" : ": looks like " + kind);
  }

  private static String kind(String[][] kinds, String start) {
    for (String[] each : kinds) {
      if (start.startsWith(each[0])) {
        return each[1];
      }
    }
    return "";
  }

  /** Whether there are no control characters but white space; any encoding will do. */
  private static boolean isText(String start) {
    return !start.isBlank()
        && start.chars().allMatch(c -> c >= ' ' && c != 0x7F || Character.isWhitespace(c));
  }

  /** The first line or what fits of it, without what may be part of a character. */
  private static String quoted(String text) {
    int end = 0;
    while (end < Math.min(text.length(), MOST_TEXT) && isVisible(text.charAt(end))) {
      end++;
    }
    return "`" + text.substring(0, end) + (end < text.length() ? "..." : "") + "`";
  }

  private static boolean isVisible(char c) {
    return c >= ' ' && c < 0x7F;
  }
}
