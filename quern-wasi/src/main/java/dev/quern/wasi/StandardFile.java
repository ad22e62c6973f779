package dev.quern.wasi;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Files that the embedder names for standard input and output. */
final class StandardFile {
  private static final long RIGHTS =
      Rights.FD_SEEK
          | Rights.FD_TELL
          | Rights.FD_FDSTAT_SET_FLAGS
          | Rights.FD_FILESTAT_GET
          | Rights.FD_ADVISE
          | Rights.POLL_FD_READWRITE;

  private StandardFile() {}

  static Descriptor input(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    return open(file.toRealPath(), false, Long.MAX_VALUE);
  }

  static Descriptor output(Path file, long fileSizeLimit) throws IOException {
    if (Files.exists(file)) {
      return open(file.toRealPath(), true, fileSizeLimit);
    }
    Path absolute = file.toAbsolutePath();
    Path folder = absolute.getParent();
    Path name = absolute.getFileName();
    if (folder == null || name == null || !Files.isDirectory(folder)) {
      throw new NoSuchFileException(file.toString());
    }
    return open(folder.toRealPath().resolve(name), true, fileSizeLimit);
  }

  /** Opens a file by a path without links. */
  private static Descriptor open(Path file, boolean write, long fileSizeLimit) throws IOException {
    boolean exists = Files.exists(file);
    Path folder = file.getParent();
    Path name = file.getFileName();
    if (folder == null || name == null || exists && !Files.isRegularFile(file)) {
      throw new FileSystemException(file.toString(), null, "is no file; give it as a stream");
    }
    Directory directory = SecureDirectory.open(folder);
    try {
      var extra =
          write
              ? exists ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.CREATE_NEW
              : null;
      FileHandle handle = directory.file(name.toString(), FileHandle.options(!write, write, extra));
      long rights =
          write
              ? RIGHTS | Rights.FD_WRITE | Rights.FD_SYNC | Rights.FD_DATASYNC
              : RIGHTS | Rights.FD_READ;
      var mount = new Mount(!write, fileSizeLimit);
      return new OpenFile(handle, mount, rights, 0, write ? Descriptor.APPEND : 0);
    } finally {
      directory.release();
    }
  }
}
