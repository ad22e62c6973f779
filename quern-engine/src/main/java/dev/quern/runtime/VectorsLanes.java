package dev.quern.runtime;

/**
 * Arithmetic on all lanes of a long at once ("SIMD within a register"; Warren, Hacker's Delight,
 * chapter 2-18). The lanes are 8, 16 or 32 bits wide; which, is said by {@code signs}, the constant
 * that has the highest bit of every lane set.
 *
 * <p>The idea throughout: a long's addition is that of the lanes, but for the carries from one lane
 * into the next. So the highest bits are kept out of it and come in by exclusive or, which is
 * addition without carry. A comparison leaves its outcome in the highest bit of each lane, and
 * {@link #spread} makes it a mask. As {@code signs} is a constant for the callers, everything that
 * is derived from it folds when they are compiled.
 */
public final class VectorsLanes {
  private VectorsLanes() {}

  /** The number of a lane's highest bit. */
  private static int top(long signs) {
    return Long.numberOfTrailingZeros(signs);
  }

  /** The lowest bit of every lane. */
  private static long ones(long signs) {
    return signs >>> top(signs);
  }

  /** All bits of the lanes whose highest bit is set. */
  public static long spread(long v, long signs) {
    long bits = v & signs;
    return bits - (bits >>> top(signs)) | bits;
  }

  /** The bits of {@code a} where the mask is set and of {@code b} where it is not. */
  public static long select(long a, long b, long mask) {
    return b ^ (a ^ b) & mask;
  }

  /** A long with one lane replaced, whose bits are {@code lane} shifted. */
  public static long replace(long v, long x, int shift, long lane) {
    return v & ~(lane << shift) | (x & lane) << shift;
  }

  public static long add(long a, long b, long signs) {
    return (a & ~signs) + (b & ~signs) ^ (a ^ b) & signs;
  }

  public static long sub(long a, long b, long signs) {
    return (a | signs) - (b & ~signs) ^ (a ^ ~b) & signs;
  }

  public static long neg(long v, long signs) {
    return sub(0, v, signs);
  }

  public static long abs(long v, long signs) {
    long negative = spread(v, signs);
    return sub(v ^ negative, negative, signs);
  }

  /** The highest bit of every lane that is zero. */
  public static long zeros(long v, long signs) {
    return ~((v & ~signs) + ~signs | v) & signs;
  }

  public static long equal(long a, long b, long signs) {
    return spread(zeros(a ^ b, signs), signs);
  }

  /** The lanes whose subtraction borrows. */
  public static long lessU(long a, long b, long signs) {
    return spread(~a & b | (~a | b) & sub(a, b, signs), signs);
  }

  public static long lessS(long a, long b, long signs) {
    return lessU(a ^ signs, b ^ signs, signs);
  }

  public static long minS(long a, long b, long signs) {
    return select(a, b, lessS(a, b, signs));
  }

  public static long minU(long a, long b, long signs) {
    return select(a, b, lessU(a, b, signs));
  }

  public static long maxS(long a, long b, long signs) {
    return select(b, a, lessS(a, b, signs));
  }

  public static long maxU(long a, long b, long signs) {
    return select(b, a, lessU(a, b, signs));
  }

  public static long addSatS(long a, long b, long signs) {
    long sum = add(a, b, signs);
    return select(limit(a, signs), sum, spread(~(a ^ b) & (a ^ sum), signs));
  }

  public static long subSatS(long a, long b, long signs) {
    long difference = sub(a, b, signs);
    return select(limit(a, signs), difference, spread((a ^ b) & (a ^ difference), signs));
  }

  /** The largest number of every lane, the smallest where {@code v} is negative. */
  private static long limit(long v, long signs) {
    return ~signs + ((v & signs) >>> top(signs));
  }

  public static long addSatU(long a, long b, long signs) {
    long sum = add(a, b, signs);
    return sum | spread(a & b | (a | b) & ~sum, signs);
  }

  public static long subSatU(long a, long b, long signs) {
    return sub(a, b, signs) & ~lessU(a, b, signs);
  }

  /** {@code (a + b + 1) / 2}, from {@code a + b = 2 * (a | b) - (a ^ b)}. */
  public static long avgrU(long a, long b, long signs) {
    return (a | b) - ((a ^ b) >>> 1 & ~signs);
  }

