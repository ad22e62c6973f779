package dev.quern.cli.script;

import dev.quern.js.JsTasks;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a script, which run one after the other on the thread of {@link #run}. A timer is a
 * task with a later time: tasks run in the order of their times, and of their posting where the
 * times are the same. The loop ends when nothing is left and nothing is expected.
 */
final class EventLoop implements JsTasks {
  private static final long NANOS_PER_MILLI = 1_000_000;

  /**
   * A task and when it is due.
   *
   * @param period nanoseconds after which it is due again, or -1
   * @param holds whether the loop waits for it: it does not for a mere deadline
   */
  private record Entry(long due, long number, Runnable task, long period, boolean holds)
      implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      int order = Long.compare(due - other.due, 0);
      return order != 0 ? order : Long.compare(number, other.number);
    }
  }

  private final Object lock = new Object();
  private final PriorityQueue<Entry> entries = new PriorityQueue<>();
  private final Map<Integer, Entry> timers = new HashMap<>();
  private final Runnable idle;
  private long lastNumber;
  private int lastTimer;
  private int expected;
  private int holding;

  /**
   * A loop without tasks.
   *
   * @param idle what to do before waiting
   */
  EventLoop(Runnable idle) {
    this.idle = idle;
  }

  @Override
  public void expect() {
    synchronized (lock) {
      expected++;
    }
  }

  @Override
  public void post(Runnable task) {
    synchronized (lock) {
      expected--;
      add(System.nanoTime(), task, -1, true);
      lock.notifyAll();
    }
  }

  /**
   * Starts a timer.
   *
   * @return its number, for {@link #clearTimer}
   */
  int startTimer(double millis, boolean repeats, boolean holds, Runnable task) {
    long delay = (long) (millis * NANOS_PER_MILLI);
    synchronized (lock) {
      int timer = ++lastTimer;
      long period = repeats ? Math.max(delay, NANOS_PER_MILLI) : -1;
      timers.put(timer, add(System.nanoTime() + delay, () -> fire(timer, task), period, holds));
      return timer;
    }
  }

  void clearTimer(int timer) {
    synchronized (lock) {
      Entry entry = timers.remove(timer);
      if (entry != null && entries.remove(entry) && entry.holds) {
        holding--;
      }
    }
  }

  /** Runs tasks until there is nothing to wait for. What a task throws ends the loop. */
  void run() throws InterruptedException {
    for (Entry next = next(); next != null; next = next()) {
      next.task.run();
    }
  }

  private Entry add(long due, Runnable task, long period, boolean holds) {
    var entry = new Entry(due, ++lastNumber, task, period, holds);
    entries.add(entry);
    holding += holds ? 1 : 0;
    return entry;
  }

  /** The next task when it is due, or null if there will be none. */
  private @Nullable Entry next() throws InterruptedException {
    boolean wasIdle = false;
    while (true) {
      synchronized (lock) {
        if (holding == 0 && expected == 0) {
          return null;
        }
        Entry first = entries.peek();
        long wait = first == null ? Long.MAX_VALUE : first.due - System.nanoTime();
        if (first != null && wait <= 0) {
          entries.remove();
          holding -= first.holds ? 1 : 0;
          return first;
        }
        if (wasIdle) {
          // Rounded up: a timer never fires early, and this never spins.
          lock.wait(first == null ? 0 : wait / NANOS_PER_MILLI + 1);
        }
      }
      if (!wasIdle) {
        idle.run();
        wasIdle = true;
      }
    }
  }

  private void fire(int timer, Runnable task) {
    Entry fired;
    synchronized (lock) {
      fired = timers.get(timer);
      if (fired != null && fired.period < 0) {
        timers.remove(timer);
      }
    }
    task.run();
    synchronized (lock) {
      // Unless the task has cleared its own timer.
      if (fired != null && fired.period >= 0 && timers.get(timer) == fired) {
        long due = System.nanoTime() + fired.period;
        timers.put(timer, add(due, fired.task, fired.period, fired.holds));
      }
    }
  }
}
