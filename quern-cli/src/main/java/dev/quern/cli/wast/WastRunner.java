package dev.quern.cli.wast;

import dev.quern.Imports;
import dev.quern.Options;
import dev.quern.WebAssembly;
import dev.quern.internal.engine.Pipeline;
import dev.quern.internal.syntax.InvalidException;
import dev.quern.internal.syntax.MalformedException;
import dev.quern.internal.syntax.ModuleException;
import dev.quern.internal.syntax.UnsupportedException;
import dev.quern.internal.text.Action;
import dev.quern.internal.text.Command;
import dev.quern.internal.text.ModuleSource;
import dev.quern.internal.text.ResultPattern;
import dev.quern.internal.text.ScriptParser;
import dev.quern.type.Feature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs a script of the test suite ({@code .wast}) with the meaning that the specification's own
 * interpreter gives it: an expected message must be the beginning of the actual one, malformed is
 * told from invalid, floats are compared by their bits.
 *
 * <p>A command that needs a feature which is not built is skipped and counted under the feature's
 * name, and so is every later command on that module. A module that does not compile for another
 * reason is a failure, and so is every later command on it. No exception ends a script.
 */
public final class WastRunner {
  private final Options options;
  private final Imports host;
  private final WastModules modules;
  private final List<WastResult.Failure> failures = new ArrayList<>();
  private final Map<String, Integer> skips = new HashMap<>();
  private final Map<String, Running> threads = new HashMap<>();
  private int passed;

  private record Running(Thread thread, WastRunner runner) {}

  /** The command needs a feature that is not built. */
  static final class Skipped extends RuntimeException {
    private static final long serialVersionUID = 1;

    Skipped(String feature) {
      super(feature, null, false, false);
    }
  }

  /** The command did not do what it should. */
  static final class Mismatch extends RuntimeException {
    private static final long serialVersionUID = 1;

    Mismatch(String text) {
      super(text, null, false, false);
    }
  }

  private WastRunner(Options options, Imports host) {
    this.options = options;
    this.host = host;
    this.modules = new WastModules(host);
  }

  /**
   * Runs a script, on a thread of its own with a stack of the usual size.
   *
   * @param options how its modules are compiled
   */
  public static WastResult run(Path script, Options options) throws IOException {
    return run(script, options, Imports.none());
  }

