package dev.quern.cli;

import dev.quern.Options;
import dev.quern.WebAssembly;
import dev.quern.WebAssembly.ImportDescriptor;
import dev.quern.cli.script.ScriptGrants;
import dev.quern.cli.script.ScriptProgram;
import dev.quern.internal.engine.Reserve;
import dev.quern.wasi.Wasi;
import dev.quern.wasi.WasiExit;
import dev.quern.wasi.WasiOptions;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quern run}: a WASI command, one function of any module, or a script. */
@Command(
    name = "run",
    customSynopsis = "quern run [OPTION...] FILE [ARGS...]",
    description =
        "Runs a WASI program, calls one function of a module (binary or text), or runs a script."
            + " A program gets nothing that it was not given.",
    footer = {
      "quern run hello.wasm one two                      a program with arguments",
      "  quern run --dir data::/data:ro sort.wasm /data    reads the files in data",
      "  quern run --env LANG=C --stdin names.txt sort.wasm",
      "  quern run --timeout 10s --max-memory 64MiB unknown.wasm",
      "  quern run --listen 8080 server.wasm               serves 127.0.0.1:8080",
      "  quern run --invoke add add.wat 2 3                prints what add returns",
      "  quern run --timeout 10s main.mjs                  a script",
      "  quern run --dir data main.mjs                     which can pass data on"
    })
final class RunCommand extends Subcommand {
  /** Compilers and interpreters recurse deeply; only what is touched costs memory. */
  static final long STACK_SIZE = 256L << 20;

  /**
   * Scripts have several times the depth that browsers give them; to find its end takes seconds.
   */
  private static final long SCRIPT_STACK_SIZE = 64L << 20;

  /** More than a program can use, and less than what a machine would notice. */
  private static final int THREAD_LIMIT = 256;

  @Option(
      names = "--dir",
      paramLabel = "HOST[::GUEST][:ro]",
      description = "give the program a directory, as GUEST, read-only (:rw says: not so)")
  List<String> directories = new ArrayList<>();

  @Option(
      names = "--env",
      paramLabel = "NAME=VALUE",
      description = "give the program an environment variable")
  List<String> environment = new ArrayList<>();

  @Option(
      names = "--env-file",
      paramLabel = "FILE",
      description = "the same from a file; 'export' and quotes are dropped")
  List<String> environmentFiles = new ArrayList<>();

  @Option(
      names = "--stdin",
      paramLabel = "FILE",
      description = "its standard input (default: -, the command's own)")
  @Nullable String stdin;

