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
 * What is known about one module from earlier compilations of it: that its function bodies are
 * valid, with what the compiler has to know about them, and the classes that have been generated.
 * It is kept in one file of a {@link CacheDirectory}:
 *
 * <pre>
 *   header   magic number, checksum of the rest of the header, length of key, module and entries,
 *            checksum of the entries
 *   key      what else the code depends on: the engine's build, the Java runtime, features, options
 *   module   the bytes of the module
 *   entries  name, length and content of each, one behind the other, as they were first wanted
 * </pre>
 *
 * <p>The module is known by its bytes themselves, which are compared, not by their digest: nobody
 * can make a module that gets another one's code, and reading 75 MB twice takes less time than
 * their digest in a JVM that has just started. The file's name has checksums of key and module; two
 * modules with the same ones would replace each other's files, and both run rightly.
 *
 * <p>A file is never changed. What has been generated is collected in memory; {@link CacheWriter}
 * then writes a new file with it and what the old one has, and moves it in the old one's place, so
 * that readers see the one or the other. A file whose lengths or checksums are wrong is deleted.
 * The checksums are against accidents: the folder is the user's alone, see {@link CacheDirectory},
 * and the JVM verifies classes from here as it does all others. Nothing that goes wrong here
 * reaches the caller. Safe for use by several threads and processes.
 *
 * <p>Why: docs/rationale/start.md.
 */
public final class CodeCache implements CacheWriter.Cache {
  private static final long MAGIC = 0x515545524E_0001_0AL;

  /** Bytes before the key. */
  private static final int HEADER = 8 + 5 * Integer.BYTES;

  /** A file that would be larger is not written. */
  private static final long MAX_FILE = 512L << 20;

  private static final int BLOCK = 1 << 20;

  /** The name of the entry with the {@link BodyFacts}; no class has it. */
  private static final String FACTS = "bodies";

  private final CacheDirectory directory;
  private final String name;
  private final Path file;
  private final byte[] key;
  private final byte[] module;

  /** What is not yet in the file; the map's lock is held while it is copied. */
  private final Map<String, byte[]> added = Collections.synchronizedMap(new LinkedHashMap<>());

  private final AtomicLong addedBytes = new AtomicLong();

  /** What the file has; goes when memory is scarce, and is then generated anew. */
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
   * What is known about a module.
   *
   * @param directory where the files are; made if it is not there
   * @param module its bytes, which nobody changes any more
   * @param options all that its validity and its code depend on besides
   * @return null if there can be no cache, which {@link System.Logger} {@code dev.quern.cache} then
   *     says on the level DEBUG
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

  /** What is known under a name. */
  public @Nullable Entry find(String entryName) {
    Map<String, Entry> known = entries.get();
    return known == null ? null : known.get(entryName);
  }

  /** The names in the file with a prefix, without it, in the order in which they were added. */
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

  /** Remembers something to be written to the file. */
  public void add(String entryName, byte[] content) {
    // Not more than memory has room for while the program runs.
    if (addedBytes.get() + content.length < Runtime.getRuntime().maxMemory() / 8) {
      addedBytes.addAndGet(content.length);
      added.put(entryName, content);
      CacheWriter.changed(this);
    }
  }

  /** What validating the function bodies has told, or null if they are not known to be valid. */
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

  /** Remembers that all function bodies are valid. */
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
   * The file's entries; none if it is not there or not to be trusted, or is deleted because it is
   * not right.
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

  /** The bytes of the entries, or null if the file is not right. */
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

  /** The header and the key of a file whose entries have a length and a checksum. */
  private byte[] header(int length, int checksum) {
    ByteBuffer header = ByteBuffer.allocate(HEADER + key.length);
    header.putLong(MAGIC).putInt(0);
    header.putInt(key.length).putInt(module.length).putInt(length).putInt(checksum).put(key);
    var crc = new CRC32C();
    int summed = Long.BYTES + Integer.BYTES;
    crc.update(header.array(), summed, header.capacity() - summed);
    return header.putInt(Long.BYTES, (int) crc.getValue()).array();
  }

  /** Writes what has been added; one thread of the process at a time, so that nothing gets lost. */
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
      // Also if it could not be written: it is of use to later processes only.
      fresh.forEach(added::remove);
      addedBytes.addAndGet(-fresh.values().stream().mapToLong(c -> c.length).sum());
    }
  }

  private void write(Map<String, byte[]> fresh) throws IOException {
    // Read again: other processes may have written meanwhile.
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

  /** In blocks, since the JDK keeps a native buffer as large as what it is given to write. */
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
