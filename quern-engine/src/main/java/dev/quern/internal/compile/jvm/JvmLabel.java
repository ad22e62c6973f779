package dev.quern.internal.compile.jvm;

import java.lang.classfile.Label;
import org.jspecify.annotations.Nullable;

/** A position in the method being emitted; without a real label while only counting. */
public final class JvmLabel {
  final @Nullable Label label;

  /** The number of branches to here, each case of a switch included. */
  public int uses;

  JvmLabel(@Nullable Label label) {
    this.label = label;
  }
}
