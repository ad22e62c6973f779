package dev.quern.wasi;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Whether a hard link can be made to a symbolic link. POSIX leaves it to the host: Linux does it,
 * others follow the link and would give the file behind it a second name, wherever that is. So it
 * is tried out once, in the folder for temporary files, and only when a program wants it.
 */
final class LinksToLinks {
  /** What the host does. */
  private static final class Host {
    static final boolean POSSIBLE = probe();

    private static boolean probe() {
      try {
        Path folder = Files.createTempDirectory("quern");
        try {
          return LinksToLinks.probe(folder);
        } finally {
          Files.delete(folder);
        }
      } catch (IOException | UnsupportedOperationException e) {
        // Where that much can not be found out, links to links are refused.
        return false;
      }
    }
  }

  private LinksToLinks() {}

  /** File systems of Java other than the host's count as such that follow, as Jimfs does. */
  static boolean arePossible(FileSystem files) {
    return files == FileSystems.getDefault() && Host.POSSIBLE;
  }

  /** Tries it out in an empty folder, which is empty again afterwards. */
  static boolean probe(Path folder) throws IOException {
    Path link = folder.resolve("link");
    Path twin = folder.resolve("twin");
    try {
      Files.createSymbolicLink(link, folder.getFileSystem().getPath("nothing"));
      Files.createLink(twin, link);
      return Files.isSymbolicLink(twin);
    } catch (NoSuchFileException e) {
      // It was followed, to where there is nothing.
      return false;
    } finally {
      Files.deleteIfExists(twin);
      Files.deleteIfExists(link);
    }
  }
}
