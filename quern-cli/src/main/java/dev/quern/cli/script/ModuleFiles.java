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
 * What {@code import} may name: {@code node:wasi}, a module of the run time, and files. The files
 * that {@code import} may read: all, as a script is code that its user trusts; and none may be
 * written. GraalJS asks for a path as it stands in the import only where that is neither relative
 * to the importing file nor absolute, which is what a package's name looks like.
 */
final class ModuleFiles implements FileSystem {
  private static final String SUFFIX = ".mjs";

  /** Nobody's: what is below only stands for a module of the run time between the methods here. */
  private static final Path BUILTIN =
      Path.of("").toAbsolutePath().resolve("/.quern-builtin-modules");

  private static final Path WASI = builtin("wasi");

  private static Path builtin(String name) {
    return BUILTIN.resolve(name + SUFFIX);
  }

  private static boolean isBuiltin(Path path) {
    return path.startsWith(BUILTIN);
  }

  private static SeekableByteChannel open(Path builtin) throws IOException {
    String file = BUILTIN.relativize(builtin).toString();
    if (!builtin.equals(WASI)) {
      String name = file.substring(0, file.length() - SUFFIX.length());
      throw new IOException(
          "Cannot import 'node:" + name + "': of node's modules only node:wasi is here");
    }
    return RuntimeSources.channel(file);
  }

  @Override
  public Path parsePath(URI uri) {
    if ("node".equals(uri.getScheme())) {
      return builtin(uri.getSchemeSpecificPart());
    }
    if (!"file".equals(uri.getScheme())) {
      throw new IllegalArgumentException(
          "Cannot import '" + uri + "': a module is imported from a file");
    }
    return Path.of(URI.create("file://" + uri.getRawPath()));
  }

  @Override
  public Path parsePath(String path) {
    if (path.equals("wasi")) {
      return WASI;
    }
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
    if (!isBuiltin(path) && !Files.exists(file(path), options)) {
      throw new NoSuchFileException(path.toString());
    }
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    if (isBuiltin(path)) {
      return open(path);
    }
    return Files.newByteChannel(file(path));
  }

  @Override
  public Path toAbsolutePath(Path path) {
    return path.toAbsolutePath();
  }

  @Override
  public Path toRealPath(Path path, LinkOption... options) throws IOException {
    return isBuiltin(path) ? path : file(path).toRealPath(options);
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
