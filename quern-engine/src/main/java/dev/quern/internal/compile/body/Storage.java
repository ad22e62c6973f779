package dev.quern.internal.compile.body;

import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.jvm.Lanes;
import dev.quern.internal.compile.jvm.Names;
import dev.quern.internal.compile.jvm.Shapes;
import dev.quern.internal.compile.jvm.VectorCode;
import dev.quern.internal.compile.layout.Layout;
import java.lang.constant.ConstantDescs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Where the variables of a function are while one method is being written. Some are always JVM
 * locals of their own: the instance, the bytes of memory 0, and temporaries.
 */
public abstract class Storage {
  /** The kinds of temporaries: one for each letter, and one more for addresses. */
  private static final String LETTERS = "IJFDRVA";

  protected final JvmCode code;
  private final Layout layout;
  protected final Variables variables;

  private int instance;
  private int memory;
  private int next;
  private int free;
  private final int[] temporaries = new int[LETTERS.length()];

  /** Whether a walk has seen the method use the bytes of memory 0. */
  public boolean usesMemory;

  /** Whether to reload the bytes after calls; before the first walk nothing shows it needless. */
  public boolean reloadsMemory;

  public Storage(Layout layout, JvmCode code, Variables variables) {
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

  /**
   * Something in one JVM local or several consecutive ones, which can be moved to others.
   *
   * @param index the first of them
   * @param move is told the new first one
   */
  protected record Local(int index, int slots, IntConsumer move) {}

  /**
   * Assigns the JVM locals with the shortest instructions to what a walk with this storage has used
   * most, and corrects the counted code size to that of the next walk.
   *
   * @param first the local in which the method receives the instance; those before it are taken
   * @param locals what this kind of storage has besides that of every storage
   */
  protected final void arrange(int first, List<Local> locals) {
    var all = new ArrayList<>(locals);
    all.add(new Local(memory, 1, index -> memory = index));
    for (int i = 0; i < temporaries.length; i++) {
      if (temporaries[i] >= 0) {
        int kind = i;
        all.add(new Local(temporaries[i], slots(kind), index -> temporaries[kind] = index));
      }
    }
    var own = new Local(instance, 1, index -> instance = index);
    all.add(own);
    all.sort(Comparator.comparingInt(local -> -uses(local) / local.slots));
    if (uses(all.getFirst()) <= uses(own) + MOVE_BYTES) {
      all.remove(own);
      all.addFirst(own);
    }
    if (free >= 0) {
      all.add(new Local(free, VectorCode.LOCALS, index -> free = index));
    }
    next = first;
    all.forEach(this::move);
  }

  /** Bytes of code that move the instance from the parameter that holds it. */
  private static final int MOVE_BYTES = 4;

  private void move(Local local) {
    for (int i = 0; i < local.slots; i++) {
      code.moved(local.index + i, next + i);
    }
    local.move.accept(next);
    next += local.slots;
  }

  private int uses(Local local) {
    int uses = 0;
    for (int i = 0; i < local.slots; i++) {
      uses += code.uses(local.index + i);
    }
    return uses;
  }

  private int slots(int kind) {
    char letter = LETTERS.charAt(kind);
    return code.localSlots(letter == 'A' ? 'I' : letter);
  }

  /** Moves the instance from the JVM local in which the method receives it. */
  protected final void placeInstance(int given) {
    if (instance != given) {
      code.load('R', given);
      code.store('R', instance);
    }
  }

  private int freeLocals() {
    if (free < 0) {
      free = next;
      next += VectorCode.LOCALS;
    }
    return free;
  }

  /** Allocates a JVM local. */
  protected final int allocate(char letter) {
    int index = next;
    next += code.localSlots(letter);
    return index;
  }

  /** Pushes a variable's value. */
  public abstract void load(int variable);

  /** Pops into a variable. */
  public abstract void store(int variable);

  /** Pops a value into a variable; a vector comes as two longs. */
  final void put(int variable) {
    char letter = variables.letter(variable);
    Lanes.reshape(code, Shapes.typeOf(letter), letter);
    store(variable);
  }

  public final void loadInstance() {
    code.load('R', instance);
  }

  /** Pushes a zero that HotSpot does not know to be one. */
  void loadZero() {
    code.getStatic(Names.NUMERICS, "zero", ConstantDescs.CD_int);
  }

  /** Pushes the array of memory 0, or its segment. */
  final void loadMemory() {
    usesMemory = true;
    code.load('R', memory);
  }

  /** Reloads the bytes of memory 0, if the method uses them. */
  public final void reloadMemory() {
    if (reloadsMemory && !layout.side.memories().isEmpty()) {
      loadInstance();
      code.getField(Names.INSTANCE, "memory0", Names.MEMORY);
      if (layout.isSegment(0)) {
        code.getField(Names.MEMORY, "segment", Names.SEGMENT);
      } else {
        code.getField(Names.MEMORY, "bytes", Names.BYTE_ARRAY);
      }
      code.store('R', memory);
    }
  }

  /** Returns the JVM local for short-lived values of a kind. */
  final int temporary(char letter) {
    int kind = LETTERS.indexOf(letter);
    if (temporaries[kind] < 0) {
      temporaries[kind] = next;
      next += slots(kind);
    }
    return temporaries[kind];
  }
}
