package dev.quern.internal.compile.layout;

import dev.quern.internal.compile.jvm.VectorForm;
import java.util.Optional;

/**
 * The options for the generated code and for what it works on.
 *
 * @param name module name in stack traces, empty for the module's own
 * @param methodLimit bytes of bytecode that a generated method should not exceed; at most 8,000,
 *     above which HotSpot does not compile a method
 * @param usesVectorApi whether functions keep vectors in the form of {@code jdk.incubator.vector},
 *     which must then be available
 * @param largeMemories whether memories whose type lets them grow larger than an array may do so
 * @param interruption whether code checks, where it could run forever, if its thread has been
 *     interrupted
 * @param memoryLimit bytes that the memories and tables made by an instance may take together; the
 *     code does not depend on it
 */
public record CompileOptions(
    String name,
    int methodLimit,
    boolean usesVectorApi,
    boolean largeMemories,
    boolean interruption,
    long memoryLimit) {
  /** The largest method that HotSpot compiles, in bytes of bytecode. */
  public static final int HOTSPOT_LIMIT = 8_000;

  /** Clamps the limit to the supported range: 200 to {@link #HOTSPOT_LIMIT}. */
  public CompileOptions {
    methodLimit = Math.clamp(methodLimit, 200, HOTSPOT_LIMIT);
  }

  /** Returns the options of a module about which nothing special is known. */
  public static CompileOptions defaults() {
    return new CompileOptions("", HOTSPOT_LIMIT, hasVectorApi(), false, false, Long.MAX_VALUE);
  }

  /** Returns these options with another name. */
  public CompileOptions withName(String newName) {
    return new CompileOptions(
        newName, methodLimit, usesVectorApi, largeMemories, interruption, memoryLimit);
  }

  /** Returns these options with another limit. */
  public CompileOptions withMethodLimit(int bytes) {
    return new CompileOptions(name, bytes, usesVectorApi, largeMemories, interruption, memoryLimit);
  }

  /** Returns these options with or without the Vector API, which must be available. */
  public CompileOptions withVectorApi(boolean used) {
    return new CompileOptions(name, methodLimit, used, largeMemories, interruption, memoryLimit);
  }

  /** Returns these options with or without memories larger than an array. */
  public CompileOptions withLargeMemories(boolean enabled) {
    return new CompileOptions(name, methodLimit, usesVectorApi, enabled, interruption, memoryLimit);
  }

  /** Returns these options with or without code that stops when its thread is interrupted. */
  public CompileOptions withInterruption(boolean enabled) {
    return new CompileOptions(
        name, methodLimit, usesVectorApi, largeMemories, enabled, memoryLimit);
  }

  /** Returns these options with another limit for memories and tables. */
  public CompileOptions withMemoryLimit(long bytes) {
    return new CompileOptions(name, methodLimit, usesVectorApi, largeMemories, interruption, bytes);
  }

  /** Returns whether this JVM has the Vector API. */
  public static boolean hasVectorApi() {
    Optional<Module> api = ModuleLayer.boot().findModule("jdk.incubator.vector");
    return api.isPresent() && CompileOptions.class.getModule().canRead(api.get());
  }

  /**
   * Returns all components with their values, in the record's default format. The default
   * implementation would first link a string concatenation for these types, which takes a sixth of
   * a small program's start.
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

  /** Returns the form of a v128 inside functions. */
  public VectorForm vectors() {
    return usesVectorApi ? VectorForm.REGISTER : VectorForm.LONGS;
  }
}
