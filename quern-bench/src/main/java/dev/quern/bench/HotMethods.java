package dev.quern.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * Tells where generated code spends its time once it is warm, and which of it HotSpot has left in
 * the interpreter: such a method runs fifty times slower, and a program with one that is hot is a
 * fault of this engine.
 */
public final class HotMethods {
  private static final String INTERPRETED = "Interpreted";

  /** Generated code that is at the top of a stack, or calls what is. */
  private record Method(String name, boolean isInterpreted) {}

  private HotMethods() {}

  /**
   * Runs a module as the lab does and prints a table; the exit status is 1 if a method that takes
   * one of a hundred samples or more is interpreted.
   *
   * @param arguments the module's file, the kernel's name, the number for {@code run} and the
   *     seconds of CPU time to warm up
   */
  public static void main(String[] arguments) throws Throwable {
    if (arguments.length != 4) {
      System.err.println("usage: bench hot MODULE.wasm KERNEL N SECONDS");
      System.exit(2);
    }
    Path file = Files.createTempFile("quern-hot", ".jfr");
    boolean isFine;
    try (var recording = new Recording()) {
      recording.enable("jdk.ExecutionSample").withPeriod(Duration.ofMillis(10));
      recording.enable("jdk.CompilationFailure");
      recording.start();
      Instant start = Instant.now();
      Lab.measure(
          Path.of(arguments[0]),
          arguments[1],
          Integer.parseInt(arguments[2]),
          Double.parseDouble(arguments[3]));
      Instant end = Instant.now();
      recording.dump(file);
      isFine = report(file, start.plus(Duration.between(start, end).multipliedBy(2).dividedBy(3)));
    } finally {
      Files.delete(file);
    }
    System.exit(isFine ? 0 : 1);
  }

  private static boolean report(Path file, Instant warm) throws IOException {
    List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    Map<Method, Integer> samples = new HashMap<>();
    int total = 0;
    var failures = new TreeSet<String>();
    for (RecordedEvent event : events) {
      if (event.getEventType().getName().equals("jdk.CompilationFailure")) {
        failures.add(event.getString("failureMessage"));
      } else if (event.getStartTime().isAfter(warm)) {
        total++;
        generated(event).ifPresent(method -> samples.merge(method, 1, Integer::sum));
      }
    }
    return print(samples, total, failures);
  }

  private static Optional<Method> generated(RecordedEvent event) {
    if (event.getStackTrace() == null) {
      return Optional.empty();
    }
    return event.getStackTrace().getFrames().stream()
        .filter(frame -> frame.getMethod().getType().getName().startsWith("wasm."))
        .findFirst()
        .map(HotMethods::method);
  }

  private static Method method(RecordedFrame frame) {
    String name = frame.getMethod().getType().getName() + '.' + frame.getMethod().getName();
    return new Method(name, frame.getType().equals(INTERPRETED));
  }

  private static boolean print(Map<Method, Integer> samples, int total, TreeSet<String> failures) {
    int least = Math.max(1, total / 100);
    System.out.printf("%d samples after the warm-up; methods with %d or more:%n", total, least);
    samples.entrySet().stream()
        .filter(entry -> entry.getValue() >= least)
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .forEach(HotMethods::print);
    failures.forEach(message -> System.out.println("HotSpot refused a method: " + message));
    return samples.entrySet().stream()
        .noneMatch(entry -> entry.getKey().isInterpreted && entry.getValue() >= least);
  }

  private static void print(Map.Entry<Method, Integer> entry) {
    System.out.printf(
        "%6d  %s%s%n",
        entry.getValue(),
        entry.getKey().name,
        entry.getKey().isInterpreted ? "  IN THE INTERPRETER" : "");
  }
}
