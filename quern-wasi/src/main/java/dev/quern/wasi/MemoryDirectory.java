package dev.quern.wasi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A directory in memory, to be given to programs with {@link
 * WasiOptions#withPreopen(MemoryDirectory, String)}: it has files, directories, and symbolic and
 * hard links, and touches nothing of the host. Several programs may have it at once, and what one
 * writes the others see.
 *
 * <p>Paths are relative to the directory, with slashes between the names; a slash at the front
 * makes no difference. The methods here do not follow symbolic links, and refuse {@code ..}.
 *
 * <p>Thread-safe.
 */
public final class MemoryDirectory {
  /** What is held if nothing else is said, in bytes: 256 MiB. */
  public static final long DEFAULT_CAPACITY = 256L << 20;

  private final MemoryVolume volume;

  /** An empty directory that may hold {@link #DEFAULT_CAPACITY}. */
  public MemoryDirectory() {
    this(DEFAULT_CAPACITY);
  }

  /**
   * An empty directory.
   *
   * @param capacity the most that all files together may hold, in bytes; targets of links count
   *     too, and names, with some 256 bytes each. A program that wants more gets {@code ENOSPC}.
   * @throws IllegalArgumentException if it is negative
   */
  public MemoryDirectory(long capacity) {
    if (capacity < 0) {
      throw new IllegalArgumentException("negative capacity: " + capacity);
    }
    volume = new MemoryVolume(capacity);
  }

  /**
   * Creates or replaces a file, and the directories above it.
   *
   * @return this
   * @throws FileSystemException if there is something else of that name, or no room
   */
  public MemoryDirectory write(String path, byte[] content) throws IOException {
    return at(
        path,
        true,
        (directory, name) -> {
          boolean exists = directory.find(name) != null;
          var options =
              FileHandle.options(
                  false,
                  true,
                  exists ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.CREATE_NEW);
          FileHandle file = directory.file(name, options);
          try {
            file.channel().write(ByteBuffer.wrap(content));
          } finally {
            file.close();
          }
          return this;
        });
  }

  /** Creates or replaces a file with text in UTF-8; see {@link #write(String, byte[])}. */
  public MemoryDirectory write(String path, String content) throws IOException {
    return write(path, content.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The content of a file.
   *
   * @throws NoSuchFileException if there is none
   * @throws FileSystemException if it is no file
   */
  public byte[] read(String path) throws IOException {
    return at(
        path,
        false,
        (directory, name) -> {
          FileHandle file = directory.file(name, FileHandle.options(true, false, null));
          try {
            var content = ByteBuffer.allocate((int) file.channel().size());
            file.channel().read(content);
            return content.array();
          } finally {
            file.close();
          }
        });
  }

  /** The content of a file as UTF-8; see {@link #read}. */
  public String readString(String path) throws IOException {
    return new String(read(path), StandardCharsets.UTF_8);
  }

  /** Whether there is a file, directory or link of that path. */
  public boolean exists(String path) throws IOException {
    try {
      return at(path, false, (directory, name) -> directory.find(name) != null);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return false;
    }
  }

  /**
   * The names in a directory, sorted; the path of this one is the empty string.
   *
   * @throws NoSuchFileException if there is nothing of that path
   * @throws NotDirectoryException if it is no directory
   */
  public List<String> list(String path) throws IOException {
    return at(path + "/.", false, (directory, name) -> directory.names());
  }

  /** Creates a directory, and those above it, where they are not there already. */
  public MemoryDirectory createDirectories(String path) throws IOException {
    return at(path + "/.", true, (directory, name) -> this);
  }

  /**
   * Deletes a file, a link, or an empty directory.
   *
   * @throws NoSuchFileException if there is nothing of that path
   * @throws DirectoryNotEmptyException if there is something in it
   */
  public void delete(String path) throws IOException {
    at(
        path,
        false,
        (directory, name) -> {
          if (directory.stat(name).type() == FileType.DIRECTORY) {
            directory.deleteDirectory(name);
          } else {
            directory.deleteFile(name);
          }
          return this;
        });
  }

  /** For a program. */
  Directory open() {
    return volume.open();
  }

  /** Something done with the last name of a path in its directory. */
  private interface Action<T> {
    T run(Directory directory, String name) throws IOException;
  }

  private <T> T at(String path, boolean create, Action<T> action) throws IOException {
    try {
      String[] names = path.split("/", -1);
      Directory directory = volume.open();
      for (String name : List.of(names).subList(0, names.length - 1)) {
        if (!name.isEmpty() && !name.equals(".")) {
          directory = below(directory, name, create);
        }
      }
      return action.run(directory, checked(names[names.length - 1]));
    } catch (Errno.Failure e) {
      throw described(path, e);
    }
  }

  private static Directory below(Directory directory, String name, boolean create)
      throws IOException {
    if (create && directory.find(checked(name)) == null) {
      directory.createDirectory(name);
    }
    return directory.open(checked(name));
  }

  private static String checked(String name) throws IOException {
    if (name.equals("..") || name.indexOf('\0') >= 0) {
      throw Errno.EINVAL.failure();
    }
    return name;
  }

  private static FileSystemException described(String path, Errno.Failure failure) {
    FileSystemException described =
        switch (failure.errno()) {
          case ENOENT -> new NoSuchFileException(path);
          case ENOTDIR -> new NotDirectoryException(path);
          case ENOTEMPTY -> new DirectoryNotEmptyException(path);
          case ENOSPC -> new FileSystemException(path, null, "no room in the memory directory");
          case ENOTSUP, EISDIR -> new FileSystemException(path, null, "is no file");
          default -> new FileSystemException(path, null, failure.errno().name());
        };
    described.initCause(failure);
    return described;
  }
}
