package dev.quern.wasi;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * What a program is given. The options are immutable: each {@code with} method returns changed
 * ones. The defaults give nothing: no arguments, no environment, no directories, no sockets, an
 * empty standard input, and outputs that go nowhere; only the clock and the randomness are the
 * machine's.
 */
public final class WasiOptions {
  private static final WasiOptions DEFAULTS = new WasiOptions(new Settings());

  /** How much of the host a program can take up. */
  record Limits(int descriptors, int subscriptions, long fileSize, int threads) {
    Limits withDescriptors(int count) {
      return new Limits(count, subscriptions, fileSize, threads);
    }

    Limits withSubscriptions(int count) {
      return new Limits(descriptors, count, fileSize, threads);
    }

    Limits withFileSize(long bytes) {
      return new Limits(descriptors, subscriptions, bytes, threads);
    }

    Limits withThreads(int count) {
      return new Limits(descriptors, subscriptions, fileSize, count);
    }
  }

  /** A directory to be opened for each program, not yet looked at. */
  @FunctionalInterface
  interface Source {
    Directory open() throws IOException;
  }

  /** What a program finds open when it starts: a standard stream, a directory or a socket. */
  @FunctionalInterface
  interface Grant {
    /**
     * Opens it for a program.
     *
     * @param beforeWait flushes the program's output, for whoever it is going to wait for
     */
    Descriptor open(Runnable beforeWait, Limits limits) throws IOException;

    static Grant input(InputStream stream, boolean terminal) {
      Objects.requireNonNull(stream, "stream");
      return (beforeWait, limits) -> new StreamInput(stream, terminal, beforeWait);
    }

    static Grant output(OutputStream stream, boolean terminal) {
      Objects.requireNonNull(stream, "stream");
      return (beforeWait, limits) -> new StreamOutput(stream, terminal);
    }
  }

  /** The fields, which only the method that makes a copy writes to. */
  private static final class Settings {
    List<String> arguments = List.of();
    Map<String, String> environment = Map.of();
    List<Grant> preopens = List.of();
    List<Grant> sockets = List.of();
    Grant stdin = Grant.input(InputStream.nullInputStream(), false);
    Grant stdout = Grant.output(OutputStream.nullOutputStream(), false);
    Grant stderr = Grant.output(OutputStream.nullOutputStream(), false);
    WasiClock clock = WasiClock.system();
    RandomGenerator random = new SystemRandom();
    Limits limits = new Limits(1024, 4096, Long.MAX_VALUE, 0);

    Settings copy() {
      var copy = new Settings();
      copy.arguments = arguments;
      copy.environment = environment;
      copy.preopens = preopens;
      copy.sockets = sockets;
      copy.stdin = stdin;
      copy.stdout = stdout;
      copy.stderr = stderr;
      copy.clock = clock;
      copy.random = random;
      copy.limits = limits;
      return copy;
    }
  }

  private final Settings settings;

  private WasiOptions(Settings settings) {
    this.settings = settings;
  }

  /** Options that give nothing. */
  public static WasiOptions defaults() {
    return DEFAULTS;
  }

  /** Replaces the arguments; the first is the program's name by convention. */
  public WasiOptions withArguments(String... arguments) {
    return withArguments(List.of(arguments));
  }

  /**
   * Replaces the arguments; the first is the program's name by convention.
   *
   * @throws IllegalArgumentException if one contains a NUL
   */
  public WasiOptions withArguments(List<String> arguments) {
    arguments.forEach(argument -> requireNoNul("argument", argument));
    Settings copy = settings.copy();
    copy.arguments = List.copyOf(arguments);
    return new WasiOptions(copy);
  }

  /**
   * Adds an environment variable, or replaces its value.
   *
   * @throws IllegalArgumentException if the name is empty or has {@code =} in it, or one has a NUL
   */
  public WasiOptions withEnvironment(String name, String value) {
    requireNoNul("environment variable", name);
    requireNoNul("environment variable", value);
    if (name.isEmpty() || name.indexOf('=') >= 0) {
      throw new IllegalArgumentException("not a name of an environment variable: " + name);
    }
    Settings copy = settings.copy();
    copy.environment = new LinkedHashMap<>(settings.environment);
    copy.environment.put(name, value);
    return new WasiOptions(copy);
  }

  /** Gives the program a directory of the host, to read and write. */
  public WasiOptions withPreopen(Path directory, String guest) {
    return withPreopen(directory, guest, false);
  }

  /**
   * Gives the program a directory and everything below it. It may be one of any file system that
   * Java has, for example in a zip file.
   *
   * @param guest the name that the program sees, for example {@code /data}
   * @param readOnly whether it appears as a read-only file system
   */
  public WasiOptions withPreopen(Path directory, String guest, boolean readOnly) {
    Objects.requireNonNull(directory, "directory");
    return withPreopen(() -> open(directory), guest, readOnly);
  }

