package dev.quern.internal.compile;

import java.lang.constant.ConstantDescs;
import java.util.Arrays;

/**
 * Where the variables of a function are while one method is being written. Some are always JVM
 * locals of their own: the instance, the bytes of memory 0, and temporaries.
 */
abstract class Storage {
  /** The kinds of temporaries: one for each letter, and one more for addresses. */
  private static final String LETTERS = "IJFDRVA";

  protected final JvmCode code;
  private final Layout layout;
  protected final Variables variables;

  /** The JVM local of the instance. */
  protected int instance;

  /** The JVM local of the bytes of memory 0. */
  protected int memory;

  protected int instanceUses;
  protected int memoryUses;
  private int next;
  private int free;
  private final int[] temporaries = new int[LETTERS.length()];

  /** Whether a walk has seen the method use the bytes of memory 0. */
  boolean usesMemory;

  /** Whether to take the bytes anew after calls; not known to be needless before the first walk. */
  boolean reloadsMemory;

  Storage(Layout layout, JvmCode code, Variables variables) {
    this.layout = layout;
    this.code = code;
    this.variables = variables;
  }

  /** Starts a method whose parameters before the instance take some slots. */
  protected final void startMethod(int parameterSlots) {
    instance = parameterSlots;
    memory = parameterSlots + 1;
    next = parameterSlots + 2;
    Arrays.fill(temporaries, -1);
    free = -1;
    code.freeLocals(this::freeLocals);
  }

  /** Starts again to give out JVM locals, from a place on; call {@link #moveTemporaries} behind. */
  protected final void startLocals(int first) {
    next = first;
  }

  /** Gives new places to the temporaries that there are. */
  protected final void moveTemporaries() {
    for (int i = 0; i < temporaries.length; i++) {
      if (temporaries[i] >= 0) {
        temporaries[i] = allocateTemporary(i);
      }
    }
    if (free >= 0) {
      free = -1;
      freeLocals();
    }
  }

  private int freeLocals() {
    if (free < 0) {
      free = next;
      next += VectorCode.LOCALS;
    }
    return free;
  }

  /** A new JVM local. */
  protected final int allocate(char letter) {
    int index = next;
    next += code.localSlots(letter);
    return index;
  }

  /** Pushes a variable's value. */
  abstract void load(int variable);

  /** Pops into a variable. */
  abstract void store(int variable);

  /** Pops a value into a variable; a vector comes as two longs. */
  final void put(int variable) {
    char letter = variables.letter(variable);
    Lanes.reshape(code, Lanes.typeOf(letter), letter);
    store(variable);
  }

  final void loadInstance() {
    instanceUses++;
    code.load('R', instance);
  }

  /** Pushes a zero that HotSpot does not know to be one. */
  void loadZero() {
    code.getStatic(Names.NUMERICS, "zero", ConstantDescs.CD_int);
  }

  /** Pushes the array of memory 0, or its segment. */
  final void loadMemory() {
    usesMemory = true;
    memoryUses++;
    code.load('R', memory);
  }

  /** Takes the bytes of memory 0 anew, if the method uses them. */
  final void reloadMemory() {
    if (reloadsMemory && !layout.side.memories().isEmpty()) {
      loadInstance();
      code.getField(Names.INSTANCE, "memory0", Names.MEMORY);
      if (layout.isSegment(0)) {
        code.getField(Names.MEMORY, "segment", Names.SEGMENT);
      } else {
        code.getField(Names.MEMORY, "bytes", Names.BYTE_ARRAY);
      }
      memoryUses++;
      code.store('R', memory);
    }
  }

  /** The JVM local for short-lived values of a kind. */
  final int temporary(char letter) {
    int kind = LETTERS.indexOf(letter);
    if (temporaries[kind] < 0) {
      temporaries[kind] = allocateTemporary(kind);
    }
    return temporaries[kind];
  }

  private int allocateTemporary(int kind) {
    char letter = LETTERS.charAt(kind);
    return allocate(letter == 'A' ? 'I' : letter);
  }
}
