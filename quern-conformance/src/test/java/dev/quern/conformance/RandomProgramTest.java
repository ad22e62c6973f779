package dev.quern.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.quern.Options;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random programs do the same whatever the method limit: cut into hundreds of methods, into a few,
 * or not at all; and whatever vectors are made of.
 *
 * <p>{@code -Dquern.random.programs=N} tries N programs; {@code -Dquern.random.seed=S} begins with
 * another seed than 0.
 */
final class RandomProgramTest {
  private static final int PROGRAMS = Integer.getInteger("quern.random.programs", 300);
  private static final int NODE_PROGRAMS = Math.max(60, PROGRAMS / 4);
  private static final long FIRST_SEED = Long.getLong("quern.random.seed", 0);
  private static final List<Options> OPTIONS =
      List.of(
          options(8_000, true),
          options(1_000, true),
          options(400, true),
          options(200, true),
          options(8_000, false),
          options(300, false));

  /** Enough to see what they have in common. */
  private static final int REPORTED = 5;

  private static Options options(int methodLimit, boolean vectorApi) {
    return Options.defaults().withMethodLimit(methodLimit).withVectorApi(vectorApi);
  }

  private static LongStream seeds() {
    return LongStream.range(FIRST_SEED, FIRST_SEED + PROGRAMS);
  }

  @Test
  void aProgramDoesTheSameWithAllOptions() {
    List<String> faults =
        seeds()
            .parallel()
            .mapToObj(seed -> fault(new RandomProgram(seed, false)))
            .filter(text -> !text.isEmpty())
            .limit(REPORTED)
            .toList();
    if (!faults.isEmpty()) {
      fail(String.join("\n\n", faults));
    }
  }

  @Test
  void aProgramDoesWhatItDoesInNode(@TempDir Path folder) throws IOException {
    Assumptions.assumeTrue(NodeRun.isPossible(), "there is no node on the PATH");
    List<RandomProgram> programs =
        seeds().limit(NODE_PROGRAMS).mapToObj(seed -> new RandomProgram(seed, true)).toList();
    Map<Long, List<String>> expected = NodeRun.of(programs, folder);
    var faults = new ArrayList<String>();
    for (RandomProgram program : programs) {
      List<String> actual =
          ProgramRun.of(program, Options.defaults().withMethodLimit(1_000)).stream()
              .map(RandomProgramTest::withoutMessage)
              .toList();
      String difference = difference(expected.getOrDefault(program.seed, List.of()), actual);
      if (!difference.isEmpty()) {
        faults.add("seed " + program.seed + ", portable: " + difference);
      }
    }
    assertThat(faults).isEmpty();
  }

  /** Messages of traps are not the same in all engines. */
  private static String withoutMessage(String line) {
    return line.replaceFirst("trap: .*", "trap");
  }

  @Test
  void aSeedStandsForOneProgram() {
    assertThat(new RandomProgram(7, true).bytes).isEqualTo(new RandomProgram(7, true).bytes);
    assertThat(new RandomProgram(8, true).bytes).isNotEqualTo(new RandomProgram(7, true).bytes);
  }

  private static String fault(RandomProgram program) {
    var results = new ArrayList<List<String>>();
    for (Options options : OPTIONS) {
      try {
        results.add(ProgramRun.of(program, options));
      } catch (AssertionError e) {
        return e.getMessage() + ": " + e.getCause();
      }
      String difference = difference(results.getFirst(), results.getLast());
      if (!difference.isEmpty()) {
        return "seed " + program.seed + ", " + options + ": " + difference;
      }
    }
    return "";
  }

  /** The first line that is not as expected, or nothing. */
  static String difference(List<String> expected, List<String> actual) {
    for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
      if (!expected.get(i).equals(actual.get(i))) {
        return "line " + i + " was " + expected.get(i) + " and is " + actual.get(i);
      }
    }
    return expected.size() == actual.size() ? "" : "lines are missing";
  }
}
