package dev.quern.runtime;

import dev.quern.V128;

/** The instructions on vectors of two 64-bit integers. */
public class VectorsOfLongs extends VectorsOfInts {
  private static final long INT = 0xFFFF_FFFFL;

  VectorsOfLongs() {}

  public static V128 i64x2Splat(long x) {
    return new V128(x, x);
  }

  public static long i64x2ExtractLane(V128 v, int lane) {
    return lane == 0 ? v.low() : v.high();
  }

  public static V128 i64x2ReplaceLane(V128 v, long x, int lane) {
    return lane == 0 ? new V128(x, v.high()) : new V128(v.low(), x);
  }

  public static long mask(boolean holds) {
    return holds ? -1 : 0;
  }

  public static V128 i64x2Eq(V128 a, V128 b) {
    return new V128(mask(a.low() == b.low()), mask(a.high() == b.high()));
  }

  public static V128 i64x2Ne(V128 a, V128 b) {
    return new V128(mask(a.low() != b.low()), mask(a.high() != b.high()));
  }

  public static V128 i64x2LtS(V128 a, V128 b) {
    return new V128(mask(a.low() < b.low()), mask(a.high() < b.high()));
  }

  public static V128 i64x2GtS(V128 a, V128 b) {
    return new V128(mask(a.low() > b.low()), mask(a.high() > b.high()));
  }

  public static V128 i64x2LeS(V128 a, V128 b) {
    return new V128(mask(a.low() <= b.low()), mask(a.high() <= b.high()));
  }

  public static V128 i64x2GeS(V128 a, V128 b) {
    return new V128(mask(a.low() >= b.low()), mask(a.high() >= b.high()));
  }

  public static V128 i64x2Abs(V128 v) {
    return new V128(Math.abs(v.low()), Math.abs(v.high()));
  }

  public static V128 i64x2Neg(V128 v) {
    return new V128(-v.low(), -v.high());
  }

  public static V128 i64x2Add(V128 a, V128 b) {
    return new V128(a.low() + b.low(), a.high() + b.high());
  }

  public static V128 i64x2Sub(V128 a, V128 b) {
    return new V128(a.low() - b.low(), a.high() - b.high());
  }

  public static V128 i64x2Mul(V128 a, V128 b) {
    return new V128(a.low() * b.low(), a.high() * b.high());
  }

  public static V128 i64x2Shl(V128 v, int count) {
    return new V128(v.low() << count, v.high() << count);
  }

  public static V128 i64x2ShrS(V128 v, int count) {
    return new V128(v.low() >> count, v.high() >> count);
  }

  public static V128 i64x2ShrU(V128 v, int count) {
    return new V128(v.low() >>> count, v.high() >>> count);
  }

  public static int i64x2AllTrue(V128 v) {
    return v.low() != 0 && v.high() != 0 ? 1 : 0;
  }

  public static int i64x2Bitmask(V128 v) {
    return (int) (v.low() >>> 63) | (int) (v.high() >>> 62) & 2;
  }

  public static V128 i64x2ExtendLowI32x4S(V128 v) {
    return new V128((int) v.low(), v.low() >> 32);
  }

  public static V128 i64x2ExtendLowI32x4U(V128 v) {
    return new V128(v.low() & INT, v.low() >>> 32);
  }

  public static V128 i64x2ExtendHighI32x4S(V128 v) {
    return new V128((int) v.high(), v.high() >> 32);
  }

  public static V128 i64x2ExtendHighI32x4U(V128 v) {
    return new V128(v.high() & INT, v.high() >>> 32);
  }

  public static V128 i64x2ExtmulLowI32x4S(V128 a, V128 b) {
    return i64x2Mul(i64x2ExtendLowI32x4S(a), i64x2ExtendLowI32x4S(b));
  }

  public static V128 i64x2ExtmulHighI32x4S(V128 a, V128 b) {
    return i64x2Mul(i64x2ExtendHighI32x4S(a), i64x2ExtendHighI32x4S(b));
  }

  public static V128 i64x2ExtmulLowI32x4U(V128 a, V128 b) {
    return i64x2Mul(i64x2ExtendLowI32x4U(a), i64x2ExtendLowI32x4U(b));
  }

  public static V128 i64x2ExtmulHighI32x4U(V128 a, V128 b) {
    return i64x2Mul(i64x2ExtendHighI32x4U(a), i64x2ExtendHighI32x4U(b));
  }

  public static V128 i64x2RelaxedLaneselect(V128 a, V128 b, V128 mask) {
    return v128Bitselect(a, b, mask);
  }
}
