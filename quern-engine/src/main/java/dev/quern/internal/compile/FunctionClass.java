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
      whole(function, code, variables, walked).write(builder);
      return;
    }
    if (code.size() > limit * MOST_SHORTER && !walked.copiesWords()) {
      split(builder, function, variables, walked);
      return;
    }
    // Too much to inline: whole with accesses that are linked, or in chunks.
    Walked linked = measureLinked(function, code, variables);
    if (code.size() <= limit) {
      whole(function, code, variables, linked).write(builder);
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

  private WholeFunction whole(int function, JvmCode code, Variables variables, Walked walked) {
    return new WholeFunction(
        layout, function, code, variables, walked.storage(), walked.isRecursive());
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

  /** Linked accesses make code shorter by less than this factor. */
  private static final int MOST_SHORTER = 4;

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
          int tail = instance + 1;
          code.load('R', instance);
          code.getField(Names.INSTANCE, "tail", ConstantDescs.CD_int);
          code.store('I', tail);
          code.load('I', tail);
          code.branch(Opcode.IFNE, pending);
          code.returnValue(signature.first());
          code.bind(pending);
          if (signature.first() != '_') {
            code.pop(signature.first());
          }
          TailCallClass.clear(code, instance);
          code.load('I', tail);
          code.load('R', instance);
          code.invokeStatic(
              layout.trampoline(function),
              TailCallClass.RUN,
              TailCallClass.runType(layout, signature.first()));
          code.returnValue(signature.first());
        });
  }
}
