package dev.quern.runtime;

import dev.quern.ArrayRef;
import dev.quern.V128;
import org.jspecify.annotations.Nullable;

/**
 * An array (spec 4.2.18): an object with a Java array inside. Every array type has a generated
 * subclass of the nested class for its elements, below the class of its declared supertype, so that
 * a cast of an array is a cast of its class.
 */
public abstract class ArrayObject implements ArrayRef {
  private ArrayObject() {}

  /** The number of elements. */
  public abstract int length();

  /** The Java array with the elements. */
  abstract Object array();

  /** An array of i8. */
  public abstract static class OfBytes extends ArrayObject {
    public final byte[] elements;

    /** Called by generated constructors. */
    protected OfBytes(byte[] elements) {
      this.elements = elements;
    }

    @Override
    public final int length() {
      return elements.length;
    }

    @Override
    final byte[] array() {
      return elements;
    }
  }

  /** An array of i16. */
  public abstract static class OfShorts extends ArrayObject {
    public final short[] elements;

    /** Called by generated constructors. */
    protected OfShorts(short[] elements) {
      this.elements = elements;
    }

    @Override
    public final int length() {
      return elements.length;
    }

    @Override
    final short[] array() {
      return elements;
    }
  }

  /** An array of i32. */
  public abstract static class OfInts extends ArrayObject {
    public final int[] elements;

    /** Called by generated constructors. */
    protected OfInts(int[] elements) {
      this.elements = elements;
    }

    @Override
    public final int length() {
      return elements.length;
    }

    @Override
    final int[] array() {
      return elements;
    }
  }

  /** An array of i64. */
  public abstract static class OfLongs extends ArrayObject {
    public final long[] elements;

    /** Called by generated constructors. */
    protected OfLongs(long[] elements) {
      this.elements = elements;
    }

    @Override
    public final int length() {
      return elements.length;
    }

    @Override
    final long[] array() {
      return elements;
    }
  }

  /** An array of f32. */
  public abstract static class OfFloats extends ArrayObject {
    public final float[] elements;

    /** Called by generated constructors. */
    protected OfFloats(float[] elements) {
      this.elements = elements;
    }

    @Override
    public final int length() {
      return elements.length;
    }

    @Override
    final float[] array() {
      return elements;
    }
  }

  /** An array of f64. */
  public abstract static class OfDoubles extends ArrayObject {
    public final double[] elements;

    /** Called by generated constructors. */
    protected OfDoubles(double[] elements) {
      this.elements = elements;
    }

    @Override
    public final int length() {
      return elements.length;
    }

    @Override
    final double[] array() {
      return elements;
    }
  }

  /** An array of v128; an element that nobody has set is null and means zero. */
  public abstract static class OfVectors extends ArrayObject {
    public final @Nullable V128[] elements;

    /** Called by generated constructors. */
    protected OfVectors(@Nullable V128[] elements) {
      this.elements = elements;
    }

    @Override
    public final int length() {
      return elements.length;
    }

    @Override
    final @Nullable V128[] array() {
      return elements;
    }
  }

  /** An array of references. */
  public abstract static class OfReferences extends ArrayObject {
    public final @Nullable Object[] elements;

    /** Called by generated constructors. */
    protected OfReferences(@Nullable Object[] elements) {
      this.elements = elements;
    }

    @Override
    public final int length() {
      return elements.length;
    }

    @Override
    final @Nullable Object[] array() {
      return elements;
    }
  }
}
