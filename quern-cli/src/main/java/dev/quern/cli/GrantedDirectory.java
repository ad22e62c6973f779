package dev.quern.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A directory for the program, {@code --dir HOST[::GUEST][:ro]}. The names are separated by two
 * colons because Windows has one in its own.
 *
 * @param guest the name that the program sees
 */
record GrantedDirectory(Path host, String guest, boolean readOnly) {
  private static final String READ_ONLY = ":ro";
  private static final String SEPARATOR = "::";

  static GrantedDirectory parse(String option) {
    if (option.endsWith(SEPARATOR + "ro")) {
      String host = option.substring(0, option.length() - "::ro".length());
      throw wrong(
          option,
          "for a directory that is read-only write " + host + ":ro or " + host + "::GUEST:ro");
    }
    boolean readOnly = option.endsWith(READ_ONLY);
    String names = readOnly ? option.substring(0, option.length() - READ_ONLY.length()) : option;
    int separator = names.indexOf(SEPARATOR);
    String host = separator < 0 ? names : names.substring(0, separator);
    String guest = separator < 0 ? names : names.substring(separator + SEPARATOR.length());
    if (host.isEmpty()) {
      throw wrong(option, "the directory's name is empty; the working directory is '.'");
    }
    if (guest.isEmpty()) {
      throw wrong(option, "the guest name is empty");
    }
    return new GrantedDirectory(directory(option, host), guest, readOnly);
  }

  private static Path directory(String option, String host) {
    Path path = Path.of(host);
    if (Files.isDirectory(path)) {
      return path;
    }
    if (Files.exists(path)) {
      throw wrong(option, host + " is a file; give the directory that it is in");
    }
    int colon = host.lastIndexOf(':');
    boolean oneColon = colon > 0 && Files.isDirectory(Path.of(host.substring(0, colon)));
    String hint = oneColon ? "; two colons separate the names: HOST::GUEST" : "";
    throw wrong(option, "there is no directory " + host + hint);
  }

  private static CommandFailure wrong(String option, String problem) {
    return new CommandFailure(ExitStatus.USAGE, "--dir " + option + ": " + problem);
  }
}
