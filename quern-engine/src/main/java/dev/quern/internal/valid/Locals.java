package dev.quern.internal.valid;

import dev.quern.internal.syntax.UnsupportedException;
import dev.quern.type.ValueType;
import java.util.Arrays;

/**
 * The locals of a body, and whether those without a default value have been assigned. Assignments
 * are undone at the end of the block they were made in, from a log.
 *
 * <p>A few bytes can declare 50,000 locals, a million times in a module. So nothing here takes time
 * in proportion to them: only the first locals have their type at hand, later ones are searched for
 * among the groups of the declaration; and a local counts as assigned if its stamp is the body's.
 */
final class Locals {
  private static final int AT_HAND = 256;

  private final Body body;
  private final ValueType[] types = new ValueType[AT_HAND];
  private int count;

  private ValueType[] groupTypes = new ValueType[16];
  private int[] groupEnds = new int[16];
  private int groups;

  private int parameters;
  private boolean allDefaultable;
  private int[] assigned = {};
  private int stamp;
  private int[] log = new int[16];
  private int logSize;

  Locals(Body body) {
    this.body = body;
  }

  /** Begins with the parameters. */
  void begin(ValueType[] parameterTypes) {
    count = 0;
    groups = 0;
    logSize = 0;
    allDefaultable = true;
    stamp++;
    for (ValueType type : parameterTypes) {
      add(1, type);
    }
    parameters = count;
  }

  /** Reads the declarations at the start of a body. */
  void read() {
    for (int left = body.in.length(); left > 0; left--) {
      int more = body.in.u32();
      add(more, body.valueType());
    }
    if (!allDefaultable && assigned.length < count) {
      assigned = new int[count];
    }
  }

  private void add(int more, ValueType type) {
    int limit = body.context.limits.locals();
    long sum = count + (more & 0xFFFF_FFFFL);
    if (sum > limit) {
      throw new UnsupportedException(
          "too many locals: %d, the limit is %d".formatted(sum, limit), body.place());
    }
    if (groups == groupEnds.length) {
      groupTypes = Arrays.copyOf(groupTypes, groups * 2);
      groupEnds = Arrays.copyOf(groupEnds, groups * 2);
    }
    groupTypes[groups] = type;
    groupEnds[groups++] = (int) sum;
    for (int i = count; i < Math.min(AT_HAND, sum); i++) {
      types[i] = type;
    }
    allDefaultable &= type.isDefaultable();
    count = (int) sum;
  }

  /** The types of the first locals. */
  ValueType[] atHand() {
    return types;
  }

  /** The number of locals at hand that can be read and written at any time. */
  int plainCount() {
    return allDefaultable ? Math.min(count, AT_HAND) : 0;
  }

  private ValueType type(int localIndex) {
    if (localIndex < 0 || localIndex >= count) {
      throw body.unknown("local", localIndex);
    }
    return localIndex < AT_HAND ? types[localIndex] : groupType(localIndex);
  }

  private ValueType groupType(int localIndex) {
    int low = 0;
    int high = groups - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (localIndex < groupEnds[middle]) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return groupTypes[low];
  }

  private boolean isAssigned(int localIndex, ValueType type) {
    return allDefaultable
        || localIndex < parameters
        || type.isDefaultable()
        || assigned[localIndex] == stamp;
  }

  /** The type of a local that is about to be read. */
  ValueType get(int localIndex) {
    ValueType type = type(localIndex);
    if (!isAssigned(localIndex, type)) {
      throw body.invalid("uninitialized local " + localIndex);
    }
    return type;
  }

  /** The type of a local that is about to be written. */
  ValueType set(int localIndex) {
    ValueType type = type(localIndex);
    if (!isAssigned(localIndex, type)) {
      assigned[localIndex] = stamp;
      if (logSize == log.length) {
        log = Arrays.copyOf(log, logSize * 2);
      }
      log[logSize++] = localIndex;
    }
    return type;
  }

  /** The present place in the log. */
  int mark() {
    return logSize;
  }

  /** Undoes all assignments since a mark. */
  void reset(int mark) {
    while (logSize > mark) {
      assigned[log[--logSize]] = 0;
    }
  }
}
