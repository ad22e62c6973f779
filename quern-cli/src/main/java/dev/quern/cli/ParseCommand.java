package dev.quern.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quern parse}. */
@Command(
    name = "parse",
    description = "Translates a module from text to the binary format. It is not validated.",
    footer = "quern parse add.wat -o add.wasm")
final class ParseCommand extends Subcommand {
  @Parameters(paramLabel = "FILE.wat", description = "a module in the text format")
  Path file = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT.wasm",
      description = "where to write (default: FILE.wasm; - is standard output)")
  @Nullable String output;

  @Override
  public Integer call() throws IOException {
    ModuleFile read = ModuleFile.read(file);
    if (!read.text()) {
      throw new CommandFailure(
          ExitStatus.FAILURE,
          file + " is a binary module already; quern print translates it to text");
    }
    if ("-".equals(output)) {
      streams().out().write(read.binary());
    } else {
      Files.write(output != null ? Path.of(output) : target(), read.binary());
    }
    return ExitStatus.OK;
  }

  private Path target() {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return file.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + ".wasm");
  }
}