  /**
   * Runs a script as {@link #run(Path, Options)} does.
   *
   * @param host what its modules may import beside {@code spectest} and what it registers itself
   */
  public static WastResult run(Path script, Options options, Imports host) throws IOException {
    byte[] content = Files.readAllBytes(script);
    var runner = new WastRunner(options, host);
    var thread =
        new Thread(null, () -> runner.runAll(content), String.valueOf(script.getFileName()));
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      runner.failures.add(new WastResult.Failure(0, "interrupted"));
    }
    return new WastResult(script, runner.passed, runner.failures, runner.skips);
  }

  private void runAll(byte[] content) {
    List<Command> commands;
    try {
      commands = ScriptParser.parse(ModuleSource.text(content));
    } catch (ModuleException e) {
      fail(0, "the script cannot be parsed: " + e.getMessage());
      return;
    } catch (RuntimeException | Error e) {
      fail(0, "the script cannot be parsed: " + describe(e));
      return;
    }
    for (Command command : commands) {
      run(command);
    }
  }

  // Whatever a command throws is its failure; the script goes on.
  @SuppressWarnings("CatchAndPrintStackTrace")
  private void run(Command command) {
    try {
      perform(command);
      passed++;
    } catch (Skipped e) {
      skips.merge(String.valueOf(e.getMessage()), 1, Integer::sum);
    } catch (Mismatch e) {
      fail(command.line(), String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      fail(command.line(), describe(e));
    }
  }

  private void fail(int line, String text) {
    failures.add(new WastResult.Failure(line, text));
  }

  private static String describe(Throwable thrown) {
    if (thrown instanceof WebAssembly.RuntimeError) {
      return "trap: " + thrown.getMessage();
    }
    if (thrown instanceof WebAssembly.Error || thrown instanceof ModuleException) {
      return thrown.getClass().getSimpleName() + ": " + thrown.getMessage();
    }
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    StackTraceElement[] trace = root.getStackTrace();
    String words = root.toString().lines().findFirst().orElse("");
    return words + (trace.length == 0 ? "" : " at " + trace[0]);
  }

  private void perform(Command command) {
    switch (command) {
      case Command.DefineModule c -> define(c);
      case Command.Instantiate c -> instantiate(c);
      case Command.Register c -> modules.register(c.name(), c.instance());
      case Command.Perform c -> perform(c.action());
      case Command.AssertReturn c -> assertReturn(c);
      case Command.AssertTrap c -> assertTrap(c.action(), c.message());
      case Command.AssertExhaustion c -> assertTrap(c.action(), c.message());
      case Command.AssertModuleTrap c -> assertModuleTrap(c);
      case Command.AssertUnlinkable c -> assertUnlinkable(c);
      case Command.AssertException c -> assertException(c);
      case Command.AssertMalformed c ->
          assertRefused(c.source(), MalformedException.class, c.message());
      case Command.AssertInvalid c ->
          assertRefused(c.source(), InvalidException.class, c.message());
      case Command.AssertSuspension c -> throw new Skipped("stack switching");
      case Command.Thread c -> start(c);
      case Command.Wait c -> await(c);
    }
  }

  /** Starts a thread that runs commands of its own and sees some of our instances. */
  private void start(Command.Thread command) {
    var runner = new WastRunner(options, host);
    command.shared().forEach(id -> runner.modules.share(id, modules));
    var thread = new Thread(() -> command.commands().forEach(runner::run), command.id());
    threads.put(command.id(), new Running(thread, runner));
    thread.start();
  }

  /** Waits for a thread to end, and counts what it has done. */
  private void await(Command.Wait command) {
    Running running = threads.remove(command.id());
    if (running == null) {
      throw new Mismatch("unknown thread " + command.id());
    }
    try {
      running.thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Mismatch("interrupted");
    }
    passed += running.runner.passed;
    failures.addAll(running.runner.failures);
    running.runner.skips.forEach((feature, count) -> skips.merge(feature, count, Integer::sum));
  }

  private void define(Command.DefineModule command) {
    RuntimeException refusal = null;
    try {
      modules.define(command.id(), () -> compile(command.source()));
    } catch (RuntimeException e) {
      refusal = e;
    }
    try {
      if (!command.definition()) {
        modules.instantiate(command.id(), () -> modules.definition(command.id()));
      }
    } catch (RuntimeException e) {
      throw refusal != null ? refusal : e;
    }
    if (refusal != null) {
      throw refusal;
    }
  }

  private void instantiate(Command.Instantiate command) {
    modules.instantiate(command.id(), () -> modules.definition(command.definition()));
  }

  /** Compiles a module that should be good. */
  private WebAssembly.Module compile(ModuleSource source) {
    try {
      return compileOrRefuse(source);
    } catch (ModuleException e) {
      throw new Mismatch("the module does not compile: " + e.getMessage());
    }
  }

  /**
   * Compiles a module.
   *
   * @throws ModuleException if it is refused for another reason than a feature that is not built
   */
  private WebAssembly.Module compileOrRefuse(ModuleSource source) {
    byte[] binary = {};
    try {
      binary = source.binary();
      return new WebAssembly.Module(binary, options);
    } catch (UnsupportedException e) {
      throw skippedOr(e);
    } catch (WebAssembly.CompileError e) {
      // The API's error does not say of which sort it is.
      try {
        Pipeline.validate(binary, options.features());
      } catch (UnsupportedException refusal) {
        throw skippedOr(refusal);
      }
      throw e;
    }
  }

  private static RuntimeException skippedOr(UnsupportedException e) {
    Feature feature = e.feature();
    return feature == null ? e : new Skipped(feature.title());
  }

  private @Nullable Object[] perform(Action action) {
    WebAssembly.Instance instance = modules.instance(action.instance());
    return switch (action) {
      case Action.Invoke invoke -> call(instance.exports().function(action.name()), invoke);
      case Action.Get get ->
          new @Nullable Object[] {instance.exports().global(action.name()).value()};
    };
  }

  private static @Nullable Object[] call(WebAssembly.Function function, Action.Invoke invoke) {
    var arguments = new @Nullable Object[invoke.arguments().size()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = WastValues.toJava(invoke.arguments().get(i));
    }
    Object result = function.call(arguments);
    int count = function.type().results().size();
    if (count > 1 && result instanceof Object[] several) {
      return several;
    }
    return count == 0 ? new @Nullable Object[0] : new @Nullable Object[] {result};
  }

  private void assertReturn(Command.AssertReturn command) {
    List<ResultPattern> expected = command.expected();
    @Nullable Object[] actual = perform(command.action());
    boolean matches = actual.length == expected.size();
    for (int i = 0; matches && i < actual.length; i++) {
      matches = WastValues.matches(expected.get(i), actual[i]);
    }
    if (!matches) {
      throw new Mismatch(
          command.action().name()
              + ": expected "
              + expected
              + " but got "
              + Arrays.toString(Arrays.stream(actual).map(WastValues::describe).toArray()));
    }
  }

  private void assertTrap(Action action, String message) {
    @Nullable Object[] results;
    try {
      results = perform(action);
    } catch (WebAssembly.RuntimeError trap) {
      requirePrefix(message, trap.getMessage());
      return;
    }
    throw new Mismatch(
        action.name() + ": expected trap " + message + " but got " + Arrays.toString(results));
  }

  private void assertException(Command.AssertException command) {
    try {
      perform(command.action());
    } catch (WebAssembly.Exception e) {
      return;
    }
    throw new Mismatch(command.action().name() + ": expected an exception");
  }

  private void assertModuleTrap(Command.AssertModuleTrap command) {
    WebAssembly.Module module = compile(command.source());
    try {
      modules.instantiate(module);
    } catch (WebAssembly.RuntimeError trap) {
      requirePrefix(command.message(), trap.getMessage());
      return;
    }
    throw new Mismatch("expected a trap of the module: " + command.message());
  }

  private void assertUnlinkable(Command.AssertUnlinkable command) {
    WebAssembly.Module module = compile(command.source());
    try {
      modules.instantiate(module);
    } catch (WebAssembly.LinkError e) {
      requirePrefix(command.message(), e.getMessage());
      return;
    }
    throw new Mismatch("expected an unlinkable module: " + command.message());
  }

  private void assertRefused(
      ModuleSource source, Class<? extends ModuleException> sort, String message) {
    ModuleException refusal = refusal(source);
    if (refusal == null) {
      throw new Mismatch("expected a refusal of the module: " + message);
    }
    if (refusal instanceof UnsupportedException lack) {
      // A script that was written before a feature says that what needs it is invalid.
      if (sort == InvalidException.class && lack.reason().startsWith(message)) {
        return;
      }
      throw skippedOr(lack);
    }
    if (!sort.isInstance(refusal)) {
      throw new Mismatch(
          "expected " + sort.getSimpleName() + ": " + message + " but got " + describe(refusal));
    }
    requirePrefix(message, refusal.reason());
  }

  private @Nullable ModuleException refusal(ModuleSource source) {
    try {
      Pipeline.validate(source.binary(), options.features());
      return null;
    } catch (ModuleException e) {
      return e;
    }
  }

  private static void requirePrefix(String expected, @Nullable String actual) {
    if (actual == null || !actual.startsWith(expected)) {
      throw new Mismatch("expected message '" + expected + "' but got '" + actual + "'");
    }
  }
}
