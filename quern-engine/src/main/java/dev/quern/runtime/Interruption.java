package dev.quern.runtime;

import java.util.concurrent.ForkJoinWorkerThread;

/**
 * What generated code asks, if it is to be interruptible, at the start of functions and at the head
 * of loops.
 *
 * <p>{@link Thread#isInterrupted} is overridden, so that HotSpot goes by the classes of threads
 * that it has seen calling it. Once there are three it would look the method up at every call, in
 * all modules of the process: loops took 3 to 14 times as long then. So what is asked of a thread
 * is asked where its class is known well enough for HotSpot to inline the answer, the read of a
 * field.
 */
public final class Interruption {
  private Interruption() {}

  /**
   * Traps if the running thread has been interrupted, and leaves it marked so.
   *
   * @throws TrapException {@link Trap#INTERRUPTED}
   */
  public static void check() {
    Thread thread = Thread.currentThread();
    if (thread.getClass() == Thread.class ? thread.isInterrupted() : isInterrupted(thread)) {
      throw Trap.INTERRUPTED.exception();
    }
  }

  private static boolean isInterrupted(Thread thread) {
    if (thread.isVirtual()) {
      return thread.isInterrupted();
    }
    return thread instanceof ForkJoinWorkerThread worker
        ? worker.isInterrupted()
        : isOtherInterrupted(thread);
  }

  private static boolean isOtherInterrupted(Thread thread) {
    return thread.isInterrupted();
  }
}
