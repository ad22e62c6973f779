package dev.quern.cli;

import dev.quern.internal.binary.ModuleDecoder;
import dev.quern.internal.syntax.DecodeLimits;
import dev.quern.internal.syntax.Module;
import dev.quern.internal.syntax.ModuleException;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quern inspect}. */
@Command(
    name = "inspect",
    description = "Shows what is in a module: sections, types, imports, exports, functions.",
    footer = "quern inspect --largest 10 program.wasm")
final class InspectCommand extends Subcommand {
  @Option(names = "--functions", description = "list all functions")
  boolean functions;

  @Option(names = "--largest", paramLabel = "N", description = "list the N largest functions")
  int largest;

  @Parameters(paramLabel = "FILE", description = "a module, .wasm or .wat")
  Path file = Path.of("");

  @Override
  public Integer call() throws IOException {
    ModuleFile read = ModuleFile.read(file);
    Module module;
    try {
      module = ModuleDecoder.decode(read.binary(), DecodeLimits.JS_API);
    } catch (ModuleException e) {
      throw new CommandFailure(ExitStatus.FAILURE, file + ": " + e.getMessage(), e);
    }
    out().print(file + ": " + read.fileSize() + " bytes" + (read.text() ? " of text" : ""));
    var inspection = new Inspection(module, read.binary(), out());
    inspection.sections();
    inspection.types();
    inspection.imports();
    inspection.definitions();
    inspection.exports();
    inspection.functions(functions, largest);
    out().flush();
    return ExitStatus.OK;
  }
}
