package dev.quern.fuzz;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Makes a program small that shows something. It tries to leave parts out or to replace them by
 * simpler ones, large parts first, and keeps each change with which the program still shows it.
 * Candidates that are no valid modules are not tried.
 */
public final class Reducer {

  /** Hears of every smaller program. */
  public interface Progress {
    /**
     * A smaller program has been found.
     *
     * @param bytes size of its modules
     * @param actions number of its calls
     * @param tried how many programs have been tried until now
     */
    void smaller(long bytes, int actions, int tried);
  }

  /** Says whether a change of the draft at hand, a run of parts, is kept. */
  interface Change {
    boolean tryOn(int from, int to);
  }

  private final Predicate<Program> shows;
  private final Progress progress;
  private final long deadline;
  private final Set<String> names;
  private final Set<List<Object>> tried = new HashSet<>();
  private Draft draft;
  private Program program;

  private Reducer(Program program, Predicate<Program> shows, Duration limit, Progress progress) {
    this.shows = shows;
    this.progress = progress;
    this.deadline = System.nanoTime() + limit.toNanos();
    this.names = program.units().stream().map(Program.Unit::name).collect(Collectors.toSet());
    this.draft = Draft.of(program);
    this.program = program;
    tried.add(fingerprint(draft.program()));
  }

  /**
   * Makes a program small.
   *
   * @param program what shows it
   * @param shows whether a program still shows it
   * @param limit after this time the smallest program so far is the answer
   * @return a program that shows it, perhaps the same
   */
  public static Program reduce(
      Program program, Predicate<Program> shows, Duration limit, Progress progress) {
    return new Reducer(program, shows, limit, progress).reduce();
  }

  private Program reduce() {
    Program before;
    do {
      before = program;
      new ActionCuts(this).run();
      new ModuleCuts(this).run();
      new BodyCuts(this).run();
      new SignatureCuts(this).run();
    } while (before != program && hasTime());
    return program;
  }

  /** The smallest program so far. */
  Draft draft() {
    return draft;
  }

  boolean hasTime() {
    return System.nanoTime() < deadline && !Thread.currentThread().isInterrupted();
  }

  /** Tries a program in which the modules of one unit may be invalid; keeps it if it will do. */
  boolean keep(Draft candidate, int changedUnit) {
    return hasTime() && candidate.units().get(changedUnit).isValid() && keep(candidate);
  }

  /** Tries other parts in place of those of a unit; keeps them if they will do. */
  boolean keep(int unit, Parts parts) {
    return keep(draft.withParts(unit, parts), unit);
  }

  /** Tries a program of valid modules; keeps it if it will do. */
  boolean keep(Draft candidate) {
    if (!hasTime() || !candidate.isLinked(names)) {
      return false;
    }
    Program smaller = candidate.program();
    if (!tried.add(fingerprint(smaller)) || !shows.test(smaller)) {
      return false;
    }
    draft = candidate;
    program = smaller;
    long bytes = smaller.units().stream().mapToLong(unit -> unit.module().length).sum();
    progress.smaller(bytes, smaller.actions().size(), tried.size());
    return true;
  }

  private static List<Object> fingerprint(Program program) {
    return List.of(
        program.units().stream()
            .map(unit -> List.of(unit.name(), unit.module().length, Arrays.hashCode(unit.module())))
            .toList(),
        Objects.hash(program.actions()));
  }

  /** Tries a change on runs of parts, half of them first, and those that are left in the end. */
  void halving(int count, Change change) {
    int left = count;
    for (int length = count; length > 0; length /= 2) {
      for (int from = 0; from < left && hasTime(); ) {
        int to = Math.min(from + length, left);
        if (change.tryOn(from, to)) {
          left -= to - from;
        } else {
          from = to;
        }
      }
    }
  }
}
