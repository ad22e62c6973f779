package dev.quern.internal.compile;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a large function into chunks and writes them, with a driver in the function's place. See the
 * package page for what a chunk is.
 *
 * <p>Cuts are chosen on the sizes that the first walk has measured: a chunk takes about as much as
 * will fit, and ends at the place within its second half that lies in the fewest loops, so that
 * small loops stay whole. A second walk surveys the chunks: which variables they use, which labels
 * they enter one another through, how large they really become. A chunk that is too large is cut in
 * two and the survey repeated.
 *
 * <p>That this ends well for every valid function: everything that an instruction emits between two
 * ticks is bounded (at most a hundred values are pending to be spilled, long moves have ticks in
 * between, long branch tables become tables of states), every variable can stay in its array, and a
 * label costs four bytes in the switch at the chunk's entry. So a chunk can be cut until it fits,
 * down to one step of one instruction.
 */
final class Splitter {
  /** Chunk methods in one class, so that no constant pool overflows. */
  private static final int CHUNKS_PER_CLASS = 16;

  /** Bytes that a driver needs for one chunk, and for itself. */
  private static final int DRIVER_CASE = 20;

  private static final int DRIVER_REST = 150;

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
  private final Measurement measured;
  private final ClassWriter writer;
  private final JvmCode code;
  private final int limit;
  private final ChunkFrame frame;
  private final BitSet entered = new BitSet();
  private List<Chunk> chunks;

  Splitter(
      Layout layout, int function, Variables variables, Measurement measured, ClassWriter writer) {
    this.layout = layout;
    this.function = function;
    this.variables = variables;
    this.measured = measured;
    this.writer = writer;
    this.code = new JvmCode(layout.options.vectors());
    this.limit = layout.options.methodLimit();
    boolean isWide = layout.signatureOf(function).isWide();
    this.frame = new ChunkFrame(isWide ? Names.FRAME : chunkClass(0), variables, !isWide);
    this.chunks = plan();
  }

  // Planning.

  private List<Chunk> plan() {
    int budget = limit * 6 / 10;
    var plan = new ArrayList<Chunk>();
    int ticks = measured.ticks();
    int start = 0;
    while (start < ticks) {
      int end = start + 1;
      int half = end;
      int from = measured.size(start);
      while (end < ticks && measured.size(end) - from <= budget) {
        end++;
        half = measured.size(end - 1) - from <= budget / 2 ? end : half;
      }
      if (end < ticks) {
        end = measured.bestCut(Math.min(half, end), end);
      }
      plan.add(new Chunk(start, end));
      start = end;
    }
    return lastIsOpen(plan);
  }

  /** The last chunk has no cut at its end. */
  private static List<Chunk> lastIsOpen(List<Chunk> plan) {
    Chunk last = plan.removeLast();
    plan.add(new Chunk(last.firstTick, Integer.MAX_VALUE));
    return plan;
  }

  private boolean isTooLarge(Chunk chunk) {
    int end = Math.min(chunk.endTick, measured.ticks());
    return end - chunk.firstTick > 1
        && (chunk.size() > limit || chunk.entries.size() > ChunkCuts.MAX_ENTRIES);
  }

  /**
   * The chunks with every one that is too large cut in the middle; the same list if there is none.
   */
  private List<Chunk> refine() {
    if (chunks.stream().noneMatch(this::isTooLarge)) {
      return chunks;
    }
    var refined = new ArrayList<Chunk>();
    for (Chunk chunk : chunks) {
      if (isTooLarge(chunk)) {
        int middle = middle(chunk);
        refined.add(new Chunk(chunk.firstTick, middle));
        refined.add(new Chunk(middle, chunk.endTick));
      } else {
        refined.add(new Chunk(chunk.firstTick, chunk.endTick));
      }
    }
    return refined;
  }

  private int middle(Chunk chunk) {
    int end = Math.min(chunk.endTick, measured.ticks());
    int half = (measured.size(chunk.firstTick) + measured.size(end - 1)) / 2;
    int tick = chunk.firstTick + 1;
    while (tick < end - 1 && measured.size(tick) < half) {
      tick++;
    }
    return tick;
  }