  @Option(
      names = "--listen",
      paramLabel = "[HOST:]PORT",
      description = "a listening TCP socket, on loopback; 0: any free port")
  List<String> listeners = new ArrayList<>();

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "end it, with status 124, after 500ms, 10s, 2m ...")
  @Nullable String timeout;

  @Option(
      names = "--max-memory",
      paramLabel = "SIZE",
      description = "the most memory it may take: 512KiB, 64MiB, 1GiB ...")
  @Nullable String maxMemory;

  @Option(
      names = "--argv0",
      paramLabel = "NAME",
      description = "the program's own name (default: the file's)")
  @Nullable String argv0;

  @Option(
      names = "--invoke",
      paramLabel = "EXPORT",
      description = "call this function and print its results")
  @Nullable String invoke;

  @Option(
      names = "--no-cache",
      description = "neither use nor keep generated code of earlier and for later runs")
  boolean noCache;

  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "a module, .wasm or .wat; or a script, .js or .mjs")
  Path file = Path.of("");

  @Parameters(
      index = "1..*",
      paramLabel = "ARGS",
      description = "its arguments; all that follows FILE is for it")
  List<String> arguments = new ArrayList<>();

  /**
   * Takes a plain command line without picocli, which needs a third of a second to load. False,
   * with some fields set, if there is anything but options with their values and a file.
   */
  @Override
  boolean accept(String[] line) {
    var given = new HashSet<String>();
    int i = 0;
    while (i < line.length && line[i].startsWith("-")) {
      if (line[i].equals("--stacktrace")) {
        stacktrace = true;
        i++;
      } else if (line[i].equals("--no-cache")) {
        noCache = true;
        i++;
      } else if (i + 1 < line.length && set(line[i], line[i + 1], given)) {
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

  /**
   * Sets an option.
   *
   * @param given the options before it that may be there once
   */
  private boolean set(String option, String value, Set<String> given) {
    if (value.startsWith("-") && value.length() > 1) {
      return false;
    }
    List<String> several = several(option);
    if (several != null) {
      return several.add(value);
    }
    switch (option) {
      case "--stdin" -> stdin = value;
      case "--timeout" -> timeout = value;
      case "--max-memory" -> maxMemory = value;
      case "--argv0" -> argv0 = value;
      case "--invoke" -> invoke = value;
      default -> {
        return false;
      }
    }
    return given.add(option);
  }

  /** The values of an option that may be there several times. */
  private @Nullable List<String> several(String option) {
    return switch (option) {
      case "--dir" -> directories;
      case "--env" -> environment;
      case "--env-file" -> environmentFiles;
      case "--listen" -> listeners;
      default -> null;
    };
  }

  @Override
  public Integer call() throws Exception {
    long time = timeout == null ? ProgramThread.NO_LIMIT : Amount.nanoseconds("--timeout", timeout);
    var thread = new ProgramThread(streams());
    if (isScript()) {
      requireScriptOptions();
      return thread.run(SCRIPT_STACK_SIZE, time, () -> runScript(thread));
    }
    try {
      return thread.run(STACK_SIZE, time, () -> run(thread));
    } catch (WebAssembly.RuntimeError | WebAssembly.Exception trap) {
      return trapped(trap);
    } catch (OutOfMemoryError e) {
      // Of what the program called, or of the collector's, see Reserve; its own is a trap
      // already.
      Reserve.awaitRoom();
      return trapped(WebAssembly.RuntimeError.trap("out of memory"));
    }
  }

  private int trapped(RuntimeException trap) {
    Reserve.awaitRoom();
    out().flush();
    TrapReport.print(trap, err());
    if (stacktrace) {
      err().trace(trap);
    }
    return ExitStatus.TRAP;
  }

  private boolean isScript() {
    String name = file.toString();
    return name.endsWith(".js") || name.endsWith(".mjs");
  }

  private void requireScriptOptions() {
    boolean others = maxMemory != null || argv0 != null || invoke != null;
    for (List<String> several : List.of(environment, environmentFiles, listeners)) {
      others |= !several.isEmpty();
    }
    if (others) {
      throw new CommandFailure(
          ExitStatus.USAGE,
          file
              + " is a script: all options but --dir, --stdin and --timeout are for WebAssembly"
              + " modules; which arguments and variables its programs get a script says itself");
    }
  }

  private int runScript(ProgramThread thread) throws IOException {
    if (Files.isDirectory(file)) {
      throw new CommandFailure(ExitStatus.FAILURE, file + " is a directory, not a script");
    }
    var directories = new ArrayList<ScriptGrants.Directory>();
    for (GrantedDirectory directory : grantedDirectories()) {
      directories.add(
          new ScriptGrants.Directory(directory.host(), directory.guest(), directory.readOnly()));
    }
    try (InputStream input = openStdin()) {
      var grants = new ScriptGrants(input == null ? streams().in() : input, directories);
      return ScriptProgram.run(
          file, arguments, grants, streams().out(), streams().err(), thread::output);
    }
  }

  private int run(ProgramThread thread) throws IOException {
    WasiOptions options = options();
    Options limits = limited(Options.defaults().withCodeCache(codeCache()));
    ModuleFile read = ModuleFile.read(file);
    WebAssembly.Module module = compile(read, limits);
    if (Wasi.usesThreads(module)) {
      // One that loops for ever must end when another ends the program.
      module = compile(read, limits.withInterruption(true));
    }
    String function = function(module);
    try {
      return run(thread, options, module, function);
    } catch (WebAssembly.LinkError e) {
      List<String> missing = missing(module);
      throw new CommandFailure(ExitStatus.FAILURE, file + ": " + e.getMessage(), missing, e);
    }
  }

  private int run(
      ProgramThread thread, WasiOptions options, WebAssembly.Module module, String function)
      throws IOException {
    try (InputStream input = openStdin();
        Listeners sockets = Listeners.open(listeners, err());
        Wasi wasi = sockets.in(input == null ? options : options.withStdin(input)).open()) {
      thread.output(wasi::flush);
      WebAssembly.Instance instance = wasi.instantiate(module);
      if (invoke == null && function.equals("_start")) {
        return wasi.start(instance);
      }
      wasi.initialize(instance);
      Invocation.call(instance.exports().function(function), arguments, wasi::flush, out());
      return ExitStatus.OK;
    } catch (WasiExit exit) {
      return exit.status();
    }
  }

  private Options limited(Options options) {
    if (maxMemory == null) {
      return options;
    }
    return options.withMemoryLimit(Amount.bytes("--max-memory", maxMemory));
  }

  /** The file to be standard input, or null if that is the command's own. */
  private @Nullable InputStream openStdin() throws IOException {
    if (stdin == null || stdin.equals("-")) {
      return null;
    }
    if (Files.isDirectory(Path.of(stdin))) {
      throw new CommandFailure(ExitStatus.USAGE, "--stdin " + stdin + ": is a directory");
    }
    try {
      return new FileInputStream(stdin);
    } catch (FileNotFoundException e) {
      // Its message names the file and says why, which may be that it must not be read.
      throw new CommandFailure(ExitStatus.USAGE, "--stdin " + e.getMessage(), e);
    }
  }

  private WebAssembly.Module compile(ModuleFile read, Options limits) {
    try {
      return new WebAssembly.Module(read.binary(), limits);
    } catch (WebAssembly.CompileError e) {
      throw new CommandFailure(ExitStatus.FAILURE, file + ": " + read.problem(e), e);
    }
  }

  /** Where generated code is kept, or null: within another program it is nobody's business. */
  private @Nullable Path codeCache() {
    return noCache || !streams().process() ? null : CacheLocation.ofProcess();
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
    throw new CommandFailure(ExitStatus.USAGE, problem, listing.advice(file), null);
  }

  /** What a module imports that it cannot get here, in lines. */
  private static List<String> missing(WebAssembly.Module module) {
    var lines = new ArrayList<String>();
    for (ImportDescriptor wanted : module.imports()) {
      if (!Wasi.provides(wanted.module(), wanted.name())) {
        String type = ExportListing.describe(wanted.type());
        lines.add("  " + wanted.module() + "." + wanted.name() + ": " + type);
      }
    }
    if (!lines.isEmpty()) {
      lines.addFirst(
          "The command provides the functions of "
              + Wasi.MODULE
              + " and "
              + Wasi.UNSTABLE_MODULE
              + ", and nothing else. The module also needs:");
    }
    return lines;
  }

  WasiOptions options() {
    WasiOptions options = WasiOptions.defaults().withThreadLimit(THREAD_LIMIT);
    options =
        streams().process()
            ? options.withProcessStreams()
            : options
                .withStdin(streams().in())
                .withStdout(streams().out())
                .withStderr(streams().err());
    options = withDirectories(options);
    for (Map.Entry<String, String> variable : variables().entrySet()) {
      options = options.withEnvironment(variable.getKey(), variable.getValue());
    }
    var all = new ArrayList<String>();
    Path name = file.getFileName();
    all.add(argv0 != null ? argv0 : name == null ? "" : name.toString());
    all.addAll(arguments);
    return options.withArguments(all);
  }

  private WasiOptions withDirectories(WasiOptions options) {
    WasiOptions all = options;
    for (GrantedDirectory directory : grantedDirectories()) {
      all = all.withPreopen(directory.host(), directory.guest(), directory.readOnly());
    }
    return all;
  }

  private List<GrantedDirectory> grantedDirectories() {
    var granted = new ArrayList<GrantedDirectory>();
    var guests = new HashSet<String>();
    for (String option : directories) {
      GrantedDirectory directory = GrantedDirectory.parse(option);
      if (!guests.add(directory.guest())) {
        throw new CommandFailure(
            ExitStatus.USAGE,
            "--dir "
                + option
                + ": the program has another directory under the name "
                + directory.guest());
      }
      granted.add(directory);
    }
    return granted;
  }

  /** The environment: of the files in their order, then of the command line. */
  private Map<String, String> variables() {
    var variables = new LinkedHashMap<String, String>();
    for (String variableFile : environmentFiles) {
      EnvironmentFile.read(variableFile, variables);
    }
    for (String option : environment) {
      int equals = option.indexOf('=');
      if (equals <= 0) {
        throw new CommandFailure(
            ExitStatus.USAGE, "--env " + option + ": write NAME=VALUE, for example --env LANG=C");
      }
      variables.put(option.substring(0, equals), option.substring(equals + 1));
    }
    return variables;
  }
}
