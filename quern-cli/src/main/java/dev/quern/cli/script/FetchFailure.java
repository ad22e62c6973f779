package dev.quern.cli.script;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Why something could not be read, in words for users. */
final class FetchFailure {
  private FetchFailure() {}

  static String reason(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      switch (t) {
        case UnresolvedAddressException e -> {
          return "unknown host";
        }
        case UnknownHostException e -> {
          return "unknown host";
        }
        default -> {}
      }
    }
    return switch (failure) {
      case NoSuchFileException e -> "no such file";
      case NotDirectoryException e -> "no such file";
      case AccessDeniedException e -> "access denied";
      case HttpTimeoutException e -> "timed out";
      case ConnectException e -> "connection refused";
      default -> failure.getMessage() == null ? failure.toString() : failure.getMessage();
    };
  }
}
