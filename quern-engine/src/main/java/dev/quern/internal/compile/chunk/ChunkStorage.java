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
 * The storage of a function that is cut into chunks: variables are in a frame, which is the first
 * parameter of every chunk. During a survey it records which chunk uses which variables. When
 * emitting code it keeps in JVM locals what the chunk has chosen.
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
   * Creates the storage for chunks that are emitted or surveyed.
   *
   * @param survey records the uses of variables during a survey; null when emitting code
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
   * Starts emitting a chunk in line in the function's own method.
   *
   * @param instanceLocal the JVM local of the instance; all locals after it are free
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

  /** Loads variables from the frame into their JVM locals. */
  void moveIn(BitSet wanted) {
    for (int variable : wanted.stream().toArray()) {
      frame.load(code, frameLocal, variable);
      code.store(variables.letter(variable), place(variable));
    }
  }

  /** Writes variables back to the frame. */
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

  /**
   * Returns the JVM local of a variable during a survey, which keeps all variables in locals and so
   * measures the least code size.
   */
  private int surveyed(int variable) {
    chunk.use(variable);
    return places.computeIfAbsent(variable, v -> allocate(variables.letter(v)));
  }
}
