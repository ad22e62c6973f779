package dev.quern.fuzz;

/** The functions that programs may import from the host. */
final class Host {
  /** The name of the module they are imported from. */
  static final String MODULE = "host";

  private Host() {}
}
