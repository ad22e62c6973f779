package dev.quern.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The arguments of the command, which are UTF-8: a program of WASI gets nothing else, and the names
 * of files are read as such. The JVM replaces bytes that are none, and all beyond ASCII in some
 * locales; the operating system still knows them.
 */
final class Utf8Arguments {
  /** What the JVM puts in place of bytes that it cannot read. */
  private static final char REPLACEMENT = '\uFFFD';

  private Utf8Arguments() {}

  /**
   * The arguments of this process as they were given.
   *
   * @param decoded as the JVM has read them
   * @throws CommandFailure if one is not UTF-8
   */
  static String[] ofProcess(String[] decoded) {
    for (String argument : decoded) {
      if (!isAscii(argument)) {
        return of(decoded, Path.of("/proc/self/cmdline"));
      }
    }
    return decoded;
  }

  private static boolean isAscii(String argument) {
    for (int i = 0; i < argument.length(); i++) {
      if (argument.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  /**
   * The arguments.
   *
   * @param commandLine a file with each word of the process's command line and a NUL behind it;
   *     where there is none, whatever the JVM has replaced is refused
   */
  static String[] of(String[] decoded, Path commandLine) {
    List<byte[]> words;
    try {
      words = words(Files.readAllBytes(commandLine));
    } catch (IOException noSuchFile) {
      words = List.of();
    }
    var arguments = new String[decoded.length];
    int first = words.size() - decoded.length;
    for (int i = 0; i < decoded.length; i++) {
      arguments[i] = first < 0 ? known(decoded[i], i) : utf8(words.get(first + i), decoded[i], i);
    }
    return arguments;
  }

  private static List<byte[]> words(byte[] line) {
    var words = new ArrayList<byte[]>();
    int start = 0;
    for (int i = 0; i < line.length; i++) {
      if (line[i] == 0) {
        words.add(Arrays.copyOfRange(line, start, i));
        start = i + 1;
      }
    }
    return words;
  }

  private static String utf8(byte[] word, String decoded, int index) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(word)).toString();
    } catch (CharacterCodingException e) {
      throw refused(decoded, index);
    }
  }

  private static String known(String decoded, int index) {
    if (decoded.indexOf(REPLACEMENT) >= 0) {
      throw refused(decoded, index);
    }
    return decoded;
  }

  private static CommandFailure refused(String decoded, int index) {
    return new CommandFailure(
        ExitStatus.USAGE, "argument " + (index + 1) + " is not UTF-8: " + decoded);
  }
}
