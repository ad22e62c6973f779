package dev.quern.fuzz;

import java.io.IOException;
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

  /** The default way to run programs. */
  Runner reference() {
    return reference;
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

  /** The way of a name, or the default one. */
  Runner runner(String name) {
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
