package dev.quern.cli;

import org.jspecify.annotations.Nullable;

/** Ends the command with a message for the user, who has made or met an expected error. */
final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;

  CommandFailure(int status, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  CommandFailure(int status, String message) {
    this(status, message, null);
  }

  int status() {
    return status;
  }
}
