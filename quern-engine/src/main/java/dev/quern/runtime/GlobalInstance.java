package dev.quern.runtime;

import dev.quern.V128;
import dev.quern.type.GlobalType;
import dev.quern.type.NumberType;
import dev.quern.type.ReferenceType;
import dev.quern.type.ValueType;
import dev.quern.type.VectorType;
import org.jspecify.annotations.Nullable;

/**
 * A global that others can see (spec 4.2.10): imported, exported or made by the embedder. The value
 * stands in the field of its JVM kind. A global that only its own instance can see is a field
 * there.
 */
public final class GlobalInstance {
  public int i;
  public long j;
  public float f;
  public double d;
  public @Nullable Object r;

  /** The embedder's object for this global, set once by the embedder. */
  public volatile @Nullable Object embedder;

  private final GlobalType type;

  /** A global with its type's zero or null. */
  public GlobalInstance(GlobalType type) {
    this.type = type;
    this.r = type.value() == VectorType.V128 ? V128.ZERO : null;
  }

  /** A global with a boxed value. */
  public GlobalInstance(GlobalType type, @Nullable Object value) {
    this(type);
    set(value);
  }

  /** The type. */
  public GlobalType type() {
    return type;
  }

  /** The value, boxed. */
  public @Nullable Object get() {
    ValueType value = type.value();
    return switch (value) {
      case NumberType n ->
          switch (n) {
            case I32 -> (Object) i;
            case I64 -> j;
            case F32 -> f;
            case F64 -> d;
          };
      case VectorType v -> r;
      case ReferenceType ref -> r;
    };
  }

  /** Replaces the value by a boxed one of the right class; the embedder has checked it. */
  public void set(@Nullable Object value) {
    switch (type.value().letter()) {
      case 'I' -> i = (Integer) notNull(value);
      case 'J' -> j = (Long) notNull(value);
      case 'F' -> f = (Float) notNull(value);
      case 'D' -> d = (Double) notNull(value);
      case 'V' -> r = (V128) notNull(value);
      default -> r = value;
    }
  }

  private static Object notNull(@Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException("null for a number");
    }
    return value;
  }
}
