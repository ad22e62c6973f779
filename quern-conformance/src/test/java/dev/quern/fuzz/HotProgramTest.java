package dev.quern.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every instruction of the table is executed, and often enough for HotSpot's C2. */
final class HotProgramTest {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  @Test
  void noRowIsColdOrMissing() throws IOException, InterruptedException {
    var coverage = new Coverage();
    coverage.add(Generator.program(-2));
    coverage.add(Generator.program(-1));
    assertThat(coverage.missing()).isEmpty();
    assertThat(coverage.cold()).isEmpty();
  }

  @Test
  void everyCallEndsAsItsNameSaysInEverySetting() throws IOException, InterruptedException {
    for (Program program : List.of(Generator.program(-2), Generator.program(-1))) {
      List<String> lines = lines(program, 8_000);
      assertThat(lines)
          .allMatch(line -> line.contains("trap") == line.matches(".*(trap.*: trap|, last trap).*"))
          .noneMatch(line -> line.contains("exception") || line.contains(Run.FAULT));
      assertThat(lines(program, 200)).isEqualTo(lines);
      assertThat(lines(program, 300)).isEqualTo(lines);
    }
  }

  private static List<String> lines(Program program, int methodLimit)
      throws IOException, InterruptedException {
    try (var runner =
        new QuernRunner("hot", Worker.options().withMethodLimit(methodLimit), LIMIT)) {
      return runner.run(program).lines();
    }
  }
}
