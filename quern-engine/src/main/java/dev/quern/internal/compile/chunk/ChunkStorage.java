package dev.quern.internal.compile.chunk;

import dev.quern.internal.compile.body.Storage;
import dev.quern.internal.compile.body.Variables;
import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.layout.Layout;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The storage of a function that is cut into chunks: variables stand in a frame, which is the first
 * parameter of every chunk. While surveying it writes down who uses what; while writing it keeps in
 * JVM locals what the chunk has chosen.
 */
final class ChunkStorage extends Storage {
  static final int FRAME = 0;
  static final int STATE = 1;
  static final int INSTANCE = 2;

  private final ChunkFrame frame;
  private final @Nullable Flow survey;
  private final Map<Integer, Integer> places = new HashMap<>();
  private Chunk chunk;
  private int frameLocal;

  /**
   * The storage of chunks that are written, or surveyed.
   *
   * @param survey what a survey finds out of the use of variables; null while writing
   */
  ChunkStorage(
      Layout layout,
      JvmCode code,
      Variables variables,
      ChunkFrame frame,
      @Nullable Flow survey,
      Chunk first) {
    super(layout, code, variables);
    this.frame = frame;
    this.survey = survey;
    this.chunk = first;
  }

  /** Starts a chunk. */
  void start(Chunk next) {
    chunk = next;
    places.clear();
    startMethod(INSTANCE);
    frameLocal = FRAME;
    usesMemory = false;
    reloadsMemory = survey != null || next.usesMemory;
    if (survey == null) {
      reloadMemory();
      placeKept();
    }
  }

  /**
   * Starts to write a chunk as a part of the function's own method.
   *
   * @param instanceLocal the JVM local of the instance, behind which all are free
   * @return JVM locals of frame, state and instance
   */
  int[] startAtHome(Chunk next, int instanceLocal) {
    chunk = next;
    places.clear();
    startMethod(instanceLocal);
    frameLocal = allocate('R');
    reloadsMemory = next.usesMemory;
    int state = allocate('I');
    placeKept();
    return new int[] {frameLocal, state, instanceLocal};
  }

  private void placeKept() {
    for (int variable : chunk.kept()) {
      places.put(variable, allocate(variables.letter(variable)));
    }
  }

  /** Takes variables from the frame. */
  void moveIn(BitSet wanted) {
    for (int variable : wanted.stream().toArray()) {
      frame.load(code, frameLocal, variable);
      code.store(variables.letter(variable), place(variable));
    }
  }

  /** Puts variables back into the frame. */
  void moveOut(BitSet changed) {
    for (int variable : changed.stream().toArray()) {
      code.load(variables.letter(variable), place(variable));
      frame.store(code, frameLocal, variable);
    }
  }

  private int place(int variable) {
    Integer place = places.get(variable);
    if (place == null) {
      throw new IllegalStateException("variable " + variable + " is not kept");
    }
    return place;
  }

  @Override
  public void load(int variable) {
    if (survey != null) {
      survey.use(variable);
      code.load(variables.letter(variable), surveyed(variable));
    } else if (places.containsKey(variable)) {
      code.load(variables.letter(variable), place(variable));
    } else {
      frame.load(code, frameLocal, variable);
    }
  }

  @Override
  public void store(int variable) {
    if (survey != null) {
      survey.set(variable);
      code.store(variables.letter(variable), surveyed(variable));
    } else if (places.containsKey(variable)) {
      code.store(variables.letter(variable), place(variable));
    } else {
      frame.store(code, frameLocal, variable);
    }
  }

  /** The place of a variable in a chunk that keeps all, and so knows least of what it takes. */
  private int surveyed(int variable) {
    chunk.use(variable);
    return places.computeIfAbsent(variable, v -> allocate(variables.letter(v)));
  }
}
