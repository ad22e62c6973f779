package dev.quern.wasi;

import java.io.IOException;

/**
 * What a program may do below a directory that it was given, apart from its rights.
 *
 * @param readOnly whether everything below is a read-only file system to the program
 * @param fileSizeLimit the size in bytes that no write makes a file exceed
 */
record Mount(boolean readOnly, long fileSizeLimit) {
  /** Refuses a change below a read-only mount. */
  void requireWritable() throws IOException {
    if (readOnly) {
      throw Errno.EROFS.failure();
    }
  }
}
