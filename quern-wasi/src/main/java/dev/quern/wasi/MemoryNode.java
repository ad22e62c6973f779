package dev.quern.wasi;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A file, directory or link in memory. Its volume's lock guards it. */
abstract sealed class MemoryNode {
  private final long inode;
  long links;
  long accessed;
  long modified;
  long changed;

  MemoryNode(long inode, long now) {
    this.inode = inode;
    accessed = now;
    modified = now;
    changed = now;
  }

  abstract FileType type();

  abstract long size();

  final Filestat stat() {
    return new Filestat(
        this, 0, inode, type(), Math.max(links, 1), size(), accessed, modified, changed);
  }

  /** A directory; {@code parent} is null for the root and for one that has been removed. */
  static final class Folder extends MemoryNode {
    final Map<String, MemoryNode> entries = new TreeMap<>();
    @Nullable Folder parent;
    boolean removed;

    Folder(long inode, long now, @Nullable Folder parent) {
      super(inode, now);
      this.parent = parent;
    }

    @Override
    FileType type() {
      return FileType.DIRECTORY;
    }

    @Override
    long size() {
      return 0;
    }

    boolean isInside(Folder other) {
      for (Folder at = this; at != null; at = at.parent) {
        if (at == other) {
          return true;
        }
      }
      return false;
    }
  }

  /** A symbolic link. */
  static final class Link extends MemoryNode {
    final String target;
    private final int size;

    Link(long inode, long now, String target) {
      super(inode, now);
      this.target = target;
      size = target.getBytes(StandardCharsets.UTF_8).length;
    }

    @Override
    FileType type() {
      return FileType.SYMBOLIC_LINK;
    }

    @Override
    long size() {
      return size;
    }
  }

  /**
   * A file; all bytes of {@code content} behind {@code size} are zero, and {@code openers} is the
   * number of channels.
   */
  static final class Content extends MemoryNode {
    private static final int MAX_SIZE = Integer.MAX_VALUE - 8;

    byte[] content = {};
    int openers;
    int size;

    Content(long inode, long now) {
      super(inode, now);
    }

    @Override
    FileType type() {
      return FileType.REGULAR_FILE;
    }

    @Override
    long size() {
      return size;
    }

    static boolean isPossible(long size) {
      return size <= MAX_SIZE;
    }

    /** Changes the size to a possible one. */
    void resize(int newSize) {
      if (newSize > content.length) {
        long roomy = Math.min(MAX_SIZE, content.length + (content.length >> 1) + 64L);
        content = Arrays.copyOf(content, (int) Math.max(newSize, roomy));
      } else if (newSize < size) {
        Arrays.fill(content, newSize, size, (byte) 0);
      }
      size = newSize;
    }
  }
}
