package dev.quern.internal.compile.chunk;

import dev.quern.internal.compile.body.FuncCompiler;
import dev.quern.internal.compile.body.Subject;
import dev.quern.internal.compile.body.Variables;
import dev.quern.internal.compile.body.Walk;
import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.jvm.JvmLabel;
import dev.quern.internal.compile.layout.ClassWriter;
import dev.quern.internal.compile.layout.Layout;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ConstantDescs;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a large function into chunks and emits them, with a driver in the function's place. The page
 * of package {@code dev.quern.internal.compile} explains chunks.
 *
 * <p>Cuts are chosen by the sizes that the first walk has measured: a chunk takes about as much as
 * will fit, and ends at the place in its second half that lies in the fewest loops, so that small
 * loops stay whole. A second walk surveys the chunks: which variables they use, through which
 * labels they enter one another, and how large they really become. A chunk that is too large is cut
 * again and the survey is repeated.
 *
 * <p>This succeeds for every valid function. Everything that an instruction emits between two ticks
 * is bounded: at most a hundred values are pending to be spilled, long moves have ticks in between,
 * and long branch tables become tables of states. Every variable can stay in the frame, and a label
 * costs four bytes in the switch at the chunk's entry. So a chunk can be cut until it fits, down to
 * one step of one instruction.
 *
 * <p>Why: docs/rationale/large-functions.md.
 */
public final class Splitter {
  private final Subject subject;
  private final Layout layout;
  private final int function;
  private final Variables variables;
  private final Measurement measured;
  private final ClassWriter writer;
  private final JvmCode code;
  private final int limit;
  private final ChunkMethods methods;
  private final ChunkFrame frame;
  private final BitSet entered = new BitSet();

  /** By tick, the code size of its chunk up to there, as measured by the last survey. */
  private final int[] surveyed;

  private List<Chunk> chunks;

  public Splitter(Subject subject, Measurement measured, ClassWriter writer) {
    this.subject = subject;
    this.layout = subject.layout();
    this.function = subject.index();
    this.variables = subject.variables();
    this.measured = measured;
    this.writer = writer;
    this.code = subject.newCode();
    this.limit = layout.options.methodLimit();
    this.methods = new ChunkMethods(layout, function, variables, writer.simpleName());
    this.frame = methods.frame();
    this.surveyed = new int[measured.ticks()];
    this.chunks = plan();
  }

  // Planning.

  /** Maximum number of ticks in a chunk; without it, ticks that emit no code would be unlimited. */
  private static final int MOST_TICKS = 1 << 14;

