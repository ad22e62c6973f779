package dev.quern.cli.script;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Map;
import java.util.Set;
import org.graalvm.polyglot.io.FileSystem;

/**
 * The files that {@code import} may read: all, as a script is code that its user trusts; and none
 * may be written. GraalJS asks for a path as it stands in the import only where that is neither
 * relative to the importing file nor absolute, which is what a package's name looks like.
 */
final class ModuleFiles implements FileSystem {
  @Override
  public Path parsePath(URI uri) {
    if (!"file".equals(uri.getScheme())) {
      throw new IllegalArgumentException(
          "Cannot import '" + uri + "': a module is imported from a file");
    }
    return Path.of(URI.create("file://" + uri.getRawPath()));
  }

  @Override
  public Path parsePath(String path) {
    if (!path.isEmpty() && !path.startsWith(".") && !Path.of(path).isAbsolute()) {
      throw new IllegalArgumentException(
          "Cannot import '"
              + path
              + "': there are no packages here; name the file relative to this one ('./"
              + path
              + "'), or make one file of the program and its packages with a bundler");
    }
    return Path.of(path);
  }

  @Override
  public void checkAccess(Path path, Set<? extends AccessMode> modes, LinkOption... options)
      throws IOException {
    if (modes.contains(AccessMode.WRITE)) {
      throw readOnly();
    }
    if (!Files.exists(file(path), options)) {
      throw new NoSuchFileException(path.toString());
    }
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return Files.newByteChannel(file(path));
  }

  @Override
  public Path toAbsolutePath(Path path) {
    return path.toAbsolutePath();
  }

  @Override
  public Path toRealPath(Path path, LinkOption... options) throws IOException {
    return file(path).toRealPath(options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
      throws IOException {
    return Files.readAttributes(file(path), attributes, options);
  }

  @Override
  public void createDirectory(Path directory, FileAttribute<?>... attributes) {
    throw readOnly();
  }

  @Override
  public void delete(Path path) {
    throw readOnly();
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path directory, DirectoryStream.Filter<? super Path> filter) {
    throw new SecurityException("modules are imported by name");
  }

  private static SecurityException readOnly() {
    return new SecurityException("files are only read");
  }

  /** The file of a module, which may be named with a query, as in {@code ./x.mjs?v=2}. */
  private static Path file(Path path) {
    String text = path.toString();
    int query = text.indexOf('?');
    return query < 0 || Files.exists(path) ? path : Path.of(text.substring(0, query));
  }
}
