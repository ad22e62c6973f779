package dev.quern.runtime;

import dev.quern.V128;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Instructions that work on many elements of arrays (spec 4.6.7). Every range is checked as a
 * whole, in {@code long}, before anything is allocated or written. Offsets and counts are unsigned.
 */
public final class Aggregates {
  private Aggregates() {}

  /** The elements of {@code array.new}. */
  public static byte[] filled(int value, byte[] array) {
    Arrays.fill(array, (byte) value);
    return array;
  }

  /** The elements of {@code array.new}. */
  public static short[] filled(int value, short[] array) {
    Arrays.fill(array, (short) value);
    return array;
  }

  /** The elements of {@code array.new}. */
  public static int[] filled(int value, int[] array) {
    Arrays.fill(array, value);
    return array;
  }

  /** The elements of {@code array.new}. */
  public static long[] filled(long value, long[] array) {
    Arrays.fill(array, value);
    return array;
  }

  /** The elements of {@code array.new}. */
  public static float[] filled(float value, float[] array) {
    Arrays.fill(array, value);
    return array;
  }

  /** The elements of {@code array.new}. */
  public static double[] filled(double value, double[] array) {
    Arrays.fill(array, value);
    return array;
  }

  /** The elements of {@code array.new}. */
  public static @Nullable V128[] filled(V128 value, @Nullable V128[] array) {
    Arrays.fill(array, value);
    return array;
  }

  /** The elements of {@code array.new}. */
  public static @Nullable Object[] filled(@Nullable Object value, @Nullable Object[] array) {
    Arrays.fill(array, value);
    return array;
  }

  /** The elements of {@code array.new_data}. */
  public static byte[] bytes(int from, int count, byte[] data) {
    checkData(from, count, 1, data);
    return Arrays.copyOfRange(data, from, from + count);
  }

  /** The elements of {@code array.new_data}. */
  public static short[] shorts(int from, int count, byte[] data) {
    checkData(from, count, 2, data);
    var array = new short[count];
    buffer(data, from).asShortBuffer().get(array);
    return array;
  }

  /** The elements of {@code array.new_data}. */
  public static int[] ints(int from, int count, byte[] data) {
    checkData(from, count, 4, data);
    var array = new int[count];
    buffer(data, from).asIntBuffer().get(array);
    return array;
  }

  /** The elements of {@code array.new_data}. */
  public static long[] longs(int from, int count, byte[] data) {
    checkData(from, count, 8, data);
    var array = new long[count];
    buffer(data, from).asLongBuffer().get(array);
    return array;
  }

  /** The elements of {@code array.new_data}. */
  public static float[] floats(int from, int count, byte[] data) {
    checkData(from, count, 4, data);
    var array = new float[count];
    buffer(data, from).asFloatBuffer().get(array);
    return array;
  }

  /** The elements of {@code array.new_data}. */
  public static double[] doubles(int from, int count, byte[] data) {
    checkData(from, count, 8, data);
    var array = new double[count];
    buffer(data, from).asDoubleBuffer().get(array);
    return array;
  }

  /** The elements of {@code array.new_data}. */
  public static @Nullable V128[] vectors(int from, int count, byte[] data) {
    checkData(from, count, 16, data);
    var array = new @Nullable V128[count];
    readVectors(buffer(data, from), array, 0, count);
    return array;
  }

  /** The elements of {@code array.new_elem}. */
  public static @Nullable Object[] references(int from, int count, @Nullable Object[] segment) {
    checkSegment(from, count, segment);
    return Arrays.copyOfRange(segment, from, from + count);
  }

  /** Meaning of {@code array.fill}. */
  public static void fill(@Nullable Object reference, int at, int value, int count) {
    switch (range(reference, at, count)) {
      case ArrayObject.OfBytes a -> Arrays.fill(a.elements, at, at + count, (byte) value);
      case ArrayObject.OfShorts a -> Arrays.fill(a.elements, at, at + count, (short) value);
      case ArrayObject.OfInts a -> Arrays.fill(a.elements, at, at + count, value);
      default -> throw new AssertionError("not an array of such values");
    }
  }

  /** Meaning of {@code array.fill}. */
  public static void fill(@Nullable Object reference, int at, long value, int count) {
    switch (range(reference, at, count)) {
      case ArrayObject.OfLongs a -> Arrays.fill(a.elements, at, at + count, value);
      default -> throw new AssertionError("not an array of such values");
    }
  }

  /** Meaning of {@code array.fill}. */
  public static void fill(@Nullable Object reference, int at, float value, int count) {
    switch (range(reference, at, count)) {
      case ArrayObject.OfFloats a -> Arrays.fill(a.elements, at, at + count, value);
      default -> throw new AssertionError("not an array of such values");
    }
  }

