package dev.quern.internal.valid;

import dev.quern.internal.binary.NameSection;
import dev.quern.internal.syntax.BodyFacts;
import dev.quern.internal.syntax.Expr;
import dev.quern.internal.syntax.InvalidException;
import dev.quern.internal.syntax.MalformedException;
import dev.quern.internal.syntax.Module;
import dev.quern.internal.syntax.ModuleException;
import dev.quern.internal.syntax.UnsupportedException;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Validates all function bodies, those of a large module in several threads. The threads take runs
 * of functions in ascending order and stop behind the lowest function known to be wrong; so
 * whatever the timing, the error of the lowest function is reported.
 */
final class BodiesValidator {
  /** Bytes of code below which other threads are not worth waking. */
  private static final int LARGE = 1 << 20;

  private static final int RUN = 64;

  private final Module module;
  private final ModuleContext context;
  private final boolean hasFastPath;
  private final List<Expr> bodies;
  private final int firstIndex;
  private final AtomicInteger next = new AtomicInteger();

  private final BitSet tailCallers = new BitSet();
  private final BitSet tailTargets = new BitSet();
  private final BitSet grownMemories = new BitSet();

  private volatile int lowestWrong = Integer.MAX_VALUE;
  private @Nullable ModuleException error;

  BodiesValidator(Module module, ModuleContext context, boolean hasFastPath) {
    this.module = module;
    this.context = context;
    this.hasFastPath = hasFastPath;
    this.bodies = module.bodies();
    this.firstIndex = context.functions.length - bodies.size();
  }

  /** Validates the bodies; the facts include references that have been found before. */
  BodyFacts validate() {
    long size = 0;
    for (Expr body : bodies) {
      size += body.length();
    }
    if (size < LARGE) {
      work();
    } else {
      int threads = Runtime.getRuntime().availableProcessors();
      IntStream.range(0, threads).parallel().forEach(i -> work());
    }
    if (error != null) {
      throw named(error);
    }
    return new BodyFacts(tailCallers, tailTargets, grownMemories, context.references);
  }

  private void work() {
    var body = new Body(context);
    var validator = new FuncValidator(body, hasFastPath);
    for (int start = next.getAndAdd(RUN); start < bodies.size(); start = next.getAndAdd(RUN)) {
      run(validator, start, Math.min(start + RUN, bodies.size()));
    }
    synchronized (this) {
      tailCallers.or(body.tailCallers);
      tailTargets.or(body.tailTargets);
      grownMemories.or(body.grownMemories);
    }
  }

  private void run(FuncValidator validator, int start, int end) {
    for (int i = start; i < end && i < lowestWrong; i++) {
      try {
        validator.function(firstIndex + i, bodies.get(i));
      } catch (ModuleException e) {
        report(i, e);
      }
    }
  }

  private synchronized void report(int index, ModuleException e) {
    if (index < lowestWrong) {
      lowestWrong = index;
      error = e;
    }
  }

  /** The error with the function's index and name, if it has one. */
  private ModuleException named(ModuleException e) {
    int funcIndex = firstIndex + lowestWrong;
    String name = NameSection.of(module).functionName(funcIndex);
    String reason =
        e.reason() + " in function " + funcIndex + (name == null ? "" : " (" + name + ")");
    return switch (e) {
      case InvalidException i -> new InvalidException(reason, e.place());
      case MalformedException m -> new MalformedException(reason, e.place());
      case UnsupportedException u -> new UnsupportedException(u.feature(), reason, e.place());
    };
  }
}
