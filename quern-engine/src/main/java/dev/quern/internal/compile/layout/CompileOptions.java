package dev.quern.internal.compile.layout;

import dev.quern.internal.compile.jvm.VectorForm;
import java.util.Optional;

/**
 * What can be chosen about the generated code, and about what it works on.
 *
 * @param name module name in stack traces, empty for its own
 * @param methodLimit bytes of bytecode that a generated method should not exceed; at most 8,000,
 *     above which HotSpot does not compile a method
 * @param usesVectorApi whether functions keep vectors in the form of {@code jdk.incubator.vector},
 *     which must then be there
 * @param largeMemories whether memories that may come to be larger than an array are to be so
 * @param interruption whether code asks, where it could go on for ever, if its thread has been
 *     interrupted
 * @param memoryLimit bytes that the memories and tables which an instance makes may take together;
 *     the code is the same whatever it is
 */
public record CompileOptions(
    String name,
    int methodLimit,
    boolean usesVectorApi,
    boolean largeMemories,
    boolean interruption,
    long memoryLimit) {
  /** The size from which on HotSpot does not compile a method. */
  public static final int HOTSPOT_LIMIT = 8_000;

  /** Keeps the limit in the range that can be kept: 200 to {@link #HOTSPOT_LIMIT}. */
  public CompileOptions {
    methodLimit = Math.clamp(methodLimit, 200, HOTSPOT_LIMIT);
  }

  /** The options of a module of which nothing special is known. */
  public static CompileOptions defaults() {
    return new CompileOptions("", HOTSPOT_LIMIT, hasVectorApi(), false, false, Long.MAX_VALUE);
  }

  /** These options with another name. */
  public CompileOptions withName(String newName) {
    return new CompileOptions(
        newName, methodLimit, usesVectorApi, largeMemories, interruption, memoryLimit);
  }

  /** These options with another limit. */
  public CompileOptions withMethodLimit(int bytes) {
    return new CompileOptions(name, bytes, usesVectorApi, largeMemories, interruption, memoryLimit);
  }

  /** These options with or without the Vector API, which must be there. */
  public CompileOptions withVectorApi(boolean used) {
    return new CompileOptions(name, methodLimit, used, largeMemories, interruption, memoryLimit);
  }

  /** These options with or without memories larger than an array. */
  public CompileOptions withLargeMemories(boolean enabled) {
    return new CompileOptions(name, methodLimit, usesVectorApi, enabled, interruption, memoryLimit);
  }

  /** These options with or without code that ends when its thread is interrupted. */
  public CompileOptions withInterruption(boolean enabled) {
    return new CompileOptions(
        name, methodLimit, usesVectorApi, largeMemories, enabled, memoryLimit);
  }

  /** These options with another limit for memories and tables. */
  public CompileOptions withMemoryLimit(long bytes) {
    return new CompileOptions(name, methodLimit, usesVectorApi, largeMemories, interruption, bytes);
  }

  /** Whether this JVM has the Vector API. */
  public static boolean hasVectorApi() {
    Optional<Module> api = ModuleLayer.boot().findModule("jdk.incubator.vector");
    return api.isPresent() && CompileOptions.class.getModule().canRead(api.get());
  }

  /**
   * All components with their values, as the record would write them by itself: but that would link
   * a string concatenation for these very types first, which is a sixth of a small program's start.
   */
  @Override
  public String toString() {
    return "CompileOptions[name="
        + name
        + ", methodLimit="
        + methodLimit
        + ", usesVectorApi="
        + usesVectorApi
        + ", largeMemories="
        + largeMemories
        + ", interruption="
        + interruption
        + ", memoryLimit="
        + memoryLimit
        + "]";
  }

  /** What a v128 is inside functions. */
  public VectorForm vectors() {
    return usesVectorApi ? VectorForm.REGISTER : VectorForm.LONGS;
  }
}
