package dev.quern.fuzz;

import dev.quern.type.Feature;
import java.util.EnumSet;
import java.util.Set;

/** What a program may use; a seed decides which of these it is for. */
enum Profile {
  /** All that Quern has, both kinds of exceptions in one module included. */
  ALL(EnumSet.allOf(Feature.class), true, true),

  /** What a node of version 24 has as well: WebAssembly 3.0 and threads. */
  PORTABLE(portable(), true, false),

  /** As {@link #PORTABLE}, but with exceptions as they were once. */
  LEGACY(portable(), false, true);

  private final Set<Feature> features;
  private final boolean tryTable;
  private final boolean legacyTry;

  Profile(Set<Feature> features, boolean tryTable, boolean legacyTry) {
    this.features = features;
    this.tryTable = tryTable;
    this.legacyTry = legacyTry;
  }

  private static Set<Feature> portable() {
    return EnumSet.complementOf(
        EnumSet.of(
            Feature.CUSTOM_DESCRIPTORS,
            Feature.CUSTOM_PAGE_SIZES,
            Feature.WIDE_ARITHMETIC,
            Feature.COMPACT_IMPORTS));
  }

  /** The profile of a seed: half of the programs are portable. */
  static Profile of(long seed) {
    return seed % 2 != 0 ? ALL : seed % 8 == 4 ? LEGACY : PORTABLE;
  }

  boolean has(Feature feature) {
    return features.contains(feature);
  }

  /** Whether there are {@code try_table} and exception references. */
  boolean hasTryTable() {
    return tryTable;
  }

  /** Whether there are {@code try}, {@code delegate} and {@code rethrow}. */
  boolean hasLegacyTry() {
    return legacyTry;
  }

  /** Whether engines other than Quern run such programs. */
  boolean isPortable() {
    return this != ALL;
  }
}
