package dev.quern.internal.compile.chunk;

import dev.quern.internal.compile.body.Returns;
import dev.quern.internal.compile.body.Variables;
import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.jvm.JvmLabel;
import dev.quern.internal.compile.jvm.Names;
import dev.quern.internal.compile.jvm.Scratch;
import dev.quern.internal.compile.jvm.VectorForm;
import dev.quern.internal.compile.layout.ClassWriter;
import dev.quern.internal.compile.layout.JvmSignature;
import dev.quern.internal.compile.layout.Layout;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Emits the driver, which calls the chunks of a function in turn. The driver is the function's own
 * method, which may contain one of the chunks in line; if there are very many chunks, it is the
 * root of a tree of methods.
 */
final class ChunkDriver {
  /** Bytes of driver code for each chunk; {@link #REST} is for everything else. */
  private static final int CASE = 20;

  private static final int REST = 150;

  /** JVM locals of a node of the driver: frame, state and instance. */
  private static final int[] NODE_LOCALS = {
    ChunkStorage.FRAME, ChunkStorage.STATE, ChunkStorage.INSTANCE
  };

  private static final MethodTypeDesc COPY =
      MethodTypeDesc.of(
          ConstantDescs.CD_void, Names.FRAME, ConstantDescs.CD_int, ConstantDescs.CD_int);

  private final Layout layout;
  private final int function;
  private final Variables variables;
  private final ClassWriter writer;
  private final ChunkMethods methods;

  /** The number of chunks. */
  private final int count;

  private final JvmCode code = new JvmCode(VectorForm.OBJECT);
  private final int fanOut;
  private final JvmSignature type;

  ChunkDriver(
      Layout layout,
      int function,
      Variables variables,
      ClassWriter writer,
      ChunkMethods methods,
      int count) {
    this.layout = layout;
    this.function = function;
    this.variables = variables;
    this.writer = writer;
    this.methods = methods;
    this.count = count;
    this.fanOut = Math.max(4, (layout.options.methodLimit() - REST) / CASE);
    this.type = layout.signatureOf(function);
  }

  /** Returns an upper bound of the driver's size in bytes if it is one method. */
  int size() {
    return REST + methods.frame().makeBytes(type) + CASE * count;
  }

  /** Emits the function's own method and the rest of the tree. */
  void write(ClassBuilder owner) {
    int levels = 1;
    for (long span = fanOut; span < count; span *= fanOut) {
      levels++;
    }
    for (int level = 0; level < levels - 1; level++) {
      writeNodes(level);
    }
    int top = levels - 1;
    writeMethod(owner, body -> writeFunction(body, top));
  }

  private void writeMethod(ClassBuilder owner, Consumer<CodeBuilder> content) {
    owner.withMethodBody(
        layout.codeMethod(function),
        type.method(layout.instance),
        ClassWriter.PUBLIC_STATIC,
        content);
  }

  /** Returns the number of chunks below one child of a node at a level. */
  private int span(int level) {
    int span = 1;
    for (int i = 0; i < level; i++) {
      span *= fanOut;
    }
    return span;
  }

  /**
   * Nodes get classes of their own, too: a class that named every chunk would need a huge constant
   * pool.
   */
  private void writeNodes(int level) {
    int span = span(level + 1);
    int nodes = (count + span - 1) / span;
    for (int first = 0; first < nodes; first += ChunkMethods.PER_CLASS) {
      int from = first;
      int to = Math.min(first + ChunkMethods.PER_CLASS, nodes);
      writer.addClass(
          nodeClass(level, first),
          builder -> {
            for (int node = from; node < to; node++) {
              writeNode(builder, level, node);
            }
          });
    }
  }

  private void writeNode(ClassBuilder builder, int level, int node) {
    builder.withMethodBody(
        nodeMethod(level, node),
        methods.type(),
        ClassWriter.PUBLIC_STATIC,
        body -> {
          code.start(body);
          JvmLabel out = code.newLabel();
          var none = new InLine(-1, out, code.newLabel());
          loop(code, level, node * span(level + 1), NODE_LOCALS, out, none);
          code.bind(out);
          code.load('I', ChunkStorage.STATE);
          code.emit(1, CodeBuilder::ireturn);
        });
  }

  private ClassDesc nodeClass(int level, int node) {
    return layout.named(
        writer.simpleName() + "x" + function + "d" + level + "_" + node / ChunkMethods.PER_CLASS);
  }

