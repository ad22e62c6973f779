package dev.quern.fuzz;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the command line says.
 *
 * @param minutes how long to look for something
 * @param programs how many programs to try at most
 * @param seed the first seed
 * @param jobs programs at the same time
 * @param limit the time that a program may take, in one way to run it
 * @param maxFinds finds after which to stop
 * @param reduce how long to make the program of a find smaller
 * @param coverage whether to count how often each instruction is executed
 * @param replay files of programs to run instead of those of seeds
 */
record FuzzOptions(
    double minutes,
    long programs,
    long seed,
    Set<Oracle> oracles,
    Optional<String> node,
    Path out,
    int jobs,
    Duration limit,
    int maxFinds,
    Duration reduce,
    boolean coverage,
    List<Path> replay,
    boolean help) {

  private static final long UNLIMITED = Long.MAX_VALUE / 2;

  private static final String HELP =
      """
      ./fuzz [OPTION...] [FILE...]   runs random programs in different ways, which must agree

      --minutes N       how long (1); a part of one will do
      --programs N      how many programs at most (no limit)
      --seed S          the first seed (from the clock); a seed stands for one program. -2 and -1
                        are programs in which every instruction is hot, which are always first
                        where --programs is not given
      --oracle NAME...  what the default way to run them is compared with (all):
      %s
      --node PATH       the node for the oracle of that name; otherwise the first one of version 24
                        or newer on the PATH, or that of the npm package "node" here or above
      --jobs N          programs at the same time (number of processors)
      --limit SECONDS   what runs longer is a find (60)
      --finds N         stop after so many finds (20)
      --until-find      stop after the first find, which is not made smaller
      --reduce SECONDS  how long to make the program of each find smaller (60)
      --coverage        count how often each instruction is executed, into coverage.txt
      --out FOLDER      where finds go (target/fuzz)
      FILE...           run these programs, program.txt of earlier finds, and show what they do

      Says a line for each find: the seed, the way to run it, and the first line that differs, by
      default and that way. Its folder has the program's modules, what it did, and a script of what
      is left of it when all is left out that the difference does not need. The exit status is 0 if
      nothing was found, 1 if something was, and 2 if this was used wrongly.
      QUERN_JAVA_OPTS holds options for the JVM.
      """;

  /** Whether only some programs are to be tried. */
  boolean isLimited() {
    return programs < UNLIMITED;
  }

  /** The text for {@code --help}. */
  static String helpText() {
    var oracles = new StringBuilder();
    for (Oracle oracle : Oracle.values()) {
      oracles.append(
          "\n                    %-13s %s".formatted(oracle.title(), oracle.description()));
    }
    return HELP.replace("\n%s", oracles);
  }

  /**
   * Reads a command line.
   *
   * @throws IllegalArgumentException if it is wrong
   */
  static FuzzOptions of(String... arguments) {
    return new Parser(arguments).parse();
  }

  private static final class Parser {
    private final Iterator<String> words;
    private final Set<Oracle> oracles = EnumSet.noneOf(Oracle.class);
    private final List<Path> files = new ArrayList<>();
    private double minutes = 1;
    private long programs = UNLIMITED;
    private long seed = System.currentTimeMillis() / 1000 * 10_000;
    private Optional<String> node = Optional.empty();
    private Path out = Path.of("target", "fuzz");
    private int jobs = Runtime.getRuntime().availableProcessors();
    private Duration limit = Duration.ofSeconds(60);
    private int maxFinds = 20;
    private Duration reduce = Duration.ofSeconds(60);
    private boolean coverage;
    private boolean help;

    Parser(String... arguments) {
      words = Arrays.asList(arguments).iterator();
    }

    FuzzOptions parse() {
      boolean isOracle = false;
      while (words.hasNext()) {
        String word = words.next();
        if (word.equals("--oracle")) {
          oracles.add(oracle(value(word)));
          isOracle = true;
        } else if (word.startsWith("-")) {
          isOracle = false;
          option(word);
        } else if (isOracle && !word.contains(".") && !word.contains("/")) {
          oracles.add(oracle(word));
        } else {
          files.add(Path.of(word));
        }
      }
      return new FuzzOptions(
          minutes,
          programs,
          seed,
          oracles.isEmpty() ? EnumSet.allOf(Oracle.class) : oracles,
          node,
          out,
          jobs,
          limit,
          maxFinds,
          reduce,
          coverage,
          files,
          help);
    }

    private void option(String word) {
      switch (word) {
        case "--minutes" -> minutes = number(word, value(word));
        case "--programs" -> programs = (long) number(word, value(word));
        case "--seed" -> seed = (long) number(word, value(word));
        case "--jobs" -> jobs = (int) number(word, value(word));
        case "--limit" -> limit = Duration.ofSeconds((long) number(word, value(word)));
        case "--finds" -> maxFinds = (int) number(word, value(word));
        case "--until-find" -> {
          maxFinds = 1;
          reduce = Duration.ZERO;
        }
        case "--reduce" -> reduce = Duration.ofSeconds((long) number(word, value(word)));
        case "--coverage" -> coverage = true;
        case "--node" -> node = Optional.of(value(word));
        case "--out" -> out = Path.of(value(word));
        case "--help", "-h" -> help = true;
        default -> throw new IllegalArgumentException("there is no option " + word);
      }
    }

    private String value(String option) {
      if (!words.hasNext()) {
        throw new IllegalArgumentException(option + " needs a value");
      }
      return words.next();
    }

    private static double number(String option, String word) {
      try {
        return Double.parseDouble(word);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(option + " needs a number, not " + word, e);
      }
    }

    private static Oracle oracle(String name) {
      for (Oracle oracle : Oracle.values()) {
        if (oracle.title().equals(name)) {
          return oracle;
        }
      }
      throw new IllegalArgumentException("there is no oracle " + name);
    }
  }
}
