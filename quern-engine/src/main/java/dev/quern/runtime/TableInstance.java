package dev.quern.runtime;

import dev.quern.type.AbstractHeapType;
import dev.quern.type.Limits;
import dev.quern.type.Subtyping;
import dev.quern.type.TableType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A table (spec 4.2.7). Function references are {@link FunctionInstance}s. */
public final class TableInstance {
  /** The greatest number of elements. */
  public static final int MAX_SIZE = 10_000_000;

  /** The elements; replaced when the table grows. */
  private @Nullable Object[] elements;

  /** The same array if this is a table of functions, as one that needs no casts; else empty. */
  public @Nullable FunctionInstance[] functions;

  /**
   * Stands for the instance whose functions {@link #ranks} knows: its {@link Instance#numbers},
   * which keep nothing alive. Null before there is one.
   */
  long @Nullable [] owner;

  /**
   * By element of a table of functions, {@link FunctionInstance#rank} of a function of the owner;
   * -1 for any other. Of no meaning before there is an owner.
   */
  int[] ranks;

  /** The embedder's object for this table, set once by the embedder. */
  public volatile @Nullable Object embedder;

  private static final FunctionInstance[] NO_FUNCTIONS = {};

  private final TableType type;
  private final MemoryBudget budget;

  /** A table as by the other constructor, which only its maximum keeps from growing. */
  public TableInstance(TableType type, @Nullable Object init) {
    this(type, init, MemoryBudget.UNLIMITED);
  }

  /**
   * A table of the type's minimum size, filled with a reference.
   *
   * @param budget what growth is taken from; the minimum size has been taken already
   * @throws OutOfMemoryError if the machine, or {@link #MAX_SIZE}, has no room for it
   */
  public TableInstance(TableType type, @Nullable Object init, MemoryBudget budget) {
    long size = type.limits().minimum();
    if (Long.compareUnsigned(size, MAX_SIZE) > 0) {
      throw new OutOfMemoryError(
          "a table of " + Long.toUnsignedString(size) + " elements; the limit is " + MAX_SIZE);
    }
    this.type = type;
    this.budget = budget;
    boolean isOfFunctions = Subtyping.top(type.element().heapType()) == AbstractHeapType.FUNC;
    this.elements = isOfFunctions ? new FunctionInstance[(int) size] : new Object[(int) size];
    this.functions = functionsOf(elements);
    this.ranks = new int[functions.length];
    if (init != null) {
      fill(0, init, (int) size);
    }
  }

  private static @Nullable FunctionInstance[] functionsOf(@Nullable Object[] elements) {
    return elements instanceof FunctionInstance[] functions ? functions : NO_FUNCTIONS;
  }

  /** The type, with the current size as its minimum. */
  public TableType type() {
    Limits limits = type.limits();
    return new TableType(
        type.address(),
        new Limits(elements.length, limits.maximum(), limits.hasMaximum()),
        type.element());
  }

  /** The element at an unsigned index. */
  public @Nullable Object get(int index) {
    if (Integer.compareUnsigned(index, elements.length) >= 0) {
      throw Trap.TABLE_ACCESS.exception();
    }
    return elements[index];
  }

  /** Replaces the element at an unsigned index. */
  public void set(int index, @Nullable Object value) {
    if (Integer.compareUnsigned(index, elements.length) >= 0) {
      throw Trap.TABLE_ACCESS.exception();
    }
    elements[index] = value;
    rank(index, 1);
  }

  /** The number of elements. */
  public int size() {
    return elements.length;
  }

  /** Replaces some elements, which must be there, by one value. */
  void fill(int to, @Nullable Object value, int count) {
    Arrays.fill(elements, to, to + count, value);
    rank(to, count);
  }

  /** Replaces some elements, which must be there, by others of a table. */
  void copy(int to, TableInstance source, int from, int count) {
    write(to, source.elements, from, count);
  }

  /** Replaces some elements, which must be there, by references. */
  public void write(int to, @Nullable Object[] source, int from, int count) {
    System.arraycopy(source, from, elements, to, count);
    rank(to, count);
  }

  /**
   * Says whose functions will mostly be in the table; otherwise it is the instance of the first one
   * that is put there.
   */
  public void ownedBy(Instance instance) {
    for (int i = 0; i < ranks.length; i++) {
      ranks[i] = rank(functions[i], instance.numbers);
    }
    owner = instance.numbers;
  }

  /** Finds out the ranks of elements that have been replaced, if they are functions. */
  private void rank(int from, int count) {
    for (int i = from; i < from + count && i < ranks.length; i++) {
      FunctionInstance function = functions[i];
      if (owner == null && function != null && function.owner != null) {
        ownedBy(function.owner);
        return;
      }
      ranks[i] = rank(function, owner);
    }
  }

  private static int rank(@Nullable FunctionInstance function, long @Nullable [] owner) {
    return function != null && function.owner != null && function.owner.numbers == owner
        ? function.rank
        : -1;
  }

  /**
   * Grows the table.
   *
   * @param delta number of new elements, unsigned
   * @return the size before, or -1 if there is no room
   */
  public int grow(int delta, @Nullable Object init) {
    int old = elements.length;
    long wanted = old + (delta & 0xFFFF_FFFFL);
    Limits limits = type.limits();
    if (wanted > MAX_SIZE
        || limits.hasMaximum() && Long.compareUnsigned(wanted, limits.maximum()) > 0) {
      return -1;
    }
    long bytes = (wanted - old) * MemoryBudget.ELEMENT_BYTES;
    if (!budget.take(bytes)) {
      return -1;
    }
    try {
      @Nullable Object[] grown = Arrays.copyOf(elements, (int) wanted);
      @Nullable FunctionInstance[] grownFunctions = functionsOf(grown);
      ranks = Arrays.copyOf(ranks, grownFunctions.length);
      elements = grown;
      functions = grownFunctions;
    } catch (OutOfMemoryError e) {
      budget.giveBack(bytes);
      return -1;
    }
    fill(old, init, elements.length - old);
    return old;
  }
}
