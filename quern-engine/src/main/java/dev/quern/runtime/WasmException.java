package dev.quern.runtime;

import org.jspecify.annotations.Nullable;

/**
 * An exception of a tag on its way through WebAssembly code, and what a reference to it points to
 * (spec 4.2.12). Without a stack trace, because a module may throw as often as others return; the
 * embedder's object for it has one.
 */
public final class WasmException extends Catchable {
  private static final long serialVersionUID = 1;

  private final transient TagInstance tag;
  private final transient Frame payload;

  /** The embedder's object for this exception, set once by the embedder. */
  public transient volatile @Nullable Object embedder;

  /** An exception with a value for each parameter of the tag. */
  public WasmException(TagInstance tag, Frame payload) {
    super(null);
    this.tag = tag;
    this.payload = payload;
  }

  /** The kind of exception. */
  public TagInstance tag() {
    return tag;
  }

  /** The values that it carries. */
  public Frame payload() {
    return payload;
  }

  @Override
  public String getMessage() {
    return "WebAssembly exception of type " + tag.type().function().parameters();
  }
}
