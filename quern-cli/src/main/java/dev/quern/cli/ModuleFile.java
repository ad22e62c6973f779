package dev.quern.cli;

import dev.quern.internal.syntax.ModuleException;
import dev.quern.internal.text.ModuleSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A module read from a file, which holds a binary or a text: the content says which, whatever the
 * name.
 *
 * @param path where it came from
 * @param binary the module in the binary format, checked for its first four bytes only
 * @param fileSize bytes of the file
 * @param text whether the file was text
 */
record ModuleFile(Path path, byte[] binary, long fileSize, boolean text) {
  private static final int MAGIC = 4;

  static ModuleFile read(Path path) throws IOException {
    String name = path.getFileName() == null ? "" : path.getFileName().toString();
    if (name.endsWith(".js") || name.endsWith(".mjs")) {
      throw new CommandFailure(
          ExitStatus.USAGE, path + ": this version runs modules; scripts come with a later one");
    }
    if (Files.isDirectory(path)) {
      throw new CommandFailure(ExitStatus.FAILURE, path + " is a directory, not a module");
    }
    byte[] content = Files.readAllBytes(path);
    if (isBinary(content)) {
      return new ModuleFile(path, content, content.length, false);
    }
    if (name.endsWith(".wasm")) {
      throw new CommandFailure(ExitStatus.FAILURE, path + ": " + whatElse(content));
    }
    return new ModuleFile(path, parse(path, content), content.length, true);
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

  private static byte[] parse(Path path, byte[] content) {
    try {
      return ModuleSource.of(text(path, content)).binary();
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

  private static String whatElse(byte[] content) {
    if (content.length == 0) {
      return "the file is empty";
    }
    int i = 0;
    while (i < content.length && Character.isWhitespace(content[i])) {
      i++;
    }
    if (i < content.length && (content[i] == '(' || content[i] == ';')) {
      return "this is text and not a binary module: name it .wat";
    }
    return "not a WebAssembly module: it does not begin with \\0asm";
  }
}
