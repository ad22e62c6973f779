package dev.quern.fuzz;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Another process that reads {@link ProgramText}s, a line each, and answers each with the lines of
 * its observation and a line {@value #END}. It lives until a program ends it, or this is closed.
 */
final class WorkerRunner implements Runner {
  /** The line behind an observation. */
  static final String END = ".";

  /** Lines of a process that ended that are shown. */
  private static final int SHOWN = 12;

  private static final ScheduledExecutorService CLOCK =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("time limits").factory());

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final String name;
  private final List<String> command;
  private final Path folder;
  private final Duration limit;
  private @Nullable Process process;
  private final int number = COUNT.incrementAndGet();

  /**
   * A process that is started when it is first needed.
   *
   * @param folder its working directory, where a JVM that crashes leaves its report
   */
  WorkerRunner(String name, List<String> command, Path folder, Duration limit) {
    this.name = name;
    this.command = command;
    this.folder = folder;
    this.limit = limit;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Observation run(Program program) throws IOException, InterruptedException {
    Process worker = start();
    ScheduledFuture<?> end =
        CLOCK.schedule(worker::destroyForcibly, limit.toMillis(), TimeUnit.MILLISECONDS);
    try {
      return ask(worker, program, end);
    } finally {
      end.cancel(false);
    }
  }

  private Process start() throws IOException {
    Process running = process;
    if (running == null || !running.isAlive()) {
      running =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
      process = running;
    }
    return running;
  }

  /** Where the process complains. */
  private File errors() {
    return folder.resolve(name.replaceAll("[^\\w]", "") + "-" + number + ".log").toFile();
  }

  private Observation ask(Process worker, Program program, ScheduledFuture<?> end)
      throws IOException, InterruptedException {
    var lines = new ArrayList<String>();
    try {
      BufferedWriter to = worker.outputWriter(StandardCharsets.UTF_8);
      to.write(ProgramText.write(program));
      to.write('\n');
      to.flush();
      BufferedReader from = worker.inputReader(StandardCharsets.UTF_8);
      for (String line = from.readLine(); line != null; line = from.readLine()) {
        if (line.equals(END)) {
          return new Observation(lines);
        }
        lines.add(line);
      }
    } catch (IOException e) {
      lines.add(e.toString());
    }
    if (end.isDone()) {
      throw new IOException("no end within " + limit.toSeconds() + " s");
    }
    throw new IOException(
        "ended with status "
            + worker.waitFor()
            + ": "
            + String.join(" | ", lines.subList(Math.max(0, lines.size() - SHOWN), lines.size())));
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
      process = null;
    }
  }
}
