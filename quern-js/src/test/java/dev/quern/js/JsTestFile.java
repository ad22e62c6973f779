package dev.quern.js;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.polyglot.proxy.ProxyObject;

/** A file of tests in JavaScript, in a context of its own with the interface installed. */
record JsTestFile(String name) {
  private static final Path FOLDER =
      Path.of(System.getProperty("quern.root", ".."), "quern-js/src/test/js");

  /** What every file needs before it. */
  private static final List<String> HARNESS = List.of("harness.js", "builder.js");

  /** Tests overflow the stack; a large one takes long to fill. */
  private static final long STACK_SIZE = 8L << 20;

  private static final int TIMEOUT_SECONDS = 120;

  /** One for all, so that harness and interface are parsed once. */
  private static final Engine ENGINE =
      Engine.newBuilder("js").option("engine.WarnInterpreterOnly", "false").build();

  /** What a test came to. {@code gap} is empty, or the documented reason why it may fail here. */
  record Result(String row, String name, String outcome, String detail, String gap) {
    private static Result of(Value... report) {
      Value gap = report[4].getMember("graal");
      return new Result(
          report[0].asString(),
          report[1].asString(),
          report[2].asString(),
          report[3].asString(),
          gap == null ? "" : gap.toString());
    }

    String title() {
      return row + ": " + name;
    }

    boolean isGap() {
      return !gap.isEmpty();
    }
  }

  /** All files, in order. */
  static List<JsTestFile> all() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".test.js"))
          .sorted()
          .map(JsTestFile::new)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The rows that the file's tests name, one for each test. */
  List<String> rows() {
    try (Context context = context()) {
      load(context);
      return context
          .eval("js", "registeredTests.map(each => each.row).join('\\n')")
          .asString()
          .lines()
          .toList();
    }
  }

  /**
   * Runs all tests.
   *
   * @param results are added to, so that they are known even if the file does not come to its end
   */
  void run(Consumer<Result> results)
      throws InterruptedException, ExecutionException, TimeoutException {
    var task = new FutureTask<Void>(() -> runHere(results), null);
    var thread = new Thread(null, task, name, STACK_SIZE);
    thread.setDaemon(true);
    thread.start();
    task.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  private void runHere(Consumer<Result> results) {
    try (Context context = context()) {
      load(context);
      ProxyExecutable report =
          arguments -> {
            results.accept(Result.of(arguments));
            return "";
          };
      var isFinished = new AtomicBoolean();
      ProxyExecutable finished =
          arguments -> {
            isFinished.set(true);
            return "";
          };
      var options = ProxyObject.fromMap(Map.of("slow", Boolean.getBoolean("quern.js.slow")));
      // Without an event loop, all promises are settled when the outermost call returns.
      context.eval("js", "runAll").execute(report, finished, options);
      if (!isFinished.get()) {
        throw new IllegalStateException("a promise never settles in the test after the last one");
      }
    }
  }

  private void load(Context context) {
    HARNESS.forEach(each -> context.eval(source(each)));
    context.eval(source(name));
  }

  static Source source(String name) {
    try {
      return Source.newBuilder("js", FOLDER.resolve(name).toFile()).build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Context context() {
    Context context =
        Context.newBuilder("js")
            .engine(ENGINE)
            .allowExperimentalOptions(true)
            .allowHostAccess(access())
            .option("js.debug-builtin", "true")
            .option("js.text-encoding", "true")
            .build();
    Quern.install(context);
    return context;
  }

  /** What the interface needs of Java, and no more. */
  static HostAccess access() {
    return HostAccess.newBuilder(HostAccess.EXPLICIT).allowBufferAccess(true).build();
  }
}
