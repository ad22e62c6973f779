package dev.quern.bench;

import static dev.quern.bench.Results.REFERENCE;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The lab's results as tables in Markdown. */
final class Tables {
  private static final String NONE = "–";

  private final Results results;
  private final StringBuilder text = new StringBuilder();

  private Tables(Results results) {
    this.results = results;
  }

  /** All tables, each under a heading, with what failed and what differs. */
  static String of(Results results) {
    var tables = new Tables(results);
    tables.steadyState();
    tables.firstCall();
    tables.loadAndMemory();
    tables.largeModules();
    tables.remarks();
    return tables.text.toString();
  }

  /** A number with about three digits. */
  static String number(double value) {
    return String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value);
  }

  private static String number(OptionalDouble value) {
    return value.isPresent() ? number(value.getAsDouble()) : NONE;
  }

  private void steadyState() {
    heading("Steady state: time relative to " + REFERENCE + "; less is faster");
    List<String> others = results.engines().stream().filter(e -> !e.equals(REFERENCE)).toList();
    head("kernel", Stream.concat(Stream.of(REFERENCE + ", ms"), others.stream()));
    for (String kernel : results.kernels()) {
      String reference = number(results.median(REFERENCE, kernel, Measurement::bestMs));
      row(
          kernel,
          Stream.concat(Stream.of(reference), others.stream().map(e -> ratioCell(e, kernel))));
    }
    row(
        "**geometric mean**",
        Stream.concat(Stream.of(""), others.stream().map(this::geometricMeanCell)));
    text.append('\n');
  }

  private String ratioCell(String engine, String kernel) {
    OptionalDouble ratio = results.ratio(engine, kernel);
    return ratio.isEmpty() && results.failed(engine, kernel) ? "failed" : number(ratio);
  }

  private String geometricMeanCell(String engine) {
    return "**" + number(results.geometricMean(engine)) + "**" + results.coverage(engine);
  }

  private void firstCall() {
    heading("First call, ms of CPU time, HotSpot's compilers included");
    head("kernel", results.engines().stream());
    for (String kernel : results.kernels()) {
      row(kernel, medians(kernel, Measurement::firstMs));
    }
    text.append('\n');
  }

  private Stream<String> medians(String kernel, Function<Measurement, @Nullable Double> value) {
    return results.engines().stream().map(e -> number(results.median(e, kernel, value)));
  }

  private void loadAndMemory() {
    heading("Loading the kernels (read, compile, instantiate; ms) and peak memory (MiB)");
    head("", results.engines().stream());
    row("load, median of the kernels", overKernels(Measurement::loadMs, Tables::median));
    row("load, worst kernel", overKernels(Measurement::loadMs, Tables::worst));
    row("peak memory, median of the kernels", overKernels(Measurement::rssMb, Tables::median));
    text.append('\n');
  }

  private Stream<String> overKernels(
      Function<Measurement, @Nullable Double> value,
      Function<List<Double>, OptionalDouble> summary) {
    return results.engines().stream()
        .map(engine -> {
          var values = new ArrayList<Double>();
          for (String kernel : results.kernels()) {
            results.median(engine, kernel, value).ifPresent(values::add);
          }
          return number(summary.apply(values));
        });
  }

  private static OptionalDouble median(List<Double> values) {
    return Results.median(values.stream().mapToDouble(Double::doubleValue));
  }

  private static OptionalDouble worst(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).max();
  }

  private void largeModules() {
    if (results.largeModules().isEmpty()) {
      return;
    }
    heading("Loading large modules, ms / peak MiB");
    List<String> engines =
        results.engines().stream()
            .filter(e -> results.all().anyMatch(m -> m.isLoad() && m.engine().equals(e)))
            .toList();
    head("module", engines.stream());
    for (String module : results.largeModules()) {
      String title =
          results.all().filter(m -> m.kernel().equals(module)).findFirst().orElseThrow().title();
      row(title, engines.stream().map(e -> loadCell(e, module)));
    }
    text.append('\n');
  }

  private String loadCell(String engine, String module) {
    OptionalDouble time = results.median(engine, module, Measurement::loadMs);
    if (time.isEmpty()) {
      return results.failed(engine, module) ? "failed" : NONE;
    }
    return number(time) + " / " + number(results.median(engine, module, Measurement::rssMb));
  }

  private void remarks() {
    List<String> differences = results.differences();
    if (differences.isEmpty()) {
      long sums = results.runs().stream().filter(m -> m.checksum() != null).count();
      text.append("All ")
          .append(sums)
          .append(" runs of kernels returned the same as the others.\n");
    } else {
      text.append("**Sums differ between engines:** ").append(String.join(", ", differences));
      text.append(".\n");
    }
    remarks("Failures", Measurement::failed);
    remarks("What engines said", Measurement::warning);
  }

  private void remarks(String title, Function<Measurement, @Nullable String> remark) {
    List<String> lines =
        results
            .all()
            .filter(m -> remark.apply(m) != null)
            .map(m ->
                "- %s, %s: `%s`\n"
                    .formatted(
                        m.engine(), m.kernel(), String.valueOf(remark.apply(m)).replace('`', '\'')))
            .distinct()
            .toList();
    if (!lines.isEmpty()) {
      text.append('\n').append(title).append(":\n\n");
      lines.forEach(text::append);
    }
  }

  private void heading(String title) {
    text.append("### ").append(title).append("\n\n");
  }

  private void head(String first, Stream<String> others) {
    List<String> cells = others.toList();
    row(first, cells.stream());
    text.append("|---|");
    text.append(String.join("|", Collections.nCopies(cells.size(), "---:"))).append("|\n");
  }

  private void row(String first, Stream<String> others) {
    text.append("| ").append(first);
    others.forEach(cell -> text.append(" | ").append(cell));
    text.append(" |\n");
  }
}
