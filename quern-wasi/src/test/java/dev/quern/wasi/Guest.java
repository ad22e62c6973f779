package dev.quern.wasi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.Caller;
import dev.quern.Wat;
import dev.quern.WebAssembly;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A module that imports all functions and exports them again, so that a test calls them as a
 * program would. Scratch memory: paths at 1,000 and 9,000, vectors at 20,000, data from 30,000 on,
 * results at 100.
 */
final class Guest implements AutoCloseable {
  static final int RESULT = 100;
  static final int PATH = 1_000;
  static final int PATH2 = 9_000;
  static final int VECTORS = 20_000;
  static final int DATA = 30_000;
  static final int CREATE = 1;
  static final int DIRECTORY = 2;
  static final int EXCLUSIVE = 4;
  static final int TRUNCATE = 8;

  /** All rights that a program may ask for below a preopened directory. */
  static final long ALL = Rights.INHERITED;

  private static final Map<Snapshot, WebAssembly.Module> MODULES = new EnumMap<>(Snapshot.class);

  static {
    for (Snapshot snapshot : Snapshot.values()) {
      MODULES.put(snapshot, new WebAssembly.Module(Wat.parse(text(snapshot))));
    }
  }

  final Snapshot snapshot;
  private final Wasi wasi;
  private final WebAssembly.Instance instance;
  final WebAssembly.Memory memory;

  Guest(WasiOptions options) throws IOException {
    this(options, Snapshot.PREVIEW1);
  }

  /** A module that imports the functions of a snapshot. */
  Guest(WasiOptions options, Snapshot snapshot) throws IOException {
    this.snapshot = snapshot;
    wasi = options.open();
    instance = new WebAssembly.Instance(MODULES.get(snapshot), wasi.imports());
    memory = instance.exports().memory("memory");
  }

  /** The names and the parameters of all functions: I is i32, J is i64. */
  static List<Method> methods() {
    return Arrays.stream(Preview1.class.getDeclaredMethods())
        .filter(m -> !Modifier.isPrivate(m.getModifiers()) && !m.isSynthetic())
        .filter(m -> m.getParameterCount() > 0 && m.getParameterTypes()[0] == Caller.class)
        .toList();
  }

  static String name(Method method) {
    return method.getName().replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT);
  }

  private static String text(Snapshot snapshot) {
    var text = new StringBuilder("(module\n");
    for (Method method : methods()) {
      String name = name(method);
      if (!snapshot.has(name)) {
        continue;
      }
      text.append("(func (export \"%s\") ".formatted(name));
      text.append("(import \"%s\" \"%s\")".formatted(snapshot.module(), name));
      for (Class<?> type :
          List.of(method.getParameterTypes()).subList(1, method.getParameterCount())) {
        text.append(type == long.class ? " (param i64)" : " (param i32)");
      }
      text.append(name.equals("proc_exit") ? ")\n" : " (result i32))\n");
    }
    return text.append("(memory (export \"memory\") 2))").toString();
  }

  /** Calls a function and gives its error code. */
  Errno call(String name, Object... arguments) {
    Object code;
    try {
      code = instance.exports().function(name).call(arguments);
    } catch (WasiExit exit) {
      Outcomes.record(name, Outcomes.EXIT);
      throw exit;
    }
    Errno errno = code == null ? Errno.SUCCESS : Errno.values()[(Integer) code];
    Outcomes.record(name, errno.name());
    return errno;
  }

  /** Puts a text into the memory and returns its length. */
  int put(int address, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    memory.writeBytes(address, bytes);
    return bytes.length;
  }

  int result() {
    return memory.readInt(RESULT);
  }

  /**
   * Opens a path relative to the first preopened directory, following links, with all rights that
   * what is asked for can have.
   */
  Errno open(String path, int flags) {
    long rights = (flags & DIRECTORY) != 0 ? Rights.DIRECTORY : ALL;
    return open(3, path, flags, rights, 0, true);
  }

  Errno open(int fd, String path, int flags, long rights, int descriptorFlags, boolean follow) {
    int length = put(PATH, path);
    return call(
        "path_open", fd, follow ? 1 : 0, PATH, length, flags, rights, ALL, descriptorFlags, RESULT);
  }

  /** Opens what must be there and returns its descriptor. */
  int opened(String path, int flags) {
    assertThat(open(path, flags)).isEqualTo(Errno.SUCCESS);
    return result();
  }

  /** Opens a file of the host that only exists to be read. */
  int openedForReading(String path) {
    assertThat(open(3, path, 0, Rights.FD_READ | Rights.FD_SEEK, 0, true)).isEqualTo(Errno.SUCCESS);
    return result();
  }

  Errno write(int fd, String text) {
    int length = put(DATA, text);
    memory.writeInt(VECTORS, DATA);
    memory.writeInt(VECTORS + 4, length);
    return call("fd_write", fd, VECTORS, 1, RESULT);
  }

  /** Reads at most 1,000 bytes through two vectors. */
  String read(int fd) {
    memory.writeInt(VECTORS, DATA);
    memory.writeInt(VECTORS + 4, 3);
    memory.writeInt(VECTORS + 8, DATA + 3);
    memory.writeInt(VECTORS + 12, 997);
    assertThat(call("fd_read", fd, VECTORS, 2, RESULT)).isEqualTo(Errno.SUCCESS);
    return memory.readString(DATA, result());
  }

  /** Calls a function that takes a directory and a path. */
  Errno onPath(String function, String path) {
    return call(function, 3, PATH, put(PATH, path));
  }

  Errno rename(String from, String to) {
    return call("path_rename", 3, PATH, put(PATH, from), 3, PATH2, put(PATH2, to));
  }

  Errno symlink(String target, String path) {
    return call("path_symlink", PATH, put(PATH, target), 3, PATH2, put(PATH2, path));
  }

  Errno link(String from, String to) {
    return call("path_link", 3, 0, PATH, put(PATH, from), 3, PATH2, put(PATH2, to));
  }

  Errno stat(String path, boolean follow) {
    return call("path_filestat_get", 3, follow ? 1 : 0, PATH, put(PATH, path), RESULT);
  }

  @Override
  public void close() throws IOException {
    wasi.close();
  }
}
