package dev.quern.internal.compile;

import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.jvm.JvmLabel;
import dev.quern.internal.compile.jvm.Names;
import dev.quern.internal.compile.jvm.Scratch;
import dev.quern.internal.compile.jvm.VectorForm;
import dev.quern.internal.compile.layout.ClassWriter;
import dev.quern.internal.compile.layout.JvmSignature;
import dev.quern.internal.compile.layout.Layout;
import dev.quern.internal.compile.layout.SwitchTree;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/**
 * Emits the class that makes the tail calls with a given list of final results. {@link #OWN} calls
 * the pending function with the arguments in scratch space, until a function returns with no call
 * pending, or with a call that leaves the instance. {@link #RUN}, which the caller of the first
 * function waits for, has the runtime make that call and all that follow. So a chain of tail calls
 * needs the stack of a few calls only.
 *
 * <p>Why: docs/rationale/calls.md.
 */
final class TailCallClass {
  /** The method that makes all pending tail calls; its type is {@link #runType}. */
  static final String RUN = "run";

  /**
   * The method that makes the tail calls within the instance; its type is {@link #ownType}. See
   * {@link dev.quern.runtime.CodeLoader#tailCalls}.
   */
  static final String OWN = "own";

  private static final int TAIL = 0;
  private static final int INSTANCE = 1;

  private static final ClassDesc ILLEGAL_STATE = Names.of(IllegalStateException.class);

  private final Layout layout;
  private final ClassWriter writer;
  private final int[] targets;
  private final String root;
  private final char first;
  private final SwitchTree tree;

  TailCallClass(Layout layout, ClassWriter writer, int number) {
    this.layout = layout;
    this.writer = writer;
    String results = layout.resultsOfTrampoline(number);
    this.targets = layout.tailTargets(results);
    this.root = "T" + number;
    this.first = results.isEmpty() ? '_' : results.charAt(0);
    this.tree =
        new SwitchTree(
            layout,
            root,
            targets.length,
            caseBytes(),
            treeType(),
            code -> code.load('I', TAIL),
            TailCallClass::writeOther);
  }

  private static void writeOther(JvmCode code) {
    code.emit(3, c -> c.new_(ILLEGAL_STATE));
    code.emit(1, CodeBuilder::dup);
    code.emit(3, c -> c.invokespecial(ILLEGAL_STATE, "<init>", Names.desc(ConstantDescs.CD_void)));
    code.emit(1, CodeBuilder::athrow);
  }

  /** Returns the bytes of the case with the most parameters. */
  private int caseBytes() {
    int most = 0;
    for (int target : targets) {
      JvmSignature type = layout.signatureOf(target);
      most = Math.max(most, type.isWide() ? 8 : 10 * type.parameters().length());
    }
    return most + 12;
  }

  /** Returns the type of {@link #RUN}: it takes the pending call and the instance. */
  static MethodTypeDesc runType(Layout layout, char first) {
    return Names.desc(Names.type(first), ConstantDescs.CD_int, layout.instance);
  }

  /**
   * Returns the type of {@link #OWN}: it maps the pending call and the instance to the next pending
   * call.
   */
  static MethodTypeDesc ownType(Layout layout) {
    return Names.desc(ConstantDescs.CD_int, ConstantDescs.CD_int, layout.instance);
  }

  /**
   * Returns the type of the switch methods: they take the number of the function and the instance.
   */
  private MethodTypeDesc treeType() {
    return Names.desc(Names.type(first), ConstantDescs.CD_int, layout.instance);
  }

  void write(String simpleName) {
    if (simpleName.contains("_")) {
      tree.writeNode(writer, simpleName, this::writeCase, first);
      return;
    }
    writer.addClass(
        layout.named(root),
        builder -> {
          writeRun(builder);
          writeOwn(builder);
          var code = new JvmCode(VectorForm.OBJECT);
          builder.withMethodBody(
              SwitchTree.METHOD,
              treeType(),
              ClassWriter.PUBLIC_STATIC,
              body -> {
                code.start(body);
                tree.writeSwitch(code, tree.rootSpan(), 0, this::writeCase, first);
              });
        });
  }

  private void writeRun(ClassBuilder builder) {
    var code = new JvmCode(VectorForm.OBJECT);
    builder.withMethodBody(
        RUN,
        runType(layout, first),
        ClassWriter.PUBLIC_STATIC,
        body -> {
          code.start(body);
          JvmLabel out = code.newLabel();
          JvmLabel done = code.newLabel();
          code.load('I', TAIL);
          code.branch(Opcode.IFLT, out);
          code.load('I', TAIL);
          code.load('R', INSTANCE);
          code.invokeStatic(layout.named(root), OWN, ownType(layout));
          code.branch(Opcode.IFEQ, done);
          code.bind(out);
          code.load('R', INSTANCE);
          code.invokeStatic(
              Names.LINKAGE, "makeTailCalls", Names.desc(ConstantDescs.CD_void, Names.INSTANCE));
          code.bind(done);
          if (first != '_') {
            code.load('R', INSTANCE);
            Scratch.load(code, 0, first);
          }
          code.returnValue(first);
        });
  }

  private void writeOwn(ClassBuilder builder) {
    var code = new JvmCode(VectorForm.OBJECT);
    builder.withMethodBody(
        OWN,
        ownType(layout),
        ClassWriter.PUBLIC_STATIC,
        body -> {
          code.start(body);
          JvmLabel again = code.newLabel();
          JvmLabel pending = code.newLabel();
          code.bind(again);
          code.load('I', TAIL);
          code.iconst(1);
          code.emit(1, CodeBuilder::isub);
          code.load('R', INSTANCE);
          code.invokeStatic(layout.named(root), SwitchTree.METHOD, treeType());
          code.load('R', INSTANCE);
          code.getField(Names.INSTANCE, "tail", ConstantDescs.CD_int);
          code.store('I', TAIL);
          clear(code, INSTANCE);
          code.load('I', TAIL);
          code.branch(Opcode.IFNE, pending);
          Scratch.storeResult(code, first, INSTANCE);
          code.iconst(0);
          code.emit(1, CodeBuilder::ireturn);
          code.bind(pending);
          if (first != '_') {
            code.pop(first);
          }
          code.load('I', TAIL);
          code.branch(Opcode.IFGT, again);
          code.load('I', TAIL);
          code.emit(1, CodeBuilder::ireturn);
        });
  }

  /** Emits code that marks an instance, which is in a JVM local, as having no pending call. */
  static void clear(JvmCode code, int instance) {
    code.load('R', instance);
    code.iconst(0);
    code.putField(Names.INSTANCE, "tail", ConstantDescs.CD_int);
  }

  private void writeCase(JvmCode code, int rank) {
    int target = targets[rank];
    JvmSignature type = layout.signatureOf(target);
    if (type.isWide()) {
      code.load('R', INSTANCE);
      code.iconst(type.parameters().length());
      code.invokeStatic(
          Names.FRAME,
          "fromScratch",
          Names.desc(Names.FRAME, Names.INSTANCE, ConstantDescs.CD_int));
    } else {
      for (int i = 0; i < type.parameters().length(); i++) {
        code.load('R', INSTANCE);
        Scratch.load(code, i, type.parameters().charAt(i));
      }
    }
    code.load('R', INSTANCE);
    code.invokeStatic(
        layout.owner(target), layout.codeMethod(target), type.method(layout.instance));
  }
}
