package dev.quern.cli;

import dev.quern.WebAssembly;
import dev.quern.WebAssembly.ImportDescriptor;
import dev.quern.cli.script.ScriptProgram;
import dev.quern.wasi.Wasi;
import dev.quern.wasi.WasiExit;
import dev.quern.wasi.WasiOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quern run}: a WASI command, one function of any module, or a script. */
@Command(
    name = "run",
    description =
        "Runs a WASI program, calls one function of a module (binary or text), or runs a script.",
    footer = {
      "quern run --dir data::/data --env LANG=C sort.wasm /data/names",
      "  quern run main.mjs"
    })
final class RunCommand extends Subcommand {
  /** Compilers and interpreters recurse deeply; only what is touched costs memory. */
  private static final long STACK_SIZE = 256L << 20;

  /**
   * Scripts have several times the depth that browsers give them; to find its end takes seconds.
   */
  private static final long SCRIPT_STACK_SIZE = 64L << 20;

  @Option(
      names = "--dir",
      paramLabel = "HOST[::GUEST][:ro]",
      description = "give the program a directory, under another name, read-only")
  List<String> directories = new ArrayList<>();

  @Option(
      names = "--env",
      paramLabel = "K=V",
      description = "give the program an environment variable")
  List<String> environment = new ArrayList<>();

  @Option(
      names = "--argv0",
      paramLabel = "NAME",
      description = "the program's own name (default: the file's)")
  @Nullable String argv0;

