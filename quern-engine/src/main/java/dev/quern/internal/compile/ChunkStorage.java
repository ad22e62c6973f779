package dev.quern.internal.compile;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
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
  private Chunk chunk;
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
    startMethod(3);
    usesMemory = false;
    reloadsMemory = isSurvey || next.usesMemory;
    if (!isSurvey) {
      reloadMemory();
      next.kept().forEach(this::moveIn);
    }
  }

  void loopDepth(int depth) {
    loopDepth = depth;
  }

  private void moveIn(int variable) {
    char letter = variables.letter(variable);
    int place = allocate(letter);
    loadFromArray(variable);
    code.store(letter, place);
    places.put(variable, place);
  }

  /** Puts what the chunk has changed back into the arrays. */
  void moveOut() {
    for (int variable : chunk.written()) {
      char letter = variables.letter(variable);
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
      chunk.use(variable, variables.letter(variable), isWrite, loopDepth);
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
