package dev.quern.internal.valid;

import java.util.function.Supplier;

/**
 * The words for a place outside of function bodies, put together when something is wrong there.
 *
 * @param what the kind of part
 * @param index its index
 */
record Place(String what, int index) implements Supplier<String> {
  @Override
  public String get() {
    return "in " + what + " " + index;
  }
}
