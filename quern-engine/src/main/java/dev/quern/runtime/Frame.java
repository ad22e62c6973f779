package dev.quern.runtime;

import dev.quern.V128;
import org.jspecify.annotations.Nullable;

/**
 * Values by number, outside JVM locals: the locals of a function that is cut into several methods,
 * or the arguments of one that has more than a JVM method can take. Numbers are kept as their bits
 * (an i32 sign-extended, a float by its raw bits), references beside them under the same number.
 *
 * <p>A function that is cut has a generated subclass with a field for each of its first locals.
 */
public class Frame {
  private static final long[] NO_NUMBERS = {};
  private static final @Nullable Object[] NO_REFERENCES = {};

  public final long[] numbers;
  public final @Nullable Object[] references;

  /** A frame of zeros and nulls. */
  public Frame(int size) {
    numbers = size == 0 ? NO_NUMBERS : new long[size];
    references = size == 0 ? NO_REFERENCES : new Object[size];
  }

  /** A frame of {@code size} that begins with the first {@code count} values of another. */
  public Frame(Frame source, int count, int size) {
    this(size);
    System.arraycopy(source.numbers, 0, numbers, 0, count);
    System.arraycopy(source.references, 0, references, 0, count);
  }

  /** Stores a number whose bits were on the stack before the array was. */
  public static void put(long bits, long[] numbers, int index) {
    numbers[index] = bits;
  }

  /** Stores a reference that was on the stack before the array was. */
  public static void put(@Nullable Object value, @Nullable Object[] references, int index) {
    references[index] = value;
  }

  /** The vector that a reference stands for: a variable that nobody has set is zero. */
  public static V128 vector(@Nullable Object reference) {
    return reference == null ? V128.ZERO : (V128) reference;
  }

  /** A frame with the first {@code count} values of an instance's scratch space. */
  public static Frame fromScratch(Instance instance, int count) {
    var frame = new Frame(count);
    System.arraycopy(instance.numbers, 0, frame.numbers, 0, count);
    System.arraycopy(instance.references, 0, frame.references, 0, count);
    return frame;
  }

  /** Copies the first {@code count} values of an instance's scratch space to another's. */
  static void copyScratch(Instance from, Instance to, int count) {
    System.arraycopy(from.numbers, 0, to.numbers, 0, count);
    System.arraycopy(from.references, 0, to.references, 0, count);
  }

  /** Copies the frame to an instance's scratch space. */
  public void toScratch(Instance instance) {
    System.arraycopy(numbers, 0, instance.numbers, 0, numbers.length);
    System.arraycopy(references, 0, instance.references, 0, references.length);
  }

  /** A frame of boxed values. */
  public static Frame of(@Nullable Object[] values, String letters) {
    var frame = new Frame(values.length);
    store(values, letters, frame.numbers, frame.references);
    return frame;
  }

  /** The values of a frame, boxed. */
  public static @Nullable Object[] values(Frame frame, String letters) {
    return load(frame.numbers, frame.references, letters);
  }

  /** Puts boxed results into the scratch space of the instance that called. */
  public static void spread(@Nullable Object[] values, String letters, Instance instance) {
    store(values, letters, instance.numbers, instance.references);
  }

  /** The scratch space as boxed values. */
  public static @Nullable Object[] collect(String letters, Instance instance) {
    return load(instance.numbers, instance.references, letters);
  }

  private static void store(
      @Nullable Object[] values, String letters, long[] numbers, @Nullable Object[] references) {
    for (int i = 0; i < letters.length(); i++) {
      Object value = values[i];
      switch (letters.charAt(i)) {
        case 'I' -> numbers[i] = number(value).intValue();
        case 'J' -> numbers[i] = number(value).longValue();
        case 'F' -> numbers[i] = Float.floatToRawIntBits(number(value).floatValue());
        case 'D' -> numbers[i] = Double.doubleToRawLongBits(number(value).doubleValue());
        default -> references[i] = value;
      }
    }
  }

  private static Number number(@Nullable Object value) {
    if (value instanceof Number number) {
      return number;
    }
    throw new IllegalArgumentException("not a number: " + value);
  }

  private static @Nullable Object[] load(
      long[] numbers, @Nullable Object[] references, String letters) {
    var values = new @Nullable Object[letters.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (letters.charAt(i)) {
            case 'I' -> (Object) (int) numbers[i];
            case 'J' -> numbers[i];
            case 'F' -> Float.intBitsToFloat((int) numbers[i]);
            case 'D' -> Double.longBitsToDouble(numbers[i]);
            default -> references[i];
          };
    }
    return values;
  }
}
