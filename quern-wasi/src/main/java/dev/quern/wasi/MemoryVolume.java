package dev.quern.wasi;

import dev.quern.wasi.MemoryNode.Content;
import dev.quern.wasi.MemoryNode.Folder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the directories of one tree in memory have in common: the lock that guards all nodes, which
 * is the volume itself, and the space that they may take.
 */
final class MemoryVolume {
  /** What an entry of a directory costs besides its name, roughly. */
  private static final int ENTRY_BYTES = 256;

  private final long capacity;
  private long used;
  private long lastInode;
  private final Folder root = new Folder(nextInode(), now(), null);

  MemoryVolume(long capacity) {
    this.capacity = capacity;
  }

  Directory open() {
    return new Handle(root);
  }

  /** The nodes have the time of the machine, as files have, whatever clock the program sees. */
  private static long now() {
    return SystemClock.INSTANCE.realtime();
  }

  private long nextInode() {
    return ++lastInode;
  }

  private void requireRoom(long bytes) throws IOException {
    if (bytes > capacity - used) {
      throw Errno.ENOSPC.failure();
    }
  }

  private void charge(long bytes) throws IOException {
    requireRoom(bytes);
    used += bytes;
  }

  private static long cost(String name) {
    return ENTRY_BYTES + 2L * name.length();
  }

  private void resize(Content file, long size) throws IOException {
    if (!Content.isPossible(size)) {
      throw Errno.EFBIG.failure();
    }
    long growth = size - file.size;
    requireRoom(growth);
    file.resize((int) size);
    used += growth;
  }

  private void unlink(MemoryNode node) {
    if (--node.links > 0) {
      return;
    }
    switch (node) {
      case Content file when file.openers == 0 -> used -= file.size;
      case MemoryNode.Link link -> used -= link.size();
      case Content _, Folder _ -> {}
    }
  }

  /** A directory of the tree that somebody has opened. */
  private final class Handle extends Directory {
    private final Folder folder;

    Handle(Folder folder) {
      this.folder = folder;
    }

    private MemoryNode get(String name) throws IOException {
      MemoryNode node = folder.entries.get(name);
      if (node == null) {
        throw Errno.ENOENT.failure();
      }
      return node;
    }

    /** Adds a node under a name that is free. */
    private void add(String name, MemoryNode node) throws IOException {
      if (folder.removed) {
        throw Errno.ENOENT.failure();
      }
      if (folder.entries.containsKey(name)) {
        throw Errno.EEXIST.failure();
      }
      charge(cost(name));
      folder.entries.put(name, node);
      node.links++;
      touch();
    }

    private void remove(String name) {
      MemoryNode node = folder.entries.remove(name);
      if (node != null) {
        used -= cost(name);
        unlink(node);
        touch();
      }
    }

    private void touch() {
      folder.modified = now();
      folder.changed = folder.modified;
    }

    @Override
    void close() {}

    @Override
    Filestat stat() {
      synchronized (MemoryVolume.this) {
        return folder.stat();
      }
    }

    @Override
    @Nullable Filestat find(String name) {
      synchronized (MemoryVolume.this) {
        MemoryNode node = folder.entries.get(name);
        return node == null ? null : node.stat();
      }
    }

    @Override
    Filestat stat(String name) throws IOException {
      synchronized (MemoryVolume.this) {
        return get(name).stat();
      }
    }

    @Override
    Directory open(String name) throws IOException {
      synchronized (MemoryVolume.this) {
        if (get(name) instanceof Folder found) {
          return new Handle(found);
        }
        throw Errno.ENOTDIR.failure();
      }
    }

    @Override
    Directory reopen() {
      return new Handle(folder);
    }

    @Override
    FileHandle file(String name, Set<OpenOption> options) throws IOException {
      synchronized (MemoryVolume.this) {
        if (options.contains(StandardOpenOption.CREATE_NEW)) {
          add(name, new Content(nextInode(), now()));
        }
        if (!(get(name) instanceof Content file)) {
          throw Errno.ENOTSUP.failure();
        }
        if (options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
          resize(file, 0);
        }
        return new FileHandle(this, name, new Channel(file, options), file.stat());
      }
    }

    @Override
    void setTimes(FileTimes times) {
      set(folder, times);
    }

    @Override
    void setTimes(String name, FileTimes times) throws IOException {
      synchronized (MemoryVolume.this) {
        set(get(name), times);
      }
    }

    private void set(MemoryNode node, FileTimes times) {
      synchronized (MemoryVolume.this) {
        var accessed = times.accessed();
        var modified = times.modified();
        node.accessed = accessed == null ? node.accessed : Filestat.nanos(accessed);
        node.modified = modified == null ? node.modified : Filestat.nanos(modified);
        node.changed = now();
      }
    }

    @Override
    void createDirectory(String name) throws IOException {
      synchronized (MemoryVolume.this) {
        add(name, new Folder(nextInode(), now(), folder));
      }
    }

    @Override
    void symlink(String target, String name) throws IOException {
      synchronized (MemoryVolume.this) {
        var link = new MemoryNode.Link(nextInode(), now(), target);
        requireRoom(cost(name) + link.size());
        add(name, link);
        used += link.size();
      }
    }

    @Override
    String readLink(String name) throws IOException {
      synchronized (MemoryVolume.this) {
        if (get(name) instanceof MemoryNode.Link link) {
          return link.target;
        }
        throw Errno.EINVAL.failure();
      }
    }