  private String nodeMethod(int level, int index) {
    return layout.method(function) + "$d" + level + "_" + index;
  }

  /** The chunk that is emitted in line, or -1 for none, and its labels. */
  private record InLine(int chunk, JvmLabel start, JvmLabel next) {}

  /**
   * Emits the dispatch loop: it calls the chunk of the current state until that is not one of this
   * node's.
   *
   * @param locals JVM locals of frame, state and instance
   */
  private void loop(JvmCode code, int level, int first, int[] locals, JvmLabel out, InLine own) {
    int span = span(level);
    int children = Math.min(fanOut, (count - first + span - 1) / span);
    code.bind(own.next);
    code.load('I', locals[1]);
    code.iconst(ChunkCuts.ENTRY_BITS);
    code.emit(1, CodeBuilder::iushr);
    code.iconst(first);
    code.emit(1, CodeBuilder::isub);
    if (span > 1) {
      code.iconst(span);
      code.invokeStatic(Names.INTEGER, "divideUnsigned", Names.desc("(II)I"));
    }
    var cases = new ArrayList<JvmLabel>();
    for (int i = 0; i < children; i++) {
      cases.add(i == own.chunk ? own.start : code.newLabel());
    }
    code.tableSwitch(0, cases, out);
    for (int i = 0; i < children; i++) {
      if (i == own.chunk) {
        continue;
      }
      code.bind(cases.get(i));
      code.load('R', locals[0]);
      code.load('I', locals[1]);
      code.load('R', locals[2]);
      callChild(code, level, first / span + i);
      code.store('I', locals[1]);
      code.jump(own.next);
    }
  }

  private void callChild(JvmCode code, int level, int index) {
    if (level == 0) {
      code.invokeStatic(methods.owner(index), methods.name(index), methods.type());
    } else {
      code.invokeStatic(nodeClass(level - 1, index), nodeMethod(level - 1, index), methods.type());
    }
  }

  private void writeFunction(CodeBuilder body, int level) {
    code.start(body);
    int instance = type.slots();
    var locals = new int[] {instance + 1, instance + 2, instance};
    start(code, locals);
    JvmLabel out = code.newLabel();
    loop(code, level, 0, locals, out, new InLine(-1, out, code.newLabel()));
    end(code, out);
  }

  /**
   * Emits the function's own method with a chunk in line.
   *
   * @param index the number of the chunk
   * @param code emits the method
   * @param place allocates JVM locals for frame, state and instance
   * @param content emits the code of the chunk
   */
  void writeWithChunk(
      ClassBuilder owner, int index, JvmCode code, Supplier<int[]> place, Content content) {
    writeMethod(
        owner,
        body -> {
          code.start(body);
          int[] locals = place.get();
          start(code, locals);
          JvmLabel out = code.newLabel();
          var own = new InLine(index, code.newLabel(), code.newLabel());
          loop(code, 0, 0, locals, out, own);
          code.bind(own.start);
          content.write(new ChunkCuts.Home(locals[1], own.next, out));
          end(code, out);
        });
  }

  /** Emits the code of a chunk that is in line in the function's own method. */
  @FunctionalInterface
  interface Content {
    void write(ChunkCuts.Home home);
  }

  private void start(JvmCode code, int[] locals) {
    makeFrame(code, locals[0]);
    code.iconst(0);
    code.store('I', locals[1]);
  }

  private void end(JvmCode code, JvmLabel out) {
    code.bind(out);
    if (layout.isTailCaller(function)) {
      Returns.returnUnlessPending(code, type.first(), () -> code.load('R', type.slots()));
      return;
    }
    if (!type.results().isEmpty()) {
      code.load('R', type.slots());
      Scratch.load(code, 0, type.first());
    }
    code.returnValue(type.first());
  }

  private void makeFrame(JvmCode code, int place) {
    if (type.isWide()) {
      code.emit(3, c -> c.new_(Names.FRAME));
      code.emit(1, CodeBuilder::dup);
      code.load('R', 0);
      code.iconst(type.parameters().length());
      code.iconst(variables.count());
      code.emit(3, c -> c.invokespecial(Names.FRAME, ConstantDescs.INIT_NAME, COPY));
      code.store('R', place);
      return;
    }
    methods.frame().make(code);
    code.store('R', place);
    int index = 0;
    for (int i = 0; i < type.parameters().length(); i++) {
      methods.frame().storeArgument(code, place, i, index);
      index += JvmCode.slots(type.parameters().charAt(i));
    }
  }
}
