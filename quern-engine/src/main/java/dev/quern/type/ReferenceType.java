package dev.quern.type;

import org.jspecify.annotations.Nullable;

/**
 * A reference type (spec 2.3.7).
 *
 * @param nullable whether the null reference is a member
 * @param heapType what the reference points to
 */
public record ReferenceType(boolean nullable, HeapType heapType) implements ValueType {
  /** {@code funcref}, short for {@code (ref null func)}. */
  public static final ReferenceType FUNCREF = new ReferenceType(true, AbstractHeapType.FUNC);

  /** {@code externref}, short for {@code (ref null extern)}. */
  public static final ReferenceType EXTERNREF = new ReferenceType(true, AbstractHeapType.EXTERN);

  /** {@code exnref}, short for {@code (ref null exn)}. */
  public static final ReferenceType EXNREF = new ReferenceType(true, AbstractHeapType.EXN);

  /** As the record would do it by itself, but without classes that the JVM makes for that. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ReferenceType type
        && nullable == type.nullable
        && heapType.equals(type.heapType);
  }

  @Override
  public int hashCode() {
    return 31 * heapType.hashCode() + Boolean.hashCode(nullable);
  }

  @Override
  public char letter() {
    return 'R';
  }

  /** The text format's spelling, with the short form where there is one. */
  @Override
  public String toString() {
    return nullable && heapType instanceof AbstractHeapType a
        ? a.nullableName()
        : "(ref " + (nullable ? "null " : "") + heapType + ")";
  }
}
