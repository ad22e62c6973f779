package dev.quern.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What all subcommands have. */
@Command(
    sortOptions = false,
    headerHeading = "",
    synopsisHeading = "Usage: ",
    descriptionHeading = "%n",
    parameterListHeading = "%n",
    optionListHeading = "%n",
    footerHeading = "%nExample:%n  ")
abstract class Subcommand implements Callable<Integer> {
  @Option(
      names = "--stacktrace",
      order = 90,
      description = "show where in Quern an error came from")
  boolean stacktrace;

  @Option(
      names = {"-h", "--help"},
      order = 91,
      usageHelp = true,
      description = "show this help")
  boolean help;

  private @Nullable Streams streams;

  void streams(Streams newStreams) {
    streams = newStreams;
  }

  final Streams streams() {
    if (streams == null) {
      throw new IllegalStateException("no streams");
    }
    return streams;
  }

  /** Where lines go that are for people; bytes and text go to the stream itself. */
  final Lines out() {
    return streams().listing();
  }

  final Lines err() {
    return streams().messages();
  }

  /**
   * Takes a command line of the simplest form, without picocli, whose start takes longer than most
   * modules and small programs.
   *
   * @return whether that has been all; otherwise the object may have changed and is of no use
   */
  boolean accept(String[] line) {
    return false;
  }

  @Override
  public abstract Integer call() throws Exception;
}
