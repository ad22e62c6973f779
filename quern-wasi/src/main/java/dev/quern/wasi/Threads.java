package dev.quern.wasi;

import dev.quern.Imports;
import dev.quern.WebAssembly;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a program, {@code wasi.thread-spawn} of the wasi-threads proposal: each is a Java
 * thread with an instance of its own of the program's module, and all share a memory and the
 * descriptors.
 *
 * <p>A program ends when its main function returns, and when any of its threads traps or exits.
 * Whatever ends it first is its outcome; the other threads are interrupted then, and end in the
 * next function of WASI that they call, in the wait that they are in, or, if the module was
 * compiled with {@code Options.withInterruption}, at once.
 */
final class Threads {
  /** What a thread of C may recurse into; only what is touched costs memory. */
  private static final long STACK_BYTES = 16L << 20;

  /** Larger numbers are reserved by the proposal. */
  private static final int MAX_ID = 0x1FFF_FFFF;

  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);

  private final int limit;
  private final Set<Thread> running = new HashSet<>();
  private WebAssembly.@Nullable Module module;
  private Imports imports = Imports.none();
  private @Nullable Thread main;
  private int lastId;
  private volatile @Nullable Throwable outcome;

  /**
   * Takes a thread out of a program that has ended elsewhere; nothing in WebAssembly catches it.
   */
  private static final class Ended extends Error {
    private static final long serialVersionUID = 1;

    Ended() {
      super("the program has ended", null, false, false);
    }
  }

  /** Threads of one program, of which so many may run at once beside the main one. */
  Threads(int limit) {
    this.limit = limit;
  }

  boolean arePossible() {
    return limit > 0;
  }

  /** Says what new threads run. */
  synchronized void program(WebAssembly.Module newModule, Imports newImports) {
    module = newModule;
    imports = newImports;
  }

  /**
   * {@code thread-spawn}: the number of a new thread, or the negative code of an error: {@code
   * EAGAIN} if there may be no more, {@code ENOTSUP} if nobody has said what it would run.
   */
  synchronized int spawn(int argument) {
    requireRunning();
    WebAssembly.Module code = module;
    if (code == null
        || code.exports().stream()
            .noneMatch(e -> e.name().equals(EntryPoint.THREAD_START.export()))) {
      return -Errno.ENOTSUP.code();
    }
    if (running.size() >= limit || lastId == MAX_ID) {
      return -Errno.EAGAIN.code();
    }
    int id = ++lastId;
    Imports shared = imports;
    Runnable task = () -> run(code, shared, id, argument);
    var thread = new Thread(null, task, "wasi-thread-" + id, STACK_BYTES);
    thread.setDaemon(true);
    running.add(thread);
    try {
      thread.start();
    } catch (OutOfMemoryError e) {
      running.remove(thread);
      return -Errno.EAGAIN.code();
    }
    return id;
  }

  private void run(WebAssembly.Module code, Imports shared, int id, int argument) {
    try {
      EntryPoint.THREAD_START.in(new WebAssembly.Instance(code, shared)).call(id, argument);
    } catch (RuntimeException | Error e) {
      end(e);
    } finally {
      left();
    }
  }

  private synchronized void left() {
    running.remove(Thread.currentThread());
  }

  /** Leaves a function of WASI if the program has ended. */
  void requireRunning() {
    if (outcome != null) {
      throw new Ended();
    }
  }

  /**
   * Runs the main function, and ends the other threads with it.
   *
   * @return the exit status
   */
  int runMain(Runnable start) {
    synchronized (this) {
      main = Thread.currentThread();
    }
    Throwable own;
    try {
      start.run();
      own = new WasiExit(0);
    } catch (RuntimeException | Error e) {
      own = e;
    }
    Throwable last = lastOutcome(own);
    awaitOthers();
    if (last instanceof WasiExit exit) {
      return exit.status();
    } else if (last instanceof RuntimeException e) {
      throw e;
    } else if (last instanceof Error e) {
      throw e;
    }
    throw new IllegalStateException(last);
  }

  /** What has ended the program; the main function's end, if nothing has before. */
  private synchronized Throwable lastOutcome(Throwable own) {
    main = null;
    if (lastId == 0) {
      return own;
    }
    Throwable first = outcome;
    if (first != null) {
      // This thread was interrupted to be told; who called it must not take that for his own.
      Thread.interrupted();
    }
    end(own);
    return first != null ? first : own;
  }

  private synchronized void end(Throwable cause) {
    if (outcome != null) {
      return;
    }
    outcome = cause;
    Thread current = Thread.currentThread();
    if (main != null && main != current) {
      main.interrupt();
    }
    for (Thread thread : running) {
      if (thread != current) {
        thread.interrupt();
      }
    }
  }

  private synchronized List<Thread> others() {
    return List.copyOf(running);
  }

  /** Gives them a moment: one that never asks goes on, as a daemon. */
  private void awaitOthers() {
    long end = System.nanoTime() + PATIENCE;
    try {
      for (Thread thread : others()) {
        TimeUnit.NANOSECONDS.timedJoin(thread, end - System.nanoTime());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
