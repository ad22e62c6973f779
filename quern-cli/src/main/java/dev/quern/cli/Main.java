package dev.quern.cli;

import dev.quern.WebAssembly;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * The {@code quern} command.
 *
 * <p>Only the class of the subcommand that was asked for is loaded and shown to picocli, which
 * looks at every field of every command that it is given: that is most of the time that a small
 * program takes to start.
 */
public final class Main {
  private static final List<String> NAMES =
      List.of("run", "wast", "validate", "inspect", "parse", "print", "cache");

  private static final String HELP =
      """
      Usage: quern COMMAND [OPTION...] FILE [ARGUMENT...]

      Quern runs WebAssembly on the Java virtual machine.

        run       run a program, or call an exported function
        wast      run test scripts
        validate  check modules
        inspect   show what is in a module
        parse     translate text (.wat) to a binary module
        print     translate a binary module to text
        cache     show or empty the folder of generated code

      quern help COMMAND shows a command's options; quern --version the versions.

      Examples:
        quern run --dir . hello.wasm one two
        quern run --invoke add add.wat 2 3
      """;

  private final Streams streams;

  private Main(Streams streams) {
    this.streams = streams;
  }

  /** Runs the command and ends the process with its status. */
  public static void main(String[] arguments) {
    var streams = Streams.ofProcess();
    int status;
    try {
      status = new Main(streams).execute(Utf8Arguments.ofProcess(arguments));
    } catch (CommandFailure refused) {
      refused.print(streams.messages());
      status = refused.status();
    }
    if (status != ExitStatus.OK || !isLast(Thread.currentThread())) {
      System.exit(status);
    }
    // System.exit would ask for a logger first, to tell it, and look for one in every jar.
  }

  /** Whether the JVM ends with a thread by itself, all others being daemons. */
  private static boolean isLast(Thread main) {
    ThreadGroup group = main.getThreadGroup();
    // One more than there are, to see if others have been started meanwhile.
    var threads = new Thread[group.activeCount() + 1];
    int count = group.enumerate(threads);
    boolean isLast = count < threads.length;
    for (int i = 0; i < count; i++) {
      isLast &= threads[i] == main || threads[i].isDaemon();
    }
    return isLast;
  }

  /**
   * Runs the command with other streams than the process's.
   *
   * @return the exit status
   */
  public static int run(InputStream in, PrintStream out, PrintStream err, String... arguments) {
    return new Main(Streams.of(in, out, err)).execute(arguments);
  }

  /** Of a status, POSIX shows the lowest eight bits; so that is all that there is anywhere. */
  private int execute(String[] arguments) {
    int status = perform(arguments) & 0xFF;
    return streams.out().checkError() ? lost(streams.standardOutput()) : status;
  }

  /** Output that nobody got is a failure, whatever else has become of the command. */
  private int lost(@Nullable StandardOutput output) {
    IOException failure = output == null ? null : output.failure();
    if (failure != null && isBrokenPipe(failure)) {
      return ExitStatus.BROKEN_PIPE;
    }
    String reason = failure == null ? "" : ": " + failure.getMessage();
    streams.messages().print("quern: the output cannot be written" + reason);
    return ExitStatus.FAILURE;
  }

  /** Who reads the output has seen enough, which is no reason for a message. */
  private static boolean isBrokenPipe(IOException failure) {
    return "Broken pipe".equals(failure.getMessage());
  }

  private int perform(String[] arguments) {
    String first = arguments.length == 0 ? "" : arguments[0];
    Subcommand command = command(first);
    if (command != null) {
      String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
      return direct(first, command, rest);
    }
    return switch (first) {
      case "--help", "-h" -> help();
      case "help" -> help(arguments);
      case "--version", "-V" -> version();
      case "warm-up" -> WarmUp.run(streams, List.of(arguments).subList(1, arguments.length));
      default -> misused(first);
    };
  }

