package dev.quern.type;

/**
 * A part of WebAssembly that was once a proposal of its own; the unit in which features are listed,
 * enabled and refused.
 */
public enum Feature {
  MVP("WebAssembly 1.0", true),
  MUTABLE_GLOBALS("mutable globals", true),
  SIGN_EXTENSION("sign extension", true),
  SATURATING_CONVERSION("saturating conversion", true),
  MULTI_VALUE("multi-value", true),
  BULK_MEMORY("bulk memory", true),
  REFERENCE_TYPES("reference types", true),
  EXTENDED_CONST("extended constant expressions", true),
  MULTI_MEMORY("multi-memory", true),
  TAIL_CALL("tail calls", true),
  FUNCTION_REFERENCES("typed function references", true),
  SIMD("fixed-width SIMD", true),
  RELAXED_SIMD("relaxed SIMD", true),
  EXCEPTIONS("exception handling", true),
  LEGACY_EXCEPTIONS("legacy exception handling", true),
  GC("garbage collection", true),
  MEMORY64("memory64", true),
  THREADS("threads", true),
  CUSTOM_PAGE_SIZES("custom page sizes", true),
  WIDE_ARITHMETIC("wide arithmetic", true),
  COMPACT_IMPORTS("compact import section", true),
  CUSTOM_DESCRIPTORS("custom descriptors", true, false);

  private final String title;
  private final boolean built;
  private final boolean onByDefault;

  Feature(String title, boolean built) {
    this(title, built, true);
  }

  Feature(String title, boolean built, boolean onByDefault) {
    this.title = title;
    this.built = built;
    this.onByDefault = onByDefault;
  }

  /** The feature's name in error messages and tables. */
  public String title() {
    return title;
  }

  /** Whether this version of Quern runs it; a module that needs any other is refused. */
  public boolean isBuilt() {
    return built;
  }

  /**
   * Whether modules may use it unless somebody says otherwise: proposals that may change are off.
   */
  public boolean isOnByDefault() {
    return onByDefault;
  }
}
