package dev.quern.bench;

import static dev.quern.bench.Results.REFERENCE;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * The lab's results as a chart, in SVG: a bar for every engine's geometric mean, and below two bars
 * for every kernel, both relative to {@link Results#REFERENCE}, whose time is a line through all.
 *
 * <p>There is no background, and every colour stands out from white as well as from black. A bar
 * that would leave the chart is cut, and has an arrow beside its number.
 */
final class Chart {
  private static final String OWN = "quern";
  private static final String TEXT = "#6e7781";
  private static final String LINE = "#8c959f";

  /** Engine to colour, for the engines that are shown kernel by kernel. */
  private static final Map<String, String> COLOURS =
      Map.of(OWN, "#2f81f7", "endive-jit", "#c8762b");

  private static final List<String> BY_KERNEL = List.of(OWN, "endive-jit");

  private static final int WIDTH = 760;
  private static final int LEFT = 150;
  private static final int BAR_WIDTH = 520;
  private static final int BAR_HEIGHT = 14;
  private static final int STEP = 20;
  private static final int GAP = 6;

  /** Of a number of three digits, at most. */
  private static final int NUMBER_WIDTH = 36;

  /** Where bars are cut, in units of the reference. */
  private static final double LIMIT = 6;

  private final Results results;
  private final double scale;
  private final StringBuilder shapes = new StringBuilder();
  private int y = 24;

  private Chart(Results results) {
    this.results = results;
    double largest =
        results.engines().stream()
            .flatMap(e -> Stream.concat(bars(e), results.geometricMean(e).stream().boxed()))
            .mapToDouble(Double::doubleValue)
            .max()
            .orElse(1);
    this.scale = BAR_WIDTH / Math.min(LIMIT, Math.max(1, largest));
  }

  private Stream<Double> bars(String engine) {
    return BY_KERNEL.contains(engine)
        ? DoubleStream.of(results.ratios(engine)).boxed()
        : Stream.of();
  }

  /** The chart as a document of its own. */
  static String of(Results results) {
    var chart = new Chart(results);
    chart.means();
    chart.y += STEP;
    chart.kernels();
    return """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" \
    font-family="system-ui, sans-serif" font-size="12" fill="%s">
    <title>Time relative to %s; shorter is faster</title>
    %s</svg>
    """
        .formatted(WIDTH, chart.y, TEXT, escape(REFERENCE), chart.shapes);
  }

  private void means() {
    title("Geometric mean of all kernels, time relative to " + REFERENCE + "; shorter is faster");
    int top = y;
    List<String> fastestFirst =
        results.engines().stream()
            .filter(engine -> results.geometricMean(engine).isPresent())
            .sorted(Comparator.comparingDouble(e -> results.geometricMean(e).orElseThrow()))
            .toList();
    for (String engine : fastestFirst) {
      label(engine, y);
      bar(
          results.geometricMean(engine),
          results.coverage(engine),
          COLOURS.getOrDefault(engine, LINE));
    }
    referenceLine(top);
  }

  private void kernels() {
    List<String> engines = BY_KERNEL.stream().filter(results.engines()::contains).toList();
    title("Each kernel; the line is " + REFERENCE);
    legend(engines);
    int top = y;
    for (String kernel : results.kernels()) {
      label(kernel, y + (engines.size() - 1) * STEP / 2);
      for (String engine : engines) {
        bar(results.ratio(engine, kernel), "", COLOURS.getOrDefault(engine, LINE));
      }
      y += STEP / 2;
    }
    referenceLine(top);
  }

  private void title(String text) {
    add("<text x=\"0\" y=\"%d\" font-weight=\"bold\">%s</text>", y, escape(text));
    y += STEP - 6;
  }

  private void legend(List<String> engines) {
    int x = LEFT;
    for (String engine : engines) {
      String colour = COLOURS.getOrDefault(engine, LINE);
      add("<rect x=\"%d\" y=\"%d\" width=\"10\" height=\"10\" fill=\"%s\"/>", x, y, colour);
      add("<text x=\"%d\" y=\"%d\">%s</text>", x + 16, y + 10, escape(engine));
      x += 110;
    }
    y += STEP;
  }

  private void label(String text, int barTop) {
    int baseline = barTop + BAR_HEIGHT - 3;
    add("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>", LEFT - 8, baseline, escape(text));
  }

  /** A bar with its number, or a dash where nothing was measured. */
  private void bar(OptionalDouble ratio, String remark, String colour) {
    int baseline = y + BAR_HEIGHT - 3;
    if (ratio.isPresent()) {
      double length = Math.min(ratio.getAsDouble() * scale, BAR_WIDTH);
      String cut = ratio.getAsDouble() * scale > BAR_WIDTH ? "→ " : "";
      add(
          "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
          LEFT, y, length, BAR_HEIGHT, colour);
      add(
          "<text x=\"%.1f\" y=\"%d\">%s%s%s</text>",
          LEFT + behind(length), baseline, cut, Tables.number(ratio.getAsDouble()), remark);
    } else {
      add("<text x=\"%d\" y=\"%d\">–</text>", LEFT + GAP, baseline);
    }
    y += STEP;
  }

  /** Where a bar's number begins: behind the bar, and not across the reference's line. */
  private double behind(double length) {
    boolean crosses = length <= scale && scale < length + NUMBER_WIDTH;
    return (crosses ? scale : length) + GAP;
  }

  private void referenceLine(int top) {
    add(
        "<path d=\"M%.1f %dV%d\" stroke=\"%s\" stroke-dasharray=\"3 3\"/>",
        LEFT + scale, top - 2, y, TEXT);
  }

  private void add(String shape, Object... values) {
    shapes.append(String.format(Locale.ROOT, shape, values)).append('\n');
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
