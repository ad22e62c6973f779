package dev.quern;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Where the bytes of a module come from; read once. */
@FunctionalInterface
interface Source {
  byte[] read() throws IOException;

  static Source of(InputStream stream) {
    Objects.requireNonNull(stream);
    return () -> {
      try (stream) {
        return stream.readAllBytes();
      }
    };
  }

  static Source of(Path file) {
    Objects.requireNonNull(file);
    return () -> Files.readAllBytes(file);
  }
}
