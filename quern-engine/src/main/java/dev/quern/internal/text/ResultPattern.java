package dev.quern.internal.text;

import dev.quern.type.AbstractHeapType;
import java.util.List;

/** What a script expects of a result. */
public sealed interface ResultPattern {

  /**
   * This value. A {@link Constant.Null} matches every null reference, whatever type it names; a
   * float matches by its bits.
   */
  record Exactly(Constant value) implements ResultPattern {}

  /** Some NaN of an f32 or (if {@code wide}) f64. */
  record Nan(boolean wide, boolean canonical) implements ResultPattern {}

  /**
   * A vector of floats, of which some are NaNs.
   *
   * @param wide whether there are two f64 lanes and not four f32 lanes
   * @param lanes an {@link Exactly} of f32 or f64, or a {@link Nan}, for each
   */
  record Lanes(boolean wide, List<ResultPattern> lanes) implements ResultPattern {}

  /** Any reference of this type that is not null. */
  record Reference(AbstractHeapType type) implements ResultPattern {}

  /** One of several. */
  record Either(List<ResultPattern> choices) implements ResultPattern {}
}
