package dev.quern.internal.compile;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.Opcode;
import java.lang.constant.ConstantDescs;
import java.util.List;

/** Writes the class of a group of functions. */
final class FunctionClass {
  private final Layout layout;
  private final ClassWriter writer;

  FunctionClass(Layout layout, ClassWriter writer) {
    this.layout = layout;
    this.writer = writer;
  }

  /** Writes the functions of a group. */
  void write(int group) {
    int from = layout.groupStart(group);
    int to = layout.groupStart(group + 1);
    writer.addClass(
        layout.owner(from),
        builder -> {
          for (int function = from; function < to; function++) {
            writeFunction(builder, function);
          }
        });
  }

  private void writeFunction(ClassBuilder builder, int function) {
    if (layout.isTailCaller(function)) {
      writeTrampolineEntry(builder, function);
    }
    var variables =
        new Variables(
            FuncCompiler.locals(
                layout.side.functions().get(function).function(), layout.body(function)));
    var code = new JvmCode(layout.options.vectors());
    Walked walked = measure(function, code, variables);
    for (int i = 0; i < MORE_WALKS && variables.chooseShapes(); i++) {
      walked = measure(function, code, variables);
    }
    if (walked.copiesWords()) {
      // Now it is known what cases read.
      walked = measure(function, code, variables);
    }
    int limit = layout.options.methodLimit();
    if (code.weight() <= limit) {
      writeWhole(builder, function, code, variables, walked);
      return;
    }
    // Too much to inline: whole with accesses that are linked, or in chunks.
    Walked linked = measureLinked(function, code, variables);
    if (code.size() <= limit) {
      writeWhole(builder, function, code, variables, linked);
    } else {
      split(builder, function, variables, walked);
    }
  }

  /** Measures a function with accesses that are linked, and with as many copies as fit. */
  private Walked measureLinked(int function, JvmCode code, Variables variables) {
    code.linkAccesses();
    Walked walked = measure(function, code, variables);
    for (WordCopies fewer : FEWER_COPIES) {
      if (code.size() > layout.options.methodLimit() && walked.copiesWords()) {
        variables.wordCopies = fewer;
        walked = measure(function, code, variables);
      }
    }
    return walked;
  }

  private void writeWhole(
      ClassBuilder builder, int function, JvmCode code, Variables variables, Walked walked) {
    boolean hasCopies = hasCopies(function, code, walked);
    int guard = hasCopies ? guard(function) : 0;
    int copies = !hasCopies ? 1 : guard > 0 ? GUARDED_COPIES : COPIES;
    WholeStorage storage = walked.storage();
    for (int i = 0; i < copies; i++) {
      int nextCopy = (i + 1) % copies;
      String next = guard > 0 ? guardOf(function, nextCopy) : copy(function, nextCopy);
      if (guard > 0) {
        writeGuard(builder, function, variables, guard, i);
      }
      builder.withMethodBody(
          copy(function, i),
          layout.signatureOf(function).method(layout.instance),
          ClassWriter.PUBLIC_STATIC,
          body -> {
            code.start(body);
            storage.prologue();
            var walk =
                new FuncCompiler(layout, function, code, variables, storage, new WholeCuts());
            if (copies > 1) {
              walk.callsCopy(next);
            }
            walk.run();
            walk.finishMethod();
          });
    }
  }

  /** Instructions of the guard that a small function begins with, or 0. */
  private int guard(int function) {
    Signature signature = layout.signatureOf(function);
    boolean isPlain =
        !signature.isWide()
            && signature.results().length() <= 1
            && (signature.parameters() + signature.results()).chars().noneMatch(c -> c == 'V');
    return isPlain ? EntryGuard.length(layout.body(function), signature.parameters().length()) : 0;
  }

  /**
   * Writes a method that does what a copy of a function begins with, and calls the copy where that
   * does not return. Where HotSpot inlines no more of the function, it inlines this at least.
   */
  private void writeGuard(
      ClassBuilder builder, int function, Variables variables, int guard, int copy) {
    Signature signature = layout.signatureOf(function);
    var code = new JvmCode(layout.options.vectors());
    builder.withMethodBody(
        guardOf(function, copy),
        signature.method(layout.instance),
        ClassWriter.PUBLIC_STATIC,
        body -> {
          code.start(body);
          var storage = new WholeStorage(layout, code, variables, signature);
          var cuts = new CutBehindGuard(guard);
          var walk = new FuncCompiler(layout, function, code, variables, storage, cuts);
          walk.run();
          signature.loadParameters(code);
          storage.loadInstance();
          code.invokeStatic(
              layout.owner(function), copy(function, copy), signature.method(layout.instance));
          code.returnValue(signature.first());
          walk.finishMethod();
        });
  }