  private static @Nullable Subcommand command(String name) {
    return switch (name) {
      case "run" -> new RunCommand();
      case "wast" -> new WastCommand();
      case "validate" -> new ValidateCommand();
      case "inspect" -> new InspectCommand();
      case "parse" -> new ParseCommand();
      case "print" -> new PrintCommand();
      case "cache" -> new CacheCommand();
      default -> null;
    };
  }

  private int help() {
    streams.out().print(HELP);
    return ExitStatus.OK;
  }

  /** {@code quern help COMMAND}. */
  private int help(String[] arguments) {
    if (arguments.length == 1) {
      return help();
    }
    Subcommand command = command(arguments[1]);
    return command == null
        ? misused(arguments[1])
        : parsed(arguments[1], command, new String[] {"--help"});
  }

  private int version() {
    Lines lines = streams.listing();
    lines.print("quern " + Version.quern());
    lines.print(Version.jvm());
    lines.print(Version.vectors());
    return ExitStatus.OK;
  }

  private int misused(String first) {
    if (first.isEmpty()) {
      streams.err().print(HELP);
    } else if (first.endsWith(".wasm") || first.endsWith(".wat")) {
      streams
          .messages()
          .print("quern: say what to do with the file, for example: quern run " + first);
    } else {
      streams
          .messages()
          .print("quern: there is no command '" + first + "', only " + String.join(", ", NAMES));
      streams.messages().print("Try 'quern --help'.");
    }
    return ExitStatus.USAGE;
  }

  /** Without picocli, if the command reads the arguments itself. */
  private int direct(String name, Subcommand command, String[] arguments) {
    try {
      if (!command.accept(arguments)) {
        return parsed(name, Objects.requireNonNull(command(name)), arguments);
      }
      command.streams(streams);
      return command.call();
    } catch (Exception e) {
      return failed(command, e);
    }
  }

  private int parsed(String name, Subcommand command, String[] arguments) {
    command.streams(streams);
    return parser(command)
        .setCommandName("quern " + name)
        .setOut(new PrintWriter(streams.out(), true))
        .setErr(new PrintWriter(streams.err(), true))
        .setParameterExceptionHandler((e, a) -> misused(name, e))
        .setExecutionExceptionHandler((e, l, r) -> failed(command, e))
        .execute(arguments);
  }

  /** What follows the file of {@code run} belongs to the program, options and @names too. */
  static CommandLine parser(Subcommand command) {
    return new CommandLine(command)
        .setExpandAtFiles(false)
        .setStopAtPositional(command instanceof RunCommand);
  }

  private int misused(String name, ParameterException e) {
    streams.messages().print("quern " + name + ": " + e.getMessage());
    streams.messages().print("Try 'quern " + name + " --help'.");
    return ExitStatus.USAGE;
  }

  private int failed(Subcommand command, Exception e) {
    streams.out().flush();
    Lines messages = streams.messages();
    if (command.stacktrace) {
      messages.trace(e);
    }
    switch (e) {
      case CommandFailure failure -> {
        failure.print(messages);
        return failure.status();
      }
      case InvalidPathException wrong -> {
        messages.print("quern: not a file's name: " + wrong.getMessage());
        return ExitStatus.USAGE;
      }
      case NoSuchFileException missing -> {
        messages.print("quern: " + missing.getMessage() + ": no such file");
        return ExitStatus.FAILURE;
      }
      case IOException io when isBrokenPipe(io) -> {
        return ExitStatus.BROKEN_PIPE;
      }
      case IOException io -> {
        // Subclasses may have no other words for what is wrong than their own names.
        boolean isPlain = io.getClass() == IOException.class;
        messages.print("quern: " + (isPlain ? "input or output failed: " + io.getMessage() : io));
        return ExitStatus.FAILURE;
      }
      case WebAssembly.Error error -> {
        messages.print("quern: " + error.getMessage());
        return ExitStatus.FAILURE;
      }
      default -> {
        messages.print("quern: this is a fault of Quern, please report it:");
        if (!command.stacktrace) {
          messages.trace(e);
        }
        return ExitStatus.INTERNAL;
      }
    }
  }
}