  private List<Chunk> plan() {
    int budget = limit * 6 / 10;
    var plan = new ArrayList<Chunk>();
    int ticks = measured.ticks();
    int start = 0;
    while (start < ticks) {
      int end = start + 1;
      int half = end;
      int from = measured.size(start);
      int last = Math.min(ticks, start + MOST_TICKS);
      while (end < last && measured.size(end) - from <= budget) {
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

  /** Replaces the last chunk by one that has no cut at its end. */
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
   * Returns the chunks after cutting each one that is too large; the same list if there is none.
   */
  private List<Chunk> refine() {
    if (chunks.stream().noneMatch(this::isTooLarge)) {
      return chunks;
    }
    var refined = new ArrayList<Chunk>();
    for (Chunk chunk : chunks) {
      int start = chunk.firstTick;
      for (int cut : isTooLarge(chunk) ? cutsOf(chunk) : new int[0]) {
        refined.add(new Chunk(start, cut));
        start = cut;
      }
      refined.add(new Chunk(start, chunk.endTick));
    }
    return refined;
  }

  /**
   * Returns where to cut a chunk: in the middle, unless most of its real size would be on one side
   * or two parts are not enough.
   */
  private int[] cutsOf(Chunk chunk) {
    int end = Math.min(chunk.endTick, measured.ticks());
    var needs = new ChunkNeeds(chunk, end, measured, surveyed);
    int parts = Math.max(chunk.size() / limit, chunk.entries.size() / ChunkCuts.MAX_ENTRIES) + 1;
    int middle = middle(chunk, end);
    boolean isEnough = parts <= 2 && needs.isBalanced(middle);
    return isEnough ? new int[] {middle} : needs.cuts(parts + (parts + 3) / 4);
  }

  private int middle(Chunk chunk, int end) {
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
        chunks.get(cuts.chunkAt(measured.labelTick(label))).enter(label);
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
    return new ChunkCuts(
        code, storage, measured, chunks, entered, writer::addNumbers, survey, surveyed);
  }

  /** Walks over the whole function without emitting code. */
  private Flow walk() {
    entered.clear();
    code.start(null);
    var flow = new Flow();
    ChunkStorage storage = storage(flow);
    ChunkCuts cuts = cuts(storage, flow);
    var compiler = new FuncCompiler(new Walk(subject, code, storage, cuts));
    for (int i = 0; i < chunks.size(); i++) {
      code.start(null);
      flow.startChunk();
      storage.start(chunks.get(i));
      cuts.start(i);
      compiler.startMethod();
      compiler.startCode();
      compiler.run();
      compiler.finishMethod();
      chunks.get(i).surveyed(code.weight(), storage.usesMemory);
    }
    flow.findLive(variables.count());
    return flow;
  }

  // Writing.

  /**
   * Emits the function: a driver into its own class, which may contain one of the chunks, and the
   * others into separate classes.
   */
  public void write(ClassBuilder owner) {
    survey();
    var driver = new ChunkDriver(layout, function, variables, writer, methods, chunks.size());
    int home = chooseHome(driver);
    if (home < 0) {
      driver.write(owner);
    }
    code.start(null);
    ChunkStorage storage = storage(null);
    ChunkCuts cuts = cuts(storage, null);
    var compiler = new FuncCompiler(new Walk(subject, code, storage, cuts));
    for (int first = 0; first < chunks.size(); first += ChunkMethods.PER_CLASS) {
      int from = first;
      int to = Math.min(first + ChunkMethods.PER_CLASS, chunks.size());
      writer.addClass(
          methods.owner(first),
          first == 0 ? frame.superclass() : ConstantDescs.CD_Object,
          builder -> {
            if (from == 0) {
              frame.write(builder);
            }
            for (int i = from; i < to; i++) {
              if (i == home) {
                writeAtHome(driver, owner, i, compiler, storage, cuts);
              } else {
                writeChunk(builder, i, compiler, storage, cuts);
              }
            }
          });
    }
  }

  /**
   * Returns the chunk to emit in line in the driver: the one that other chunks jump to most; -1 if
   * it would be too large. A loop in that chunk then calls other chunks for its body, instead of
   * being called itself.
   */
  private int chooseHome(ChunkDriver driver) {
    int home = 0;
    for (int i = 1; i < chunks.size(); i++) {
      home = chunks.get(i).arrivals() > chunks.get(home).arrivals() ? i : home;
    }
    return chunks.get(home).size() + driver.size() <= limit ? home : -1;
  }

  private void writeChunk(
      ClassBuilder builder,
      int index,
      FuncCompiler compiler,
      ChunkStorage storage,
      ChunkCuts cuts) {
    Chunk chunk = chunks.get(index);
    builder.withMethodBody(
        methods.name(index),
        methods.type(),
        ClassWriter.PUBLIC_STATIC,
        body -> {
          code.start(body);
          storage.start(chunk);
          cuts.start(index);
          writeBody(chunk, ChunkStorage.STATE, compiler, storage, cuts);
        });
  }

  private void writeAtHome(
      ChunkDriver driver,
      ClassBuilder owner,
      int index,
      FuncCompiler compiler,
      ChunkStorage storage,
      ChunkCuts cuts) {
    Chunk chunk = chunks.get(index);
    int instance = layout.signatureOf(function).slots();
    driver.writeWithChunk(
        owner,
        index,
        code,
        () -> storage.startAtHome(chunk, instance),
        home -> {
          cuts.startAtHome(index, home);
          storage.reloadMemory();
          writeBody(chunk, home.state(), compiler, storage, cuts);
        });
  }

  private void writeBody(
      Chunk chunk, int state, FuncCompiler compiler, ChunkStorage storage, ChunkCuts cuts) {
    compiler.startMethod();
    writeEntries(chunk, state, compiler, storage);
    compiler.startCode();
    compiler.run();
    compiler.finishMethod();
    cuts.finish();
  }

  /** Emits the entries: each loads the variables that are live-in there and jumps to its label. */
  private void writeEntries(Chunk chunk, int state, FuncCompiler compiler, ChunkStorage storage) {
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
        storage.moveIn(chunk.liveIn(i + 1));
        code.jump(compiler.label(chunk.entries.get(i)));
      }
      code.bind(start);
    }
    storage.moveIn(chunk.liveIn(0));
  }
}
