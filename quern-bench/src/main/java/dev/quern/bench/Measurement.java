package dev.quern.bench;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A line of the lab's results: what one process of one engine measured. What was not measured is
 * null.
 *
 * @param engine the engine's name in the lab
 * @param kernel the program's name; those of large modules that are only loaded begin with {@code
 *     load:}
 * @param n what {@code run} got, negative if the module was only loaded
 * @param loadMs to read, compile and instantiate, in ms
 * @param firstMs the first call, in ms
 * @param bestMs the fastest call after the warm-up, in ms
 * @param checksum what {@code run} returned
 * @param rssMb most memory that the process occupied, in MiB
 * @param failed why there are no times
 * @param warning what the engine said of itself
 */
record Measurement(
    String engine,
    String kernel,
    int n,
    @Nullable Double loadMs,
    @Nullable Double firstMs,
    @Nullable Double bestMs,
    @Nullable String checksum,
    @Nullable Double rssMb,
    @Nullable String failed,
    @Nullable String warning) {

  private static final String LOAD = "load:";

  /** Checks what a reader of JSON may have left out. */
  Measurement {
    Objects.requireNonNull(engine, "engine");
    Objects.requireNonNull(kernel, "kernel");
  }

  /** Whether a large module was loaded, and nothing else. */
  boolean isLoad() {
    return kernel.startsWith(LOAD);
  }

  /** The kernel's name without what marks a large module. */
  String title() {
    return isLoad() ? kernel.substring(LOAD.length()) : kernel;
  }
}
