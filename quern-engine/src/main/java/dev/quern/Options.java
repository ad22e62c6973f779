package dev.quern;

import dev.quern.internal.compile.layout.CompileOptions;
import dev.quern.type.Feature;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a module is compiled, and what its instances may take. Unlike MDN's compile options these say
 * nothing of built-in imports.
 *
 * <p>Immutable; every {@code with} method gives a changed copy.
 */
public final class Options {
  /** The greatest {@link #methodLimit}, which is also the default: HotSpot never compiles more. */
  public static final int MAX_METHOD_LIMIT = 8_000;

  /** The smallest {@link #methodLimit}. */
  public static final int MIN_METHOD_LIMIT = 200;

  private static final Options DEFAULTS =
      new Options(onByDefault(), false, false, CompileOptions.defaults(), null);

  private final Set<Feature> features;
  private final boolean eagerGeneration;
  private final boolean jsLimits;
  private final CompileOptions code;
  private final @Nullable Path codeCache;

  private Options(
      Set<Feature> features,
      boolean eagerGeneration,
      boolean jsLimits,
      CompileOptions code,
      @Nullable Path codeCache) {
    this.features = features;
    this.eagerGeneration = eagerGeneration;
    this.jsLimits = jsLimits;
    this.code = code;
    this.codeCache = codeCache;
  }

  private Options with(CompileOptions newCode) {
    return new Options(features, eagerGeneration, jsLimits, newCode, codeCache);
  }

  /** What the compiler needs to know. */
  CompileOptions compileOptions() {
    return code;
  }

  private static Set<Feature> onByDefault() {
    var features = EnumSet.noneOf(Feature.class);
    for (Feature feature : Feature.values()) {
      if (feature.isBuilt() && feature.isOnByDefault()) {
        features.add(feature);
      }
    }
    return Collections.unmodifiableSet(features);
  }

  /**
   * All features that this version has and that are {@linkplain Feature#isOnByDefault on by
   * default}, methods of up to 8,000 bytes, the module's own name, code generated when it is first
   * called, and the Vector API where it is there.
   */
  public static Options defaults() {
    return DEFAULTS;
  }

  /** The features that a module may use, unmodifiable. */
  public Set<Feature> features() {
    return features;
  }

  /** The number of bytes that the bytecode of a generated method may have. */
  public int methodLimit() {
    return code.methodLimit();
  }

  /** The module's name in stack traces, or null for the name that the module gives itself. */
  public @Nullable String name() {
    return code.name().isEmpty() ? null : code.name();
  }

  /**
   * These options with other features. A module that needs any other is refused with a {@link
   * WebAssembly.CompileError} that names it.
   *
   * @throws IllegalArgumentException if one of them is not {@linkplain Feature#isBuilt() built}
   */
  public Options withFeatures(Set<Feature> newFeatures) {
    var copy = EnumSet.noneOf(Feature.class);
    copy.addAll(newFeatures);
    for (Feature feature : copy) {
      if (!feature.isBuilt()) {
        throw new IllegalArgumentException(
            feature.title() + " (" + feature + ") is not built into this version");
      }
    }
    return new Options(
        Collections.unmodifiableSet(copy), eagerGeneration, jsLimits, code, codeCache);
  }

  /**
   * These options with another limit for generated methods. Functions that need more are cut into
   * several methods; small limits are for tests of that.
   *
   * @param bytes {@value #MIN_METHOD_LIMIT} to {@value #MAX_METHOD_LIMIT}
   * @throws IllegalArgumentException if it is outside that range
   */
  public Options withMethodLimit(int bytes) {
    if (bytes < MIN_METHOD_LIMIT || bytes > MAX_METHOD_LIMIT) {
      throw new IllegalArgumentException(
          "method limit " + bytes + " is not " + MIN_METHOD_LIMIT + " to " + MAX_METHOD_LIMIT);
    }
    return with(code.withMethodLimit(bytes));
  }

  /** These options with a name for the module in stack traces. */
  public Options withName(String newName) {
    return with(code.withName(newName));
  }

  /** Whether all code is generated when the module is compiled. */
  public boolean eagerGeneration() {
    return eagerGeneration;
  }

  /**
   * These options with all code generated, on all processors, when the module is compiled, rather
   * than each function when it is first called: compiling takes longer, and nothing is left to be
   * generated while the module runs.
   */
  public Options withEagerGeneration(boolean eager) {
    return new Options(features, eager, jsLimits, code, codeCache);
  }

  /** Whether sizes that the JavaScript interface limits are refused when a module is compiled. */
  public boolean jsLimits() {
    return jsLimits;
  }

  /**
   * These options with the limits of the JavaScript interface on sizes that a module declares: a
   * table that begins with more than 10,000,000 elements, and a memory with 64-bit addresses of
   * more than 2^37 - 1 pages, are a {@link WebAssembly.CompileError}. Otherwise it is only the
   * making of an instance that fails.
   */
  public Options withJsLimits(boolean enabled) {
    return new Options(features, eagerGeneration, enabled, code, codeCache);
  }

