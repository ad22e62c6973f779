package dev.quern.fuzz;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Modules and what is done with them, in order.
 *
 * @param seed what the generator made it of; 0 for one that was made otherwise
 * @param units the modules, in the order in which they are instantiated
 * @param actions the calls, after all units are instantiated
 */
public record Program(long seed, List<Unit> units, List<Action> actions) {

  /**
   * A module, instantiated under its name; its imports come from earlier units, by their names, or
   * from {@link Host#MODULE}.
   */
  public record Unit(String name, byte[] module) {}

  /**
   * A call of an export.
   *
   * @param arguments boxed as dev.quern has them: {@code Integer}, {@code Long}, {@code Float},
   *     {@code Double}, {@code V128}, {@code null}; a host object is a {@link HostObject}
   * @param times how often it is called, one after the other
   */
  public record Action(String unit, String export, List<@Nullable Object> arguments, int times) {}

  /** An object that only the host knows, passed as an externref; equal ones are the same object. */
  public record HostObject(int number) {}
}
