package dev.quern.wasi;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Feature;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where the directories of a test are: the same tests run in all of them. */
final class Place implements AutoCloseable {
  enum Kind {
    /** Directories that the operating system holds open. */
    HOST,
    /** The same, used as on a system that can not hold them open. */
    BY_PATH,
    /** Another file system, in Java. */
    JIMFS
  }

  private final Kind kind;
  private final Path base;
  private final @Nullable FileSystem fileSystem;

  private Place(Kind kind, Path base, @Nullable FileSystem fileSystem) {
    this.kind = kind;
    this.base = base;
    this.fileSystem = fileSystem;
  }

  static Place open(Kind kind, Path temporary) throws IOException {
    if (kind != Kind.JIMFS) {
      return new Place(kind, temporary.toRealPath(), null);
    }
    var configuration =
        Configuration.unix().toBuilder()
            .setSupportedFeatures(Feature.LINKS, Feature.SYMBOLIC_LINKS)
            .build();
    FileSystem fileSystem = Jimfs.newFileSystem(configuration);
    return new Place(kind, Files.createDirectory(fileSystem.getPath("/base")), fileSystem);
  }

  /** Creates a directory. */
  Path directory(String name) throws IOException {
    return Files.createDirectory(base.resolve(name));
  }

  /** Gives a program a directory of this place. */
  WasiOptions preopen(WasiOptions options, Path directory, String guest, boolean readOnly) {
    return kind == Kind.BY_PATH
        ? options.withPreopen(
            () -> new PathDirectory(directory, Filestat.of(directory)), guest, readOnly)
        : options.withPreopen(directory, guest, readOnly);
  }

  @Override
  public void close() throws IOException {
    if (fileSystem != null) {
      fileSystem.close();
    }
  }
}