  /**
   * Whether code for v128 values uses the JDK's Vector API: these options allow it, and the JVM was
   * started with the module, that is with {@code --add-modules jdk.incubator.vector}. Results do
   * not depend on it. With it loops over vectors run several times faster once HotSpot has compiled
   * them, and far slower before.
   */
  public boolean usesVectorApi() {
    return code.usesVectorApi();
  }

  /** These options with or without leave to use the Vector API where it is there. */
  public Options withVectorApi(boolean allowed) {
    return with(code.withVectorApi(allowed && CompileOptions.hasVectorApi()));
  }

  /** Whether memories with 32-bit addresses may grow beyond 32,767 pages. */
  public boolean largeMemories() {
    return code.largeMemories();
  }

  /**
   * These options with memories that may grow up to 65,536 pages. Otherwise those that a module
   * makes, have 32-bit addresses and begin with at most 32,767 pages (2 GiB less one page) end
   * there, whatever their maximum, for their accesses are faster. It makes no difference to
   * memories with 64-bit addresses, shared memories, and those that begin with more pages.
   */
  public Options withLargeMemories(boolean enabled) {
    return with(code.withLargeMemories(enabled));
  }

  /**
   * The bytes that the memories and tables which an instance makes may take together, {@code
   * Long.MAX_VALUE} if there is no limit.
   */
  public long memoryLimit() {
    return code.memoryLimit();
  }

  /**
   * These options with a limit for what the memories and tables of an instance take together, for
   * modules that nobody trusts. An element of a table counts as 8 bytes. Every instance has a limit
   * of its own: an instantiation whose memories and tables would begin with more fails with a
   * {@link WebAssembly.RuntimeError} before any of them is allocated; {@code memory.grow} and
   * {@code table.grow} beyond it answer -1, and {@link WebAssembly.Memory#grow} and {@link
   * WebAssembly.Table#grow} throw.
   *
   * <p>What an instance imports counts for the instance that made it, whoever makes it grow; what
   * the embedder makes has only its own maximum. A memory or table that an instance no longer uses
   * still counts. The limit is on sizes as WebAssembly sees them: while a memory is moved to where
   * it can grow, up to 2.25 times its size is in use, and a shared memory may have set aside as
   * much again, at least 1 MiB. Structs, arrays, segments and the code of the module are not
   * counted.
   *
   * @param bytes 0 or more; {@code Long.MAX_VALUE}, the default, is no limit
   * @throws IllegalArgumentException if it is negative
   */
  public Options withMemoryLimit(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("memory limit " + bytes + " is negative");
    }
    return with(code.withMemoryLimit(bytes));
  }

  /** Whether code ends with a trap when its thread is interrupted. */
  public boolean interruption() {
    return code.interruption();
  }

  /**
   * These options with or without code that {@link Thread#interrupt} ends: at the start of every
   * function and at the head of every loop it asks whether the running thread has been interrupted.
   * If so it traps, with a {@link WebAssembly.RuntimeError} "interrupted" that WebAssembly code can
   * not catch. The thread is still marked as interrupted then, so that a call on the same thread
   * traps again until {@link Thread#interrupted} is called; the instance may be used on, as after
   * any trap.
   *
   * <p>Instructions that take long but end, such as {@code memory.fill}, are not cut short, and
   * what a host function does is its own affair; {@code memory.atomic.wait} ends whatever these
   * options say. Off by default.
   */
  public Options withInterruption(boolean enabled) {
    return with(code.withInterruption(enabled));
  }

  /** The folder in which generated code is kept for later processes, or null for none. */
  public @Nullable Path codeCache() {
    return codeCache;
  }

  /**
   * These options with a folder in which what is found out about a module and generated for it is
   * kept: compiling the same bytes again with the same options, build of Quern and Java runtime
   * then validates no function body that it has validated before, and generates no class that it
   * has generated before; with the module's first instance another thread begins to load those that
   * it has needed before. Results do not depend on it, and nothing that goes wrong with it is an
   * error; the logger {@code dev.quern.cache} tells on the level DEBUG.
   *
   * <p>The folder is made for the user alone if it is not there, and not used if it belongs to
   * somebody else or others may write to it. It is shared by any number of threads and processes.
   * Files are written in the background and when the JVM ends; they hold at most 1 GiB together,
   * those unused for longest go first.
   *
   * @param directory the folder, a path of the default file system, or null for no cache
   */
  public Options withCodeCache(@Nullable Path directory) {
    return new Options(features, eagerGeneration, jsLimits, code, directory);
  }

  @Override
  public String toString() {
    return "Options[features="
        + features
        + ", methodLimit="
        + methodLimit()
        + ", name="
        + name()
        + ", eagerGeneration="
        + eagerGeneration
        + ", jsLimits="
        + jsLimits
        + ", usesVectorApi="
        + usesVectorApi()
        + ", largeMemories="
        + largeMemories()
        + ", memoryLimit="
        + memoryLimit()
        + ", interruption="
        + interruption()
        + ", codeCache="
        + codeCache
        + "]";
  }
}
