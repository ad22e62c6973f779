package dev.quern.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.internal.syntax.Opcode;
import dev.quern.runtime.Trap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A fixed number of random programs does the same in all settings of this JVM, and in node if there
 * is one new enough; {@code ./fuzz} tries more, in other JVMs too.
 *
 * <p>{@code -Dquern.fuzz.programs=N} tries N programs.
 */
final class FuzzTest {
  private static final long PROGRAMS = Long.getLong("quern.fuzz.programs", 40);

  /** Programs in which every row of the table of instructions is written somewhere. */
  private static final int FOR_ALL_ROWS = 300;

  private static final Set<Oracle> IN_THIS_JVM =
      EnumSet.of(
          Oracle.LIMITS,
          Oracle.EAGER,
          Oracle.VECTORS,
          Oracle.INTERRUPTION,
          Oracle.LARGE,
          Oracle.CACHE);

  private static final Duration LIMIT = Duration.ofMinutes(3);

  @Test
  void programsDoTheSameInAllSettings(@TempDir Path folder) throws InterruptedException {
    assertThat(finds(IN_THIS_JVM, new Setup(folder, "", LIMIT), 1)).isEmpty();
  }

  @Test
  void programsDoWhatTheyDoInNode(@TempDir Path folder) throws InterruptedException {
    NodeFinder.Found node = NodeFinder.find(Optional.empty());
    if (node.command().isEmpty()) {
      System.out.println("skipped: random programs in node: " + node.why());
      Assumptions.abort(node.why());
    }
    // Every second one is portable.
    assertThat(finds(EnumSet.of(Oracle.NODE), new Setup(folder, node.command(), LIMIT), 2))
        .isEmpty();
  }

  /** What programs show of which the seeds are multiples of a number, two at a time. */
  private static List<String> finds(Set<Oracle> oracles, Setup setup, int multiple)
      throws InterruptedException {
    var next = new AtomicLong();
    var lines = new ArrayList<String>();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < 2; i++) {
      threads.add(Thread.ofPlatform().start(() -> search(oracles, setup, multiple, next, lines)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(next.get()).as("programs that were begun").isGreaterThanOrEqualTo(PROGRAMS);
    return lines;
  }

  private static void search(
      Set<Oracle> oracles, Setup setup, int multiple, AtomicLong next, List<String> lines) {
    try (var comparison = new Comparison(oracles, setup)) {
      for (long i = next.getAndIncrement(); i < PROGRAMS; i = next.getAndIncrement()) {
        Program program = Generator.program(i * multiple);
        for (Find find : comparison.finds(program, comparison.expected(program))) {
          synchronized (lines) {
            lines.add(find.line());
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void everyInstructionIsWritten() {
    var missing = EnumSet.allOf(Opcode.class);
    for (int seed = 0; seed < FOR_ALL_ROWS; seed++) {
      for (byte[] module : Generator.modules(seed)) {
        Parts.of(module).functions.forEach(f -> f.code().forEach(i -> missing.remove(i.opcode())));
      }
    }
    assertThat(missing).as("rows that no program has").isEmpty();
  }

  /** Engines say different words for one trap: one without a class would be a find for nothing. */
  @ParameterizedTest
  @EnumSource
  void everyTrapHasAClass(Trap trap) {
    assertThat(TrapClass.names()).contains(TrapClass.of(trap.message()));
  }

  @Test
  void mostCallsGiveValues() throws InterruptedException {
    var tally = new Tally();
    try (var comparison = new Comparison(Set.of(), new Setup(Path.of(""), "", LIMIT))) {
      for (int seed = 0; seed < 30; seed++) {
        tally.add(comparison.expected(Generator.program(seed)));
      }
    }
    assertThat(tally.share("values")).isGreaterThan(0.6);
  }

  @Test
  void aSeedStandsForOneProgram() {
    assertThat(ProgramText.write(Generator.program(7)))
        .isEqualTo(ProgramText.write(Generator.program(7)))
        .isNotEqualTo(ProgramText.write(Generator.program(9)));
  }

  @Test
  void aProgramIsReadAsItWasWritten() {
    for (int seed = 0; seed < 20; seed++) {
      String text = ProgramText.write(Generator.program(seed));
      assertThat(ProgramText.write(ProgramText.read(text))).isEqualTo(text);
    }
  }

  @Test
  void theCommandLineIsRead() {
    FuzzOptions options =
        FuzzOptions.of("--minutes", "0.5", "--oracle", "limits", "c2", "--seed", "12", "x.txt");
    assertThat(options.minutes()).isEqualTo(0.5);
    assertThat(options.oracles()).containsExactly(Oracle.LIMITS, Oracle.C2);
    assertThat(options.seed()).isEqualTo(12);
    assertThat(options.replay()).containsExactly(Path.of("x.txt"));
    assertThat(FuzzOptions.of().oracles()).containsExactly(Oracle.values());
    assertThatThrownBy(() -> FuzzOptions.of("--oracle", "chance"))
        .hasMessage("there is no oracle chance");
    assertThatThrownBy(() -> FuzzOptions.of("--minutes")).hasMessage("--minutes needs a value");
    assertThat(FuzzOptions.helpText()).contains("--oracle NAME...", "node", "V8");
  }
}
