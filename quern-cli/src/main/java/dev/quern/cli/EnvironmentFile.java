package dev.quern.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file of environment variables, {@code --env-file}: lines {@code NAME=VALUE}, in UTF-8. Empty
 * lines and those that begin with {@code #} say nothing.
 *
 * <p>Such files are shared with other commands, which agree on little more. What is behind the
 * equals sign is the value, with any {@code #} in it, as docker reads it; {@code export} before a
 * name and one pair of quotes around a value are left out, as node does, because files that a shell
 * can read need them. White space around name and value does not count, but within quotes. Nothing
 * is replaced within a value. Where docker would take a variable from its own environment, a line
 * without an equals sign is an error: a program gets nothing that it was not given. No error shows
 * a line, which may hold a secret.
 */
final class EnvironmentFile {
  private static final String EXPORT = "export ";
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private EnvironmentFile() {}

  /** Adds the variables of a file, which replace those of the same name. */
  static void read(String file, Map<String, String> variables) {
    List<String> lines = text(file).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        add(line, file + ":" + (i + 1), variables);
      }
    }
  }

  private static void add(String line, String place, Map<String, String> variables) {
    String text = line.startsWith(EXPORT) ? line.substring(EXPORT.length()).strip() : line;
    int equals = text.indexOf('=');
    if (equals < 0) {
      throw wrong(place, "there is no '=' in the line: write NAME=VALUE");
    }
    String name = text.substring(0, equals).strip();
    if (name.isEmpty() || name.chars().anyMatch(Character::isWhitespace)) {
      throw wrong(place, "there is no name, or one with white space: write NAME=VALUE");
    }
    String value = text.substring(equals + 1).strip();
    if (line.indexOf('\0') >= 0) {
      throw wrong(place, "there is a NUL in the line");
    }
    variables.put(name, isQuoted(value, place) ? value.substring(1, value.length() - 1) : value);
  }

  private static boolean isQuoted(String value, String place) {
    if (value.isEmpty() || "\"'".indexOf(value.charAt(0)) < 0) {
      return false;
    }
    if (value.length() == 1 || value.charAt(value.length() - 1) != value.charAt(0)) {
      throw wrong(place, "the value begins with a quote and does not end with it");
    }
    return true;
  }

  private static String text(String file) {
    Path path = Path.of(file);
    if (Files.isDirectory(path)) {
      throw unreadable(file, "is a directory", null);
    }
    try {
      String text = Files.readString(path);
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    } catch (NoSuchFileException e) {
      throw unreadable(file, "no such file", e);
    } catch (CharacterCodingException e) {
      throw unreadable(file, "is not UTF-8 text", e);
    } catch (IOException e) {
      throw unreadable(file, String.valueOf(e.getMessage()), e);
    }
  }

  private static CommandFailure unreadable(String file, String problem, @Nullable Exception cause) {
    return new CommandFailure(ExitStatus.USAGE, "--env-file " + file + ": " + problem, cause);
  }

  private static CommandFailure wrong(String place, String problem) {
    return new CommandFailure(ExitStatus.USAGE, "--env-file " + place + ": " + problem);
  }
}
