package dev.quern.type;

/**
 * The size range of a memory (in pages) or a table (in elements), spec 2.3.12.
 *
 * @param minimum initial size, unsigned
 * @param maximum largest size, unsigned; meaningless unless {@code hasMaximum}
 * @param hasMaximum whether there is a declared maximum
 */
public record Limits(long minimum, long maximum, boolean hasMaximum) {

  /** Limits without a maximum. */
  public static Limits of(long minimum) {
    return new Limits(minimum, 0, false);
  }

  /** Limits with a maximum. */
  public static Limits of(long minimum, long maximum) {
    return new Limits(minimum, maximum, true);
  }

  /**
   * Whether limits of an actual extern match required ones (spec 3.4.4): at least as large, and
   * bounded at least as tightly.
   */
  public boolean matches(Limits required) {
    return Long.compareUnsigned(minimum, required.minimum) >= 0
        && (!required.hasMaximum
            || hasMaximum && Long.compareUnsigned(maximum, required.maximum) <= 0);
  }

  @Override
  public String toString() {
    return Long.toUnsignedString(minimum)
        + (hasMaximum ? " " + Long.toUnsignedString(maximum) : "");
  }
}
