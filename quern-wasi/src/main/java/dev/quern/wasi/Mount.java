package dev.quern.wasi;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A directory of the host that a program was given.
 *
 * @param root its real path
 * @param readOnly whether everything below is a read-only file system to the program
 */
record Mount(Path root, boolean readOnly) {
  /** Refuses a change below a read-only mount. */
  void requireWritable() throws IOException {
    if (readOnly) {
      throw Errno.EROFS.failure();
    }
  }
}
