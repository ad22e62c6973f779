package dev.quern.wasi;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Names and link targets, between the spelling of the guest and that of a host's file system. */
final class HostName {
  /**
   * Names that Windows takes for devices, whatever follows a dot, and names whose end it drops. A
   * guest could reach a device, or another file than the one that was looked at.
   */
  private static final Pattern WINDOWS =
      Pattern.compile(
          "(?:CON|PRN|AUX|NUL|CONIN\\$|CONOUT\\$|(?:COM|LPT)[0-9\u00b9\u00b2\u00b3]) *(?:[.:].*)?|.*[. ]",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** What Java puts in place of bytes that are no characters. */
  private static final char REPLACEMENT = '\uFFFD';

  private HostName() {}

  /**
   * A component of a guest's path as one name of the host, whatever that makes of its characters.
   */
  static Path of(FileSystem host, String name) throws IOException {
    boolean windows = host.getSeparator().equals("\\");
    if (windows && (WINDOWS.matcher(name).matches() || name.indexOf(':') >= 0)) {
      throw Errno.EINVAL.failure();
    }
    Path path = host.getPath(name);
    if (path.isAbsolute() || path.getNameCount() != 1 || !path.toString().equals(name)) {
      throw Errno.EINVAL.failure();
    }
    return path;
  }

  /**
   * The target of a new symbolic link. One that does not start from the link's directory is {@code
   * EPERM}: absolute ones, and on Windows those of a drive.
   */
  static Path target(FileSystem host, String target) throws IOException {
    Path path = host.getPath(target);
    if (path.getRoot() != null) {
      throw Errno.EPERM.failure();
    }
    return path;
  }

  /**
   * Whether a path of the host is what its text says. On Unix names are bytes; those that are no
   * characters are replaced in the text, which is then another file's name.
   */
  static boolean isText(Path path) {
    String text = path.toString();
    try {
      return text.indexOf(REPLACEMENT) < 0 || path.getFileSystem().getPath(text).equals(path);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /**
   * The target of a symbolic link in the guest's spelling, with a slash first if it does not start
   * from the link's directory; {@code EILSEQ} if it is no text.
   */
  static String target(Path link) throws IOException {
    Path target = Files.readSymbolicLink(link);
    if (!isText(target)) {
      throw Errno.EILSEQ.failure();
    }
    String text = target.toString().replace(target.getFileSystem().getSeparator(), "/");
    return target.getRoot() != null && !text.startsWith("/") ? "/" + text : text;
  }
}
