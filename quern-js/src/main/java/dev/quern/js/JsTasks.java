package dev.quern.js;

/**
 * The event loop of a host, as far as the interface needs it: work is done on other threads, and
 * what it leads to is a task on the thread that uses the context.
 */
public interface JsTasks {
  /**
   * Says that one task will be posted later, so that the loop does not end before. Called on the
   * loop's thread.
   */
  void expect();

  /** Posts an expected task. Called on any thread; the loop runs the task on its own. */
  void post(Runnable task);
}
