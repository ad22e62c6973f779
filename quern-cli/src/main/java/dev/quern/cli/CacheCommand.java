package dev.quern.cli;

import dev.quern.internal.compile.cache.CacheDirectory;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code quern cache}: where generated code is kept, and how much it is. */
@Command(
    name = "cache",
    description = "Shows the folder in which generated code is kept, and its size; or empties it.",
    footer = "quern cache --clear")
final class CacheCommand extends Subcommand {
  @Option(names = "--clear", description = "delete all that is kept")
  boolean clear;

  @Override
  public Integer call() throws IOException {
    return show(CacheLocation.ofProcess());
  }

  int show(@Nullable Path location) throws IOException {
    if (location == null) {
      out().print("off");
      return ExitStatus.OK;
    }
    CacheDirectory directory = CacheDirectory.open(location);
    if (directory == null) {
      throw new CommandFailure(
          ExitStatus.FAILURE, location + " cannot be used: it must be a folder of your own");
    }
    if (clear) {
      directory.clear();
    }
    out().print(location + ": " + directory.size() + " bytes");
    return ExitStatus.OK;
  }
}