  private void survey() {
    while (true) {
      Flow flow = walk();
      var cuts = cuts(storage(null), null);
      for (int label = entered.nextSetBit(0); label >= 0; label = entered.nextSetBit(label + 1)) {
        chunks.get(cuts.chunkAt(measured.labelTick(label))).entries.add(label);
      }
      for (int i = 0; i < chunks.size(); i++) {
        chunks.get(i).decide(i, flow, frame, limit);
      }
      List<Chunk> refined = refine();
      if (refined == chunks) {
        return;
      }
      chunks = refined;
    }
  }

  private ChunkStorage storage(@Nullable Flow survey) {
    return new ChunkStorage(layout, code, variables, frame, survey, chunks.getFirst());
  }

  private ChunkCuts cuts(ChunkStorage storage, @Nullable Flow survey) {
    return new ChunkCuts(code, storage, measured, chunks, entered, writer::addNumbers, survey);
  }

  /** Walks over the whole function without writing. */
  private Flow walk() {
    entered.clear();
    code.start(null);
    var flow = new Flow();
    ChunkStorage storage = storage(flow);
    ChunkCuts cuts = cuts(storage, flow);
    var walk = new FuncCompiler(layout, function, code, variables, storage, cuts);
    for (int i = 0; i < chunks.size(); i++) {
      code.start(null);
      flow.startChunk();
      storage.start(chunks.get(i));
      cuts.start(i);
      walk.startMethod();
      walk.startCode();
      walk.run();
      walk.finishMethod();
      chunks.get(i).surveyed(code.weight(), storage.usesMemory);
    }
    flow.findLive(variables.count());
    return flow;
  }

  // Writing.

  /**
   * Writes the function: a driver into its own class, which has one of the chunks in it, and the
   * others into classes beside it.
   */
  void write(ClassBuilder owner) {
    survey();
    int home = chooseHome();
    if (home < 0) {
      new Driver().write(owner);
    }
    code.start(null);
    ChunkStorage storage = storage(null);
    ChunkCuts cuts = cuts(storage, null);
    var walk = new FuncCompiler(layout, function, code, variables, storage, cuts);
    for (int first = 0; first < chunks.size(); first += CHUNKS_PER_CLASS) {
      int from = first;
      int to = Math.min(first + CHUNKS_PER_CLASS, chunks.size());
      writer.addClass(
          chunkClass(first),
          first == 0 ? frame.superclass() : ConstantDescs.CD_Object,
          builder -> {
            if (from == 0) {
              frame.write(builder);
            }
            for (int i = from; i < to; i++) {
              if (i == home) {
                new Driver().writeWithChunk(owner, i, walk, storage, cuts);
              } else {
                writeChunk(builder, i, walk, storage, cuts);
              }
            }
          });
    }
  }

  /**
   * The chunk that is a part of the driver, so that a loop which is there calls others for what it
   * does, and is not called: the one to which the others lead most; -1 if it would be too large.
   */
  private int chooseHome() {
    int home = 0;
    for (int i = 1; i < chunks.size(); i++) {
      home = chunks.get(i).arrivals() > chunks.get(home).arrivals() ? i : home;
    }
    int driver = DRIVER_REST + frame.makeBytes(layout.signatureOf(function));
    driver += DRIVER_CASE * chunks.size();
    return chunks.get(home).size() + driver <= limit ? home : -1;
  }

  private ClassDesc chunkClass(int chunk) {
    return layout.named(writer.simpleName() + "x" + function + "_" + chunk / CHUNKS_PER_CLASS);
  }

  private String chunkMethod(int chunk) {
    return layout.method(function) + "$c" + chunk;
  }

  private MethodTypeDesc chunkType() {
    return MethodTypeDesc.of(
        ConstantDescs.CD_int, frame.type, ConstantDescs.CD_int, layout.instance);
  }

  private void writeChunk(
      ClassBuilder builder, int index, FuncCompiler walk, ChunkStorage storage, ChunkCuts cuts) {
    Chunk chunk = chunks.get(index);
    builder.withMethodBody(
        chunkMethod(index),
        chunkType(),
        ClassWriter.PUBLIC_STATIC,
        body -> {
          code.start(body);
          storage.start(chunk);
          cuts.start(index);
          writeBody(chunk, ChunkStorage.STATE, walk, storage, cuts);
        });
  }

  private void writeBody(
      Chunk chunk, int state, FuncCompiler walk, ChunkStorage storage, ChunkCuts cuts) {
    walk.startMethod();
    writeEntries(chunk, state, walk, storage);
    walk.startCode();
    walk.run();
    walk.finishMethod();
    cuts.finish();
  }

