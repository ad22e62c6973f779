package dev.quern.internal.compile.chunk;

import java.util.BitSet;

/**
 * Numbers from a range that are still to be looked at, each once, those first that have waited
 * longest.
 */
final class Worklist {
  private final int first;
  private final int[] waiting;
  private final BitSet isWaiting;
  private int head;
  private int size;

  /** An empty list for {@code count} numbers from {@code first} on. */
  Worklist(int first, int count) {
    this.first = first;
    this.waiting = new int[count];
    this.isWaiting = new BitSet(count);
  }

  /** Adds all numbers of the range, in order. */
  void addAll() {
    for (int i = 0; i < waiting.length; i++) {
      add(first + i);
    }
  }

  /** Adds all numbers of the range, the last one first. */
  void addAllFromLast() {
    for (int i = waiting.length - 1; i >= 0; i--) {
      add(first + i);
    }
  }

  /** Adds a number unless it is waiting already, or outside the range. */
  void add(int number) {
    int index = number - first;
    if (index >= 0 && index < waiting.length && !isWaiting.get(index)) {
      isWaiting.set(index);
      int end = head + size++;
      waiting[end < waiting.length ? end : end - waiting.length] = number;
    }
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Takes the number that has waited longest. */
  int take() {
    int number = waiting[head];
    head = head + 1 < waiting.length ? head + 1 : 0;
    size--;
    isWaiting.clear(number - first);
    return number;
  }
}
