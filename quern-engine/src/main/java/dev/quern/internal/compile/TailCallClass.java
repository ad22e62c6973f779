package dev.quern.internal.compile;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/**
 * Writes the class that makes the tail calls which end in some results. {@code run} takes the
 * pending function's number from the instance and calls it with the arguments in scratch space,
 * until a function returns with nothing pending. So a chain of tail calls needs the stack of two
 * calls.
 */
final class TailCallClass {
  static final String RUN = "run";

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
            code -> code.load('I', 0),
            TailCallClass::writeOther);
  }

  private static void writeOther(JvmCode code) {
    code.emit(3, c -> c.new_(ILLEGAL_STATE));
    code.emit(1, CodeBuilder::dup);
    code.emit(3, c -> c.invokespecial(ILLEGAL_STATE, "<init>", Names.desc(ConstantDescs.CD_void)));
    code.emit(1, CodeBuilder::athrow);
  }

  /** Bytes for the case with the most parameters. */
  private int caseBytes() {
    int most = 0;
    for (int target : targets) {
      Signature type = layout.signatureOf(target);
      most = Math.max(most, type.isWide() ? 8 : 10 * type.parameters().length());
    }
    return most + 12;
  }

  /** Number of the function, instance. */
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
          var code = new JvmCode();
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
    var code = new JvmCode();
    builder.withMethodBody(
        RUN,
        Names.desc(Names.type(first), layout.instance),
        ClassWriter.PUBLIC_STATIC,
        body -> {
          code.start(body);
          JvmLabel again = code.newLabel();
          code.bind(again);
          code.load('R', 0);
          code.getField(Names.INSTANCE, "tail", ConstantDescs.CD_int);
          code.iconst(1);
          code.emit(1, c -> c.isub());
          code.load('R', 0);
          code.iconst(0);
          code.putField(Names.INSTANCE, "tail", ConstantDescs.CD_int);
          code.load('R', 0);
          code.invokeStatic(layout.named(root), SwitchTree.METHOD, treeType());
          JvmLabel pending = code.newLabel();
          code.load('R', 0);
          code.getField(Names.INSTANCE, "tail", ConstantDescs.CD_int);
          code.branch(Opcode.IFNE, pending);
          code.returnValue(first);
          code.bind(pending);
          if (first != '_') {
            code.pop(first);
          }
          code.jump(again);
        });
  }

  private void writeCase(JvmCode code, int rank) {
    int target = targets[rank];
    Signature type = layout.signatureOf(target);
    if (type.isWide()) {
      code.load('R', 1);
      code.iconst(type.parameters().length());
      code.invokeStatic(
          Names.FRAME,
          "fromScratch",
          Names.desc(Names.FRAME, Names.INSTANCE, ConstantDescs.CD_int));
    } else {
      for (int i = 0; i < type.parameters().length(); i++) {
        code.load('R', 1);
        FuncCompiler.loadScratch(code, i, type.parameters().charAt(i));
      }
    }
    code.load('R', 1);
    code.invokeStatic(
        layout.owner(target), layout.codeMethod(target), type.method(layout.instance));
  }
}
