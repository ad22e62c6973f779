package dev.quern.cli.script;

import dev.quern.js.JsTasks;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a script, which run one after the other on the thread of {@link #run}: those that
 * were posted in the order of their posting, timers in the order of their times. The loop ends when
 * nothing is left and nothing is expected.
 *
 * <p>Timers that one task starts are ordered as if it had started them all at its beginning, so
 * that their order does not depend on how fast the task is; none is early for that.
 */
final class EventLoop implements JsTasks {
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** A posted task and when it was posted. */
  private record Posted(long time, Runnable task) {}

  /**
   * A timer.
   *
   * @param order the time that it is ordered by
   * @param due when it may run
   * @param period nanoseconds after which it runs again, or -1
   * @param holds whether the loop waits for it: it does not for a mere deadline
   */
  private record Timer(
      int number, long order, long due, long period, boolean holds, long started, Runnable task)
      implements Comparable<Timer> {
    @Override
    public int compareTo(Timer other) {
      int byTime = Long.compare(order - other.order, 0);
      return byTime != 0 ? byTime : Long.compare(started, other.started);
    }
  }

  private final Object lock = new Object();
  private final ArrayDeque<Posted> posted = new ArrayDeque<>();
  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private final Map<Integer, Timer> timersByNumber = new HashMap<>();
  private final Runnable idle;
  private long taskBegan = System.nanoTime();
  private long lastStarted;
  private int lastNumber;
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
      posted.add(new Posted(System.nanoTime(), task));
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
      long period = repeats ? Math.max(delay, NANOS_PER_MILLI) : -1;
      start(++lastNumber, delay, period, holds, task);
      return lastNumber;
    }
  }

  private void start(int number, long delay, long period, boolean holds, Runnable task) {
    long due = System.nanoTime() + delay;
    var timer = new Timer(number, taskBegan + delay, due, period, holds, ++lastStarted, task);
    timersByNumber.put(number, timer);
    timers.add(timer);
    holding += holds ? 1 : 0;
  }

  void clearTimer(int number) {
    synchronized (lock) {
      Timer timer = timersByNumber.remove(number);
      if (timer != null && timers.remove(timer)) {
        holding -= timer.holds ? 1 : 0;
      }
    }
  }

  /** Says that a task begins that the loop does not know of: the script itself. */
  void beginTask() {
    synchronized (lock) {
      taskBegan = System.nanoTime();
    }
  }

  /** Runs tasks until there is nothing to wait for. What a task throws ends the loop. */
  void run() throws InterruptedException {
    for (Runnable task = next(); task != null; task = next()) {
      task.run();
    }
  }

  /** The next task, at its time, or null if there will be none. */
  private @Nullable Runnable next() throws InterruptedException {
    for (boolean wasIdle = false; ; wasIdle = true) {
      synchronized (lock) {
        if (holding == 0 && expected == 0 && posted.isEmpty()) {
          return null;
        }
        Runnable ready = ready();
        if (ready != null) {
          return ready;
        }
        if (wasIdle) {
          await();
        }
      }
      if (!wasIdle) {
        idle.run();
      }
    }
  }

  private @Nullable Runnable ready() {
    long now = System.nanoTime();
    Timer timer = timers.peek();
    Posted task = posted.peek();
    if (timer != null && timer.due - now <= 0 && (task == null || timer.due - task.time <= 0)) {
      timers.remove();
      holding -= timer.holds ? 1 : 0;
      taskBegan = now;
      return () -> fire(timer);
    }
    if (task != null) {
      posted.remove();
      taskBegan = now;
      return task.task;
    }
    return null;
  }

  private void await() throws InterruptedException {
    Timer timer = timers.peek();
    // Rounded up: a timer is never early, and this never spins.
    long millis =
        timer == null ? 0 : Math.max(0, timer.due - System.nanoTime()) / NANOS_PER_MILLI + 1;
    lock.wait(millis);
  }

  private void fire(Timer timer) {
    if (timer.period < 0) {
      synchronized (lock) {
        timersByNumber.remove(timer.number);
      }
    }
    timer.task.run();
    synchronized (lock) {
      // Unless the task has cleared its own timer.
      if (timer.period >= 0 && timersByNumber.get(timer.number) == timer) {
        start(timer.number, timer.period, timer.period, timer.holds, timer.task);
      }
    }
  }
}