  @Option(
      names = "--invoke",
      paramLabel = "EXPORT",
      description = "call this function with the arguments and print its results")
  @Nullable String invoke;

  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "a module, .wasm or .wat; or a script, .js or .mjs")
  Path file = Path.of("");

  @Parameters(
      index = "1..*",
      paramLabel = "ARGS",
      description = "arguments; all that follows FILE goes to the program")
  List<String> arguments = new ArrayList<>();

  /**
   * Takes a plain command line without picocli, which needs a third of a second to load. False,
   * with some fields set, if there is anything but options with their values and a file.
   */
  boolean accept(String[] line) {
    int i = 0;
    while (i < line.length && line[i].startsWith("-")) {
      if (line[i].equals("--stacktrace")) {
        stacktrace = true;
        i++;
      } else if (i + 1 < line.length && set(line[i], line[i + 1])) {
        i += 2;
      } else {
        return false;
      }
    }
    if (i == line.length) {
      return false;
    }
    file = Path.of(line[i]);
    arguments.addAll(List.of(line).subList(i + 1, line.length));
    return true;
  }

  private boolean set(String option, String value) {
    if (value.startsWith("-")) {
      return false;
    }
    switch (option) {
      case "--dir" -> directories.add(value);
      case "--env" -> environment.add(value);
      case "--argv0" -> {
        boolean first = argv0 == null;
        argv0 = value;
        return first;
      }
      case "--invoke" -> {
        boolean first = invoke == null;
        invoke = value;
        return first;
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  @Override
  public Integer call() throws Exception {
    if (isScript()) {
      return runScript();
    }
    WasiOptions options = options();
    ModuleFile read = ModuleFile.read(file);
    try {
      return onStack(STACK_SIZE, () -> run(read, options));
    } catch (WebAssembly.RuntimeError | WebAssembly.Exception trap) {
      out().flush();
      TrapReport.print(trap, err());
      if (stacktrace) {
        trap.printStackTrace(err());
      }
      return ExitStatus.TRAP;
    }
  }

  private boolean isScript() {
    String name = file.toString();
    return name.endsWith(".js") || name.endsWith(".mjs");
  }

  private int runScript() throws Exception {
    if (invoke != null || argv0 != null || !directories.isEmpty() || !environment.isEmpty()) {
      throw new CommandFailure(
          ExitStatus.USAGE, file + " is a script: the options are for WebAssembly modules");
    }
    if (Files.isDirectory(file)) {
      throw new CommandFailure(ExitStatus.FAILURE, file + " is a directory, not a script");
    }
    return onStack(SCRIPT_STACK_SIZE, () -> ScriptProgram.run(file, arguments, out(), err()));
  }

  private int run(ModuleFile read, WasiOptions options) throws IOException {
    WebAssembly.Module module = compile(read);
    String function = function(module);
    try (Wasi wasi = options.open()) {
      WebAssembly.Instance instance = instantiate(module, wasi);
      if (invoke == null && function.equals("_start")) {
        return wasi.start(instance);
      }
      wasi.initialize(instance);
      Invocation.call(instance.exports().function(function), arguments, out());
      return ExitStatus.OK;
    } catch (WasiExit exit) {
      return exit.status();
    }
  }

  private WebAssembly.Module compile(ModuleFile read) {
    try {
      return new WebAssembly.Module(read.binary());
    } catch (WebAssembly.CompileError e) {
      throw new CommandFailure(ExitStatus.FAILURE, file + ": " + read.problem(e), e);
    }
  }

  /** The function to call. */
  private String function(WebAssembly.Module module) {
    String wanted = invoke != null ? invoke : "_start";
    var listing = new ExportListing(module);
    if (listing.hasFunction(wanted)) {
      return wanted;
    }
    String problem =
        invoke != null
            ? file + " exports no function '" + invoke + "'."
            : file + " is no program: it exports no function _start.";
    throw new CommandFailure(ExitStatus.USAGE, problem + listing.advice(file));
  }

  private WebAssembly.Instance instantiate(WebAssembly.Module module, Wasi wasi) {
    try {
      return new WebAssembly.Instance(module, wasi.imports());
    } catch (WebAssembly.LinkError e) {
      throw new CommandFailure(ExitStatus.FAILURE, linkMessage(module, e), e);
    }
  }

  private String linkMessage(WebAssembly.Module module, WebAssembly.LinkError e) {
    var provided = new HashSet<>(Wasi.functionNames());
    var message = new StringBuilder().append(file).append(": ").append(e.getMessage());
    var missing = new StringBuilder();
    for (ImportDescriptor wanted : module.imports()) {
      if (!wanted.module().equals(Wasi.MODULE) || !provided.contains(wanted.name())) {
        missing
            .append("\n  ")
            .append(wanted.module())
            .append('.')
            .append(wanted.name())
            .append(": ")
            .append(ExportListing.describe(wanted.type()));
      }
    }
    if (!missing.isEmpty()) {
      message
          .append("\nThe command provides the functions of ")
          .append(Wasi.MODULE)
          .append(" and nothing else. The module also needs:")
          .append(missing);
    }
    return message.toString();
  }

  WasiOptions options() {
    WasiOptions options = WasiOptions.defaults();
    options =
        streams().process()
            ? options.withProcessStreams()
            : options.withStdin(streams().in()).withStdout(out()).withStderr(err());
    for (String directory : directories) {
      options = withDirectory(options, directory);
    }
    for (String variable : environment) {
      options = withVariable(options, variable);
    }
    var all = new ArrayList<String>();
    Path name = file.getFileName();
    all.add(argv0 != null ? argv0 : name == null ? "" : name.toString());
    all.addAll(arguments);
    return options.withArguments(all);
  }

  private static WasiOptions withDirectory(WasiOptions options, String option) {
    boolean readOnly = option.endsWith(":ro");
    String names = readOnly ? option.substring(0, option.length() - ":ro".length()) : option;
    int colons = names.indexOf("::");
    Path host = Path.of(colons < 0 ? names : names.substring(0, colons));
    String guest = colons < 0 ? names : names.substring(colons + 2);
    if (guest.isEmpty()) {
      throw new CommandFailure(ExitStatus.USAGE, "--dir " + option + ": the guest name is empty");
    }
    if (!Files.isDirectory(host)) {
      throw new CommandFailure(
          ExitStatus.USAGE, "--dir " + option + ": there is no directory " + host);
    }
    return options.withPreopen(host, guest, readOnly);
  }

  private static WasiOptions withVariable(WasiOptions options, String option) {
    int equals = option.indexOf('=');
    if (equals <= 0) {
      throw new CommandFailure(
          ExitStatus.USAGE, "--env " + option + ": write NAME=VALUE, for example --env LANG=C");
    }
    return options.withEnvironment(option.substring(0, equals), option.substring(equals + 1));
  }

  private static int onStack(long size, Callable<Integer> action) throws Exception {
    var task = new FutureTask<>(action);
    new Thread(null, task, "program", size).start();
    try {
      return task.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case Exception cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw e;
      }
    }
  }
}
