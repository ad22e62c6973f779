package dev.quern.cli;

import dev.quern.Wat;
import dev.quern.WebAssembly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quern print}. */
@Command(
    name = "print",
    description = "Translates a module from the binary to the text format.",
    footer = "quern print add.wasm -o add.wat")
final class PrintCommand extends Subcommand {
  @Parameters(paramLabel = "FILE.wasm", description = "a module")
  Path file = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT.wat",
      description = "where to write (default: standard output)")
  @Nullable Path output;

  @Override
  public Integer call() throws IOException {
    String text;
    try {
      text = Wat.print(ModuleFile.read(file).binary());
    } catch (WebAssembly.CompileError e) {
      throw new CommandFailure(ExitStatus.FAILURE, file + ": " + e.getMessage(), e);
    }
    if (output != null) {
      Files.writeString(output, text);
    } else {
      streams().out().print(text);
    }
    return ExitStatus.OK;
  }
}
