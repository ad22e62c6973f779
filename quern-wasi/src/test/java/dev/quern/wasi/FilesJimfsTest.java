package dev.quern.wasi;

/** Files and directories, in a file system of Java. */
class FilesJimfsTest extends FilesTest {
  @Override
  Place.Kind kind() {
    return Place.Kind.JIMFS;
  }
}
