package dev.quern.internal.compile.layout;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * The names of {@link ObjectClass}es in class files. They are unique only within one process;
 * another process may use the same names for other types. But all names for structs have the same
 * length, as do those for arrays, and they are separate entries in the constant pool, never part of
 * a descriptor. So class files from another process can be renamed in place.
 */
final class ObjectClassNames {
  /** The prefix of all such names. */
  static final String PREFIX = "wasmtype.";

  private static final int MAGIC_TO_COUNT = 8;

  private ObjectClassNames() {}

  /** Receives the text constants of a constant pool. */
  private interface Text {
    void at(int start, int length);
  }

  /** Returns those of the given names that are mentioned in class files. */
  static Map<String, Integer> mentioned(
      Collection<byte[]> classFiles, Map<String, Integer> typeIndices) {
    var found = new HashMap<String, Integer>();
    for (byte[] bytes : typeIndices.isEmpty() ? Arrays.<byte[]>asList() : classFiles) {
      visit(
          bytes,
          (start, length) -> {
            String name = name(bytes, start, length);
            Integer type = typeIndices.get(name);
            if (type != null) {
              found.put(name, type);
            }
          });
    }
    return found;
  }

  /** Replaces names by others of the same length. */
  static void replace(byte[] classFile, Map<String, String> names) {
    visit(
        classFile,
        (start, length) -> {
          String replacement = names.get(name(classFile, start, length));
          if (replacement != null) {
            byte[] bytes = replacement.replace('.', '/').getBytes(StandardCharsets.ISO_8859_1);
            System.arraycopy(bytes, 0, classFile, start, length);
          }
        });
  }

  private static String name(byte[] bytes, int start, int length) {
    boolean isName = length > PREFIX.length() && bytes[start] == PREFIX.charAt(0);
    return isName
        ? new String(bytes, start, length, StandardCharsets.ISO_8859_1).replace('/', '.')
        : "";
  }

  /** Visits the text constants of the constant pool (JVMS 4.4). */
  private static void visit(byte[] bytes, Text text) {
    int count = u2(bytes, MAGIC_TO_COUNT);
    int at = MAGIC_TO_COUNT + 2;
    for (int i = 1; i < count; i++) {
      switch (bytes[at]) {
        case 1 -> {
          int length = u2(bytes, at + 1);
          text.at(at + 3, length);
          at += 3 + length;
        }
        case 5, 6 -> {
          at += 9;
          i++;
        }
        case 7, 8, 16, 19, 20 -> at += 3;
        case 15 -> at += 4;
        default -> at += 5;
      }
    }
  }

  private static int u2(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
  }
}
