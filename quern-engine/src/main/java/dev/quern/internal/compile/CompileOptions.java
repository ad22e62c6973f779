package dev.quern.internal.compile;

/**
 * What can be chosen about the generated code.
 *
 * @param name module name in stack traces
 * @param methodLimit bytes of bytecode that a generated method should not exceed; at most 8,000,
 *     above which HotSpot does not compile a method
 * @param usesVectorApi whether functions keep vectors in the form of {@code jdk.incubator.vector},
 *     which must then be there
 */
public record CompileOptions(String name, int methodLimit, boolean usesVectorApi) {
  /** The size from which on HotSpot does not compile a method. */
  public static final int HOTSPOT_LIMIT = 8_000;

  /** Keeps the limit in the range that can be kept: 200 to {@link #HOTSPOT_LIMIT}. */
  public CompileOptions {
    methodLimit = Math.clamp(methodLimit, 200, HOTSPOT_LIMIT);
  }

  /** Whether this JVM has the Vector API. */
  public static boolean hasVectorApi() {
    return ModuleLayer.boot()
        .findModule("jdk.incubator.vector")
        .filter(CompileOptions.class.getModule()::canRead)
        .isPresent();
  }

  /** What a v128 is inside functions. */
  VectorForm vectors() {
    return usesVectorApi ? VectorForm.REGISTER : VectorForm.LONGS;
  }
}
