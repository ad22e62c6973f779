package dev.quern.cli;

import dev.quern.Options;
import dev.quern.internal.engine.Pipeline;
import dev.quern.internal.syntax.ModuleException;
import dev.quern.internal.syntax.UnsupportedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code quern validate}. */
@Command(
    name = "validate",
    description = "Checks modules, binary or text, and says what is wrong with them and where.",
    footer = "quern validate one.wasm two.wat")
final class ValidateCommand extends Subcommand {
  @Parameters(arity = "1..*", paramLabel = "FILE", description = "modules, .wasm or .wat")
  List<Path> files = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    int status = ExitStatus.OK;
    for (Path file : files) {
      String problem = problem(file);
      out().println(file + ": " + (problem.isEmpty() ? "OK" : problem));
      if (!problem.isEmpty()) {
        status = ExitStatus.FAILURE;
      }
    }
    return status;
  }

  private String problem(Path file) throws IOException {
    ModuleFile module;
    try {
      module = ModuleFile.read(file);
    } catch (CommandFailure e) {
      if (e.getCause() instanceof ModuleException cause) {
        return "error: " + cause.getMessage();
      }
      throw e;
    }
    try {
      Pipeline.validate(module.binary(), Options.defaults().features());
      return "";
    } catch (UnsupportedException e) {
      return "unsupported: " + module.message(e);
    } catch (ModuleException e) {
      return "error: " + module.message(e);
    }
  }
}
