package dev.quern.wasi;

/** Attempts to leave a directory, in a file system of Java. */
class SandboxJimfsTest extends SandboxTest {
  @Override
  Place.Kind kind() {
    return Place.Kind.JIMFS;
  }
}
