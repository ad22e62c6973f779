package dev.quern.wasi;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sandbox: finds what a path of the guest means, and never leaves the directory that the path
 * is relative to.
 *
 * <p>The host never sees the guest's path. It is taken apart, and its components are looked up one
 * after the other, each in the directory that the one before has opened. {@code ..} goes back to
 * the directory from which the last one was opened, and is refused where there is none. A symbolic
 * link's target is put in place of its component and goes through the same steps; an absolute
 * target is refused. What comes out is an open directory and one name in it, which is then used
 * without following links.
 */
final class PathResolver {
  /** The longest path in bytes, as in Linux. */
  static final int MAX_PATH = 4096;

  private static final int MAX_NAME = 255;
  private static final int MAX_LINKS = 40;

  private final Directory base;
  private final Deque<String> pending = new ArrayDeque<>();

  /** The directories opened on the way, and beside each the name that it has in the one before. */
  private final List<Directory> opened = new ArrayList<>();

  private final List<String> names = new ArrayList<>();
  private @Nullable String last;
  private boolean directoryRequired;
  private int links;

  /**
   * Where a path leads. It holds its directory until it is closed.
   *
   * @param directory the directory that the last component is in
   * @param name the last component, or null for the directory that the path was relative to
   * @param directoryRequired whether the path ended in a slash, so that it can only be a directory
   * @param dotted whether the path ended in {@code .} or {@code ..}: it names a directory, but not
   *     the entry by which that could be moved or removed
   */
  record Location(
      Directory directory, @Nullable String name, boolean directoryRequired, boolean dotted)
      implements AutoCloseable {
    /** Whether it is the very directory that the path was relative to. */
    boolean isBase() {
      return name == null;
    }

    /** The name; {@code EBUSY} for the directory that the path was relative to. */
    String requireName() throws IOException {
      if (name == null) {
        throw Errno.EBUSY.failure();
      }
      return name;
    }

    /** The name of an entry that may be moved; {@code EBUSY} if the path does not name one. */
    String requireEntry() throws IOException {
      if (dotted) {
        throw Errno.EBUSY.failure();
      }
      return requireName();
    }

    /** What is there, or null if nothing is. A required directory that is something else fails. */
    @Nullable Filestat find() throws IOException {
      Filestat found = name == null ? directory.stat() : directory.find(name);
      if (found != null && directoryRequired && found.type() != FileType.DIRECTORY) {
        throw Errno.ENOTDIR.failure();
      }
      return found;
    }

    /** What is there; it fails if nothing is. */
    Filestat require() throws IOException {
      Filestat found = find();
      if (found == null) {
        throw Errno.ENOENT.failure();
      }
      return found;
    }

    /** All that is known about what is there; it fails if nothing is. */
    Filestat stat() throws IOException {
      Filestat found = require();
      return name == null ? found : directory.stat(name);
    }

    Directory open() throws IOException {
      return name == null ? directory.reopen() : directory.open(name);
    }

    @Override
    public void close() throws IOException {
      directory.release();
    }
  }

  private PathResolver(Directory base) {
    this.base = base;
  }

  /**
   * Resolves a path.
   *
   * @param follow whether a symbolic link at the end is followed; with a slash behind it always is
   */
  static Location resolve(Directory base, String path, boolean follow) throws IOException {
    var resolver = new PathResolver(base);
    try {
      resolver.expand(path, true);
      while (!resolver.pending.isEmpty()) {
        resolver.step(follow);
      }
      return resolver.location();
    } finally {
      for (Directory directory : resolver.opened) {
        directory.release();
      }
    }
  }

  private Location location() throws IOException {
    if (last != null) {
      return new Location(current().retain(), last, directoryRequired, false);
    }
    if (opened.isEmpty()) {
      return new Location(base.retain(), null, true, true);
    }
    // The path ended in "." or "..": it names a directory that was opened on the way.
    Directory parent = opened.size() == 1 ? base : opened.get(opened.size() - 2);
    return new Location(parent.retain(), names.getLast(), true, true);
  }

  private Directory current() {
    return opened.isEmpty() ? base : opened.getLast();
  }

  /**
   * Puts the components of a path before those that are left. A {@code .} means nothing but at the
   * end, where what is before it has to be a directory.
   */
  private void expand(String path, boolean atEnd) throws IOException {
    if (path.isEmpty()) {
      throw Errno.ENOENT.failure();
    }
    if (path.charAt(0) == '/') {
      throw Errno.EPERM.failure();
    }
    List<String> components = List.of(path.split("/", 0));
    String end = components.getLast();
    if (atEnd && (path.endsWith("/") || end.equals(".") || end.equals(".."))) {
      directoryRequired = true;
    }
    pending.addFirst(end);
    for (String component : components.subList(0, components.size() - 1).reversed()) {
      if (!component.isEmpty() && !component.equals(".")) {
        pending.addFirst(component);
      }
    }
  }

  private void step(boolean follow) throws IOException {
    String component = pending.removeFirst();
    if (component.equals(".")) {
      return;
    }
    if (component.equals("..")) {
      if (opened.isEmpty()) {
        throw Errno.EPERM.failure();
      }
      names.removeLast();
      opened.removeLast().release();
      return;
    }
    checkLength(component);
    boolean atEnd = pending.isEmpty();
    Filestat found = !atEnd || follow || directoryRequired ? current().find(component) : null;
    if (found != null && found.type() == FileType.SYMBOLIC_LINK) {
      follow(component, atEnd);
    } else if (atEnd) {
      last = component;
    } else if (found == null) {
      throw Errno.ENOENT.failure();
    } else {
      enter(component, found);
    }
  }

  private void enter(String component, Filestat found) throws IOException {
    if (found.type() != FileType.DIRECTORY) {
      throw Errno.ENOTDIR.failure();
    }
    opened.add(current().open(component));
    names.add(component);
  }

  private void follow(String link, boolean atEnd) throws IOException {
    if (++links > MAX_LINKS) {
      throw Errno.ELOOP.failure();
    }
    expand(current().readLink(link), atEnd);
  }

  private static void checkLength(String name) throws IOException {
    if (name.length() > MAX_NAME || name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME) {
      throw Errno.ENAMETOOLONG.failure();
    }
  }
}
