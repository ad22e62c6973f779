package dev.quern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command as a process of its own, for what a process can do only once: to be ended. */
final class CommandProcess implements AutoCloseable {
  /** Far more than any needs, on a machine with other things to do. */
  private static final long MOST_SECONDS = 180;

  private static final List<String> JVM = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private final Process process;

  private CommandProcess(Process process) {
    this.process = process;
  }

  static CommandProcess start(String... arguments) throws IOException {
    return start(JVM, ProcessBuilder.Redirect.PIPE, arguments);
  }

  /** A process with another output than a pipe. */
  static CommandProcess start(ProcessBuilder.Redirect output, String... arguments)
      throws IOException {
    return start(JVM, output, arguments);
  }

  /** Starts the command in a JVM with some options. */
  static CommandProcess start(List<String> jvm, String... arguments) throws IOException {
    return start(jvm, ProcessBuilder.Redirect.PIPE, arguments);
  }

  private static CommandProcess start(
      List<String> jvm, ProcessBuilder.Redirect output, String... arguments) throws IOException {
    var line = new ArrayList<String>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(jvm);
    String modules = System.getProperty("jdk.module.path");
    if (modules == null) {
      line.addAll(List.of("--class-path", System.getProperty("java.class.path")));
      line.add(Main.class.getName());
    } else {
      line.addAll(List.of("--module-path", modules));
      line.addAll(List.of("--module", "dev.quern.cli/" + Main.class.getName()));
    }
    line.addAll(List.of(arguments));
    return new CommandProcess(new ProcessBuilder(line).redirectOutput(output).start());
  }

  Process process() {
    return process;
  }

  /** Whether something can be read of its output. */
  boolean hasOutput() throws IOException {
    return process.getInputStream().available() > 0;
  }

  /** Waits for its end without reading what it writes; a pipe takes some of it. */
  int awaitStatus() throws InterruptedException {
    assertThat(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)).as("has ended").isTrue();
    return process.exitValue();
  }

  /** Waits for its end; its output must fit into a pipe. */
  Outcome await() throws IOException, InterruptedException {
    int status = awaitStatus();
    return new Outcome(status, out(), err());
  }

  String out() throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  String err() throws IOException {
    return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
