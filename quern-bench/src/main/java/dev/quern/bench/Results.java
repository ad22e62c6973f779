package dev.quern.bench;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A run of the lab. Of several rounds the median counts; times are compared with those of {@link
 * #REFERENCE} for the same kernel and number.
 */
final class Results {
  /** The engine that ratios refer to. */
  static final String REFERENCE = "node26";

  private static final Gson GSON =
      new GsonBuilder()
          .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
          .create();

  private final List<Measurement> runs;
  private final List<Measurement> loads;

  private Results(List<Measurement> measurements) {
    Map<Boolean, List<Measurement>> kinds =
        measurements.stream().collect(Collectors.partitioningBy(Measurement::isLoad));
    runs = kinds.getOrDefault(false, List.of());
    loads = kinds.getOrDefault(true, List.of());
  }

  /**
   * Reads the lab's {@code results.jsonl}.
   *
   * @throws IllegalArgumentException if a line is not a measurement; the message has its number
   */
  static Results parse(List<String> lines) {
    var measurements = new ArrayList<Measurement>();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        measurements.add(parse(lines.get(i), i + 1));
      }
    }
    return new Results(measurements);
  }

  private static Measurement parse(String line, int number) {
    try {
      return Objects.requireNonNull(GSON.fromJson(line, Measurement.class), "measurement");
    } catch (JsonParseException e) {
      throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      // What the record's constructor throws, which Gson wraps.
      throw new IllegalArgumentException("line " + number + " is no measurement: " + line, e);
    }
  }

  /** The engines in the order of the lab. */
  List<String> engines() {
    return names(Stream.concat(runs.stream(), loads.stream()), Measurement::engine);
  }

  /** The kernels that were run, in the order of the lab. */
  List<String> kernels() {
    return names(runs.stream(), Measurement::kernel);
  }

  /** The large modules that were loaded. */
  List<String> largeModules() {
    return names(loads.stream(), Measurement::kernel);
  }

  private static List<String> names(
      Stream<Measurement> measurements, Function<Measurement, String> name) {
    return measurements.map(name).distinct().toList();
  }

  /** All runs of kernels. */
  List<Measurement> runs() {
    return runs;
  }

  /** Everything. */
  Stream<Measurement> all() {
    return Stream.concat(runs.stream(), loads.stream());
  }

  /** How often the most measured kernel was measured on one engine. */
  long rounds() {
    return all()
        .collect(
            Collectors.groupingBy(
                m -> List.of(m.engine(), m.kernel(), m.n()), Collectors.counting()))
        .values()
        .stream()
        .mapToLong(Long::longValue)
        .max()
        .orElse(0);
  }

  /**
   * The number that a kernel got on an engine; the largest, for the reference runs with the small
   * ones of interpreters, too. Without a time it is -1, as for large modules that are only loaded.
   */
  int n(String engine, String kernel) {
    return runs.stream()
        .filter(of(engine, kernel))
        .filter(m -> m.bestMs() != null)
        .mapToInt(Measurement::n)
        .max()
        .orElse(-1);
  }

  /** The median of what an engine measured for a kernel or large module at its number. */
  OptionalDouble median(
      String engine, String kernel, Function<Measurement, @Nullable Double> value) {
    int n = n(engine, kernel);
    return median(all().filter(of(engine, kernel)).filter(m -> m.n() == n), value);
  }

  private static OptionalDouble median(
      Stream<Measurement> measurements, Function<Measurement, @Nullable Double> value) {
    return median(
        measurements.map(value).filter(Objects::nonNull).mapToDouble(Double::doubleValue));
  }

  /** The middle of some numbers, or the mean of the two in the middle. */
  static OptionalDouble median(DoubleStream numbers) {
    double[] sorted = numbers.sorted().toArray();
    int half = sorted.length / 2;
    if (sorted.length == 0) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2);
  }

  /** An engine's time for a kernel divided by the reference's. */
  OptionalDouble ratio(String engine, String kernel) {
    int n = n(engine, kernel);
    OptionalDouble time = best(engine, kernel, n);
    OptionalDouble reference = best(REFERENCE, kernel, n);
    return time.isPresent() && reference.isPresent()
        ? OptionalDouble.of(time.getAsDouble() / reference.getAsDouble())
        : OptionalDouble.empty();
  }

  private OptionalDouble best(String engine, String kernel, int n) {
    return median(
        runs.stream().filter(of(engine, kernel)).filter(m -> m.n() == n), Measurement::bestMs);
  }

  private static Predicate<Measurement> of(String engine, String kernel) {
    return m -> m.engine().equals(engine) && m.kernel().equals(kernel);
  }

  /** An engine's {@linkplain #ratio ratios}, of the kernels that have one. */
  double[] ratios(String engine) {
    return kernels().stream()
        .map(kernel -> ratio(engine, kernel))
        .flatMapToDouble(OptionalDouble::stream)
        .toArray();
  }

  /** The geometric mean of {@link #ratios}. */
  OptionalDouble geometricMean(String engine) {
    OptionalDouble logarithm = DoubleStream.of(ratios(engine)).map(Math::log).average();
    return logarithm.isPresent()
        ? OptionalDouble.of(Math.exp(logarithm.getAsDouble()))
        : OptionalDouble.empty();
  }

  /** What a geometric mean is marked with that leaves kernels out: "{@code (8 of 9)}". */
  String coverage(String engine) {
    int measured = ratios(engine).length;
    return measured == kernels().size() ? "" : " (" + measured + " of " + kernels().size() + ")";
  }

  /** Whether an engine failed at a kernel or large module. */
  boolean failed(String engine, String kernel) {
    return all().filter(of(engine, kernel)).anyMatch(m -> m.failed() != null);
  }

  /** Kernels of which engines returned different sums for the same number. */
  List<String> differences() {
    Map<String, TreeSet<String>> sums =
        runs.stream()
            .filter(m -> m.checksum() != null)
            .collect(
                Collectors.groupingBy(
                    m -> m.kernel() + " (n = " + m.n() + ")",
                    Collectors.mapping(
                        Measurement::checksum, Collectors.toCollection(TreeSet::new))));
    return sums.entrySet().stream()
        .filter(sum -> sum.getValue().size() > 1)
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }
}
