package dev.quern.internal.compile;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * The storage of a function that is cut into chunks: variables stand in two arrays, numbers by
 * their bits in one and references in the other, which are the first two parameters of every chunk.
 * While surveying it writes down who uses what; while writing it keeps in JVM locals what the chunk
 * has chosen.
 */
final class ChunkStorage extends Storage {
  static final int NUMBERS = 0;
  static final int REFERENCES = 1;
  static final int STATE = 2;

  private static final MethodTypeDesc PUT_NUMBER =
      MethodTypeDesc.of(
          ConstantDescs.CD_void, ConstantDescs.CD_long, Names.LONG_ARRAY, ConstantDescs.CD_int);
  private static final MethodTypeDesc PUT_REFERENCE =
      MethodTypeDesc.of(
          ConstantDescs.CD_void, Names.OBJECT, Names.OBJECT_ARRAY, ConstantDescs.CD_int);
  private static final MethodTypeDesc GET_VECTOR = MethodTypeDesc.of(Names.VECTOR, Names.OBJECT);

  private final Map<Integer, Integer> places = new HashMap<>();
  private final boolean isSurvey;
  private final Map<Integer, BitSet> atLabels = new HashMap<>();
  private final BitSet placed = new BitSet();
  private final BitSet changed = new BitSet();
  private Chunk chunk;
  private int tick;
  private int loopDepth;

  ChunkStorage(Layout layout, JvmCode code, Variables variables, boolean isSurvey, Chunk first) {
    super(layout, code, variables);
    this.isSurvey = isSurvey;
    this.chunk = first;
  }

  /** Starts a chunk; while writing, moves its variables in. */
  void start(Chunk next) {
    chunk = next;
    places.clear();
    atLabels.clear();
    placed.clear();
    changed.clear();
    startMethod(3);
    usesMemory = false;
    reloadsMemory = isSurvey || next.usesMemory;
    if (!isSurvey) {
      reloadMemory();
      next.kept().forEach(this::moveIn);
    }
  }

  void at(int nextTick, int depth) {
    tick = nextTick;
    loopDepth = depth;
  }

  // Which variables may have another value than in the arrays.

  /** Remembers what may have changed on the way to a label. */
  void jumpsTo(int ordinal) {
    if (placed.get(ordinal)) {
      chunk.jumpsBack(ordinal, tick);
    } else {
      atLabels.computeIfAbsent(ordinal, o -> new BitSet()).or(changed);
    }
  }

  /** Adds what may have changed on other ways to a label, those of a loop included. */
  void labelAt(int ordinal, int labelTick) {
    placed.set(ordinal);
    BitSet others = atLabels.get(ordinal);
    if (others != null) {
      changed.or(others);
    }
    if (!isSurvey) {
      chunk.addWrittenInLoop(ordinal, labelTick, changed);
    }
  }

  /** What follows is reached by a label only. */
  void isUnreached() {
    changed.clear();
  }

  /** The variables to put back into the arrays. */
  BitSet changed() {
    return chunk.catches ? allChanged() : (BitSet) changed.clone();
  }

  /** All variables that the chunk ever changes. */
  BitSet allChanged() {
    return chunk.written();
  }

  private void moveIn(int variable) {
    char letter = variables.letter(variable);
    int place = allocate(letter);
    loadFromArray(variable);
    code.store(letter, place);
    places.put(variable, place);
  }

  /** Puts variables back into the arrays. */
  void moveOut(BitSet variables) {
    for (int variable : variables.stream().toArray()) {
      char letter = this.variables.letter(variable);
      code.load('R', JvmCode.isObject(letter) ? REFERENCES : NUMBERS);
      code.iconst(variable);
      load(variable);
      code.toBits(letter);
      code.emit(1, JvmCode.isObject(letter) ? CodeBuilder::aastore : CodeBuilder::lastore);
    }
  }

  @Override
  void load(int variable) {
    Integer place = place(variable, false);
    if (place != null) {
      code.load(variables.letter(variable), place);
    } else {
      loadFromArray(variable);
    }
  }

  @Override
  void store(int variable) {
    char letter = variables.letter(variable);
    Integer place = place(variable, true);
    if (place != null) {
      code.store(letter, place);
      changed.set(variable);
    } else if (JvmCode.isObject(letter)) {
      code.toBits(letter);
      code.load('R', REFERENCES);
      code.iconst(variable);
      code.invokeStatic(Names.FRAME, "put", PUT_REFERENCE);
    } else {
      code.toBits(letter);
      code.load('R', NUMBERS);
      code.iconst(variable);
      code.invokeStatic(Names.FRAME, "put", PUT_NUMBER);
    }
  }

  private @org.jspecify.annotations.Nullable Integer place(int variable, boolean isWrite) {
    if (isSurvey) {
      chunk.use(variable, variables.letter(variable), isWrite, loopDepth, tick);
      return places.computeIfAbsent(variable, v -> allocate(variables.letter(v)));
    }
    return places.get(variable);
  }

  private void loadFromArray(int variable) {
    char letter = variables.letter(variable);
    code.load('R', JvmCode.isObject(letter) ? REFERENCES : NUMBERS);
    code.iconst(variable);
    code.emit(1, JvmCode.isObject(letter) ? CodeBuilder::aaload : CodeBuilder::laload);
    if (Lanes.isVector(letter)) {
      code.invokeStatic(Names.FRAME, "vector", GET_VECTOR);
      code.enter(letter);
    } else {
      code.fromBits(letter);
    }
  }
}