  /** Meaning of {@code array.fill}. */
  public static void fill(@Nullable Object reference, int at, double value, int count) {
    switch (range(reference, at, count)) {
      case ArrayObject.OfDoubles a -> Arrays.fill(a.elements, at, at + count, value);
      default -> throw new AssertionError("not an array of such values");
    }
  }

  /** Meaning of {@code array.fill}. */
  public static void fill(@Nullable Object reference, int at, V128 value, int count) {
    switch (range(reference, at, count)) {
      case ArrayObject.OfVectors a -> Arrays.fill(a.elements, at, at + count, value);
      default -> throw new AssertionError("not an array of such values");
    }
  }

  /** Meaning of {@code array.fill}. */
  public static void fill(@Nullable Object reference, int at, @Nullable Object value, int count) {
    switch (range(reference, at, count)) {
      case ArrayObject.OfReferences a -> Arrays.fill(a.elements, at, at + count, value);
      default -> throw new AssertionError("not an array of such values");
    }
  }

  /** Meaning of {@code array.copy}. */
  public static void copy(
      @Nullable Object target, int to, @Nullable Object source, int from, int count) {
    ArrayObject targetArray = notNull(target);
    ArrayObject sourceArray = notNull(source);
    checkArray(targetArray, to, count);
    checkArray(sourceArray, from, count);
    System.arraycopy(sourceArray.array(), from, targetArray.array(), to, count);
  }

  /** Meaning of {@code array.init_data}. */
  public static void initData(
      @Nullable Object reference, int at, int from, int count, byte[] data) {
    switch (range(reference, at, count)) {
      case ArrayObject.OfBytes a -> {
        checkData(from, count, 1, data);
        System.arraycopy(data, from, a.elements, at, count);
      }
      case ArrayObject.OfShorts a ->
          source(data, from, count, 2).asShortBuffer().get(a.elements, at, count);
      case ArrayObject.OfInts a ->
          source(data, from, count, 4).asIntBuffer().get(a.elements, at, count);
      case ArrayObject.OfLongs a ->
          source(data, from, count, 8).asLongBuffer().get(a.elements, at, count);
      case ArrayObject.OfFloats a ->
          source(data, from, count, 4).asFloatBuffer().get(a.elements, at, count);
      case ArrayObject.OfDoubles a ->
          source(data, from, count, 8).asDoubleBuffer().get(a.elements, at, count);
      case ArrayObject.OfVectors a ->
          readVectors(source(data, from, count, 16), a.elements, at, count);
      default -> throw new AssertionError("an array of references has no bytes");
    }
  }

  /** Meaning of {@code array.init_elem}. */
  public static void initElem(
      @Nullable Object reference, int at, int from, int count, @Nullable Object[] segment) {
    ArrayObject array = range(reference, at, count);
    checkSegment(from, count, segment);
    System.arraycopy(segment, from, array.array(), at, count);
  }

  private static ByteBuffer source(byte[] data, int from, int count, int width) {
    checkData(from, count, width, data);
    return buffer(data, from);
  }

  private static ByteBuffer buffer(byte[] data, int from) {
    return ByteBuffer.wrap(data, from, data.length - from).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void readVectors(ByteBuffer in, @Nullable V128[] array, int at, int count) {
    for (int i = at; i < at + count; i++) {
      array[i] = new V128(in.getLong(), in.getLong());
    }
  }

  private static ArrayObject notNull(@Nullable Object reference) {
    if (reference == null) {
      throw Trap.NULL_ARRAY.exception();
    }
    return (ArrayObject) reference;
  }

  /** The array of a reference, of which a range is to be written. */
  private static ArrayObject range(@Nullable Object reference, int at, int count) {
    ArrayObject array = notNull(reference);
    checkArray(array, at, count);
    return array;
  }

  private static void checkArray(ArrayObject array, int start, int count) {
    if (isOutside(start, Integer.toUnsignedLong(count), array.length())) {
      throw Trap.ARRAY_ACCESS.exception();
    }
  }

  private static void checkData(int start, int count, int width, byte[] data) {
    if (isOutside(start, Integer.toUnsignedLong(count) * width, data.length)) {
      throw Trap.MEMORY_ACCESS.exception();
    }
  }

  private static void checkSegment(int start, int count, @Nullable Object[] segment) {
    if (isOutside(start, Integer.toUnsignedLong(count), segment.length)) {
      throw Trap.TABLE_ACCESS.exception();
    }
  }

  private static boolean isOutside(int start, long length, int size) {
    return Integer.toUnsignedLong(start) + length > size;
  }
}
