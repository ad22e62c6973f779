package dev.quern.cli.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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
    try (InputStream in = RuntimeSources.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalArgumentException("the run time has no file " + file);
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Source.newBuilder("js", text, "quern:" + file).internal(true).build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
