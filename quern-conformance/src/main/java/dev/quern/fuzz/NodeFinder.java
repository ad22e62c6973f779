package dev.quern.fuzz;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks for a node that has all that portable programs use. */
final class NodeFinder {
  /** The script that runs programs in node. */
  static final String SCRIPT = "worker.mjs";

  /** Older ones lack half of WebAssembly 3.0. */
  private static final int OLDEST = 24;

  private NodeFinder() {}

  /**
   * What was found.
   *
   * @param command the command, or an empty string
   * @param why there is none
   */
  record Found(String command, String why) {}

  /**
   * Asks a certain command, or all on the {@code PATH} and the npm package {@code node} beside the
   * working directory and above it.
   */
  static Found find(Optional<String> given) throws InterruptedException {
    var tried = new ArrayList<String>();
    for (String command : given.map(List::of).orElseGet(NodeFinder::candidates)) {
      String version = version(command);
      if (isNew(version)) {
        return new Found(command, "");
      }
      tried.add(command + " " + (version.isEmpty() ? "does not run" : "is " + version));
    }
    return new Found(
        "",
        "needs node "
            + OLDEST
            + " or newer; "
            + (tried.isEmpty() ? "none was found" : String.join(", ", tried)));
  }

  private static List<String> candidates() {
    var found = new ArrayList<String>();
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
      add(found, Path.of(folder, "node"));
    }
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      add(found, folder.resolve("node_modules/node/bin/node"));
    }
    return found;
  }

  private static void add(List<String> found, Path file) {
    if (Files.isExecutable(file) && !Files.isDirectory(file)) {
      found.add(file.toString());
    }
  }

  /** The version as the command says it, or an empty string. */
  private static String version(String command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command, "--version").redirectErrorStream(true).start();
      String text = new String(process.getInputStream().readAllBytes()).strip();
      return process.waitFor() == 0 ? text : "";
    } catch (IOException e) {
      return "";
    }
  }

  private static boolean isNew(String version) {
    return version.matches("v\\d+\\..*")
        && Integer.parseInt(version.substring(1, version.indexOf('.'))) >= OLDEST;
  }
}
