package dev.quern.fuzz;

import dev.quern.V128;
import dev.quern.fuzz.Program.Action;
import dev.quern.fuzz.Program.HostObject;
import dev.quern.fuzz.Program.Unit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A program as one line of text, for files and for other processes: words with a space between
 * them. {@code program SEED}, then {@code unit NAME BASE64} for each module, then {@code action
 * UNIT EXPORT TIMES ARGUMENTS} for each call; the arguments are one word, with commas.
 */
final class ProgramText {
  private ProgramText() {}

  /** The line of a program, without a line end. */
  static String write(Program program) {
    var text = new StringBuilder("program ").append(program.seed());
    for (Unit unit : program.units()) {
      text.append(" unit ").append(unit.name()).append(' ');
      text.append(Base64.getEncoder().encodeToString(unit.module()));
    }
    for (Action action : program.actions()) {
      text.append(" action ").append(action.unit()).append(' ').append(action.export());
      text.append(' ').append(action.times()).append(' ').append(arguments(action.arguments()));
    }
    return text.toString();
  }

  private static String arguments(List<@Nullable Object> arguments) {
    return arguments.isEmpty()
        ? "-"
        : arguments.stream().map(ProgramText::argument).collect(Collectors.joining(","));
  }

  private static String argument(@Nullable Object value) {
    return switch (value) {
      case null -> "n";
      case Integer i -> "i" + i;
      case Long l -> "l" + l;
      case Float f -> "f" + Integer.toHexString(Float.floatToRawIntBits(f));
      case Double d -> "d" + Long.toHexString(Double.doubleToRawLongBits(d));
      case V128 v -> "v" + Long.toHexString(v.low()) + ":" + Long.toHexString(v.high());
      case HostObject h -> "h" + h.number();
      default -> throw new IllegalArgumentException("no argument: " + value);
    };
  }

  /**
   * The program of a line.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Program read(String line) {
    Iterator<String> words = Arrays.asList(line.strip().split(" ")).iterator();
    if (!words.next().equals("program")) {
      throw new IllegalArgumentException("no program: " + line);
    }
    long seed = Long.parseLong(words.next());
    var units = new ArrayList<Unit>();
    var actions = new ArrayList<Action>();
    while (words.hasNext()) {
      String kind = words.next();
      String unit = words.next();
      if (kind.equals("unit")) {
        units.add(new Unit(unit, Base64.getDecoder().decode(words.next())));
      } else {
        String export = words.next();
        int times = Integer.parseInt(words.next());
        actions.add(new Action(unit, export, readArguments(words.next()), times));
      }
    }
    return new Program(seed, units, actions);
  }

  private static List<@Nullable Object> readArguments(String word) {
    var values = new ArrayList<@Nullable Object>();
    if (!word.equals("-")) {
      for (String argument : word.split(",")) {
        values.add(readArgument(argument));
      }
    }
    return values;
  }

  private static @Nullable Object readArgument(String word) {
    String rest = word.substring(1);
    return switch (word.charAt(0)) {
      case 'n' -> null;
      case 'i' -> Integer.valueOf(rest);
      case 'l' -> Long.valueOf(rest);
      case 'f' -> Float.intBitsToFloat(Integer.parseUnsignedInt(rest, 16));
      case 'd' -> Double.longBitsToDouble(Long.parseUnsignedLong(rest, 16));
      case 'v' -> {
        int colon = rest.indexOf(':');
        yield new V128(
            Long.parseUnsignedLong(rest.substring(0, colon), 16),
            Long.parseUnsignedLong(rest.substring(colon + 1), 16));
      }
      case 'h' -> new HostObject(Integer.parseInt(rest));
      default -> throw new IllegalArgumentException("no argument: " + word);
    };
  }
}
