package dev.quern.js;

import dev.quern.type.AbstractHeapType;
import dev.quern.type.FunctionType;
import dev.quern.type.NumberType;
import dev.quern.type.ReferenceType;
import dev.quern.type.Subtyping;
import dev.quern.type.ValueType;
import dev.quern.type.VectorType;
import java.util.List;
import java.util.stream.Stream;

/**
 * The letters by which a host knows how to convert a value: {@code I J F D} for numbers, {@code V}
 * for v128 and {@code E} for exnref, which JavaScript never sees, {@code X} for externref, {@code
 * U} for funcref, and {@code R} for every other reference type.
 */
final class Letters {
  /** Of all numbers. */
  static final String NUMBERS = "IJFD";

  /** Of what direct calls pass. */
  static final String DIRECT = NUMBERS + "X";

  private Letters() {}

  static char of(ValueType type) {
    return switch (type) {
      case NumberType number -> number.letter();
      case VectorType vector -> 'V';
      case ReferenceType reference -> of(reference);
    };
  }

  private static char of(ReferenceType type) {
    if (Subtyping.top(type.heapType()) == AbstractHeapType.EXN) {
      return 'E';
    }
    if (type.equals(ReferenceType.EXTERNREF)) {
      return 'X';
    }
    return type.equals(ReferenceType.FUNCREF) ? 'U' : 'R';
  }

  static String of(List<? extends ValueType> types) {
    var letters = new StringBuilder();
    types.forEach(type -> letters.append(of(type)));
    return letters.toString();
  }

  /** Whether a function has one result at most, and no other types than those of some letters. */
  static boolean isPlain(FunctionType type, String letters) {
    return type.results().size() <= 1
        && Stream.concat(type.parameters().stream(), type.results().stream())
            .allMatch(value -> letters.indexOf(of(value)) >= 0);
  }

  /** Whether references of a type are functions. */
  static boolean isFunction(ValueType type) {
    return type instanceof ReferenceType reference
        && Subtyping.top(reference.heapType()) == AbstractHeapType.FUNC;
  }

  /** The value type of a name that the interface knows. */
  static ValueType named(String name) {
    return switch (name) {
      case "i32" -> NumberType.I32;
      case "i64" -> NumberType.I64;
      case "f32" -> NumberType.F32;
      case "f64" -> NumberType.F64;
      case "v128" -> VectorType.V128;
      case "externref" -> ReferenceType.EXTERNREF;
      case "anyfunc" -> ReferenceType.FUNCREF;
      case "exnref" -> ReferenceType.EXNREF;
      case "anyref" -> new ReferenceType(true, AbstractHeapType.ANY);
      case "eqref" -> new ReferenceType(true, AbstractHeapType.EQ);
      case "structref" -> new ReferenceType(true, AbstractHeapType.STRUCT);
      case "arrayref" -> new ReferenceType(true, AbstractHeapType.ARRAY);
      case "i31ref" -> new ReferenceType(true, AbstractHeapType.I31);
      default -> throw new IllegalArgumentException("no value type: " + name);
    };
  }
}
