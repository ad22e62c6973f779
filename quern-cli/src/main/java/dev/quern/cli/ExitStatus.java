package dev.quern.cli;

/** What the command's exit status says, apart from the status of a program that it ran. */
final class ExitStatus {
  static final int OK = 0;

  /** A file cannot be read or compiled, or an assertion failed. */
  static final int FAILURE = 1;

  /** The command line is wrong. */
  static final int USAGE = 2;

  /** A fault of Quern itself. */
  static final int INTERNAL = 70;

  /** The time of {@code --timeout} is over; what timeout(1) ends with then. */
  static final int TIMEOUT = 124;

  /** Nobody reads the output any more; what a shell shows for a process that SIGPIPE has ended. */
  static final int BROKEN_PIPE = 141;

  /** A trap; what a shell shows for an aborted process. */
  static final int TRAP = 134;

  private ExitStatus() {}
}
