package dev.quern.cli;

import dev.quern.Options;
import dev.quern.internal.compile.layout.CompileOptions;
import dev.quern.internal.engine.Pipeline;
import dev.quern.internal.syntax.ModuleException;
import dev.quern.internal.syntax.Printable;
import dev.quern.internal.syntax.UnsupportedException;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quern validate}. */
@Command(
    name = "validate",
    description = "Checks modules, binary or text, and says what is wrong with them and where.",
    footer = "quern validate one.wasm two.wat")
final class ValidateCommand extends Subcommand {
  /** Moves to the start of the line and clears it. */
  private static final String CLEAR_LINE = "\r\033[K";

  @Option(
      names = "--compile",
      description = "generate all code as well, have the JVM verify it, and say how much it is")
  boolean compile;

  @Mixin CompilationOptions compilation = new CompilationOptions();

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "modules, .wasm or .wat")
  List<Path> files = new ArrayList<>();

  /** Files only. */
  @Override
  boolean accept(String[] line) {
    for (String argument : line) {
      if (argument.startsWith("-")) {
        return false;
      }
      files.add(Path.of(argument));
    }
    return line.length > 0;
  }

  @Override
  public Integer call() throws IOException {
    Options options = compilation.options();
    int status = ExitStatus.OK;
    for (Path file : files) {
      status = Math.max(status, validate(file, options));
    }
    return status;
  }

  /** Says what is wrong with one file, which is no reason not to look at the others. */
  private int validate(Path file, Options options) throws IOException {
    try {
      String problem = problem(file, options);
      out().print(file + ": " + (problem.isEmpty() ? "OK" : problem));
      return problem.isEmpty() ? ExitStatus.OK : ExitStatus.FAILURE;
    } catch (CommandFailure e) {
      out().flush();
      e.print(err());
      return e.status();
    }
  }

  private String problem(Path file, Options options) throws IOException {
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
      if (compile) {
        generate(file, module.binary(), options);
      } else {
        Pipeline.validate(module.binary(), options.features());
      }
      return "";
    } catch (UnsupportedException e) {
      return "unsupported: " + module.message(e);
    } catch (ModuleException e) {
      return "error: " + module.message(e);
    }
  }

  private void generate(Path file, byte[] binary, Options options) {
    var loader =
        Pipeline.loader(
            binary,
            options.features(),
            CompileOptions.defaults()
                .withMethodLimit(options.methodLimit())
                .withVectorApi(options.usesVectorApi()));
    boolean isWatched = isTerminal();
    var code =
        CodeSummary.of(
            loader,
            text -> {
              if (isWatched) {
                streams().err().print(CLEAR_LINE + Printable.line(file + ": " + text));
                streams().err().flush();
              }
            });
    if (isWatched) {
      streams().err().print(CLEAR_LINE);
    }
    out().print(file + ": " + code);
  }

  private boolean isTerminal() {
    Console console = streams().process() ? System.console() : null;
    return console != null && console.isTerminal();
  }
}
