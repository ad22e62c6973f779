package dev.quern.wasi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Randomness from the machine. Where there is a device for it, that is read: Java's SecureRandom
 * takes 30 ms to load, and most programs ask for 16 bytes at their start.
 */
final class SystemRandom implements RandomGenerator {
  private static final Path DEVICE = Path.of("/dev/urandom");

  private @Nullable SecureRandom fallback;

  @Override
  public void nextBytes(byte[] bytes) {
    if (fallback == null && Files.isReadable(DEVICE)) {
      try (InputStream device = Files.newInputStream(DEVICE)) {
        if (device.readNBytes(bytes, 0, bytes.length) == bytes.length) {
          return;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    if (fallback == null) {
      fallback = new SecureRandom();
    }
    fallback.nextBytes(bytes);
  }

  @Override
  public long nextLong() {
    byte[] bytes = new byte[Long.BYTES];
    nextBytes(bytes);
    long value = 0;
    for (byte b : bytes) {
      value = value << 8 | Byte.toUnsignedInt(b);
    }
    return value;
  }
}
