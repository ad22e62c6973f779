package dev.quern.fuzz;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs programs in the default way and in those of some oracles, on one thread. */
final class Comparison implements AutoCloseable {
  private final Runner reference;
  private final Map<Oracle, List<Runner>> runners = new EnumMap<>(Oracle.class);

  Comparison(Set<Oracle> oracles, Setup setup) {
    reference = setup.quern("default", Worker.options());
    for (Oracle oracle : oracles) {
      runners.put(oracle, oracle.runners(setup));
    }
  }

  /** What a program shows by default. */
  Observation expected(Program program) throws InterruptedException {
    return observe(reference, program);
  }

  /** How the others differ. */
  List<Find> finds(Program program, Observation expected) throws InterruptedException {
    var finds = new ArrayList<Find>();
    for (String line : expected.lines()) {
      if (line.contains(": " + Run.FAULT)) {
        finds.add(new Find(program, reference.name(), line, expected, expected));
        return finds;
      }
    }
    for (var entry : runners.entrySet()) {
      if (entry.getKey().takes(program.seed())) {
        for (Runner runner : entry.getValue()) {
          compare(program, expected, runner, finds);
        }
      }
    }
    return finds;
  }

  private static void compare(
      Program program, Observation expected, Runner runner, List<Find> finds)
      throws InterruptedException {
    Observation actual = observe(runner, program);
    String difference = Find.difference(expected, actual);
    if (!difference.isEmpty()) {
      finds.add(new Find(program, runner.name(), difference, expected, actual));
    }
  }

  /** What a way to run a program shows; that it does not come to an end is shown, too. */
  static Observation observe(Runner runner, Program program) throws InterruptedException {
    try {
      return runner.run(program);
    } catch (IOException e) {
      return new Observation(List.of("all: " + Run.FAULT + e.getMessage()));
    }
  }

  /** What a program should show: V8 is right as a rule, and of two settings the default one. */
  Observation right(Find find, Program program) throws InterruptedException {
    Runner runner = runner(find.runner());
    return runner.name().equals(Oracle.NODE.title()) ? observe(runner, program) : expected(program);
  }

  /** A small program with which the same way to run it differs, in the same manner. */
  Program reduced(Find find, Duration limit) {
    Runner runner = runner(find.runner());
    // What runs for a minute does so for each try.
    boolean isSlow = find.actual().toString().contains("no end within");
    return isSlow
        ? find.program()
        : Reducer.reduce(
            find.program(),
            candidate -> isLike(find, candidate, runner),
            limit,
            (bytes, actions, tried) -> {});
  }

  private boolean isLike(Find find, Program candidate, Runner runner) {
    try {
      Observation expected = expected(candidate);
      Observation actual = runner == reference ? expected : observe(runner, candidate);
      return hasFault(expected) == hasFault(find.expected())
          && hasFault(actual) == hasFault(find.actual())
          && (runner == reference || !Find.difference(expected, actual).isEmpty());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static boolean hasFault(Observation observation) {
    return observation.lines().stream().anyMatch(line -> line.contains(": " + Run.FAULT));
  }

  /** The way of a name, or the default one. */
  private Runner runner(String name) {
    return runners.values().stream()
        .flatMap(List::stream)
        .filter(runner -> runner.name().equals(name))
        .findFirst()
        .orElse(reference);
  }

  @Override
  public void close() {
    reference.close();
    runners.values().forEach(list -> list.forEach(Runner::close));
  }
}
