package dev.quern.js;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.UnsupportedMessageException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Reads the numbers of a JavaScript engine, and makes its BigInts. */
abstract class Integers {
  /** A BigInt modulo 2^64, as a signed integer. */
  abstract long toLong(Object bigInt);

  /** A BigInt; or a {@code Long}, where only JavaScript can make one. */
  abstract Object fromLong(long value);

  /** What there is for an engine one of whose BigInts, 7, is known. */
  static Integers of(Object seven) {
    try {
      Class<?> type = seven.getClass();
      MethodHandles.Lookup lookup = MethodHandles.publicLookup();
      MethodHandle toLong =
          lookup
              .findVirtual(type, "longValue", MethodType.methodType(long.class))
              .asType(MethodType.methodType(long.class, Object.class));
      MethodHandle fromLong =
          lookup
              .findStatic(type, "valueOf", MethodType.methodType(type, long.class))
              .asType(MethodType.methodType(Object.class, long.class));
      var integers = new OfClass(toLong, fromLong);
      if (integers.toLong(seven) == 7 && integers.fromLong(7).equals(seven)) {
        return integers;
      }
    } catch (ReflectiveOperationException e) {
      // The class is another one, or not visible.
    }
    return new OfProtocol();
  }

  /** A number that is an int. */
  static int toInt(Object number) {
    return number instanceof Integer integer ? integer : ((Number) number).intValue();
  }

  /** Any number. */
  static double toDouble(Object number) {
    if (number instanceof Double real) {
      return real;
    }
    return number instanceof Integer integer ? integer : other(number);
  }

  @TruffleBoundary
  private static double other(Object number) {
    return ((Number) number).doubleValue();
  }

  /** By methods of the engine's own class of BigInts. */
  private static final class OfClass extends Integers {
    private final MethodHandle toLong;
    private final MethodHandle fromLong;

    OfClass(MethodHandle toLong, MethodHandle fromLong) {
      this.toLong = toLong;
      this.fromLong = fromLong;
    }

    @Override
    long toLong(Object bigInt) {
      try {
        return (long) toLong.invokeExact(bigInt);
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    Object fromLong(long value) {
      try {
        return (Object) fromLong.invokeExact(value);
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** By Truffle's interoperability protocol. */
  private static final class OfProtocol extends Integers {
    @Override
    @TruffleBoundary
    long toLong(Object bigInt) {
      InteropLibrary numbers = InteropLibrary.getUncached();
      try {
        return numbers.fitsInLong(bigInt)
            ? numbers.asLong(bigInt)
            : numbers.asBigInteger(bigInt).longValue();
      } catch (UnsupportedMessageException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    Object fromLong(long value) {
      return value;
    }
  }
}
