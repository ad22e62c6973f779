package dev.quern.internal.compile.cache;

import dev.quern.internal.syntax.BodyFacts;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The cache for one module, with the results of its earlier compilations: the fact that its
 * function bodies are valid, what the compiler has to know about them, and the classes that have
 * been generated. It is kept in one file of a {@link CacheDirectory}:
 *
 * <pre>
 *   header   magic number, checksum of the rest of the header, length of key, module and entries,
 *            checksum of the entries
 *   key      what else the code depends on: the engine's build, the Java runtime, features, options
 *   module   the bytes of the module
 *   entries  name, length and content of each, one after the other, in the order of first request
 * </pre>
 *
 * <p>The module is identified by comparing its bytes, not by their digest. So nobody can make a
 * module that gets another one's code, and reading 75 MB twice takes less time than computing their
 * digest in a JVM that has just started. The file's name has checksums of key and module; two
 * modules with the same checksums would replace each other's files, and both would run correctly.
 *
 * <p>A file is never changed. Generated code is collected in memory; {@link CacheWriter} then
 * writes a new file with it and the content of the old one, and moves it into the old one's place,
 * so that readers see either the old or the new file. A file whose lengths or checksums are wrong
 * is deleted. The checksums protect against accidents: the folder is the user's alone, see {@link
 * CacheDirectory}, and the JVM verifies classes from here like all others. No failure here reaches
 * the caller. Safe for use by several threads and processes.
 *
 * <p>Why: docs/rationale/start.md.
 */
public final class CodeCache implements CacheWriter.Cache {
  private static final long MAGIC = 0x515545524E_0001_0AL;

  /** Size of the header before the key. */
  private static final int HEADER = 8 + 5 * Integer.BYTES;

  /** Larger files are not written. */
  private static final long MAX_FILE = 512L << 20;

  private static final int BLOCK = 1 << 20;

  /** The name of the entry with the {@link BodyFacts}; no class has it. */
  private static final String FACTS = "bodies";

  private final CacheDirectory directory;
  private final String name;
  private final Path file;
  private final byte[] key;
  private final byte[] module;

  /** Entries that are not yet in the file; the map's lock is held while it is copied. */
  private final Map<String, byte[]> added = Collections.synchronizedMap(new LinkedHashMap<>());

  private final AtomicLong addedBytes = new AtomicLong();

  /** The file's entries; dropped when memory is scarce, and then generated again. */
  private final SoftReference<Map<String, Entry>> entries;

  /** A part of the file's content. */
  public record Entry(byte[] bytes, int start, int length) {}

  private CodeCache(CacheDirectory directory, byte[] key, byte[] module) {
    this.directory = directory;
    this.key = key;
    this.module = module;
    HexFormat hex = HexFormat.of();
    this.name =
        hex.toHexDigits(checksum(key))
            + "-"
            + hex.toHexDigits(checksum(module))
            + "-"
            + hex.toHexDigits(module.length);
    this.file = directory.file(name);
    this.entries = new SoftReference<>(read());
  }

  /**
   * Opens the cache for a module.
   *
   * @param directory where the files are; created if it does not exist
   * @param module the module's bytes, which must not be changed any more
   * @param options everything else that its validity and its code depend on
   * @return null if there can be no cache; the reason is logged to {@link System.Logger} {@code
   *     dev.quern.cache} on level DEBUG
   */
  public static @Nullable CodeCache open(Path directory, byte[] module, String options) {
    String build = EngineBuild.id();
    CacheDirectory trusted = build == null ? null : CacheDirectory.open(directory);
    if (trusted == null) {
      return null;
    }
    byte[] key = (build + '\n' + options).getBytes(StandardCharsets.UTF_8);
    return new CodeCache(trusted, key, module);
  }

  // Looking up and adding.

  /** Returns the entry with a name, or null. */
  public @Nullable Entry find(String entryName) {
    Map<String, Entry> known = entries.get();
    return known == null ? null : known.get(entryName);
  }

  /**
   * Returns the names in the file that have a prefix, without it, in the order in which they were
   * added.
   */
  public List<String> names(String prefix) {
    var names = new ArrayList<String>();
    Map<String, Entry> known = entries.get();
    if (known != null) {
      for (String entryName : known.keySet()) {
        if (entryName.startsWith(prefix)) {
          names.add(entryName.substring(prefix.length()));
        }
      }
    }
    return names;
  }

  /** Adds an entry to be written to the file. */
  public void add(String entryName, byte[] content) {
    // No more than fits into memory while the program runs.
    if (addedBytes.get() + content.length < Runtime.getRuntime().maxMemory() / 8) {
      addedBytes.addAndGet(content.length);
      added.put(entryName, content);
      CacheWriter.changed(this);
    }
  }

  /**
   * Returns what validation found out about the function bodies, or null if they are not known to
   * be valid.
   */
  public @Nullable BodyFacts facts() {
    Entry entry = find(FACTS);
    if (entry == null) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(entry.bytes, entry.start, entry.length);
    return new BodyFacts(bits(in), bits(in), bits(in), bits(in));
  }

  private static BitSet bits(ByteBuffer in) {
    int length = in.getInt();
    BitSet bits = BitSet.valueOf(in.slice(in.position(), length));
    in.position(in.position() + length);
    return bits;
  }

