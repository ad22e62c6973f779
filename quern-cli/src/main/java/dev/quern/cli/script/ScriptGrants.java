package dev.quern.cli.script;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a script can give to the WASI programs that it runs, besides its own output.
 *
 * @param stdin standard input
 * @param directories by different guest names
 */
public record ScriptGrants(InputStream stdin, List<Directory> directories) {
  /** An empty input and no directories. */
  public static final ScriptGrants NONE =
      new ScriptGrants(InputStream.nullInputStream(), List.of());

  /**
   * A directory of the host.
   *
   * @param guest the name that the script has for it
   */
  public record Directory(Path host, String guest, boolean readOnly) {
    /** The path below this directory that a name means: "." for itself, null if it means none. */
    @Nullable String below(String name) {
      if (name.equals(guest)) {
        return ".";
      }
      String prefix = guest.endsWith("/") ? guest : guest + "/";
      return name.startsWith(prefix) ? "./" + name.substring(prefix.length()) : null;
    }
  }

  /** Copies the list. */
  public ScriptGrants {
    directories = List.copyOf(directories);
  }

  /** The directory that a name is, or is below of; the nearest if there are several. */
  @Nullable Directory find(String name) {
    return directories.stream()
        .filter(directory -> directory.below(name) != null)
        .max(Comparator.comparingInt(directory -> directory.guest().length()))
        .orElse(null);
  }
}
