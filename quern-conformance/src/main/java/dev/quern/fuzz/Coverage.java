package dev.quern.fuzz;

import dev.quern.Exports;
import dev.quern.internal.syntax.Opcode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How often each row of the table of instructions was executed by some programs. They run once
 * more, with counters in them; an instruction that traps counts, one behind it does not. Threads
 * may add programs at the same time.
 */
final class Coverage {
  /** How often an instruction is executed in one program to be hot: HotSpot's C2 compiles it. */
  static final long HOT = 5_000;

  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final long[] executed = new long[Opcode.values().length];
  private final long[] hot = new long[executed.length];
  private int programs;

  /**
   * Runs a program and adds what it executes.
   *
   * @throws IOException if it does not come to an end within {@link #LIMIT}
   */
  void add(Program program) throws IOException, InterruptedException {
    var units = new ArrayList<CountedUnit>();
    var counted = new ArrayList<Program.Unit>();
    for (Program.Unit unit : program.units()) {
      CountedUnit with = CountedUnit.of(unit);
      units.add(with);
      counted.add(with.unit());
    }
    var run = new Program(program.seed(), counted, program.actions());
    try (var runner =
        new QuernRunner("coverage", Worker.options(), LIMIT, instances -> add(units, instances))) {
      runner.run(run);
    }
  }

  private synchronized void add(List<CountedUnit> units, Map<String, Exports> instances) {
    units.forEach(unit -> add(unit, instances));
    programs++;
  }

  private void add(CountedUnit unit, Map<String, Exports> instances) {
    Exports exports = instances.get(unit.unit().name());
    if (exports == null) {
      return;
    }
    unit.constants().forEach(opcode -> executed[opcode.ordinal()]++);
    ByteBuffer counters =
        exports.memory(CountedUnit.COUNTERS).buffer().order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < unit.pieces().size(); i++) {
      long count = counters.getLong(i * Long.BYTES);
      for (Opcode opcode : unit.pieces().get(i)) {
        executed[opcode.ordinal()] += count;
        hot[opcode.ordinal()] += count >= HOT ? count : 0;
      }
    }
  }

  /** How often an instruction was executed. */
  long executed(Opcode opcode) {
    return executed[opcode.ordinal()];
  }

  /** How often an instruction was executed where it was hot. */
  long hot(Opcode opcode) {
    return hot[opcode.ordinal()];
  }

  /** The rows that were never executed. */
  Set<Opcode> missing() {
    return zeros(executed);
  }

  /** The rows that were never hot. */
  Set<Opcode> cold() {
    return zeros(hot);
  }

  private static Set<Opcode> zeros(long[] counts) {
    var rows = EnumSet.noneOf(Opcode.class);
    Arrays.stream(Opcode.values()).filter(row -> counts[row.ordinal()] == 0).forEach(rows::add);
    return rows;
  }

  /** A line for each row: how often it was executed, and how often hot. */
  List<String> table() {
    var lines = new ArrayList<String>();
    lines.add(
        "executed by " + programs + " programs; hot: at least " + HOT + " times in one place");
    for (Opcode row : Opcode.values()) {
      lines.add(String.format(Locale.ROOT, "%-40s %15d %15d", row, executed(row), hot(row)));
    }
    return lines;
  }

  /** Writes the table to a file. */
  void write(Path file) throws IOException {
    Files.write(file, table());
  }
}
