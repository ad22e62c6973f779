package dev.quern.runtime;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The threads that wait at addresses of a shared memory (threads proposal, "wait and notify"), each
 * address with a queue of its own, first come first notified. One lock makes comparing and going to
 * sleep one step, so that no notification falls between them. Nobody wakes without a reason.
 */
final class Waiters {
  static final int NOTIFIED = 0;
  static final int NOT_EQUAL = 1;
  static final int TIMED_OUT = 2;

  private static final class Waiter {
    final Condition condition;
    boolean isNotified;

    Waiter(Condition condition) {
      this.condition = condition;
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Long, ArrayDeque<Waiter>> queues = new HashMap<>();

  /**
   * Waits until somebody notifies, if the memory holds an expected value.
   *
   * @param timeout nanoseconds, for ever if negative
   * @throws TrapException if the thread is interrupted; it is still marked as interrupted then, for
   *     WebAssembly code has no way to be told and would wait again
   */
  int await(long address, int width, long expected, long timeout, MemoryInstance memory) {
    lock.lock();
    try {
      if (memory.getVolatile(address, width) != expected) {
        return NOT_EQUAL;
      }
      var waiter = new Waiter(lock.newCondition());
      queues.computeIfAbsent(address, a -> new ArrayDeque<>()).add(waiter);
      try {
        sleep(waiter, timeout);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        if (!waiter.isNotified) {
          throw Trap.WAIT_INTERRUPTED.exception();
        }
      } finally {
        remove(address, waiter);
      }
      return waiter.isNotified ? NOTIFIED : TIMED_OUT;
    } finally {
      lock.unlock();
    }
  }

  private static void sleep(Waiter waiter, long timeout) throws InterruptedException {
    long left = timeout;
    while (!waiter.isNotified && (timeout < 0 || left > 0)) {
      if (timeout < 0) {
        waiter.condition.await();
      } else {
        left = waiter.condition.awaitNanos(left);
      }
    }
  }

  private void remove(long address, Waiter waiter) {
    ArrayDeque<Waiter> queue = queues.get(address);
    if (queue != null) {
      queue.remove(waiter);
      if (queue.isEmpty()) {
        queues.remove(address);
      }
    }
  }

  /**
   * Wakes those who have waited longest.
   *
   * @param count the greatest number to wake
   * @return the number woken
   */
  long signal(long address, long count) {
    lock.lock();
    try {
      ArrayDeque<Waiter> queue = queues.get(address);
      long woken = 0;
      while (queue != null && woken < count && !queue.isEmpty()) {
        Waiter waiter = queue.remove();
        waiter.isNotified = true;
        waiter.condition.signal();
        woken++;
      }
      return woken;
    } finally {
      lock.unlock();
    }
  }
}
