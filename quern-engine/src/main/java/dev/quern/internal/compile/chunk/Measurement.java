package dev.quern.internal.compile.chunk;

import dev.quern.internal.compile.body.Cuts;
import dev.quern.internal.compile.jvm.JvmCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Records what the first walk over a function finds: the code size at every tick. */
public final class Measurement extends Cuts {
  private final JvmCode code;
  private int[] sizes = new int[256];
  private byte[] loopDepths = new byte[256];
  private int[] heights = new int[256];
  private int[] labelTicks = new int[64];

  /** By label, the number of the place where it is. */
  private int[] labelPlaces = new int[64];

  /** By place, its last label. */
  private final List<Integer> lastLabels = new ArrayList<>();

  /** Code size before the last place, or -1 if no other label can be at it. */
  private int placeSize = -1;

  private int loop = -1;
  private final Map<Integer, Integer> endPositions = new HashMap<>();
  private int ticks;

  public Measurement(JvmCode code) {
    this.code = code;
  }

  @Override
  public void at(int tick, int loopDepth, int height) {
    if (tick == sizes.length) {
      sizes = Arrays.copyOf(sizes, tick * 2);
      loopDepths = Arrays.copyOf(loopDepths, tick * 2);
      heights = Arrays.copyOf(heights, tick * 2);
    }
    sizes[tick] = code.weight();
    loopDepths[tick] = (byte) Math.min(loopDepth, Byte.MAX_VALUE);
    heights[tick] = height;
    ticks = tick + 1;
  }

  @Override
  public void labelAt(int ordinal, int tick) {
    if (ordinal >= labelTicks.length) {
      int length = Math.max(ordinal + 1, labelTicks.length * 2);
      labelTicks = Arrays.copyOf(labelTicks, length);
      labelPlaces = Arrays.copyOf(labelPlaces, length);
    }
    labelTicks[ordinal] = tick;
    labelPlaces[ordinal] = place(ordinal);
  }

  private int place(int ordinal) {
    boolean isLoop = ordinal == loop;
    if (code.size() == placeSize && !isLoop) {
      lastLabels.set(lastLabels.size() - 1, ordinal);
    } else {
      lastLabels.add(ordinal);
    }
    placeSize = isLoop ? -1 : code.size();
    return lastLabels.size() - 1;
  }

  /** A loop's label has a place of its own, since there may be code before and after it. */
  @Override
  public void beforeLoop(int ordinal) {
    loop = ordinal;
  }

  /**
   * Returns the last of the labels that have no code between them and this one, as where many
   * blocks end. A jump to one of them may go to that last label instead.
   */
  int lastLabelAt(int ordinal) {
    return lastLabels.get(labelPlaces[ordinal]);
  }

  @Override
  public void endsAt(int ordinal, int position) {
    endPositions.put(ordinal, position);
  }

  /**
   * Returns the position in the body after the end of a block whose label takes no values, or -1.
   */
  int endPosition(int ordinal) {
    return endPositions.getOrDefault(ordinal, -1);
  }

  /** Returns the number of ticks. */
  int ticks() {
    return ticks;
  }

  /** Returns the code size before a tick. */
  int size(int tick) {
    return sizes[tick];
  }

  /** Returns the tick at which a label is. */
  int labelTick(int ordinal) {
    return labelTicks[ordinal];
  }

  /** Returns the number of loops around the code after a tick; a loop's own label is inside it. */
  int loopDepthBehind(int tick) {
    return loopDepths[Math.min(tick + 1, ticks - 1)];
  }

  /**
   * Returns the best tick for a cut in a range: the one in the fewest loops, then with the fewest
   * values on the operand stack, then the latest.
   */
  int bestCut(int from, int to) {
    int best = to;
    for (int tick = to - 1; tick >= from; tick--) {
      int loops = Integer.compare(loopDepths[tick], loopDepths[best]);
      if (loops < 0 || loops == 0 && heights[tick] < heights[best]) {
        best = tick;
      }
    }
    return best;
  }
}
