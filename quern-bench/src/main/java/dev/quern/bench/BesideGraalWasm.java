package dev.quern.bench;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a call between JavaScript and WebAssembly takes, beside GraalJS's own WebAssembly: a JVM of
 * its own for each engine and each way of running scripts, in turns, and the best of all rounds.
 */
public final class BesideGraalWasm {
  private static final List<String> ENGINES = List.of("graalwasm", "quern");
  private static final List<String> MODES = List.of("interpreter", "compiled");

  /** The names of jars that replace modules of the JVM where scripts are compiled. */
  private static final String COMPILER =
      "(compiler|truffle-[a-z]+|polyglot|collections|word|nativeimage|jniutils)-.*";

  private final Path graal;
  private final String seconds;

  /** Nanoseconds by loop, then by column. */
  private final Map<String, Map<String, Double>> rows = new LinkedHashMap<>();

  private BesideGraalWasm(Path graal, String seconds) {
    this.graal = graal;
    this.seconds = seconds;
  }

  /**
   * Prints a table.
   *
   * @param arguments the folder of the jars that GraalJS does without, and perhaps the number of
   *     rounds, 2, and the seconds to warm up in each JVM, 25
   */
  public static void main(String[] arguments) throws Exception {
    boolean areNumbers =
        Arrays.stream(arguments).skip(1).allMatch(text -> text.matches("\\d{1,6}"));
    if (arguments.length > 3 || !areNumbers) {
      System.err.println("usage: bench js [ROUNDS [SECONDS]]");
      System.exit(2);
    }
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 2;
    var table =
        new BesideGraalWasm(Path.of(arguments[0]), arguments.length > 2 ? arguments[2] : "25");
    for (int i = 0; i < rounds; i++) {
      for (String mode : MODES) {
        for (String engine : ENGINES) {
          table.run(mode, engine);
        }
      }
    }
    table.print();
  }

  private void run(String mode, String engine) throws IOException, InterruptedException {
    System.err.println(mode + ", " + engine + " ...");
    Process process =
        new ProcessBuilder(command(mode, engine))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      lines.lines().forEach(line -> add(line, mode + ", " + engine));
    }
    if (process.waitFor() != 0) {
      throw new IllegalStateException(mode + ", " + engine + " has failed");
    }
  }

  private void add(String line, String column) {
    String[] parts = line.split("\t", 2);
    rows.computeIfAbsent(parts[1], name -> new LinkedHashMap<>())
        .merge(column, Double.parseDouble(parts[0]), Math::min);
  }

  private List<String> command(String mode, String engine) throws IOException {
    List<String> app = List.of(System.getProperty("java.class.path", "").split(File.pathSeparator));
    List<String> more;
    try (Stream<Path> files = Files.list(graal)) {
      more = files.map(Path::toString).sorted().toList();
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    List<String> classes = new ArrayList<>(app);
    more.stream().filter(jar -> !isOfCompiler(jar)).forEach(classes::add);
    if (mode.equals("compiled")) {
      command.addAll(List.of("-XX:+UnlockExperimentalVMOptions", "-XX:+EnableJVMCI"));
      command.addAll(List.of("--add-modules", "org.graalvm.polyglot"));
      command.add("--enable-native-access=org.graalvm.truffle");
      command.add("--upgrade-module-path");
      command.add(
          String.join(
              File.pathSeparator,
              Stream.concat(app.stream(), more.stream())
                  .filter(BesideGraalWasm::isOfCompiler)
                  .toList()));
    }
    command.addAll(List.of("-cp", String.join(File.pathSeparator, classes)));
    command.addAll(List.of("dev.quern.bench.part.JsLoops", engine, seconds));
    return command;
  }

  private static boolean isOfCompiler(String jar) {
    return String.valueOf(Path.of(jar).getFileName()).matches(COMPILER);
  }

  private void print() {
    List<String> columns =
        MODES.stream()
            .flatMap(mode -> ENGINES.stream().map(engine -> mode + ", " + engine))
            .toList();
    System.out.println("| ns a call with its loop | " + String.join(" | ", columns) + " |");
    System.out.println("|---|" + "---:|".repeat(columns.size()));
    rows.forEach((name, times) -> {
      var line = new StringBuilder("| " + name + " |");
      for (String column : columns) {
        line.append(" %.1f |".formatted(times.getOrDefault(column, Double.NaN)));
      }
      System.out.println(line);
    });
  }
}
