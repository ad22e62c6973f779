package dev.quern.runtime;

import dev.quern.StructRef;
import org.jspecify.annotations.Nullable;

/**
 * A struct (spec 4.2.18). Every struct type has a generated subclass with a typed field for each
 * field, {@code f0} and up, below the class of its declared supertype.
 */
public abstract class StructObject implements StructRef {
  /** Called by generated constructors. */
  protected StructObject() {}

  /** What describes this struct (custom descriptors proposal), or null if its type has none. */
  public @Nullable Object descriptor() {
    return null;
  }
}
