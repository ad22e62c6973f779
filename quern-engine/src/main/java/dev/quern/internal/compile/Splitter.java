package dev.quern.internal.compile;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

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

  private final Layout layout;
  private final int function;
  private final Variables variables;
  private final Measurement measured;
  private final ClassWriter writer;
  private final JvmCode code;
  private final int limit;
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
      walk(true);
      for (Chunk chunk : chunks) {
        chunk.entries.clear();
      }
      var cuts = cuts(storage(false), false);
      for (int label = entered.nextSetBit(0); label >= 0; label = entered.nextSetBit(label + 1)) {
        chunks.get(cuts.chunkAt(measured.labelTick(label))).entries.add(label);
      }
      List<Chunk> refined = refine();
      if (refined == chunks) {
        return;
      }
      chunks = refined;
    }
  }

  private ChunkStorage storage(boolean isSurvey) {
    return new ChunkStorage(layout, code, variables, isSurvey, chunks.getFirst());
  }

  private ChunkCuts cuts(ChunkStorage storage, boolean isSurvey) {
    return new ChunkCuts(code, storage, measured, chunks, entered, writer::addNumbers, isSurvey);
  }

  /** Walks over the whole function without writing. */
  private void walk(boolean isSurvey) {
    entered.clear();
    code.start(null);
    ChunkStorage storage = storage(isSurvey);
    ChunkCuts cuts = cuts(storage, isSurvey);
    var walk = new FuncCompiler(layout, function, code, variables, storage, cuts);
    for (int i = 0; i < chunks.size(); i++) {
      code.start(null);
      storage.start(chunks.get(i));
      cuts.start(i);
      walk.startMethod();
      walk.run();
      walk.finishMethod();
      chunks.get(i).usesMemory = storage.usesMemory;
      chunks.get(i).finish(code.weight(), cuts.leavings(), limit);
    }
  }

  // Writing.

  /** Writes the function: the driver into its own class, the chunks into classes beside it. */
  void write(ClassBuilder owner) {
    survey();
    writeDriver(owner);
    code.start(null);
    ChunkStorage storage = storage(false);
    ChunkCuts cuts = cuts(storage, false);
    var walk = new FuncCompiler(layout, function, code, variables, storage, cuts);
    for (int first = 0; first < chunks.size(); first += CHUNKS_PER_CLASS) {
      int from = first;
      int to = Math.min(first + CHUNKS_PER_CLASS, chunks.size());
      writer.addClass(
          chunkClass(first),
          builder -> {
            for (int i = from; i < to; i++) {
              writeChunk(builder, i, walk, storage, cuts);
            }
          });
    }
  }

  private ClassDesc chunkClass(int chunk) {
    return layout.named(writer.simpleName() + "x" + function + "_" + chunk / CHUNKS_PER_CLASS);
  }

  private String chunkMethod(int chunk) {
    return layout.method(function) + "$c" + chunk;
  }

  private MethodTypeDesc chunkType() {
    return MethodTypeDesc.of(
        ConstantDescs.CD_int,
        Names.LONG_ARRAY,
        Names.OBJECT_ARRAY,
        ConstantDescs.CD_int,
        layout.instance);
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
          walk.startMethod();
          writeEntries(chunk, walk);
          walk.run();
          walk.finishMethod();
          cuts.finish();
        });
  }

  private void writeEntries(Chunk chunk, FuncCompiler walk) {
    if (chunk.entries.isEmpty()) {
      return;
    }
    JvmLabel start = code.newLabel();
    var targets = new ArrayList<JvmLabel>();
    chunk.entries.forEach(label -> targets.add(walk.label(label)));
    code.load('I', ChunkStorage.STATE);
    code.iconst(ChunkCuts.MAX_ENTRIES);
    code.emit(1, CodeBuilder::iand);
    code.tableSwitch(1, targets, start);
    code.bind(start);
  }

  // The driver.

  private void writeDriver(ClassBuilder owner) {
    int fanOut = Math.max(4, (limit - DRIVER_REST) / DRIVER_CASE);
    Signature type = layout.signatureOf(function);
    int levels = 1;
    for (long span = fanOut; span < chunks.size(); span *= fanOut) {
      levels++;
    }
    var driver = new Driver(fanOut);
    for (int level = 0; level < levels - 1; level++) {
      driver.writeNodes(level);
    }
    int top = levels - 1;
    owner.withMethodBody(
        layout.codeMethod(function),
        type.method(layout.instance),
        ClassWriter.PUBLIC_STATIC,
        body -> driver.writeFunction(body, type, top));
  }

  /** The tree of methods that call the chunks in turn: one method, unless there are very many. */
  private final class Driver {
    private final JvmCode code = new JvmCode();
    private final int fanOut;

    Driver(int fanOut) {
      this.fanOut = fanOut;
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
            loop(level, node * span(level + 1), new int[] {0, 1, ChunkStorage.STATE, 3}, out);
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

    /**
     * Calls the chunk of the current state until it is none of this node's.
     *
     * @param locals JVM locals of numbers, references, state and instance
     */
    private void loop(int level, int first, int[] locals, JvmLabel out) {
      int span = span(level);
      int children = Math.min(fanOut, (chunks.size() - first + span - 1) / span);
      JvmLabel again = code.newLabel();
      code.bind(again);
      code.load('I', locals[2]);
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
        cases.add(code.newLabel());
      }
      code.tableSwitch(0, cases, out);
      for (int i = 0; i < children; i++) {
        code.bind(cases.get(i));
        code.load('R', locals[0]);
        code.load('R', locals[1]);
        code.load('I', locals[2]);
        code.load('R', locals[3]);
        callChild(level, first / span + i);
        code.store('I', locals[2]);
        code.jump(again);
      }
    }

    private void callChild(int level, int index) {
      if (level == 0) {
        code.invokeStatic(chunkClass(index), chunkMethod(index), chunkType());
      } else {
        code.invokeStatic(nodeClass(level - 1, index), nodeMethod(level - 1, index), chunkType());
      }
    }

    void writeFunction(CodeBuilder body, Signature type, int level) {
      code.start(body);
      int instance = type.slots();
      var locals = new int[] {instance + 1, instance + 2, instance + 3, instance};
      makeArrays(type, locals);
      code.iconst(0);
      code.store('I', locals[2]);
      JvmLabel out = code.newLabel();
      loop(level, 0, locals, out);
      code.bind(out);
      if (!type.results().isEmpty()) {
        code.load('R', instance);
        FuncCompiler.loadScratch(code, 0, type.first());
      }
      code.returnValue(type.first());
    }

    private void makeArrays(Signature type, int[] locals) {
      if (type.isWide()) {
        code.emit(3, c -> c.new_(Names.FRAME));
        code.emit(1, CodeBuilder::dup);
        code.load('R', 0);
        code.iconst(type.parameters().length());
        code.iconst(variables.count());
        code.emit(
            3,
            c ->
                c.invokespecial(
                    Names.FRAME,
                    "<init>",
                    Names.desc(
                        ConstantDescs.CD_void,
                        Names.FRAME,
                        ConstantDescs.CD_int,
                        ConstantDescs.CD_int)));
        code.emit(1, CodeBuilder::dup);
        code.getField(Names.FRAME, "references", Names.OBJECT_ARRAY);
        code.store('R', locals[1]);
        code.getField(Names.FRAME, "numbers", Names.LONG_ARRAY);
        code.store('R', locals[0]);
        return;
      }
      code.iconst(variables.count());
      code.emit(2, c -> c.newarray(java.lang.classfile.TypeKind.LONG));
      code.store('R', locals[0]);
      code.iconst(variables.count());
      code.emit(3, c -> c.anewarray(Names.OBJECT));
      code.store('R', locals[1]);
      storeParameters(type, locals);
    }

    private void storeParameters(Signature type, int[] locals) {
      int index = 0;
      for (int i = 0; i < type.parameters().length(); i++) {
        char letter = type.parameters().charAt(i);
        code.load('R', JvmCode.isObject(letter) ? locals[1] : locals[0]);
        code.iconst(i);
        code.load(letter, index);
        code.toBits(letter);
        code.emit(1, JvmCode.isObject(letter) ? CodeBuilder::aastore : CodeBuilder::lastore);
        index += JvmCode.slots(letter);
      }
    }
  }
}
