package dev.quern.fuzz;

import java.util.List;
import java.util.Random;

/** Random choices, the same for the same seed. */
final class Draw {
  private final Random random;

  Draw(long seed) {
    this.random = new Random(seed * 0x9E3779B97F4A7C15L);
  }

  /** A number from 0 to before the bound. */
  int below(int bound) {
    return random.nextInt(bound);
  }

  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  <T> T choose(List<? extends T> list) {
    return list.get(random.nextInt(list.size()));
  }

  @SafeVarargs
  final <T> T of(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  int int32() {
    return switch (random.nextInt(5)) {
      case 0 -> random.nextInt(5) - 1;
      case 1 -> Integer.MIN_VALUE + random.nextInt(3) - 1;
      case 2 -> 1 << random.nextInt(32);
      case 3 -> random.nextInt(256);
      default -> random.nextInt();
    };
  }

  long int64() {
    return switch (random.nextInt(4)) {
      case 0 -> int32();
      case 1 -> Long.MIN_VALUE + random.nextInt(3) - 1;
      case 2 -> 1L << random.nextInt(64);
      default -> random.nextLong();
    };
  }

  float float32() {
    return switch (random.nextInt(7)) {
      case 0 -> Float.NaN;
      case 1 -> -0.0f;
      case 2 -> Float.NEGATIVE_INFINITY;
      case 3 -> (float) int64();
      case 4 -> (float) random.nextGaussian();
      default -> random.nextInt(100) - 50;
    };
  }

  double float64() {
    return switch (random.nextInt(7)) {
      case 0 -> Double.NaN;
      case 1 -> -0.0;
      case 2 -> Double.POSITIVE_INFINITY;
      case 3 -> (double) int64();
      case 4 -> random.nextGaussian();
      default -> random.nextInt(100) - 50;
    };
  }
}
