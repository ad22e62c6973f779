package dev.quern.runtime;

import dev.quern.type.DefinedType;
import org.jspecify.annotations.Nullable;

/** A tag (spec 4.2.9); its identity is the object's. */
public final class TagInstance {
  /** The embedder's object for this tag, set once by the embedder. */
  public volatile @Nullable Object embedder;

  private final DefinedType type;
  private final int size;

  /** A new tag, different from every other. */
  public TagInstance(DefinedType type) {
    this.type = type;
    this.size = type.function().parameters().size();
  }

  /** The number of values in a payload. */
  int size() {
    return size;
  }

  /** The function type whose parameters are the payload. */
  public DefinedType type() {
    return type;
  }
}