    @Override
    void link(String existing, Directory target, String name) throws IOException {
      Handle other = sameVolume(target);
      synchronized (MemoryVolume.this) {
        MemoryNode node = get(existing);
        if (node instanceof Folder) {
          throw Errno.EPERM.failure();
        }
        other.add(name, node);
        node.changed = now();
      }
    }

    private Handle sameVolume(Directory target) throws IOException {
      if (target instanceof Handle other && other.volume() == MemoryVolume.this) {
        return other;
      }
      throw Errno.EXDEV.failure();
    }

    private MemoryVolume volume() {
      return MemoryVolume.this;
    }

    @Override
    void deleteFile(String name) throws IOException {
      synchronized (MemoryVolume.this) {
        if (get(name) instanceof Folder) {
          throw Errno.EISDIR.failure();
        }
        remove(name);
      }
    }

    @Override
    void deleteDirectory(String name) throws IOException {
      synchronized (MemoryVolume.this) {
        if (!(get(name) instanceof Folder found)) {
          throw Errno.ENOTDIR.failure();
        }
        requireEmpty(found);
        discard(found);
        remove(name);
      }
    }

    private void requireEmpty(Folder found) throws IOException {
      if (!found.entries.isEmpty()) {
        throw Errno.ENOTEMPTY.failure();
      }
    }

    private void discard(Folder found) {
      found.removed = true;
      found.parent = null;
    }

    @Override
    void rename(String name, Directory target, String newName) throws IOException {
      Handle other = sameVolume(target);
      synchronized (MemoryVolume.this) {
        MemoryNode node = get(name);
        MemoryNode replaced = other.folder.entries.get(newName);
        if (node == replaced) {
          return;
        }
        other.requireReplaceable(node, replaced);
        // Renaming must not fail half way for want of space: both names are there for a moment.
        if (replaced == null) {
          requireRoom(Math.max(cost(newName) - cost(name), 0));
        }
        move(name, node, other, newName);
      }
    }

    private void requireReplaceable(MemoryNode node, @Nullable MemoryNode replaced)
        throws IOException {
      if (folder.removed) {
        throw Errno.ENOENT.failure();
      }
      if (node instanceof Folder moved) {
        if (folder.isInside(moved)) {
          throw Errno.EINVAL.failure();
        }
        if (replaced instanceof Folder emptied) {
          requireEmpty(emptied);
        } else if (replaced != null) {
          throw Errno.ENOTDIR.failure();
        }
      } else if (replaced instanceof Folder) {
        throw Errno.EISDIR.failure();
      }
    }

    private void move(String name, MemoryNode node, Handle other, String newName)
        throws IOException {
      if (other.folder.entries.get(newName) instanceof Folder emptied) {
        discard(emptied);
      }
      other.remove(newName);
      node.links++;
      remove(name);
      other.add(newName, node);
      node.links--;
      node.changed = now();
      if (node instanceof Folder moved) {
        moved.parent = other.folder;
      }
    }

    @Override
    List<String> names() {
      synchronized (MemoryVolume.this) {
        return new ArrayList<>(folder.entries.keySet());
      }
    }
  }

  /** An open file of the tree. */
  private final class Channel implements SeekableByteChannel {
    private final Content file;
    private final boolean readable;
    private final boolean writable;
    private long position;
    private boolean open = true;

    Channel(Content file, Set<OpenOption> options) {
      this.file = file;
      readable = options.contains(StandardOpenOption.READ);
      writable = options.contains(StandardOpenOption.WRITE);
      file.openers++;
    }

    private void requireOpen() throws IOException {
      if (!open) {
        throw new ClosedChannelException();
      }
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      synchronized (MemoryVolume.this) {
        requireOpen();
        if (!readable) {
          throw new NonReadableChannelException();
        }
        if (position >= file.size) {
          return -1;
        }
        int count = Math.min(target.remaining(), file.size - (int) position);
        target.put(file.content, (int) position, count);
        position += count;
        file.accessed = now();
        return count;
      }
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      synchronized (MemoryVolume.this) {
        requireWritable();
        int count = source.remaining();
        if (count == 0) {
          return 0;
        }
        long end = position + count;
        if (end < 0 || end > file.size) {
          resize(file, end < 0 ? Long.MAX_VALUE : end);
        }
        source.get(file.content, (int) position, count);
        position = end;
        touch();
        return count;
      }
    }

    private void requireWritable() throws IOException {
      requireOpen();
      if (!writable) {
        throw new NonWritableChannelException();
      }
    }

    private void touch() {
      file.modified = now();
      file.changed = file.modified;
    }

    @Override
    public long position() throws IOException {
      synchronized (MemoryVolume.this) {
        requireOpen();
        return position;
      }
    }

    @Override
    public SeekableByteChannel position(long newPosition) throws IOException {
      synchronized (MemoryVolume.this) {
        requireOpen();
        position = newPosition;
        return this;
      }
    }

    @Override
    public long size() throws IOException {
      synchronized (MemoryVolume.this) {
        requireOpen();
        return file.size;
      }
    }

    @Override
    public SeekableByteChannel truncate(long size) throws IOException {
      synchronized (MemoryVolume.this) {
        requireWritable();
        if (size < file.size) {
          resize(file, size);
          touch();
        }
        return this;
      }
    }

    @Override
    public boolean isOpen() {
      synchronized (MemoryVolume.this) {
        return open;
      }
    }

    /** A file without a name is kept until the last that has it open lets go. */
    @Override
    public void close() {
      synchronized (MemoryVolume.this) {
        if (open) {
          open = false;
          if (--file.openers == 0 && file.links == 0) {
            used -= file.size;
          }
        }
      }
    }
  }
}
