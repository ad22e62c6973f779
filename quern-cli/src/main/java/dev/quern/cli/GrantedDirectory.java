package dev.quern.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A directory for the program, {@code --dir HOST[::GUEST][:ro|:rw]}; {@code :rw} says what is so
 * without it. The names are separated by two colons because Windows has one in its own.
 *
 * @param guest the name that the program sees
 */
record GrantedDirectory(Path host, String guest, boolean readOnly) {
  private static final String READ_ONLY = ":ro";
  private static final String WRITABLE = ":rw";
  private static final String SEPARATOR = "::";

  static GrantedDirectory parse(String option) {
    if (option.endsWith(SEPARATOR + "ro")) {
      String host = option.substring(0, option.length() - "::ro".length());
      throw wrong(
          option,
          "for a directory that is read-only write " + host + ":ro or " + host + "::GUEST:ro");
    }
    boolean readOnly = option.endsWith(READ_ONLY);
    boolean hasSuffix = readOnly || option.endsWith(WRITABLE);
    String names = hasSuffix ? option.substring(0, option.length() - READ_ONLY.length()) : option;
    int separator = names.indexOf(SEPARATOR);
    String host = separator < 0 ? names : names.substring(0, separator);
    String guest = separator < 0 ? names : names.substring(separator + SEPARATOR.length());
    if (host.isEmpty()) {
      throw wrong(option, "the directory's name is empty; the working directory is '.'");
    }
    if (guest.isEmpty()) {
      throw wrong(option, "the guest name is empty");
    }
    if (separator >= 0 && !hasSuffix && seemsToHaveSuffix(guest)) {
      String suffix = guest.substring(guest.lastIndexOf(':'));
      throw wrong(
          option,
          suffix + " is neither :ro nor :rw; where the guest name ends so, write :rw behind it");
    }
    return new GrantedDirectory(directory(option, host), guest, readOnly);
  }

  /** Whether one colon and letters end a name. */
  private static boolean seemsToHaveSuffix(String guest) {
    int colon = guest.lastIndexOf(':');
    boolean isSuffix = colon > 0 && guest.charAt(colon - 1) != ':';
    for (int i = colon + 1; i < guest.length(); i++) {
      isSuffix &= Character.isLetter(guest.charAt(i)) || guest.charAt(i) == ',';
    }
    return isSuffix;
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