  /**
   * Gives the program a directory that is somewhere below another one. It is looked up when the
   * program is opened, as a program would look it up that had the other one: symbolic links are
   * followed, and what would lead out of the other directory fails.
   *
   * @param directory the other directory
   * @param path relative to it, with slashes
   * @param guest the name that the program sees
   * @param readOnly whether it appears as a read-only file system
   */
  public WasiOptions withPreopenBelow(Path directory, String path, String guest, boolean readOnly) {
    Objects.requireNonNull(directory, "directory");
    requireNoNul("path", path);
    return withPreopen(() -> openBelow(directory, path), guest, readOnly);
  }

  private static Directory openBelow(Path directory, String path) throws IOException {
    Directory base = open(directory);
    try (PathResolver.Location location = PathResolver.resolve(base, path, true)) {
      if (location.require().type() != FileType.DIRECTORY) {
        throw Errno.ENOTDIR.failure();
      }
      return location.open();
    } finally {
      base.release();
    }
  }

  /** Gives the program a directory in memory, to read and write. */
  public WasiOptions withPreopen(MemoryDirectory directory, String guest) {
    return withPreopen(directory, guest, false);
  }

  /** Gives the program a directory in memory; see {@link #withPreopen(Path, String, boolean)}. */
  public WasiOptions withPreopen(MemoryDirectory directory, String guest, boolean readOnly) {
    Objects.requireNonNull(directory, "directory");
    return withPreopen(directory::open, guest, readOnly);
  }

  WasiOptions withPreopen(Source directory, String guest, boolean readOnly) {
    requireNoNul("directory name", guest);
    Settings copy = settings.copy();
    copy.preopens = new ArrayList<>(settings.preopens);
    copy.preopens.add((beforeWait, limits) ->
        OpenDirectory.preopened(directory.open(), new Mount(readOnly, limits.fileSize()), guest));
    return new WasiOptions(copy);
  }