  public static long shl(long v, int count, long signs) {
    return v << count & ~(((1L << count) - 1) * ones(signs));
  }

  public static long shrU(long v, int count, long signs) {
    return v >>> count & kept(count, signs);
  }

  public static long shrS(long v, int count, long signs) {
    long kept = kept(count, signs);
    return v >>> count & kept | spread(v, signs) & ~kept;
  }

  /** The bits of every lane that a shift to the right fills from the lane. */
  private static long kept(int count, long signs) {
    return ((2L << top(signs)) - 1 >>> count) * ones(signs);
  }

  // Between widths. The narrow lanes of a result, or of an operand, are its lowest 32 bits.

  public static long shortsOfBytesU(long v) {
    long pairs = (v & 0xFFFFL) | (v & 0xFFFF_0000L) << 16;
    return (pairs | pairs << 8) & 0x00FF_00FF_00FF_00FFL;
  }

  public static long shortsOfBytesS(long v) {
    return signedBytes(shortsOfBytesU(v));
  }

  public static long intsOfShortsU(long v) {
    return v & 0xFFFFL | (v & 0xFFFF_0000L) << 16;
  }

  public static long intsOfShortsS(long v) {
    return signedShorts(intsOfShortsU(v));
  }

  public static long evenBytesU(long v) {
    return v & 0x00FF_00FF_00FF_00FFL;
  }

  public static long evenBytesS(long v) {
    return signedBytes(evenBytesU(v));
  }

  public static long oddBytesU(long v) {
    return v >>> 8 & 0x00FF_00FF_00FF_00FFL;
  }

  public static long oddBytesS(long v) {
    return signedBytes(oddBytesU(v));
  }

  public static long evenShortsU(long v) {
    return v & 0x0000_FFFF_0000_FFFFL;
  }

  public static long evenShortsS(long v) {
    return signedShorts(evenShortsU(v));
  }

  public static long oddShortsU(long v) {
    return v >>> 16 & 0x0000_FFFF_0000_FFFFL;
  }

  public static long oddShortsS(long v) {
    return signedShorts(oddShortsU(v));
  }

  /** The upper half of each 16-bit lane is zero and becomes copies of the byte's sign. */
  private static long signedBytes(long v) {
    return v | (v >>> 7 & 0x0001_0001_0001_0001L) * 0xFF00;
  }

  /** The upper half of each 32-bit lane is zero and becomes copies of the short's sign. */
  private static long signedShorts(long v) {
    return v | (v >>> 15 & 0x0000_0001_0000_0001L) * 0xFFFF_0000L;
  }

  /**
   * Brings signed lanes into the range of unsigned ones of half the width, whose bits are {@code
   * bits}.
   */
  public static long clampU(long v, long bits, long signs) {
    return (v | overflow(v & ~signs, bits, signs)) & ~spread(v, signs) & bits;
  }

  /**
   * Brings signed lanes into the range of signed ones of half the width, but for the upper halves,
   * which are of no meaning. A negative lane's complement takes the way of the others.
   */
  public static long clampS(long v, long bits, long signs) {
    long negative = spread(v, signs);
    long size = v ^ negative;
    long sizeBits = bits >>> 1 & bits;
    return (size | overflow(size, sizeBits, signs)) & sizeBits ^ negative;
  }

  /** All bits of the lanes that have more than some bits; their highest bits are not set. */
  private static long overflow(long v, long bits, long signs) {
    long more = ~(bits | signs);
    return spread((v & more) + more, signs);
  }

  /** The lower halves of four shorts. */
  public static long bytesOfShorts(long v) {
    long bytes = v & 0x00FF_00FF_00FF_00FFL;
    return shortsOfInts(bytes | bytes >>> 8);
  }

  /** The lower halves of two ints. */
  public static long shortsOfInts(long v) {
    return v & 0xFFFFL | v >>> 16 & 0xFFFF_0000L;
  }

  public static float lowFloat(long v) {
    return Float.intBitsToFloat((int) v);
  }

  public static float highFloat(long v) {
    return Float.intBitsToFloat((int) (v >>> 32));
  }
}
