package dev.quern.fuzz;

import dev.quern.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What runners are made with.
 *
 * @param folder where their processes run and leave their reports
 * @param node the command of node, or an empty string if there is none that will do
 * @param limit the time that a program may take
 */
record Setup(Path folder, String node, Duration limit) {

  /** Quern in this JVM. */
  Runner quern(String name, Options options) {
    return new QuernRunner(name, options, limit);
  }

  /** Quern in this JVM, with code from a cache. */
  Runner cached(String name) {
    Options options = Worker.options().withCodeCache(folder.resolve("cache").toAbsolutePath());
    return new CachedRunner(new QuernRunner(name, options, limit));
  }

  /** Quern in another JVM with flags. */
  Runner jvm(String name, String... flags) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xshare:auto", "-XX:+UseSerialGC", "-Xmx1500m"));
    command.add("-Xlog:disable");
    command.addAll(List.of(flags));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Worker.class.getName());
    return new WorkerRunner(name, command, folder, limit);
  }

  /** Node, which has the script in the folder. */
  Runner node(String name) {
    return new WorkerRunner(
        name, List.of(node, "--stack-size=3900", script().toString()), folder, limit);
  }

  private Path script() {
    Path script = folder.resolve(NodeFinder.SCRIPT).toAbsolutePath();
    try (var in = Setup.class.getResourceAsStream(NodeFinder.SCRIPT)) {
      if (in == null) {
        throw new IOException("there is no resource " + NodeFinder.SCRIPT);
      }
      Files.write(script, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return script;
  }
}
