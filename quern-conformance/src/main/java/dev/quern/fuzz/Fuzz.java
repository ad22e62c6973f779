package dev.quern.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The command {@code ./fuzz}. */
public final class Fuzz {
  private final FuzzOptions options;
  private final Set<Oracle> oracles;
  private final Setup setup;
  private final AtomicLong next;
  private final AtomicLong hot = new AtomicLong(HotProgram.FIRST_SEED);
  private final AtomicInteger programs = new AtomicInteger();
  private final AtomicInteger finds = new AtomicInteger();
  private final Tally tally = new Tally();
  private final Coverage coverage = new Coverage();
  private final long start = System.nanoTime();

  private Fuzz(FuzzOptions options, Set<Oracle> oracles, Setup setup) {
    this.options = options;
    this.oracles = oracles;
    this.setup = setup;
    this.next = new AtomicLong(options.seed());
  }

  /**
   * Runs the command, and ends the JVM: 0 if nothing was found, 1 if something was, 2 for wrong
   * use.
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    FuzzOptions options;
    try {
      options = FuzzOptions.of(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("fuzz: " + e.getMessage() + "; ./fuzz --help says what there is");
      System.exit(2);
      return;
    }
    if (options.help()) {
      System.out.print(FuzzOptions.helpText());
      System.exit(0);
    }
    System.exit(run(options));
  }

  private static int run(FuzzOptions options) throws IOException, InterruptedException {
    Files.createDirectories(options.out());
    Set<Oracle> oracles = EnumSet.copyOf(options.oracles());
    String node = "";
    if (oracles.contains(Oracle.NODE)) {
      NodeFinder.Found found = NodeFinder.find(options.node());
      node = found.command();
      if (node.isEmpty()) {
        System.out.println("skipped: oracle node, which " + found.why());
        oracles.remove(Oracle.NODE);
      }
    }
    var fuzz = new Fuzz(options, oracles, new Setup(options.out(), node, options.limit()));
    return options.replay().isEmpty() ? fuzz.search() : fuzz.replay();
  }

  // Programs by their seeds.

  private int search() throws IOException, InterruptedException {
    System.out.println(
        "seeds from "
            + options.seed()
            + ", oracles "
            + String.join(" ", oracles.stream().map(Oracle::title).toList()));
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < options.jobs(); i++) {
      threads.add(Thread.ofPlatform().name("job " + i).start(this::job));
    }
    Thread progress = Thread.ofPlatform().daemon().start(this::progress);
    for (Thread thread : threads) {
      thread.join();
    }
    progress.interrupt();
    progress.join();
    System.out.println(summary());
    System.out.println(tally.line());
    if (options.coverage()) {
      coverage.write(options.out().resolve("coverage.txt"));
      System.out.println("never executed: " + coverage.missing());
      System.out.println("never hot: " + coverage.cold());
    }
    return finds.get() > 0 ? 1 : 0;
  }

  private void job() {
    try (var comparison = new Comparison(oracles, setup)) {
      while (isOn()) {
        long seed = nextSeed();
        Program program = Generator.program(seed);
        Observation expected = comparison.expected(program);
        tally.add(expected);
        if (options.coverage()) {
          coverage.add(program);
        }
        for (Find find : comparison.finds(program, expected)) {
          report(find, comparison);
        }
        programs.incrementAndGet();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The hot programs come first, unless only some programs are wanted. */
  private long nextSeed() {
    long seed = options.isLimited() ? 0 : hot.getAndIncrement();
    return seed < 0 ? seed : next.getAndIncrement();
  }

  private boolean isOn() {
    return seconds() < options.minutes() * 60
        && next.get() < options.seed() + options.programs()
        && finds.get() < options.maxFinds();
  }

  private double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }

  private void report(Find find, Comparison comparison) throws IOException, InterruptedException {
    finds.incrementAndGet();
    synchronized (this) {
      clearProgress();
      System.out.println(find.line());
    }
    Path folder = find.write(options.out());
    if (!options.reduce().isZero()) {
      Program small = comparison.reduced(find, options.reduce());
      find.writeSmall(folder, small, comparison.right(find, small));
    }
  }

  private String summary() {
    return String.format(
        Locale.ROOT,
        "%d programs in %.0f s, %.1f a second, %d finds",
        programs.get(),
        seconds(),
        programs.get() / seconds(),
        finds.get());
  }

  // For a terminal.

  private static boolean isTerminal() {
    return System.console() != null && System.console().isTerminal();
  }

  private void progress() {
    try {
      while (isTerminal()) {
        Thread.sleep(Duration.ofSeconds(1));
        System.err.print("\r" + summary() + " ");
      }
    } catch (InterruptedException e) {
      clearProgress();
    }
  }

  private static void clearProgress() {
    if (isTerminal()) {
      System.err.print("\r" + " ".repeat(72) + "\r");
    }
  }

  // Programs of files.

  private int replay() throws IOException, InterruptedException {
    try (var comparison = new Comparison(oracles, setup)) {
      for (Path file : options.replay()) {
        Program program = ProgramText.read(Files.readString(file));
        Observation expected = comparison.expected(program);
        System.out.println(file);
        expected.lines().forEach(line -> System.out.println("  " + line));
        List<Find> found = comparison.finds(program, expected);
        found.forEach(find -> System.out.println(find.line()));
        finds.addAndGet(found.size());
      }
    }
    return finds.get() > 0 ? 1 : 0;
  }
}
