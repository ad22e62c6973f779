package dev.quern.cli;

import dev.quern.Options;
import dev.quern.WebAssembly;
import dev.quern.internal.binary.ModuleDecoder;
import dev.quern.internal.binary.Preamble;
import dev.quern.internal.engine.Pipeline;
import dev.quern.internal.syntax.DecodeLimits;
import dev.quern.internal.syntax.Expr;
import dev.quern.internal.syntax.Module;
import dev.quern.internal.syntax.Module.ElementSegment;
import dev.quern.internal.syntax.ModuleException;
import dev.quern.internal.syntax.Place;
import dev.quern.internal.syntax.Place.Part;
import dev.quern.internal.syntax.Place.Part.Kind;
import dev.quern.internal.text.ModuleSource;
import dev.quern.internal.text.SourceMap;
import dev.quern.type.GlobalType;
import dev.quern.type.TableType;
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
    return source == null
        ? String.valueOf(e.getMessage())
        : e.reason() + " (" + place(source, e.place()) + ")";
  }

  private Place place(SourceMap map, Place place) {
    return switch (place) {
      case Place.Offset at -> place(map, at);
      case Place.Part part -> map.place(part);
      case Place.Position position -> position;
      case Place.Whole whole -> map.start();
    };
  }

  /** The place in the text of a byte of the binary, which exists only in memory. */
  private Place place(SourceMap map, Place.Offset at) {
    Module module;
    try {
      module = ModuleDecoder.decode(binary, DecodeLimits.JS_API);
    } catch (ModuleException tooLarge) {
      return map.start();
    }
    List<Expr> bodies = module.bodies();
    for (int i = 0; i < bodies.size(); i++) {
      Expr body = bodies.get(i);
      if (contains(body, at.offset())) {
        Place known = map.place(i, (int) at.offset() - body.start());
        return known == null ? map.start() : known;
      }
    }
    Part part = part(module, at.offset());
    return part == null ? map.start() : map.place(part);
  }

  /** The part of a module whose constant expression has a byte, or null. */
  private static @Nullable Part part(Module module, long offset) {
    int firstTable = module.importCount(TableType.class);
    for (int i = 0; i < module.tables().size(); i++) {
      if (contains(module.tables().get(i).init(), offset)) {
        return new Part(Kind.TABLE, firstTable + i);
      }
    }
    int firstGlobal = module.importCount(GlobalType.class);
    for (int i = 0; i < module.globals().size(); i++) {
      if (contains(module.globals().get(i).init(), offset)) {
        return new Part(Kind.GLOBAL, firstGlobal + i);
      }
    }
    for (int i = 0; i < module.elements().size(); i++) {
      ElementSegment segment = module.elements().get(i);
      List<Expr> inits = segment.inits() == null ? List.of() : segment.inits();
      if (contains(segment.offset(), offset) || inits.stream().anyMatch(e -> contains(e, offset))) {
        return new Part(Kind.ELEMENT, i);
      }
    }
    for (int i = 0; i < module.data().size(); i++) {
      if (contains(module.data().get(i).offset(), offset)) {
        return new Part(Kind.DATA, i);
      }
    }
    return null;
  }

  private static boolean contains(@Nullable Expr expr, long offset) {
    return expr != null && expr.start() <= offset && offset < expr.end();
  }

  /** The text of a file. */
  static String text(Path path, byte[] content) {
    try {
      return ModuleSource.text(content);
    } catch (ModuleException e) {
      throw new CommandFailure(
          ExitStatus.FAILURE,
          path
              + ": neither a binary module (it does not begin with \\0asm) nor UTF-8 text ("
              + e.place()
              + ")",
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
        : "not a WebAssembly module: it begins neither with \\0asm nor, as text, with a parenthesis,"
            + " but with "
            + Preamble.found(content);
  }
}
