package dev.quern.internal.compile.body;

import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.jvm.JvmLabel;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ranges of code whose exceptions go to a handler: the entries of the exception tables.
 *
 * <p>A <i>region</i> is the code whose exceptions one try block gets. Regions do not overlap: code
 * belongs to the innermost. Each contiguous range of a region is an entry in the exception table of
 * its JVM method. The entry leads to a landing pad at the end of that method, which stores the
 * exception in the slot of the block's height and jumps to the block's handler. The handler is
 * ordinary code with a label, so that a function may be cut anywhere.
 *
 * <p>Why: docs/rationale/exceptions.md.
 */
final class Regions {
  private final Walk walk;
  private final JvmCode code;
  private @Nullable Region current;
  private @Nullable Region suspended;
  private @Nullable JvmLabel rangeStart;
  private int rangeStartSize;
  private final Map<Region, JvmLabel> landings = new LinkedHashMap<>();

  Regions(Walk walk) {
    this.walk = walk;
    this.code = walk.code;
  }

  /** The label of a handler, and the height at which it finds the exception. */
  static final class Region {
    final int label;
    final int height;

    Region(int label, int height) {
      this.label = label;
      this.height = height;
    }
  }

  /** Returns the region of the code being emitted, or null if exceptions go to the caller. */
  @Nullable Region current() {
    return current;
  }

  /** Puts the code that follows into another region. */
  void enter(@Nullable Region next) {
    closeRange();
    current = next;
    openRange();
  }

  /** Makes the code that follows throw to the caller: to wasm, the function has been left. */
  void suspend() {
    suspended = current;
    enter(null);
  }

  /** Ends what {@link #suspend} began. */
  void resume() {
    enter(suspended);
    suspended = null;
  }

  /** Starts the code proper of a method of the function. */
  void startMethod() {
    landings.clear();
    openRange();
  }

  /** Emits the landing pads of the method, after all other code. */
  void finishMethod() {
    closeRange();
    landings.forEach((from, landing) -> {
      code.bind(landing);
      walk.cuts.lands();
      store(from);
      walk.jump(from.label);
    });
    landings.clear();
  }

  /** Moves an exception from the JVM stack to where the handler of a region expects it. */
  void store(Region region) {
    walk.storage.store(walk.variables.slot(region.height, 'R'));
  }

  private void openRange() {
    if (current != null) {
      rangeStart = code.newLabel();
      rangeStartSize = code.size();
      code.bind(rangeStart);
    }
  }

  private void closeRange() {
    if (current != null && rangeStart != null && code.size() > rangeStartSize) {
      JvmLabel end = code.newLabel();
      code.bind(end);
      code.exceptionCatch(rangeStart, end, landings.computeIfAbsent(current, r -> code.newLabel()));
    }
    rangeStart = null;
  }
}
