package dev.quern.internal.text;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A command of a script (the test suite's {@code .wast} files). */
public sealed interface Command {

  /** The line that the command starts in. */
  int line();

  /**
   * Defines a module.
   *
   * @param id identifier without its dollar, or null
   * @param definition whether to stop there, and not to instantiate it under the same identifier
   */
  record DefineModule(int line, @Nullable String id, ModuleSource source, boolean definition)
      implements Command {}

  /**
   * Instantiates a module that was defined before.
   *
   * @param id identifier of the instance, or null
   * @param definition identifier of the module, or null for the last one
   */
  record Instantiate(int line, @Nullable String id, @Nullable String definition)
      implements Command {}

  /** Makes the exports of an instance importable under a name. */
  record Register(int line, String name, @Nullable String instance) implements Command {}

  /** Does something and ignores the results. */
  record Perform(int line, Action action) implements Command {}

  /** The action must return what is expected. */
  record AssertReturn(int line, Action action, List<ResultPattern> expected) implements Command {}

  /** The action must trap. */
  record AssertTrap(int line, Action action, String message) implements Command {}

  /** Instantiation of the module must trap. */
  record AssertModuleTrap(int line, ModuleSource source, String message) implements Command {}

  /** The action must exhaust the call stack. */
  record AssertExhaustion(int line, Action action, String message) implements Command {}

  /** The action must throw an exception that nobody catches. */
  record AssertException(int line, Action action) implements Command {}

  /** The action must suspend without a handler (stack switching). */
  record AssertSuspension(int line, Action action, String message) implements Command {}

  /**
   * The module must be malformed.
   *
   * @param custom whether it is so because of an annotation or custom section only
   */
  record AssertMalformed(int line, ModuleSource source, String message, boolean custom)
      implements Command {}

  /**
   * The module must be invalid.
   *
   * @param custom whether it is so because of an annotation or custom section only
   */
  record AssertInvalid(int line, ModuleSource source, String message, boolean custom)
      implements Command {}

  /** Instantiation of the module must fail because of its imports. */
  record AssertUnlinkable(int line, ModuleSource source, String message) implements Command {}

  /**
   * Runs commands in a thread of their own (threads proposal).
   *
   * @param shared identifiers of the instances that the thread sees
   */
  record Thread(int line, String id, List<String> shared, List<Command> commands)
      implements Command {}

  /** Waits for a thread to end. */
  record Wait(int line, String id) implements Command {}
}
