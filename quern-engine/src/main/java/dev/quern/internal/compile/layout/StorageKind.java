package dev.quern.internal.compile.layout;

import dev.quern.V128;
import dev.quern.internal.compile.jvm.Check;
import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.jvm.Names;
import dev.quern.runtime.ArrayObject;
import dev.quern.type.NumberType;
import dev.quern.type.PackedType;
import dev.quern.type.ReferenceType;
import dev.quern.type.StorageType;
import dev.quern.type.VectorType;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import org.jspecify.annotations.Nullable;

/** How the JVM stores a value in a field of a struct or an element of an array. */
public enum StorageKind {
  BYTE('I', TypeKind.BYTE, byte.class, ArrayObject.OfBytes.class, "bytes"),
  SHORT('I', TypeKind.SHORT, short.class, ArrayObject.OfShorts.class, "shorts"),
  INT('I', TypeKind.INT, int.class, ArrayObject.OfInts.class, "ints"),
  LONG('J', TypeKind.LONG, long.class, ArrayObject.OfLongs.class, "longs"),
  FLOAT('F', TypeKind.FLOAT, float.class, ArrayObject.OfFloats.class, "floats"),
  DOUBLE('D', TypeKind.DOUBLE, double.class, ArrayObject.OfDoubles.class, "doubles"),
  /** Null means zero, so nothing needs to be initialized. */
  VECTOR('V', TypeKind.REFERENCE, V128.class, ArrayObject.OfVectors.class, "vectors"),
  REFERENCE('R', TypeKind.REFERENCE, Object.class, ArrayObject.OfReferences.class, "references");

  /** The kind of the value on the operand stack. */
  public final char letter;

  /** The type of the field, or of the elements of the Java array. */
  public final ClassDesc type;

  /** The class that holds the Java array; the classes of array types extend it. */
  public final ClassDesc arrayObject;

  /** The method that creates a Java array from a part of a segment. */
  public final String maker;

  private final TypeKind typeKind;
  private final Class<?> javaClass;

  StorageKind(
      char letter, TypeKind typeKind, Class<?> javaClass, Class<?> arrayObject, String maker) {
    this.letter = letter;
    this.typeKind = typeKind;
    this.javaClass = javaClass;
    this.type = Names.of(javaClass);
    this.arrayObject = Names.of(arrayObject);
    this.maker = maker;
  }

  static StorageKind of(StorageType type) {
    return switch (type) {
      case PackedType.I8 -> BYTE;
      case PackedType.I16 -> SHORT;
      case NumberType.I32 -> INT;
      case NumberType.I64 -> LONG;
      case NumberType.F32 -> FLOAT;
      case NumberType.F64 -> DOUBLE;
      case VectorType.V128 -> VECTOR;
      case ReferenceType r -> REFERENCE;
    };
  }

  /** Converts the value on the operand stack to its stored form. */
  public void narrow(JvmCode code) {
    switch (this) {
      case BYTE -> code.emit(1, CodeBuilder::i2b);
      case SHORT -> code.emit(1, CodeBuilder::i2s);
      default -> code.leave(letter);
    }
  }

  /** Converts the stored form on the operand stack to the value. */
  public void widen(JvmCode code, boolean isUnsigned) {
    if (this == VECTOR) {
      code.invokeStatic(Names.FRAME, "vector", Names.desc(Names.VECTOR, Names.OBJECT));
      code.enter(letter);
    } else if (this == SHORT && isUnsigned) {
      code.emit(1, CodeBuilder::i2c);
    } else if (this == BYTE && isUnsigned) {
      code.iconst(0xFF);
      code.emit(1, CodeBuilder::iand);
    }
  }

  /** Emits the creation of a Java array of zeros or nulls; its length is on the operand stack. */
  public void newArray(JvmCode code) {
    if (typeKind == TypeKind.REFERENCE) {
      code.emit(Check.ARRAY_SIZE, 3, c -> c.anewarray(type));
    } else {
      code.emit(Check.ARRAY_SIZE, 2, c -> c.newarray(typeKind));
    }
  }

  /** Emits the load of an element; the Java array and the index are on the operand stack. */
  public void load(JvmCode code) {
    code.emit(Check.ARRAY_INDEX, 1, c -> c.arrayLoad(typeKind));
  }

  /**
   * Emits the store of an element; the Java array, the index and the stored form are on the operand
   * stack.
   */
  public void store(JvmCode code) {
    code.emit(Check.ARRAY_INDEX, 1, c -> c.arrayStore(typeKind));
  }

  /** Creates a Java array of zeros or nulls. */
  public Object newArray(int length) {
    return java.lang.reflect.Array.newInstance(javaClass, length);
  }

  /** Converts a boxed value to its stored form, boxed. */
  public @Nullable Object narrow(@Nullable Object value) {
    return switch (this) {
      case BYTE -> value instanceof Integer i ? (Object) i.byteValue() : value;
      case SHORT -> value instanceof Integer i ? (Object) i.shortValue() : value;
      default -> value;
    };
  }

  public ClassDesc javaArray() {
    return type.arrayType();
  }
}