  /** Takes from the frame what is wanted at the entry of the state, and goes there. */
  private void writeEntries(Chunk chunk, int state, FuncCompiler walk, ChunkStorage storage) {
    var targets = new ArrayList<JvmLabel>();
    chunk.entries.forEach(label -> targets.add(code.newLabel()));
    if (!targets.isEmpty()) {
      JvmLabel start = code.newLabel();
      code.load('I', state);
      code.iconst(ChunkCuts.MAX_ENTRIES);
      code.emit(1, CodeBuilder::iand);
      code.tableSwitch(1, targets, start);
      for (int i = 0; i < targets.size(); i++) {
        code.bind(targets.get(i));
        storage.moveIn(chunk.wanted(i + 1));
        code.jump(walk.label(chunk.entries.get(i)));
      }
      code.bind(start);
    }
    storage.moveIn(chunk.wanted(0));
  }

  // The driver.

  /** The tree of methods that call the chunks in turn: one method, unless there are very many. */
  private final class Driver {
    private final JvmCode code = new JvmCode();
    private final int fanOut = Math.max(4, (limit - DRIVER_REST) / DRIVER_CASE);
    private final Signature type = layout.signatureOf(function);

    /** Writes the function's own method, and what else there is of the tree. */
    void write(ClassBuilder owner) {
      int levels = 1;
      for (long span = fanOut; span < chunks.size(); span *= fanOut) {
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

    /** Chunks below one child of a node of a level. */
    private int span(int level) {
      int span = 1;
      for (int i = 0; i < level; i++) {
        span *= fanOut;
      }
      return span;
    }

    /** Nodes get classes of their own too: one that named every chunk would need a huge pool. */
    void writeNodes(int level) {
      int span = span(level + 1);
      int nodes = (chunks.size() + span - 1) / span;
      for (int first = 0; first < nodes; first += CHUNKS_PER_CLASS) {
        int from = first;
        int to = Math.min(first + CHUNKS_PER_CLASS, nodes);
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
          chunkType(),
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
          writer.simpleName() + "x" + function + "d" + level + "_" + node / CHUNKS_PER_CLASS);
    }

    private String nodeMethod(int level, int index) {
      return layout.method(function) + "$d" + level + "_" + index;
    }

    /** The chunk that is written in line, and where; none of them has number -1. */
    private record InLine(int chunk, JvmLabel start, JvmLabel next) {}

    /**
     * Calls the chunk of the current state until it is none of this node's.
     *
     * @param locals JVM locals of frame, state and instance
     */
    private void loop(JvmCode code, int level, int first, int[] locals, JvmLabel out, InLine own) {
      int span = span(level);
      int children = Math.min(fanOut, (chunks.size() - first + span - 1) / span);
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
        code.invokeStatic(chunkClass(index), chunkMethod(index), chunkType());
      } else {
        code.invokeStatic(nodeClass(level - 1, index), nodeMethod(level - 1, index), chunkType());
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

    /** Writes the function's own method with a chunk in it. */
    void writeWithChunk(
        ClassBuilder owner, int index, FuncCompiler walk, ChunkStorage storage, ChunkCuts cuts) {
      writeMethod(
          owner,
          body -> {
            JvmCode code = Splitter.this.code;
            code.start(body);
            Chunk chunk = chunks.get(index);
            int[] locals = storage.startAtHome(chunk, type.slots());
            start(code, locals);
            JvmLabel out = code.newLabel();
            var own = new InLine(index, code.newLabel(), code.newLabel());
            cuts.startAtHome(index, new ChunkCuts.Home(locals[1], own.next, out));
            loop(code, 0, 0, locals, out, own);
            code.bind(own.start);
            storage.reloadMemory();
            writeBody(chunk, locals[1], walk, storage, cuts);
            end(code, out);
          });
    }

    private void start(JvmCode code, int[] locals) {
      makeFrame(code, locals[0]);
      code.iconst(0);
      code.store('I', locals[1]);
    }

    private void end(JvmCode code, JvmLabel out) {
      code.bind(out);
      if (!type.results().isEmpty()) {
        code.load('R', type.slots());
        FuncCompiler.loadScratch(code, 0, type.first());
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
      frame.make(code);
      code.store('R', place);
      int index = 0;
      for (int i = 0; i < type.parameters().length(); i++) {
        frame.storeArgument(code, place, i, index);
        index += JvmCode.slots(type.parameters().charAt(i));
      }
    }
  }
}
