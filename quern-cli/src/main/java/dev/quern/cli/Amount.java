package dev.quern.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of time and of memory, as options have them: a number and a unit. */
final class Amount {
  private static final Pattern TIME = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h|)");
  private static final Pattern BYTES = Pattern.compile("(\\d+)([kmgt]?)(?:ib)?");

  private Amount() {}

  /**
   * A time such as {@code 500ms}, {@code 1.5s}, {@code 2m}, {@code 1h}; a bare number is seconds.
   *
   * @return nanoseconds, more than 0; {@link Long#MAX_VALUE}, three centuries, for more than that
   */
  static long nanoseconds(String option, String text) {
    Matcher match = TIME.matcher(text);
    if (match.matches()) {
      double unit =
          switch (match.group(2)) {
            case "ms" -> 1e6;
            case "m" -> 60e9;
            case "h" -> 3600e9;
            default -> 1e9;
          };
      long nanoseconds = (long) (Double.parseDouble(match.group(1)) * unit);
      if (nanoseconds > 0) {
        return nanoseconds;
      }
    }
    throw new CommandFailure(
        ExitStatus.USAGE,
        option + " " + text + ": write a time above 0, for example 500ms, 10s, 2m or 1h");
  }

  /**
   * A size such as {@code 65536}, {@code 512KiB}, {@code 64MiB} or {@code 1GiB}; {@code k}, {@code
   * m}, {@code g} and {@code t} alone are the same multiples of 1,024. {@code MB} is refused, of
   * which some mean the one and some the other.
   *
   * @return bytes; {@link Long#MAX_VALUE} for more than that
   */
  static long bytes(String option, String text) {
    Matcher match = BYTES.matcher(text.toLowerCase(Locale.ROOT));
    if (!match.matches() || match.group(2).isEmpty() && match.end(1) != match.end()) {
      throw new CommandFailure(
          ExitStatus.USAGE,
          option
              + " "
              + text
              + ": write bytes, or a multiple of 1024 as in 512KiB, 64MiB or 1GiB (or 512k, 64m, 1g)");
    }
    int exponent = 10 * (1 + "kmgt".indexOf(match.group(2)));
    long unit = match.group(2).isEmpty() ? 1 : 1L << exponent;
    try {
      return Math.multiplyExact(Long.parseLong(match.group(1)), unit);
    } catch (ArithmeticException | NumberFormatException e) {
      // Digits alone, so that only their number can be wrong: no memory comes near to it.
      return Long.MAX_VALUE;
    }
  }
}
