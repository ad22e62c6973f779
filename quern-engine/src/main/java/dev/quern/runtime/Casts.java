package dev.quern.runtime;

import dev.quern.type.DefinedType;
import org.jspecify.annotations.Nullable;

/**
 * What a reference points to, where that is not a question of its class alone. An i31 is an {@code
 * Integer} of 31 bits; any other {@code Integer} is an object of the embedder like every other.
 */
public final class Casts {
  private Casts() {}

  /** Meaning of {@code ref.eq}: the same object, or equal i31s. */
  public static boolean refEq(@Nullable Object a, @Nullable Object b) {
    return a == b || a instanceof Integer && a.equals(b);
  }

  /** Whether a reference is an i31. */
  public static boolean isI31(@Nullable Object reference) {
    return reference instanceof Integer value && value << 1 >> 1 == value;
  }

  /** Whether a reference of type anyref can be compared: an i31, struct or array. */
  public static boolean isEq(@Nullable Object reference) {
    return reference instanceof StructObject
        || reference instanceof ArrayObject
        || isI31(reference);
  }

  /** Whether a reference of type funcref is a function of (a subtype of) a type. */
  public static boolean isFunction(@Nullable Object reference, DefinedType type) {
    return reference instanceof FunctionInstance function && function.type.isSubtypeOf(type);
  }

  /** Whether a reference of type funcref is a function of exactly a type. */
  public static boolean isExactFunction(@Nullable Object reference, DefinedType type) {
    return reference instanceof FunctionInstance function && function.type == type;
  }

  /** Whether a reference is an object of a class, and of none of its subclasses. */
  public static boolean isExactly(@Nullable Object reference, Class<?> type) {
    return reference != null && reference.getClass() == type;
  }

  /**
   * Whether a reference is a struct with a descriptor, or is null and may be. The descriptor says
   * the struct's type: one that is made with it is exactly of the type that it describes.
   */
  public static boolean isDescribed(
      @Nullable Object reference, @Nullable Object descriptor, boolean isNullable) {
    if (descriptor == null) {
      throw Trap.NULL_DESCRIPTOR.exception();
    }
    return reference == null
        ? isNullable
        : reference instanceof StructObject struct && struct.descriptor() == descriptor;
  }

  /** Meaning of {@code ref.cast_desc_eq}. */
  public static @Nullable Object castDescribed(
      @Nullable Object reference, @Nullable Object descriptor, boolean isNullable) {
    if (isDescribed(reference, descriptor, isNullable)) {
      return reference;
    }
    throw Trap.DESCRIPTOR_CAST.exception();
  }
}
