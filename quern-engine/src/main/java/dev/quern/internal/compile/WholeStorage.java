package dev.quern.internal.compile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The storage of a function that is one method: every variable is a JVM local. Wasm parameters are
 * the method's own parameters, but for vectors, which have another form there; the other locals get
 * a place at their first use and are zeroed at the function's start.
 */
final class WholeStorage extends Storage {
  private final Signature signature;
  private int[] places = new int[16];
  private int[] order = new int[16];
  private int placed;

  /** By variable, how often a walk has loaded or stored it. */
  private int[] uses = new int[16];

  /** The JVM local of the zero that nobody knows, or -1. */
  private int zero = -1;

  private int zeroUses;

  WholeStorage(Layout layout, JvmCode code, Variables variables, Signature signature) {
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
      if (!Lanes.isVector(variables.letter(i))) {
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
      uses = Arrays.copyOf(uses, places.length);
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
    uses[variable]++;
    return places[variable];
  }

  @Override
  void load(int variable) {
    code.load(variables.letter(variable), index(variable));
  }

  @Override
  void store(int variable) {
    code.store(variables.letter(variable), index(variable));
  }

  @Override
  void loadZero() {
    if (zero < 0) {
      zero = allocate('I');
    }
    zeroUses++;
    code.load('I', zero);
  }

  /** What has a place that can be another one: a variable, or one of these. */
  private static final int ZERO = -1;

  private static final int MEMORY = -2;
  private static final int INSTANCE = -3;

  /** Bytes it takes to move the instance from where it is as a parameter. */
  private static final int MOVE_BYTES = 4;

  /**
   * Gives what a walk with this storage has used most the places for which instructions are short,
   * and takes what that saves off the bytes of code.
   */
  void arrange() {
    int first = signature.slots();
    if (first > 3 || Arrays.stream(order, 0, placed).anyMatch(v -> Lanes.isVector(letter(v)))) {
      return;
    }
    var items = new ArrayList<>(List.of(INSTANCE, MEMORY));
    if (zero >= 0) {
      items.add(ZERO);
    }
    Arrays.stream(order, 0, placed).forEach(items::add);
    items.sort(Comparator.comparingInt(item -> -uses(item)));
    if (uses(items.getFirst()) <= instanceUses + MOVE_BYTES) {
      items.remove((Integer) INSTANCE);
      items.addFirst(INSTANCE);
    }
    startLocals(first);
    for (int item : items) {
      int index = allocate(letter(item));
      code.save(uses(item) * (JvmCode.localBytes(placeOf(item)) - JvmCode.localBytes(index)));
      move(item, index);
    }
    moveTemporaries();
  }

  private char letter(int item) {
    return item >= 0 ? variables.letter(item) : item == ZERO ? 'I' : 'R';
  }

  private int uses(int item) {
    return switch (item) {
      case ZERO -> zeroUses;
      case MEMORY -> memoryUses;
      case INSTANCE -> instanceUses;
      default -> uses[item];
    };
  }

  private int placeOf(int item) {
    return switch (item) {
      case ZERO -> zero;
      case MEMORY -> memory;
      case INSTANCE -> instance;
      default -> places[item];
    };
  }

  private void move(int item, int index) {
    switch (item) {
      case ZERO -> zero = index;
      case MEMORY -> memory = index;
      case INSTANCE -> instance = index;
      default -> places[item] = index;
    }
  }

  /**
   * Writes the start of the method: the memory, and the first value of every local that a walk over
   * the body has used. Must follow such a walk with this storage.
   */
  void prologue() {
    if (instance != signature.slots()) {
      code.load('R', signature.slots());
      code.store('R', instance);
    }
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

  /** Zeroes the locals that are no parameters, for a call of the function to itself. */
  void clearLocals() {
    for (int i = 0; i < placed; i++) {
      int local = order[i];
      if (local < variables.localCount && local >= signature.parameters().length()) {
        code.constant(variables.letter(local), 0);
        store(local);
      }
    }
  }

  /** Loads a parameter that has no place among the method's own. */
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
    code.fromBits(letter);
  }
}
