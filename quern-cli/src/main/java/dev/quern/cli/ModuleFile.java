package dev.quern.cli;

import dev.quern.Options;
import dev.quern.WebAssembly;
import dev.quern.internal.binary.ModuleDecoder;
import dev.quern.internal.engine.Pipeline;
import dev.quern.internal.syntax.DecodeLimits;
import dev.quern.internal.syntax.Expr;
import dev.quern.internal.syntax.ModuleException;
import dev.quern.internal.text.ModuleSource;
import dev.quern.internal.text.SourceMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A module read from a file, which holds a binary or a text: the content says which, whatever the
 * name.
 *
 * @param path where it came from
 * @param binary the module in the binary format, checked for its first four bytes only
 * @param fileSize bytes of the file
 * @param source where the instructions of a text stand in it; null for a binary
 */
record ModuleFile(Path path, byte[] binary, long fileSize, @Nullable SourceMap source) {
  private static final int MAGIC = 4;

  static ModuleFile read(Path path) throws IOException {
    String name = path.getFileName() == null ? "" : path.getFileName().toString();
    if (name.endsWith(".js") || name.endsWith(".mjs")) {
      throw new CommandFailure(
          ExitStatus.USAGE, path + " is a script, not a module: quern run runs it");
    }
    if (Files.isDirectory(path)) {
      throw new CommandFailure(ExitStatus.FAILURE, path + " is a directory, not a module");
    }
    byte[] content = content(path);
    if (isBinary(content)) {
      return new ModuleFile(path, content, content.length, null);
    }
    if (name.endsWith(".wasm") || !(name.endsWith(".wat") || mayBeText(content))) {
      throw new CommandFailure(ExitStatus.FAILURE, path + ": " + whatElse(content));
    }
    return parse(path, content);
  }

  private static byte[] content(Path path) throws IOException {
    try {
      return Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      throw new CommandFailure(ExitStatus.FAILURE, path + ": no such file", e);
    }
  }

  /** Whether the file was text. */
  boolean text() {
    return source != null;
  }

  /** What is wrong with a module that does not compile, with the place in the file. */
  String problem(WebAssembly.CompileError error) {
    try {
      Pipeline.validate(binary, Options.defaults().features());
      return String.valueOf(error.getMessage());
    } catch (ModuleException e) {
      return message(e);
    }
  }

  /** An error's message, with the place in the file. */
  String message(ModuleException e) {
    String place = source == null || e.offset() < 0 ? "" : place(source, e.offset());
    return place.isEmpty() ? String.valueOf(e.getMessage()) : e.reason() + " (" + place + ")";
  }

  /** The line and column of a byte of the binary, or empty if it is not within a function. */
  private String place(SourceMap map, long offset) {
    List<Expr> bodies = ModuleDecoder.decode(binary, DecodeLimits.JS_API).bodies();
    for (int i = 0; i < bodies.size(); i++) {
      Expr body = bodies.get(i);
      if (body.start() <= offset && offset < body.end()) {
        return map.place(i, (int) offset - body.start());
      }
    }
    return "";
  }

  /** The text of a file. */
  static String text(Path path, byte[] content) {
    try {
      return ModuleSource.text(content);
    } catch (ModuleException e) {
      throw new CommandFailure(
          ExitStatus.FAILURE,
          path + ": neither a binary module (it does not begin with \\0asm) nor UTF-8 text",
          e);
    }
  }

  private static ModuleFile parse(Path path, byte[] content) {
    try {
      ModuleSource source = ModuleSource.of(text(path, content));
      SourceMap map = source.kind() == ModuleSource.Kind.BINARY ? null : source.parse().source();
      return new ModuleFile(path, source.binary(), content.length, map);
    } catch (ModuleException e) {
      throw new CommandFailure(ExitStatus.FAILURE, path + ": " + e.getMessage(), e);
    }
  }

  static boolean isBinary(byte[] content) {
    return content.length >= MAGIC
        && content[0] == 0
        && content[1] == 'a'
        && content[2] == 's'
        && content[3] == 'm';
  }

  /** Whether the first character that is no space may begin a text. */
  private static boolean mayBeText(byte[] content) {
    int i = 0;
    while (i < content.length && Character.isWhitespace(content[i])) {
      i++;
    }
    return i < content.length && (content[i] == '(' || content[i] == ';');
  }

  private static String whatElse(byte[] content) {
    if (content.length == 0) {
      return "the file is empty";
    }
    return mayBeText(content)
        ? "this is text and not a binary module: name it .wat"
        : "not a WebAssembly module: it begins neither with \\0asm nor, as text, with a parenthesis";
  }
}
