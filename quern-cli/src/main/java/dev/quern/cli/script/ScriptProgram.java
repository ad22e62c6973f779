package dev.quern.cli.script;

import dev.quern.js.JsInstallation;
import dev.quern.js.Quern;
import dev.quern.wasi.WasiExit;
import java.io.Flushable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;
import org.graalvm.polyglot.proxy.ProxyArray;

/**
 * A script from a file, run to its end: first the script itself, then the tasks that it leaves,
 * until nothing is pending. A file named {@code .mjs} is a module, any other a classic script.
 */
public final class ScriptProgram {
  private static final int OK = 0;
  private static final int FAILURE = 1;

  private static final HostAccess HOST_ACCESS =
      HostAccess.newBuilder(HostAccess.EXPLICIT).allowBufferAccess(true).build();

  /** One for the process, so that what was parsed for one context serves the next. */
  private static final class SharedEngine {
    static final Engine ENGINE =
        Engine.newBuilder("js").option("engine.WarnInterpreterOnly", "false").build();
  }

  private final ScriptGrants grants;
  private final ScriptOutput output;
  private final EventLoop loop;

  private ScriptProgram(ScriptGrants grants, PrintStream out, PrintStream err) {
    this.grants = grants;
    output = new ScriptOutput(out, err);
    loop = new EventLoop(output::flush);
  }

  /**
   * Runs a script on the current thread, whose stack bounds the depth of its calls.
   *
   * @return the exit status: 1 after an error that nobody caught, or what the script chose
   * @throws IOException if the file cannot be read
   */
  public static int run(Path file, List<String> arguments, PrintStream out, PrintStream err)
      throws IOException {
    return run(file, arguments, ScriptGrants.NONE, out, err, output -> {});
  }

  /**
   * As {@link #run(Path, List, PrintStream, PrintStream)}, for a script that runs WASI programs,
   * and may have to be ended from outside.
   *
   * @param grants what it can give to programs
   * @param started is given, before the script begins, what any thread can flush the script's
   *     output with
   * @throws IOException if the file cannot be read
   */
  public static int run(
      Path file,
      List<String> arguments,
      ScriptGrants grants,
      PrintStream out,
      PrintStream err,
      Consumer<Flushable> started)
      throws IOException {
    Source source = source(file);
    var program = new ScriptProgram(grants, out, err);
    started.accept(program.output::flush);
    try {
      return program.run(source, arguments);
    } finally {
      program.output.flush();
    }
  }

  private static Source source(Path file) throws IOException {
    Path real = file.toRealPath();
    var builder = Source.newBuilder("js", real.toFile());
    if (file.toString().endsWith(".mjs")) {
      builder.mimeType("application/javascript+module");
    } else {
      builder.mimeType("application/javascript");
    }
    return builder.build();
  }

  private int run(Source source, List<String> arguments) throws IOException {
    Context context = newContext();
    try (var fetcher = new Fetcher(loop)) {
      String base = source.getURI().toString();
      var host = new ScriptHost(context, loop, output, fetcher, base);
      context.enter();
      try {
        return run(context, host, source, arguments);
      } finally {
        if (host.status() == null) {
          context.leave();
        }
      }
    } finally {
      context.close(true);
    }
  }

  private int run(Context context, ScriptHost host, Source source, List<String> arguments)
      throws IOException {
    JsInstallation installation = Quern.install(context, loop);
    host.installed(installation);
    try (var wasi = new WasiHost(host, output, grants, installation)) {
      host.wasi(wasi);
      return run(context, host, installation, source, arguments);
    }
  }

  private int run(
      Context context,
      ScriptHost host,
      JsInstallation installation,
      Source source,
      List<String> arguments) {
    var uncaught = new UncaughtReport(output);
    try {
      Value runtime = context.eval(RuntimeSources.part("runtime"));
      Value services = runtime.execute(host, ProxyArray.fromList(List.copyOf(arguments)));
      uncaught.inspector(services.getMember("inspect"));
      installation.responses(services.getMember("describe"));
      loop.beginTask();
      context.eval(source);
      loop.run();
      return OK;
    } catch (PolyglotException e) {
      Integer status = host.status();
      if (status != null) {
        return status;
      }
      if (e.isHostException() && e.asHostException() instanceof WasiExit exit) {
        return exit.status();
      }
      uncaught.print(e);
      return FAILURE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FAILURE;
    }
  }

  private static Context newContext() {
    return Context.newBuilder("js")
        .engine(SharedEngine.ENGINE)
        .allowExperimentalOptions(true)
        .allowHostAccess(HOST_ACCESS)
        .allowIO(IOAccess.newBuilder().fileSystem(new ModuleFiles()).build())
        .option("js.ecmascript-version", "latest")
        .option("js.unhandled-rejections", "throw")
        // The WebAssembly interface takes from it how to detach a buffer, and removes it.
        .option("js.debug-builtin", "true")
        .option("js.text-encoding", "true")
        .option("js.json-modules", "true")
        .option("js.console", "false")
        .option("js.print", "false")
        .option("js.load", "false")
        .option("js.graal-builtin", "false")
        .option("js.polyglot-builtin", "false")
        .option("js.java-package-globals", "false")
        .build();
  }
}
