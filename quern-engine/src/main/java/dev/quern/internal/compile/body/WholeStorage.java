package dev.quern.internal.compile.body;

import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.jvm.Names;
import dev.quern.internal.compile.jvm.RawBits;
import dev.quern.internal.compile.jvm.Shapes;
import dev.quern.internal.compile.layout.JvmSignature;
import dev.quern.internal.compile.layout.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The storage of a function that is one method: every variable is a JVM local. Wasm parameters are
 * the method's own parameters, except vectors, which have another form there; the other locals are
 * allocated at their first use and zeroed at the function's start.
 */
public final class WholeStorage extends Storage {
  private final JvmSignature signature;
  private int[] places = new int[16];
  private int[] order = new int[16];
  private int placed;

  /** The JVM local of the zero that HotSpot does not know to be one, or -1. */
  private int zero = -1;

  public WholeStorage(Layout layout, JvmCode code, Variables variables, JvmSignature signature) {
    super(layout, code, variables);
    this.signature = signature;
    Arrays.fill(places, -1);
    startMethod(signature.slots());
    if (!signature.isWide()) {
      placeParameters();
    }
  }

  private void placeParameters() {
    int slot = 0;
    for (int i = 0; i < signature.parameters().length(); i++) {
      if (!Shapes.isVector(variables.letter(i))) {
        place(i, slot);
      }
      slot += JvmCode.slots(variables.letter(i));
    }
  }

  private void place(int variable, int index) {
    if (variable >= places.length) {
      int old = places.length;
      places = Arrays.copyOf(places, Math.max(variable + 1, old * 2));
      Arrays.fill(places, old, places.length, -1);
    }
    places[variable] = index;
  }

  private int index(int variable) {
    if (variable >= places.length || places[variable] < 0) {
      place(variable, allocate(variables.letter(variable)));
      if (placed == order.length) {
        order = Arrays.copyOf(order, placed * 2);
      }
      order[placed++] = variable;
    }
    return places[variable];
  }

  @Override
  public void load(int variable) {
    code.load(variables.letter(variable), index(variable));
  }

  @Override
  public void store(int variable) {
    code.store(variables.letter(variable), index(variable));
  }

  @Override
  public void loadZero() {
    if (zero < 0) {
      zero = allocate('I');
    }
    code.load('I', zero);
  }

  /** See {@link #arrange(int, List)}; for methods that have short places to give. */
  public void arrange() {
    if (signature.slots() > MOST_SHORT) {
      return;
    }
    var locals = new ArrayList<Local>();
    if (zero >= 0) {
      locals.add(new Local(zero, 1, index -> zero = index));
    }
    for (int i = 0; i < placed; i++) {
      int variable = order[i];
      int slots = code.localSlots(variables.letter(variable));
      locals.add(new Local(places[variable], slots, index -> places[variable] = index));
    }
    arrange(signature.slots(), locals);
  }

  /** The last JVM local for which instructions take a single byte. */
  private static final int MOST_SHORT = 3;

  /**
   * Emits the start of the method: loads the memory, and initialises every local that a walk over
   * the body has used. Must follow such a walk with this storage.
   */
  public void prologue() {
    placeInstance(signature.slots());
    reloadMemory();
    if (zero >= 0) {
      super.loadZero();
      code.store('I', zero);
    }
    int parameters = signature.parameters().length();
    for (int i = 0; i < placed; i++) {
      int local = order[i];
      if (local < parameters) {
        loadParameter(local);
        store(local);
      } else if (local < variables.localCount) {
        code.constant(variables.letter(local), 0);
        store(local);
      }
    }
  }

  /** Zeroes the locals that are not parameters, before the function calls itself by a jump. */
  void clearLocals() {
    for (int i = 0; i < placed; i++) {
      int local = order[i];
      if (local < variables.localCount && local >= signature.parameters().length()) {
        code.constant(variables.letter(local), 0);
        store(local);
      }
    }
  }

  /** Loads a parameter that is not in one of the method's own parameters. */
  private void loadParameter(int local) {
    if (signature.isWide()) {
      loadWideParameter(local);
    } else {
      String before = signature.parameters().substring(0, local);
      code.load('R', before.chars().map(c -> JvmCode.slots((char) c)).sum());
      code.enter(variables.letter(local));
    }
  }

  private void loadWideParameter(int local) {
    char letter = variables.letter(local);
    code.load('R', 0);
    if (JvmCode.isObject(letter)) {
      code.getField(Names.FRAME, "references", Names.OBJECT_ARRAY);
      code.iconst(local);
      code.emit(1, c -> c.aaload());
    } else {
      code.getField(Names.FRAME, "numbers", Names.LONG_ARRAY);
      code.iconst(local);
      code.emit(1, c -> c.laload());
    }
    RawBits.from(code, letter);
  }
}
