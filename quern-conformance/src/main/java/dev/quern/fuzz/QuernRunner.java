package dev.quern.fuzz;

import dev.quern.Exports;
import dev.quern.Options;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Quern with some options, in this JVM. */
final class QuernRunner implements Runner {
  /** Room for the deepest recursion that the fuel allows, in methods with hundreds of locals. */
  private static final long STACK_SIZE = 512L << 20;

  private final String name;
  private final Options options;
  private final Duration limit;
  private final Consumer<Map<String, Exports>> whenDone;

  QuernRunner(String name, Options options, Duration limit) {
    this(name, options, limit, instances -> {});
  }

  /** A runner that shows the exports of all instances, by their names, after the last action. */
  QuernRunner(
      String name, Options options, Duration limit, Consumer<Map<String, Exports>> whenDone) {
    this.name = name;
    this.options = options;
    this.limit = limit;
    this.whenDone = whenDone;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Observation run(Program program) throws IOException, InterruptedException {
    var result = new CompletableFuture<Observation>();
    var thread =
        new Thread(
            null,
            () -> result.completeAsync(() -> Run.of(program, options, whenDone), Runnable::run),
            "program",
            STACK_SIZE);
    thread.setDaemon(true);
    thread.start();
    try {
      return result.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // Only code that can be interrupted ends; the thread of any other is lost.
      thread.interrupt();
      throw new IOException("no end within " + limit.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the run of seed " + program.seed(), e.getCause());
    }
  }

  @Override
  public void close() {}
}