  /** Records that all function bodies are valid. */
  public void addFacts(BodyFacts facts) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      for (BitSet bits :
          new BitSet[] {
            facts.tailCallers(), facts.tailTargets(), facts.grownMemories(), facts.references()
          }) {
        byte[] content = bits.toByteArray();
        out.writeInt(content.length);
        out.write(content);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("into memory", e);
    }
    add(FACTS, bytes.toByteArray());
  }

  // Reading.

  private static int checksum(byte[] bytes) {
    var crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  /**
   * Returns the file's entries. There are none if it does not exist, is not trusted, or is deleted
   * because it is corrupt.
   */
  private Map<String, Entry> read() {
    try {
      if (!CacheDirectory.isTrusted(file)) {
        return Map.of();
      }
      byte[] content = content();
      if (content != null) {
        CacheDirectory.used(file);
        return index(content);
      }
    } catch (FileNotFoundException gone) {
      return Map.of();
    } catch (IOException e) {
      CacheDirectory.note("cannot read " + file, e);
      return Map.of();
    }
    CacheDirectory.note("not right, deleted: " + file, null);
    CacheDirectory.delete(file);
    return Map.of();
  }

  private byte @Nullable [] content() throws IOException {
    try (var in = new RandomAccessFile(file.toFile(), "r")) {
      return content(in);
    }
  }

  /** Returns the bytes of the entries, or null if the file is corrupt. */
  private byte @Nullable [] content(RandomAccessFile in) throws IOException {
    if (in.length() < HEADER + key.length) {
      return null;
    }
    var start = new byte[HEADER + key.length];
    in.readFully(start);
    ByteBuffer header = ByteBuffer.wrap(start);
    header.position(HEADER - 2 * Integer.BYTES);
    int length = header.getInt();
    int checksum = header.getInt();
    boolean isOurs =
        Arrays.equals(start, header(length, checksum))
            && length >= 0
            && in.length() == (long) start.length + module.length + length
            && hasModule(in);
    if (!isOurs) {
      return null;
    }
    if (length > Runtime.getRuntime().maxMemory() / 4) {
      throw new IOException("no room for " + length + " bytes");
    }
    var content = new byte[length];
    in.readFully(content);
    return checksum(content) == checksum ? content : null;
  }

  private boolean hasModule(RandomAccessFile in) throws IOException {
    var block = new byte[Math.min(BLOCK, module.length)];
    for (int at = 0; at < module.length; at += block.length) {
      int length = Math.min(block.length, module.length - at);
      in.readFully(block, 0, length);
      if (Arrays.mismatch(block, 0, length, module, at, at + length) >= 0) {
        return false;
      }
    }
    return true;
  }

  private static Map<String, Entry> index(byte[] content) throws IOException {
    var entries = new LinkedHashMap<String, Entry>();
    ByteBuffer in = ByteBuffer.wrap(content);
    while (in.hasRemaining()) {
      int nameLength = in.getInt();
      var entryName = new String(content, in.position(), nameLength, StandardCharsets.ISO_8859_1);
      in.position(in.position() + nameLength);
      int length = in.getInt();
      entries.put(entryName, new Entry(content, in.position(), length));
      in.position(in.position() + length);
    }
    return entries;
  }

  // Writing.

  /** Returns the header and key of a file whose entries have a given length and checksum. */
  private byte[] header(int length, int checksum) {
    ByteBuffer header = ByteBuffer.allocate(HEADER + key.length);
    header.putLong(MAGIC).putInt(0);
    header.putInt(key.length).putInt(module.length).putInt(length).putInt(checksum).put(key);
    var crc = new CRC32C();
    int summed = Long.BYTES + Integer.BYTES;
    crc.update(header.array(), summed, header.capacity() - summed);
    return header.putInt(Long.BYTES, (int) crc.getValue()).array();
  }

  /**
   * Writes what has been added. Only one thread of the process does so at a time, so that nothing
   * is lost.
   */
  @Override
  public void write() {
    synchronized (CodeCache.class) {
      Map<String, byte[]> fresh;
      synchronized (added) {
        fresh = new LinkedHashMap<>(added);
      }
      try {
        write(fresh);
        directory.tidy();
      } catch (IOException e) {
        CacheDirectory.note("cannot write " + file, e);
      }
      // Even if it could not be written: it is only of use to later processes.
      fresh.forEach(added::remove);
      addedBytes.addAndGet(-fresh.values().stream().mapToLong(c -> c.length).sum());
    }
  }

  private void write(Map<String, byte[]> fresh) throws IOException {
    // Read again, since other processes may have written meanwhile.
    var all = new LinkedHashMap<String, Entry>(read());
    fresh.forEach((n, content) -> all.put(n, new Entry(content, 0, content.length)));
    long length = 0;
    var crc = new CRC32C();
    for (var entry : all.entrySet()) {
      byte[] head = head(entry.getKey(), entry.getValue());
      Entry content = entry.getValue();
      crc.update(head);
      crc.update(content.bytes, content.start, content.length);
      length += head.length + content.length;
    }
    if (length + module.length > MAX_FILE) {
      throw new IOException("larger than " + MAX_FILE + " bytes");
    }
    Path partial = directory.partial(name);
    try {
      writeFile(partial, all, header((int) length, (int) crc.getValue()));
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private void writeFile(Path target, Map<String, Entry> all, byte[] header) throws IOException {
    try (OutputStream out = new BufferedOutputStream(directory.newFile(target), BLOCK)) {
      out.write(header);
      write(out, new Entry(module, 0, module.length));
      for (var entry : all.entrySet()) {
        out.write(head(entry.getKey(), entry.getValue()));
        write(out, entry.getValue());
      }
    }
  }

  /** Writes in blocks, since the JDK keeps a native buffer as large as the largest write. */
  private static void write(OutputStream out, Entry entry) throws IOException {
    for (int at = 0; at < entry.length; at += BLOCK) {
      out.write(entry.bytes, entry.start + at, Math.min(BLOCK, entry.length - at));
    }
  }

  private static byte[] head(String entryName, Entry content) {
    byte[] bytes = entryName.getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(2 * Integer.BYTES + bytes.length)
        .putInt(bytes.length)
        .put(bytes)
        .putInt(content.length)
        .array();
  }
}
