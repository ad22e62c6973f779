package dev.quern.wasi;

/** Files and directories, as on a system that can not hold directories open. */
class FilesByPathTest extends FilesTest {
  @Override
  Place.Kind kind() {
    return Place.Kind.BY_PATH;
  }
}
