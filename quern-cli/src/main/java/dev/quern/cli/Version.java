package dev.quern.cli;

import dev.quern.Options;

/** The versions that are at work. */
final class Version {
  private Version() {}

  /** Quern's version: from the manifest of its jar, or of the module. */
  static String quern() {
    String version = Version.class.getPackage().getImplementationVersion();
    if (version != null) {
      return version;
    }
    var descriptor = Version.class.getModule().getDescriptor();
    return descriptor == null ? "development" : descriptor.rawVersion().orElse("development");
  }

  /** What code for v128 values is made of, which the options of the JVM decide. */
  static String vectors() {
    return "SIMD by " + (Options.defaults().usesVectorApi() ? "the Vector API" : "long arithmetic");
  }

  static String jvm() {
    return System.getProperty("java.vm.name")
        + " "
        + System.getProperty("java.vm.version")
        + ", "
        + System.getProperty("os.name")
        + " "
        + System.getProperty("os.arch");
  }
}
