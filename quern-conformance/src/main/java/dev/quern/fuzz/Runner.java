package dev.quern.fuzz;

import java.io.IOException;

/**
 * One way to run programs: Quern with some options in this JVM, Quern in another JVM with flags,
 * node.
 */
public interface Runner extends AutoCloseable {

  /** What it is called in a find. */
  String name();

  /**
   * Runs a program from a fresh state.
   *
   * @throws IOException if the program ended the process that ran it, or did not come to an end;
   *     the next program gets a new process
   */
  Observation run(Program program) throws IOException, InterruptedException;

  @Override
  void close();
}