  private static Directory open(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new NotDirectoryException(directory.toString());
    }
    return SecureDirectory.open(directory.toRealPath());
  }

  /**
   * Gives the program a listener to accept connections from ({@code sock_accept}). Its descriptor
   * comes behind those of the directories, in the order of the calls of this method and {@link
   * #withSocket}: 3 is the first of the program that has no directory.
   *
   * <p>The listener stays the embedder's: it is in non-blocking mode from {@link #open} until the
   * program closes its descriptor or {@link Wasi#close} is called, has its former mode again after,
   * and is never closed here. Who uses it in between must leave the mode alone, and be aware that
   * both take connections from it; nobody may be blocked in it when it is given. Several programs
   * may have the same. The program starts in the mode that the listener had.
   *
   * <p>Closing the listener, from any thread, makes a program that waits for it go on with an error
   * ({@code EBADF}) within about a tenth of a second. Interrupting the thread does so at once
   * ({@code EINTR}), and closes nothing. Connections that were accepted are the program's: they are
   * closed with their descriptors, at the latest by {@link Wasi#close}.
   *
   * @param listener bound, which is looked at when the program is opened
   */
  public WasiOptions withListener(ServerSocketChannel listener) {
    Objects.requireNonNull(listener, "listener");
    return withSocket((beforeWait, limits) -> Listener.lent(listener, beforeWait));
  }

  /**
   * Gives the program a connection, under the same terms as {@link #withListener}: it stays the
   * embedder's, and is not closed when the program closes its descriptor. What the program does to
   * the connection itself remains, above all {@code sock_shutdown}; and bytes that it has looked at
   * (by {@code sock_recv} without taking them, or one by {@code poll_oneoff}) are no longer there
   * for others.
   *
   * @param socket connected, which is looked at when the program is opened
   */
  public WasiOptions withSocket(SocketChannel socket) {
    Objects.requireNonNull(socket, "socket");
    return withSocket((beforeWait, limits) -> Socket.lent(socket, beforeWait));
  }

  private WasiOptions withSocket(Grant socket) {
    Settings copy = settings.copy();
    copy.sockets = new ArrayList<>(settings.sockets);
    copy.sockets.add(socket);
    return new WasiOptions(copy);
  }

  /** Replaces standard input. The stream stays the embedder's to close. */
  public WasiOptions withStdin(InputStream stream) {
    return withStdin(stream, false);
  }

  WasiOptions withStdin(InputStream stream, boolean terminal) {
    return withStdin(Grant.input(stream, terminal));
  }

  /** Makes standard input these bytes, from the first on for each program. */
  public WasiOptions withStdin(byte[] content) {
    byte[] copy = content.clone();
    return withStdin(
        (beforeWait, limits) -> new StreamInput(new ByteArrayInputStream(copy), false, beforeWait));
  }

  /** Makes standard input a file, which is opened for each program. */
  public WasiOptions withStdin(Path file) {
    Objects.requireNonNull(file, "file");
    return withStdin((beforeWait, limits) -> StandardFile.input(file));
  }

  private WasiOptions withStdin(Grant stream) {
    Settings copy = settings.copy();
    copy.stdin = stream;
    return new WasiOptions(copy);
  }

  /**
   * Replaces standard output. Whatever the program writes goes to the stream at once; a buffered
   * stream makes a program fast that writes byte by byte, and is flushed before the program waits
   * for input and at its end. The stream stays the embedder's to close. Several threads may write
   * to it if the program has threads.
   */
  public WasiOptions withStdout(OutputStream stream) {
    return withStdout(stream, false);
  }

  WasiOptions withStdout(OutputStream stream, boolean terminal) {
    return withStdout(Grant.output(stream, terminal));
  }

  /**
   * Makes standard output a file, which is created, or emptied, for each program. It may be the
   * same as that of standard error: every write goes to its end. The limit on file sizes holds for
   * it.
   */
  public WasiOptions withStdout(Path file) {
    Objects.requireNonNull(file, "file");
    return withStdout((beforeWait, limits) -> StandardFile.output(file, limits.fileSize()));
  }

  private WasiOptions withStdout(Grant stream) {
    Settings copy = settings.copy();
    copy.stdout = stream;
    return new WasiOptions(copy);
  }

  /** Replaces standard error; see {@link #withStdout(OutputStream)}. */
  public WasiOptions withStderr(OutputStream stream) {
    return withStderr(stream, false);
  }

  WasiOptions withStderr(OutputStream stream, boolean terminal) {
    return withStderr(Grant.output(stream, terminal));
  }

  /** Makes standard error a file; see {@link #withStdout(Path)}. */
  public WasiOptions withStderr(Path file) {
    Objects.requireNonNull(file, "file");
    return withStderr((beforeWait, limits) -> StandardFile.output(file, limits.fileSize()));
  }

  private WasiOptions withStderr(Grant stream) {
    Settings copy = settings.copy();
    copy.stderr = stream;
    return new WasiOptions(copy);
  }

  /** Gives the program the standard streams of this process, the output buffered. */
  public WasiOptions withProcessStreams() {
    return ProcessStreams.in(this);
  }

  /** Replaces the clock. */
  public WasiOptions withClock(WasiClock clock) {
    Settings copy = settings.copy();
    copy.clock = Objects.requireNonNull(clock, "clock");
    return new WasiOptions(copy);
  }

  /** Replaces the source of randomness; the default is one for cryptography. */
  public WasiOptions withRandom(RandomGenerator random) {
    Settings copy = settings.copy();
    copy.random = Objects.requireNonNull(random, "random");
    return new WasiOptions(copy);
  }

  /**
   * Limits the number of descriptors that are open at once, which is 1,024; the three standard
   * streams count.
   *
   * @throws IllegalArgumentException if it is less than 3
   */
  public WasiOptions withDescriptorLimit(int count) {
    if (count < 3) {
      throw new IllegalArgumentException("no room for the standard streams: " + count);
    }
    Settings copy = settings.copy();
    copy.limits = copy.limits.withDescriptors(count);
    return new WasiOptions(copy);
  }

  /**
   * Limits the number of subscriptions in one {@code poll_oneoff}, which is 4,096.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public WasiOptions withSubscriptionLimit(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("negative number of subscriptions: " + count);
    }
    Settings copy = settings.copy();
    copy.limits = copy.limits.withSubscriptions(count);
    return new WasiOptions(copy);
  }

  /**
   * Limits the size in bytes that a file may get by what the program does; without this there is no
   * limit but the host's. A file that is larger already can be read, and made smaller.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public WasiOptions withFileSizeLimit(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("negative file size: " + bytes);
    }
    Settings copy = settings.copy();
    copy.limits = copy.limits.withFileSize(bytes);
    return new WasiOptions(copy);
  }

  /**
   * Lets a program start threads, so many at once beside its main one; without this it can start
   * none. A thread that never calls a function of WASI can be ended with its program only if the
   * module was compiled with {@link dev.quern.Options#withInterruption}.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public WasiOptions withThreadLimit(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("negative number of threads: " + count);
    }
    Settings copy = settings.copy();
    copy.limits = copy.limits.withThreads(count);
    return new WasiOptions(copy);
  }

  /**
   * Opens what the options name, for one program.
   *
   * @throws IOException if a directory is not there or is none, a listener is not bound, a socket
   *     is not connected, or one of them is closed
   */
  public Wasi open() throws IOException {
    return new Wasi(this);
  }

  List<String> arguments() {
    return settings.arguments;
  }

  Map<String, String> environment() {
    return settings.environment;
  }

  /** All that is open from the start, in the order of the descriptors' numbers. */
  List<Grant> grants() {
    var grants = new ArrayList<>(List.of(settings.stdin, settings.stdout, settings.stderr));
    grants.addAll(settings.preopens);
    grants.addAll(settings.sockets);
    return grants;
  }

  WasiClock clock() {
    return settings.clock;
  }

  RandomGenerator random() {
    return settings.random;
  }

  Limits limits() {
    return settings.limits;
  }

  private static void requireNoNul(String what, String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("NUL in " + what + ": " + text.replace("\0", "\\0"));
    }
  }
}
