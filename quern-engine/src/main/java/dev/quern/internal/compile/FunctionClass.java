package dev.quern.internal.compile;

import dev.quern.internal.compile.body.FuncCompiler;
import dev.quern.internal.compile.body.Subject;
import dev.quern.internal.compile.body.Walk;
import dev.quern.internal.compile.body.WholeStorage;
import dev.quern.internal.compile.chunk.Measurement;
import dev.quern.internal.compile.chunk.Splitter;
import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.jvm.JvmLabel;
import dev.quern.internal.compile.jvm.Names;
import dev.quern.internal.compile.jvm.VectorForm;
import dev.quern.internal.compile.layout.ClassWriter;
import dev.quern.internal.compile.layout.JvmSignature;
import dev.quern.internal.compile.layout.Layout;
import dev.quern.internal.compile.loop.WordCopies;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.Opcode;
import java.lang.constant.ConstantDescs;
import java.util.List;

/** Emits the class of a group of functions. */
final class FunctionClass {
  private final Layout layout;
  private final ClassWriter writer;

  FunctionClass(Layout layout, ClassWriter writer) {
    this.layout = layout;
    this.writer = writer;
  }

  /** Emits the functions of a group. */
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
    var subject = Subject.of(layout, function);
    JvmCode code = subject.newCode();
    Walked walked = measureAll(subject, code);
    int limit = layout.options.methodLimit();
    if (code.weight() <= limit) {
      whole(subject, code, walked).write(builder);
      return;
    }
    if (code.size() > limit * MOST_SHORTER && !walked.copiesWords()) {
      split(builder, subject, walked);
      return;
    }
    // Over C2's inlining budget: emit it whole with linked accesses, or in chunks.
    Walked linked = measureLinked(subject, code);
    if (code.size() <= limit) {
      whole(subject, code, linked).write(builder);
    } else {
      split(builder, subject, walked);
    }
  }

  /** Measures a function until a walk finds nothing that the next one would use. */
  private Walked measureAll(Subject subject, JvmCode code) {
    Walked walked = measure(subject, code);
    int walks = 1;
    while (walks < MOST_WALKS && subject.variables().chooseShapes(subject.findings())) {
      walked = measure(subject, code);
      walks++;
    }
    // Only now is it known what the cases read.
    return walked.copiesWords() ? measure(subject, code) : walked;
  }

  /** Measures a function with linked accesses and with as many copies as fit. */
  private Walked measureLinked(Subject subject, JvmCode code) {
    code.linkAccesses();
    Walked walked = measure(subject, code);
    for (WordCopies fewer : FEWER_COPIES) {
      if (code.size() > layout.options.methodLimit() && walked.copiesWords()) {
        subject.findings().wordCopies = fewer;
        walked = measure(subject, code);
      }
    }
    return walked;
  }

  private static WholeFunction whole(Subject subject, JvmCode code, Walked walked) {
    return new WholeFunction(subject, code, walked.storage(), walked.isRecursive());
  }

  /** Copies of words that take less room than one copy for each case. */
  private static final List<WordCopies> FEWER_COPIES = List.of(WordCopies.GROUPS, WordCopies.NONE);

  private void split(ClassBuilder builder, Subject subject, Walked calling) {
    Walked walked = calling;
    if (calling.copiesWords()) {
      subject.findings().wordCopies = WordCopies.GROUPS;
      walked = measure(subject, subject.newCode());
    }
    new Splitter(subject, walked.measured(), writer).write(builder);
  }

  /** Linked accesses make code shorter by less than this factor. */
  private static final int MOST_SHORTER = 4;

  /** Maximum number of walks until vectors have the shapes in which they are used. */
  private static final int MOST_WALKS = 4;

  private record Walked(
      WholeStorage storage, Measurement measured, boolean isRecursive, boolean copiesWords) {}

  /** Walks over a function without emitting code. */
  private static Walked measure(Subject subject, JvmCode code) {
    code.start(null);
    var storage =
        new WholeStorage(subject.layout(), code, subject.variables(), subject.signature());
    storage.reloadsMemory = true;
    var measured = new Measurement(code);
    var walk = new Walk(subject, code, storage, measured);
    var compiler = new FuncCompiler(walk);
    compiler.run();
    compiler.finishMethod();
    storage.reloadsMemory = storage.usesMemory;
    storage.arrange();
    storage.prologue();
    return new Walked(storage, measured, walk.isRecursive(), compiler.copiesWords());
  }

  /**
   * Emits what callers see of a function that makes tail calls: a method that calls its code, and
   * then makes the tail calls that are left pending.
   */
  private void writeTrampolineEntry(ClassBuilder builder, int function) {
    JvmSignature signature = layout.signatureOf(function);
    var code = new JvmCode(VectorForm.OBJECT);
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
