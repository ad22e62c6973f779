package dev.quern.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Runs {@link RandomProgram}s in node, all in one process. */
final class NodeRun {
  private final StringBuilder script = new StringBuilder();
  private final Path folder;

  private NodeRun(Path folder) {
    this.folder = folder;
  }

  /** Whether there is a node to run. */
  static boolean isPossible() {
    try {
      return new ProcessBuilder("node", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * What the programs do, by seed, in the lines of {@link ProgramRun} but without trap messages.
   */
  static Map<Long, List<String>> of(List<RandomProgram> programs, Path folder) throws IOException {
    var run = new NodeRun(folder);
    try (InputStream in = NodeRun.class.getResourceAsStream("random-program.js")) {
      run.script.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    for (RandomProgram program : programs) {
      Files.write(folder.resolve(program.seed + ".wasm"), program.bytes);
      run.add(program);
    }
    return run.run();
  }

  private void add(RandomProgram program) {
    var calls = new ArrayList<String>();
    for (Object[] arguments : program.calls) {
      var words = new ArrayList<String>();
      for (Object argument : arguments) {
        words.add(argument + (argument instanceof Long ? "n" : ""));
      }
      calls.add("[" + String.join(", ", words) + "]");
    }
    script.append(
        "program(%d, %d, '%s', [%s], %s, %s);\n"
            .formatted(
                program.seed,
                program.fuel,
                ModuleBuilder.results(program.signature),
                String.join(", ", calls),
                strings(program, program.globals),
                strings(program, program.getters)));
  }

  /** Names of globals with their types, as a JavaScript array. */
  private static String strings(RandomProgram program, List<String> names) {
    return names.stream()
        .map(name -> "'" + name + ":" + program.globalLetter(name) + "'")
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private Map<Long, List<String>> run() throws IOException {
    Path file = Files.writeString(folder.resolve("run.js"), script);
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder("node", file.getFileName().toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      if (!process.waitFor(2, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IOException("node does not come to an end");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return parse(Files.readAllLines(output));
  }

  /** The lines by program; those of one begin with its seed alone. */
  private static Map<Long, List<String>> parse(List<String> output) {
    var programs = new HashMap<Long, List<String>>();
    List<String> current = new ArrayList<>();
    for (String line : output) {
      if (line.startsWith("program ")) {
        current = new ArrayList<>();
        programs.put(Long.parseLong(line.substring("program ".length())), current);
      } else {
        current.add(line);
      }
    }
    return programs;
  }
}
