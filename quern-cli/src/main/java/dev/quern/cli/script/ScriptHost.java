package dev.quern.cli.script;

import dev.quern.js.JsInstallation;
import java.io.IOException;
import java.net.IDN;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.UUID;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * What the run time in JavaScript needs of Java. No method lets a Java exception out: what fails is
 * an error of the language, or a value that says so.
 */
public final class ScriptHost {
  private final Context context;
  private final EventLoop loop;
  private final ScriptOutput output;
  private final Fetcher fetcher;
  private final String base;
  private final long start = System.nanoTime();
  private final double timeOrigin = System.currentTimeMillis();
  private @Nullable Value makeError;
  private @Nullable JsInstallation installation;
  private @Nullable WasiHost wasi;
  private @Nullable Integer status;

  ScriptHost(Context context, EventLoop loop, ScriptOutput output, Fetcher fetcher, String base) {
    this.context = context;
    this.loop = loop;
    this.output = output;
    this.fetcher = fetcher;
    this.base = base;
  }

  void installed(JsInstallation newInstallation) {
    installation = newInstallation;
  }

  void wasi(WasiHost newWasi) {
    wasi = newWasi;
  }

  /** What {@code node:wasi} needs. */
  @HostAccess.Export
  public @Nullable WasiHost wasi() {
    return wasi;
  }

  /** The status with which the script has ended itself, or null. */
  @Nullable Integer status() {
    return status;
  }

  /** Takes the function that makes an error of a kind, with a message and a code or null. */
  @HostAccess.Export
  public void errors(Value newMakeError) {
    makeError = newMakeError;
  }

  /** The function that a file of the run time consists of. */
  @HostAccess.Export
  public Value load(String part) {
    return context.eval(RuntimeSources.part(part));
  }

  /** The URL that others are relative to: the script's own. */
  @HostAccess.Export
  public String workingFolder() {
    return Path.of("").toUri().toString();
  }

  /** Whether a file URL is that of a file. */
  @HostAccess.Export
  public boolean isFile(String url) {
    try {
      return Files.isRegularFile(Path.of(URI.create(url)));
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      return false;
    }
  }

  @HostAccess.Export
  public String base() {
    return base;
  }

  @HostAccess.Export
  public void print(String line) {
    output.print(line);
    if (output.isBroken()) {
      quit(BROKEN_PIPE);
    }
  }

  @HostAccess.Export
  public void printError(String line) {
    output.printError(line);
  }

  /** Ends the script, whatever runs. */
  @HostAccess.Export
  public void quit(int newStatus) {
    status = newStatus;
    context.close(true);
  }

  /** Milliseconds since the start. */
  @HostAccess.Export
  public double now() {
    return Math.floorDiv(System.nanoTime() - start, 1000L) / 1000.0;
  }

  /** Milliseconds from 1970 to the start. */
  @HostAccess.Export
  public double timeOrigin() {
    return timeOrigin;
  }

  /** See {@link EventLoop#startTimer}; a deadline alone does not keep the loop going. */
  @HostAccess.Export
  public int startTimer(double millis, boolean repeats, boolean deadline, Value callback) {
    return loop.startTimer(millis, repeats, !deadline, callback::executeVoid);
  }

  @HostAccess.Export
  public void clearTimer(int timer) {
    loop.clearTimer(timer);
  }

  /** The content of a file, relative to the working directory. */
  @HostAccess.Export
  public ByteBuffer readFile(String path) {
    try {
      return ByteBuffer.wrap(Files.readAllBytes(Path.of(path)));
    } catch (NoSuchFileException e) {
      throw error("Error", "readFile: " + path + ": no such file");
    } catch (IOException | RuntimeException e) {
      throw error("Error", "readFile: " + path + ": " + FetchFailure.reason(e));
    }
  }

  /** The name of an encoding of one byte for each character, or empty for any other label. */
  @HostAccess.Export
  public String oneByteEncoding(String label) {
    return OneByteEncoding.name(label.strip().toLowerCase(Locale.ROOT));
  }

  /** The 256 characters of such an encoding. */
  @HostAccess.Export
  public String oneByteTable(String name) {
    return OneByteEncoding.table(name);
  }

  /** Base 64 of a string of bytes, or null if it has other characters. */
  @HostAccess.Export
  public @Nullable String btoa(String bytes) {
    if (bytes.chars().anyMatch(c -> c > 0xff)) {
      return null;
    }
    return Base64.getEncoder().encodeToString(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The string of bytes that base 64 stands for, or null if it is not well-formed. */
  @HostAccess.Export
  public @Nullable String atob(String text) {
    byte[] bytes = Base64Text.decode(text);
    return bytes == null ? null : new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @HostAccess.Export
  public ByteBuffer random(int length) {
    byte[] bytes = new byte[length];
    RandomBytes.SOURCE.nextBytes(bytes);
    return ByteBuffer.wrap(bytes);
  }

  @HostAccess.Export
  public String randomUUID() {
    return UUID.randomUUID().toString();
  }

  /** A domain name in ASCII, or empty if it is none. */
  @HostAccess.Export
  public String domainToAscii(String domain) {
    try {
      return IDN.toASCII(domain, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  /** Another Module object of the same module, or null if the value is none. */
  @HostAccess.Export
  public @Nullable Value cloneModule(Value value) {
    return installation == null ? null : installation.cloneModule(value);
  }

  /**
   * Begins to fetch.
   *
   * @param headers lines {@code name:value}
   * @param body an ArrayBuffer or null
   * @param answer called with status, status text, URL, whether it was redirected, headers as above
   *     and whether there is a body
   * @param failure called with a message instead
   */
  @HostAccess.Export
  public FetchHandle fetch(
      String method,
      String url,
      String headers,
      Value body,
      String redirect,
      Value answer,
      Value failure) {
    byte[] bytes = body.isNull() ? null : bytes(body);
    var request = new Fetcher.Request(method, url, headers, bytes, redirect);
    return fetcher.start(request, answer, failure);
  }

  private static byte[] bytes(Value buffer) {
    byte[] bytes = new byte[Math.toIntExact(buffer.getBufferSize())];
    buffer.readBuffer(0, bytes, 0, bytes.length);
    return bytes;
  }

  private RuntimeException error(String kind, String message) {
    return error(kind, message, null);
  }

  /** An error of the language, to be thrown. */
  RuntimeException error(String kind, String message, @Nullable String code) {
    if (makeError == null) {
      return new IllegalStateException(message);
    }
    return makeError.execute(kind, message, code).throwException();
  }

  /** What a shell shows for a process that SIGPIPE has ended. */
  private static final int BROKEN_PIPE = 141;

  /** Made when first used: it takes a while. */
  private static final class RandomBytes {
    static final SecureRandom SOURCE = new SecureRandom();
  }
}
