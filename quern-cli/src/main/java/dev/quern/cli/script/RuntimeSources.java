package dev.quern.cli.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;
import org.graalvm.polyglot.Source;

/**
 * The files of the run time in JavaScript. Each is read once in a process, and with the shared
 * engine parsed once.
 */
final class RuntimeSources {
  private static final ConcurrentHashMap<String, Source> SOURCES = new ConcurrentHashMap<>();

  private RuntimeSources() {}

  static Source part(String name) {
    return SOURCES.computeIfAbsent(name, RuntimeSources::read);
  }

  private static Source read(String name) {
    String file = name + ".js";
    try {
      String text = new String(bytes(file), StandardCharsets.UTF_8);
      return Source.newBuilder("js", text, "quern:" + file).internal(true).build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(String file) throws IOException {
    try (InputStream in = RuntimeSources.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalArgumentException("the run time has no file " + file);
      }
      return in.readAllBytes();
    }
  }

  /** The bytes of a module that scripts can import, for whoever reads it from a channel. */
  static SeekableByteChannel channel(String file) throws IOException {
    return new ReadOnlyBytes(ByteBuffer.wrap(bytes(file)));
  }
}
