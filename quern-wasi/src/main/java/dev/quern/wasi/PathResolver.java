package dev.quern.wasi;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sandbox: finds what a path of the guest means on the host, and never leaves the directory
 * that the path is relative to.
 *
 * <p>The host never sees the guest's path. It is taken apart, and its components are looked at one
 * after the other, each below directories that were found to be directories and not symbolic links.
 * {@code ..} takes back a component and is refused where there is none. A symbolic link's target is
 * put in place of its component and goes through the same steps; an absolute target is refused.
 * What comes out is a path without {@code ..} and without links, which is then used with {@code
 * NOFOLLOW_LINKS}.
 *
 * <p>An open directory may have been renamed, and a link put in its place, since it was opened; so
 * the start is checked to be the same directory still ({@link OpenDirectory#requireFresh}).
 *
 * <p>What remains is the moment between looking and using: another process, or another instance
 * with the same directory, that replaces a directory by a link just then is not noticed.
 */
final class PathResolver {
  /** The longest path in bytes, as in Linux. */
  static final int MAX_PATH = 4096;

  private static final int MAX_NAME = 255;
  private static final int MAX_LINKS = 40;

  private final OpenDirectory base;
  private final Deque<String> pending = new ArrayDeque<>();
  private final List<Path> found = new ArrayList<>();
  private Path host;
  private boolean directoryRequired;
  private int links;

  /**
   * Where a path leads.
   *
   * @param host the path on the host; every component but the last is a directory
   * @param mount what it lies in
   * @param isBase whether it is the very directory that the path was relative to
   * @param directoryRequired whether the path ended in a slash, so that it can only be a directory
   */
  record Location(Path host, Mount mount, boolean isBase, boolean directoryRequired) {
    /** What is there, or null if nothing is. A required directory that is something else fails. */
    @Nullable Filestat find() throws IOException {
      if (!Files.exists(host, LinkOption.NOFOLLOW_LINKS)) {
        return null;
      }
      Filestat stat = Filestat.of(host);
      if (directoryRequired && stat.type() != FileType.DIRECTORY) {
        throw Errno.ENOTDIR.failure();
      }
      return stat;
    }

    /** What is there; it fails if nothing is. */
    Filestat stat() throws IOException {
      Filestat stat = find();
      if (stat == null) {
        throw Errno.ENOENT.failure();
      }
      return stat;
    }
  }

  private PathResolver(OpenDirectory base) {
    this.base = base;
    this.host = base.host();
  }

  /**
   * Resolves a path.
   *
   * @param follow whether a symbolic link at the end is followed; with a slash behind it always is
   */
  static Location resolve(OpenDirectory base, String path, boolean follow) throws IOException {
    base.requireFresh();
    var resolver = new PathResolver(base);
    resolver.expand(path, true);
    while (!resolver.pending.isEmpty()) {
      resolver.step(follow);
    }
    return new Location(
        resolver.host,
        base.mount(),
        resolver.found.isEmpty(),
        resolver.directoryRequired || resolver.found.isEmpty());
  }

  /** Puts the components of a path before those that are left. */
  private void expand(String path, boolean last) throws IOException {
    if (path.isEmpty()) {
      throw Errno.ENOENT.failure();
    }
    if (path.charAt(0) == '/') {
      throw Errno.EPERM.failure();
    }
    var components = new ArrayList<String>();
    for (int start = 0; start <= path.length(); ) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      components.add(path.substring(start, end));
      start = end + 1;
    }
    String end = components.getLast();
    if (last && (end.isEmpty() || end.equals(".") || end.equals(".."))) {
      directoryRequired = true;
    }
    for (String component : components.reversed()) {
      if (!component.isEmpty() && !component.equals(".")) {
        pending.addFirst(component);
      }
    }
  }

  private void step(boolean follow) throws IOException {
    String component = pending.removeFirst();
    if (component.equals("..")) {
      if (found.isEmpty()) {
        throw Errno.EPERM.failure();
      }
      host = found.removeLast();
      return;
    }
    Path next = host.resolve(name(component));
    boolean last = pending.isEmpty();
    if (!last || follow || directoryRequired) {
      BasicFileAttributes attributes = attributes(next, last);
      if (attributes != null && attributes.isSymbolicLink()) {
        follow(next, last);
        return;
      }
      if (attributes != null && !last && !attributes.isDirectory()) {
        throw Errno.ENOTDIR.failure();
      }
    }
    found.add(host);
    host = next;
  }

  private void follow(Path link, boolean last) throws IOException {
    if (++links > MAX_LINKS) {
      throw Errno.ELOOP.failure();
    }
    expand(target(link), last);
  }

  /** The target of a symbolic link in the guest's spelling. */
  static String target(Path link) throws IOException {
    Path target = Files.readSymbolicLink(link);
    String text = target.toString().replace(target.getFileSystem().getSeparator(), "/");
    return target.isAbsolute() && !text.startsWith("/") ? "/" + text : text;
  }

  private static @Nullable BasicFileAttributes attributes(Path path, boolean mayBeMissing)
      throws IOException {
    if (mayBeMissing && !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return null;
    }
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  /** A component as one name of the host's file system, whatever that makes of its characters. */
  private Path name(String component) throws IOException {
    if (component.length() > MAX_NAME
        || component.getBytes(StandardCharsets.UTF_8).length > MAX_NAME) {
      throw Errno.ENAMETOOLONG.failure();
    }
    Path name = host.getFileSystem().getPath(component);
    if (name.isAbsolute() || name.getNameCount() != 1 || !name.toString().equals(component)) {
      throw Errno.EINVAL.failure();
    }
    return name;
  }
}
