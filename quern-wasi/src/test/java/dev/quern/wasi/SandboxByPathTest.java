package dev.quern.wasi;

/** Attempts to leave a directory, as on a system that can not hold directories open. */
class SandboxByPathTest extends SandboxTest {
  @Override
  Place.Kind kind() {
    return Place.Kind.BY_PATH;
  }
}
