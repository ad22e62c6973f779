package dev.quern.wasi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The entries of a directory at one moment, with {@code .} and {@code ..} first and the others
 * sorted. An entry's cookie is its place in this list, so cookies keep their meaning whatever
 * happens to the directory, and the order does not depend on the host.
 */
final class DirectoryListing {
  private static final int HEADER = 24;
  private static final byte[] NOTHING = {};

  private final Directory directory;
  private final List<String> names;

  private DirectoryListing(Directory directory, List<String> names) {
    this.directory = directory;
    this.names = names;
  }

  static DirectoryListing of(Directory directory) throws IOException {
    var names = new ArrayList<String>(directory.names());
    names.sort(null);
    names.add(0, ".");
    names.add(1, "..");
    return new DirectoryListing(directory, names);
  }

  /**
   * Writes entries from a cookie on, the last one cut off where the space ends.
   *
   * @return the bytes written; less than {@code length} if the list has come to its end
   */
  int write(GuestMemory memory, int address, int length, long cookie) throws IOException {
    memory.check(address, length);
    long space = Integer.toUnsignedLong(length);
    long used = 0;
    long first = Long.compareUnsigned(cookie, names.size()) > 0 ? names.size() : cookie;
    for (int i = (int) first; i < names.size() && used < space; i++) {
      byte[] entry = entry(i);
      int count = (int) Math.min(entry.length, space - used);
      memory.putBytes(address + (int) used, entry, count);
      used += count;
    }
    return (int) used;
  }

  /** An entry; empty if it is gone since. */
  private byte[] entry(int index) throws IOException {
    // The parent of the directory may lie outside of the sandbox: nothing is told about it. An
    // inode of 0 would make the C library ask for it.
    Filestat stat = index < 2 ? directory.stat() : directory.find(names.get(index));
    if (stat == null) {
      return NOTHING;
    }
    byte[] name = names.get(index).getBytes(StandardCharsets.UTF_8);
    byte[] entry = new byte[HEADER + name.length];
    ByteBuffer.wrap(entry)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(index + 1L)
        .putLong(stat.inode())
        .putInt(name.length)
        .putInt(stat.type().ordinal())
        .put(name);
    return entry;
  }
}
