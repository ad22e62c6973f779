package dev.quern.internal.compile.chunk;

import java.util.BitSet;

/** A first-in, first-out worklist of numbers from a range; each number is in it at most once. */
final class Worklist {
  private final int first;
  private final int[] waiting;
  private final BitSet isWaiting;
  private int head;
  private int size;

  /** Creates an empty list for {@code count} numbers from {@code first} on. */
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

  /** Adds a number unless it is already waiting or outside the range. */
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

  /** Removes and returns the number that has waited longest. */
  int take() {
    int number = waiting[head];
    head = head + 1 < waiting.length ? head + 1 : 0;
    size--;
    isWaiting.clear(number - first);
    return number;
  }
}
