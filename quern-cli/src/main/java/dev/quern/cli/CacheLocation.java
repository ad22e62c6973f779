package dev.quern.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the command keeps generated code: {@code $QUERN_CACHE} if it is set (the word {@code off}
 * means nowhere), or else a folder {@code quern} where the system's programs keep what can be made
 * anew.
 */
final class CacheLocation {
  private static final String OFF = "off";

  private CacheLocation() {}

  /** The folder for this process, or null for none. */
  static @Nullable Path ofProcess() {
    return of(
        System.getenv(), System.getProperty("os.name", ""), System.getProperty("user.home", ""));
  }

  /** The folder for an environment, a system and a home; or null for none. */
  static @Nullable Path of(Map<String, String> environment, String system, String home) {
    String chosen = environment.getOrDefault("QUERN_CACHE", "");
    if (chosen.equals(OFF)) {
      return null;
    }
    if (!chosen.isEmpty()) {
      return path(chosen);
    }
    Path parent = parent(environment, system, home);
    return parent == null ? null : parent.resolve("quern");
  }

  private static @Nullable Path parent(
      Map<String, String> environment, String system, String home) {
    String name = system.toLowerCase(Locale.ROOT);
    if (name.startsWith("windows")) {
      return absolute(environment.getOrDefault("LOCALAPPDATA", ""));
    }
    Path chosen = absolute(environment.getOrDefault("XDG_CACHE_HOME", ""));
    if (chosen != null) {
      return chosen;
    }
    Path user = absolute(home);
    boolean isMac = name.startsWith("mac");
    return user == null ? null : user.resolve(isMac ? "Library/Caches" : ".cache");
  }

  /** A path that does not depend on the working directory, or null: the JVM's home may be "?". */
  private static @Nullable Path absolute(String text) {
    Path path = text.isEmpty() ? null : path(text);
    return path != null && path.isAbsolute() ? path : null;
  }

  private static @Nullable Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException noPath) {
      return null;
    }
  }
}
