package dev.quern.internal.compile;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The variables of a function: its wasm locals, and the slots to which values of the operand stack
 * are spilled. A slot belongs to a height and a letter, so that a variable has one JVM kind.
 * Numbers are given in order of first use and keep their meaning over all walks.
 */
final class Variables {
  final int localCount;
  private char[] letters;
  private int count;
  private final Map<Integer, Integer> slots = new HashMap<>();

  /** The variables of a function with these locals, parameters included. */
  Variables(char[] localLetters) {
    localCount = localLetters.length;
    letters = Arrays.copyOf(localLetters, localCount + 16);
    count = localCount;
  }

  /** The number of variables so far. */
  int count() {
    return count;
  }

  char letter(int variable) {
    return letters[variable];
  }

  /** The variable for a value at a height of the operand stack. */
  int slot(int height, char letter) {
    int key = height * 8 + "IJFDRV".indexOf(letter);
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
