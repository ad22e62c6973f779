package dev.quern.bench;

import com.google.gson.JsonObject;
import com.sun.management.OperatingSystemMXBean;
import dev.quern.Exports;
import dev.quern.WebAssembly;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Quern as an engine of the benchmark lab, whose README has the protocol: a module and the number
 * that its export {@code run} gets, on the command line, and one line of JSON with times.
 *
 * <p>Times are CPU times in milliseconds: of the whole process for loading and for the first call,
 * in which HotSpot's compilers work as well, and of the calling thread for repeated calls.
 */
public final class Lab {
  private static final double NANOS_PER_MILLI = 1e6;

  /** After the warm-up: so many calls at least, unless one takes longer than a second. */
  private static final int MIN_TIMED = 5;

  private static final int MAX_TIMED = 200;
  private static final double LONG_CALL_MILLIS = 1_000;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private Lab() {}

  /**
   * Measures one module and prints a line of JSON.
   *
   * @param arguments the module's file, the kernel's name, the number for {@code run} (below 0 to
   *     load the module only), and the seconds of CPU time to warm up
   */
  public static void main(String[] arguments) throws Throwable {
    if (arguments.length != 4) {
      System.err.println("usage: bench lab MODULE.wasm KERNEL N SECONDS");
      System.exit(2);
    }
    int n = Integer.parseInt(arguments[2]);
    double seconds = Double.parseDouble(arguments[3]);
    System.out.println(measure(Path.of(arguments[0]), arguments[1], n, seconds));
  }

  /**
   * Loads a module and, unless {@code n} is negative, runs and times it.
   *
   * @param kernel a name for the result
   * @param n what {@code run} gets
   * @param seconds CPU time to warm up; half as long is then measured
   * @return the lab's line
   * @throws IllegalStateException if {@code run} does not return the same every time
   */
  static JsonObject measure(Path file, String kernel, int n, double seconds) throws Throwable {
    double start = processMillis();
    MethodHandle run = load(file, n >= 0);
    double loaded = processMillis();
    var line = new JsonObject();
    line.addProperty("engine", "quern");
    line.addProperty("kernel", kernel);
    line.addProperty("n", n);
    line.addProperty("load_ms", thousandths(loaded - start));
    if (run != null) {
      time(run, n, seconds, line);
    }
    peakMebibytes().ifPresent(mebibytes -> line.addProperty("rss_mb", thousandths(mebibytes)));
    return line;
  }

  /** The export {@code run} as {@code (int)long}, or null if the module is not to be run. */
  private static @Nullable MethodHandle load(Path file, boolean runs) throws IOException {
    var module = new WebAssembly.Module(Files.readAllBytes(file));
    Exports exports = new WebAssembly.Instance(module, StubImports.of(module)).exports();
    if (!runs) {
      return null;
    }
    if (exports.has("_initialize")) {
      exports.function("_initialize").call();
    }
    // A sum of 32 bits is widened with its sign, as the other engines print it.
    return exports.function("run").handle().asType(MethodType.methodType(long.class, int.class));
  }

  private static void time(MethodHandle run, int n, double seconds, JsonObject line)
      throws Throwable {
    double process = processMillis();
    double thread = threadMillis();
    long sum = (long) run.invokeExact(n);
    // The clock of the process may tick in steps of 10 ms.
    double first = Math.max(processMillis() - process, threadMillis() - thread);
    int calls = 1;
    for (double end = threadMillis() + seconds * 1e3; threadMillis() < end; calls++) {
      call(run, n, sum);
    }
    int atLeast = first > LONG_CALL_MILLIS ? 1 : MIN_TIMED;
    double best = Double.MAX_VALUE;
    double end = threadMillis() + seconds * 1e3 / 2;
    int timed = 0;
    while (timed < atLeast || timed < MAX_TIMED && threadMillis() < end) {
      best = Math.min(best, call(run, n, sum));
      timed++;
    }
    line.addProperty("first_ms", thousandths(first));
    line.addProperty("best_ms", thousandths(best));
    line.addProperty("calls", calls + timed);
    line.addProperty("checksum", Long.toString(sum));
  }

  /** The milliseconds of one call. */
  private static double call(MethodHandle run, int n, long expected) throws Throwable {
    double start = threadMillis();
    long sum = (long) run.invokeExact(n);
    double millis = threadMillis() - start;
    if (sum != expected) {
      throw new IllegalStateException("run(" + n + ") returned " + expected + ", then " + sum);
    }
    return millis;
  }

  private static double thousandths(double value) {
    return Math.round(value * 1e3) / 1e3;
  }

  private static double processMillis() {
    return PROCESS.getProcessCpuTime() / NANOS_PER_MILLI;
  }

  private static double threadMillis() {
    return THREADS.getCurrentThreadCpuTime() / NANOS_PER_MILLI;
  }

  /** The most memory that the process has occupied so far, where the system tells. */
  private static OptionalDouble peakMebibytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    List<String> lines = Files.exists(status) ? Files.readAllLines(status) : List.of();
    Stream<String> peaks = lines.stream().filter(line -> line.startsWith("VmHWM:"));
    return peaks
        .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
        .findFirst();
  }
}
