package dev.quern.cli.script;

import java.nio.charset.Charset;
import java.util.Map;
import java.util.regex.Pattern;

/** Encodings whose characters are one byte each, by the names that the web gives them. */
final class OneByteEncoding {
  private static final String LATIN = "windows-1252";

  private static final Map<String, String> OTHER_NAMES =
      Map.ofEntries(
          Map.entry("latin1", LATIN),
          Map.entry("l1", LATIN),
          Map.entry("ascii", LATIN),
          Map.entry("us-ascii", LATIN),
          Map.entry("iso-8859-1", LATIN),
          Map.entry("iso8859-1", LATIN),
          Map.entry("iso_8859-1", LATIN),
          Map.entry("cp1252", LATIN),
          Map.entry("x-cp1252", LATIN),
          Map.entry("iso-8859-9", "windows-1254"),
          Map.entry("latin2", "iso-8859-2"),
          Map.entry("cp1250", "windows-1250"),
          Map.entry("cp1251", "windows-1251"),
          Map.entry("cp866", "ibm866"),
          Map.entry("koi8", "koi8-r"));

  private static final Pattern NAMES =
      Pattern.compile("windows-125[0-8]|iso-8859-([2-8]|1[0356])|koi8-[ru]|ibm866");

  private OneByteEncoding() {}

  /** The name of the encoding that a label stands for, or empty if it is not of this kind. */
  static String name(String label) {
    String name = OTHER_NAMES.getOrDefault(label, label);
    return NAMES.matcher(name).matches() && Charset.isSupported(name) ? name : "";
  }

  /** What the bytes 0 to 255 stand for. */
  static String table(String name) {
    Charset charset = Charset.forName(name);
    var table = new StringBuilder();
    for (int i = 0; i < 256; i++) {
      char c = new String(new byte[] {(byte) i}, charset).charAt(0);
      // The web has control characters where Microsoft's tables have nothing.
      boolean control = c == '\ufffd' && i >= 0x80 && i < 0xa0 && name.startsWith("windows-");
      table.append(control ? (char) i : c);
    }
    return table.toString();
  }
}
