package dev.quern.internal.compile.cache;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The result of one request for a class: the class itself, the classes that come with it, and what
 * they refer to other than class files.
 *
 * @param classFiles by simple name, the requested one first
 * @param numbers the tables that are too long for the code, by key; see {@link
 *     dev.quern.runtime.CodeLoader#numbers}
 * @param objectClasses the type index of every {@code ObjectClass} that is mentioned, by its name
 *     in these class files
 */
public record GeneratedClasses(
    Map<String, byte[]> classFiles,
    Map<String, int[]> numbers,
    Map<String, Integer> objectClasses) {

  /** Returns the classes as bytes that {@link #decode} reads. */
  public byte[] encode() {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeInt(classFiles.size());
      for (var classFile : classFiles.entrySet()) {
        out.writeUTF(classFile.getKey());
        out.writeInt(classFile.getValue().length);
        out.write(classFile.getValue());
      }
      out.writeInt(numbers.size());
      for (var table : numbers.entrySet()) {
        out.writeUTF(table.getKey());
        out.writeInt(table.getValue().length);
        for (int number : table.getValue()) {
          out.writeInt(number);
        }
      }
      out.writeInt(objectClasses.size());
      for (var type : objectClasses.entrySet()) {
        out.writeUTF(type.getKey());
        out.writeInt(type.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("into memory", e);
    }
    return bytes.toByteArray();
  }

  /** Reads what {@link #encode} has written. */
  public static GeneratedClasses decode(CodeCache.Entry entry) {
    var classFiles = new LinkedHashMap<String, byte[]>();
    var numbers = new LinkedHashMap<String, int[]>();
    var objectClasses = new LinkedHashMap<String, Integer>();
    try (var in =
        new DataInputStream(
            new ByteArrayInputStream(entry.bytes(), entry.start(), entry.length()))) {
      for (int left = in.readInt(); left > 0; left--) {
        classFiles.put(in.readUTF(), in.readNBytes(in.readInt()));
      }
      for (int left = in.readInt(); left > 0; left--) {
        String key = in.readUTF();
        var table = new int[in.readInt()];
        for (int i = 0; i < table.length; i++) {
          table[i] = in.readInt();
        }
        numbers.put(key, table);
      }
      for (int left = in.readInt(); left > 0; left--) {
        objectClasses.put(in.readUTF(), in.readInt());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("from memory", e);
    }
    return new GeneratedClasses(classFiles, numbers, objectClasses);
  }
}
