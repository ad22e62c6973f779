package dev.quern.internal.compile;

import dev.quern.internal.compile.body.Cuts;
import dev.quern.internal.compile.body.FuncCompiler;
import dev.quern.internal.compile.body.Subject;
import dev.quern.internal.compile.body.Walk;
import dev.quern.internal.compile.body.WholeStorage;
import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.layout.ClassWriter;
import dev.quern.internal.compile.layout.JvmSignature;
import dev.quern.internal.compile.layout.Layout;
import dev.quern.internal.compile.loop.EntryGuard;
import java.lang.classfile.ClassBuilder;

/**
 * Emits a function that is not cut: as one method, or as a few that call one another.
 *
 * <p>Why: docs/rationale/calls.md.
 */
final class WholeFunction {
  /** Number of methods for a small function that calls itself; each calls the next one. */
  private static final int COPIES = 3;

  /** As {@link #COPIES}, if each method has a guard. */
  private static final int GUARDED_COPIES = 2;

  /** Maximum code size of a small function. */
  private static final int SMALL = 150;

  private final Subject subject;
  private final Layout layout;
  private final int function;
  private final JvmCode code;
  private final WholeStorage storage;
  private final boolean isRecursive;

  /** Prepares a measured function, with the code and storage of the last walk over it. */
  WholeFunction(Subject subject, JvmCode code, WholeStorage storage, boolean isRecursive) {
    this.subject = subject;
    this.layout = subject.layout();
    this.function = subject.index();
    this.code = code;
    this.storage = storage;
    this.isRecursive = isRecursive;
  }

  /** Emits the methods into the function's class. */
  void write(ClassBuilder builder) {
    boolean hasCopies = hasCopies();
    int guard = hasCopies ? guard() : 0;
    int copies = !hasCopies ? 1 : guard > 0 ? GUARDED_COPIES : COPIES;
    for (int i = 0; i < copies; i++) {
      int nextCopy = (i + 1) % copies;
      String next = guard > 0 ? guardOf(nextCopy) : copy(nextCopy);
      if (guard > 0) {
        writeGuard(builder, guard, i);
      }
      builder.withMethodBody(
          copy(i),
          layout.signatureOf(function).method(layout.instance),
          ClassWriter.PUBLIC_STATIC,
          body -> {
            code.start(body);
            storage.prologue();
            var walk = new Walk(subject, code, storage, new WholeCuts());
            if (copies > 1) {
              walk.callsCopy(next);
            }
            var compiler = new FuncCompiler(walk);
            compiler.run();
            compiler.finishMethod();
          });
    }
  }

  /** Returns the number of instructions of the guard at the start of a small function, or 0. */
  private int guard() {
    JvmSignature signature = layout.signatureOf(function);
    boolean isPlain =
        !signature.isWide()
            && signature.results().length() <= 1
            && (signature.parameters() + signature.results()).chars().noneMatch(c -> c == 'V');
    return isPlain ? EntryGuard.length(layout.body(function), signature.parameters().length()) : 0;
  }

  /**
   * Emits a guard method: it does what a copy of the function begins with, and calls the copy if
   * that does not return. Where HotSpot no longer inlines the function, it still inlines the guard.
   */
  private void writeGuard(ClassBuilder builder, int guard, int copy) {
    JvmSignature signature = layout.signatureOf(function);
    JvmCode own = subject.newCode();
    builder.withMethodBody(
        guardOf(copy),
        signature.method(layout.instance),
        ClassWriter.PUBLIC_STATIC,
        body -> {
          own.start(body);
          var ownStorage = new WholeStorage(layout, own, subject.variables(), signature);
          var cuts = new CutBehindGuard(guard);
          var compiler = new FuncCompiler(new Walk(subject, own, ownStorage, cuts));
          compiler.run();
          signature.loadParameters(own);
          ownStorage.loadInstance();
          own.invokeStatic(layout.owner(function), copy(copy), signature.method(layout.instance));
          own.returnValue(signature.first());
          compiler.finishMethod();
        });
  }

  private String guardOf(int copy) {
    return layout.codeMethod(function) + "$g" + copy;
  }

  /** Ends a method after the guard of a function. */
  private static final class CutBehindGuard extends Cuts {
    private final int tick;

    CutBehindGuard(int tick) {
      this.tick = tick;
    }

    @Override
    public boolean isCut(int at) {
      return at == tick;
    }

    @Override
    public void leaveAtCut() {}
  }

  /**
   * Returns whether a function becomes several methods. HotSpot inlines a method into itself only
   * once; functions that take longer to call than to compute (the height of a tree, Fibonacci
   * numbers) need more.
   */
  private boolean hasCopies() {
    boolean isSmall = code.weight() <= SMALL && !layout.isTailCaller(function);
    return isSmall && isRecursive;
  }

  private String copy(int number) {
    return layout.codeMethod(function) + (number == 0 ? "" : "$r" + number);
  }

  /** Cuts of a function that has none. */
  private static final class WholeCuts extends Cuts {}
}
