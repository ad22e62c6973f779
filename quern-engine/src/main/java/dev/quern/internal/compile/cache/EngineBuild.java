package dev.quern.internal.compile.cache;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Identifies the code generator: by the content of the engine's own jar, or of its class files if
 * they are in a folder, and by the Java runtime. A version number would not do, because builds
 * between two releases share it.
 *
 * <p>The content is identified by its length and two checksums. They need not withstand an attack:
 * whoever can change the engine does not need its cache. Both checksums run as machine code from
 * the first byte on, whereas a digest would be interpreted, which would be a tenth of a small
 * program's start.
 */
final class EngineBuild {
  private static final @Nullable String ID = find();

  private EngineBuild() {}

  /**
   * Returns a text that differs for every build and Java runtime, or null if the content is not
   * found.
   */
  static @Nullable String id() {
    return ID;
  }

  private static @Nullable String find() {
    CodeSource source = EngineBuild.class.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      return null;
    }
    try {
      String runtime = System.getProperty("java.vm.vendor") + ' ' + Runtime.version();
      return content(Path.of(source.getLocation().toURI())) + ' ' + runtime;
    } catch (IOException
        | URISyntaxException
        | FileSystemNotFoundException
        | IllegalArgumentException unreadable) {
      CacheDirectory.note("no code cache: cannot read the engine itself", unreadable);
      return null;
    }
  }

  private static String content(Path location) throws IOException {
    var checksums = new Checksums();
    if (Files.isDirectory(location)) {
      List<Path> files;
      try (Stream<Path> all = Files.walk(location)) {
        files = all.filter(Files::isRegularFile).sorted().toList();
      }
      for (Path file : files) {
        checksums.add(location.relativize(file).toString().getBytes());
        checksums.addFile(file);
      }
    } else {
      checksums.addFile(location);
    }
    return checksums.text();
  }

  private static final class Checksums {
    private static final int BLOCK = 1 << 16;

    private final CRC32 first = new CRC32();
    private final CRC32C second = new CRC32C();
    private final byte[] block = new byte[BLOCK];
    private long length;

    private void add(byte[] bytes, int count) {
      first.update(bytes, 0, count);
      second.update(bytes, 0, count);
      length += count;
    }

    void add(byte[] bytes) {
      add(bytes, bytes.length);
    }

    void addFile(Path file) throws IOException {
      // Not through a channel, which an interrupt would close.
      boolean isOrdinary = file.getFileSystem() == FileSystems.getDefault();
      try (InputStream in =
          isOrdinary ? new FileInputStream(file.toFile()) : Files.newInputStream(file)) {
        for (int n = in.read(block); n >= 0; n = in.read(block)) {
          add(block, n);
        }
      }
    }

    String text() {
      return length
          + "-"
          + Long.toHexString(first.getValue())
          + "-"
          + Long.toHexString(second.getValue());
    }
  }
}
