package dev.quern.internal.syntax;

import dev.quern.type.Feature;
import org.jspecify.annotations.Nullable;

/** The module needs a feature that is not built or not enabled, or exceeds a limit. */
public final class UnsupportedException extends ModuleException {
  private static final long serialVersionUID = 1;

  private final @Nullable Feature feature;

  /**
   * A limit that is exceeded.
   *
   * @param reason begins with the specification's words
   */
  public UnsupportedException(String reason, Place place) {
    this(null, reason, place);
  }

  /** A limit that is exceeded at a byte offset. */
  public UnsupportedException(String reason, long offset) {
    this(reason, new Place.Offset(offset));
  }

  /** A feature that is needed, or with null a limit that is exceeded. */
  public UnsupportedException(@Nullable Feature feature, String reason, Place place) {
    super(reason, place);
    this.feature = feature;
  }

  /** Returns the feature that is needed, or null if a limit is exceeded. */
  public @Nullable Feature feature() {
    return feature;
  }
}
