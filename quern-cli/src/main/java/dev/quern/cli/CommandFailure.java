package dev.quern.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ends the command with a message for the user, who has made or met an expected error. */
final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final transient List<String> details;

  /**
   * A failure.
   *
   * @param details further lines of the message
   */
  CommandFailure(int status, String message, List<String> details, @Nullable Throwable cause) {
    super(message, cause);
    this.status = status;
    this.details = List.copyOf(details);
  }

  CommandFailure(int status, String message, @Nullable Throwable cause) {
    this(status, message, List.of(), cause);
  }

  CommandFailure(int status, String message) {
    this(status, message, null);
  }

  int status() {
    return status;
  }

  /** Says it. */
  void print(Lines messages) {
    messages.print("quern: " + getMessage());
    details.forEach(messages::print);
  }
}