  private String guardOf(int function, int copy) {
    return layout.codeMethod(function) + "$g" + copy;
  }

  /** Ends a method behind the guard of a function. */
  private static final class CutBehindGuard extends Cuts {
    private final int tick;

    CutBehindGuard(int tick) {
      this.tick = tick;
    }

    @Override
    boolean isCut(int at) {
      return at == tick;
    }

    @Override
    void leaveAtCut() {}
  }

  /** Copies of words that take less room than one for each case. */
  private static final List<WordCopies> FEWER_COPIES = List.of(WordCopies.GROUPS, WordCopies.NONE);

  private void split(ClassBuilder builder, int function, Variables variables, Walked calling) {
    Walked walked = calling;
    if (calling.copiesWords()) {
      variables.wordCopies = WordCopies.GROUPS;
      walked = measure(function, new JvmCode(layout.options.vectors()), variables);
    }
    new Splitter(layout, function, variables, walked.measured(), writer).write(builder);
  }

  /** Methods of a small function that calls itself, each of which calls the next one. */
  private static final int COPIES = 3;

  /** The same where each has a guard. */
  private static final int GUARDED_COPIES = 2;

  /** Bytes of code up to which a function is small. */
  private static final int SMALL = 150;

  /**
   * Whether a function becomes several methods. HotSpot inlines a method into itself only once;
   * what takes longer to call than to compute (a tree's height, Fibonacci's numbers) wants more.
   */
  private boolean hasCopies(int function, JvmCode code, Walked walked) {
    boolean isSmall = code.weight() <= SMALL && !layout.isTailCaller(function);
    return isSmall && walked.isRecursive();
  }

  private String copy(int function, int number) {
    return layout.codeMethod(function) + (number == 0 ? "" : "$r" + number);
  }

  /** Walks at most that look for better shapes of vectors. */
  private static final int MORE_WALKS = 3;

  private record Walked(
      WholeStorage storage, Measurement measured, boolean isRecursive, boolean copiesWords) {}

  /** Walks over a function without writing. */
  private Walked measure(int function, JvmCode code, Variables variables) {
    code.start(null);
    var storage = new WholeStorage(layout, code, variables, layout.signatureOf(function));
    storage.reloadsMemory = true;
    var measured = new Measurement(code);
    var walk = new FuncCompiler(layout, function, code, variables, storage, measured);
    walk.run();
    walk.finishMethod();
    storage.reloadsMemory = storage.usesMemory;
    storage.arrange();
    storage.prologue();
    return new Walked(storage, measured, walk.isRecursive(), walk.copiesWords());
  }

  /** Cuts of a function that has none. */
  private static final class WholeCuts extends Cuts {}

  /** What callers see of a function that makes tail calls: it makes those that are left pending. */
  private void writeTrampolineEntry(ClassBuilder builder, int function) {
    Signature signature = layout.signatureOf(function);
    var code = new JvmCode();
    int instance = signature.slots();
    builder.withMethodBody(
        layout.method(function),
        signature.method(layout.instance),
        ClassWriter.PUBLIC_STATIC,
        body -> {
          code.start(body);
          signature.loadParameters(code);
          code.load('R', instance);
          code.invokeStatic(
              layout.owner(function),
              layout.codeMethod(function),
              signature.method(layout.instance));
          JvmLabel pending = code.newLabel();
          code.load('R', instance);
          code.getField(Names.INSTANCE, "tail", ConstantDescs.CD_int);
          code.branch(Opcode.IFNE, pending);
          code.returnValue(signature.first());
          code.bind(pending);
          if (signature.first() != '_') {
            code.pop(signature.first());
          }
          code.load('R', instance);
          code.invokeStatic(
              layout.trampoline(function),
              TailCallClass.RUN,
              Names.desc(Names.type(signature.first()), layout.instance));
          code.returnValue(signature.first());
        });
  }
}
