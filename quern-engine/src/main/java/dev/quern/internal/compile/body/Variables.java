package dev.quern.internal.compile.body;

import dev.quern.internal.binary.InstrReader;
import dev.quern.internal.compile.jvm.Shapes;
import dev.quern.internal.compile.loop.Findings;
import dev.quern.internal.syntax.Expr;
import dev.quern.type.FunctionType;
import dev.quern.type.ValueType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The variables of a function: its wasm locals, and the slots to which values of the operand stack
 * are spilled. There is a slot for each height and letter, so that a variable has one JVM kind.
 * Variables are numbered in order of first use; the numbers stay the same over all walks.
 */
public final class Variables {
  final int localCount;
  private char[] letters;
  private int count;

  private static final String LETTERS = "IJFDRVQPN";

  private final Map<Integer, Integer> slots = new HashMap<>();

  /** Creates the variables of a function with these locals, parameters included. */
  Variables(char[] localLetters) {
    localCount = localLetters.length;
    letters = Arrays.copyOf(localLetters, localCount + 16);
    count = localCount;
  }

  /** Creates the variables of a function with a body. */
  static Variables of(FunctionType type, Expr body) {
    var reader = new InstrReader(body);
    int groups = reader.u32();
    var letters = new StringBuilder();
    for (ValueType parameter : type.parameters()) {
      letters.append(parameter.letter());
    }
    for (int i = 0; i < groups; i++) {
      int count = reader.u32();
      letters.repeat(reader.valueType().letter(), count);
    }
    return new Variables(letters.toString().toCharArray());
  }

  /** Returns the number of variables so far. */
  public int count() {
    return count;
  }

  public char letter(int variable) {
    return letters[variable];
  }

  /**
   * Gives each vector local the shape in which the previous walk has used it most, and clears the
   * counts.
   *
   * @return whether a local has a new shape, which may change that of others in the next walk
   */
  public boolean chooseShapes(Findings findings) {
    boolean isNew = false;
    if (!findings.hasVotes()) {
      return isNew;
    }
    for (int local = 0; local < localCount; local++) {
      if (letters[local] == Shapes.LONGS) {
        letters[local] = findings.mostUsedShape(local);
        isNew |= letters[local] != Shapes.LONGS;
      }
    }
    findings.clearVotes();
    return isNew;
  }

  /** Returns the variable for a value at a height of the operand stack. */
  int slot(int height, char letter) {
    int key = height * LETTERS.length() + LETTERS.indexOf(letter);
    Integer known = slots.get(key);
    if (known != null) {
      return known;
    }
    if (count == letters.length) {
      letters = Arrays.copyOf(letters, count * 2);
    }
    letters[count] = letter;
    slots.put(key, count);
    return count++;
  }
}
