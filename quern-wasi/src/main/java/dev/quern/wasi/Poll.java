package dev.quern.wasi;

import java.io.IOException;

/**
 * Waits for clocks and descriptors, {@code poll_oneoff}.
 *
 * <p>Files and outputs are always ready. An input stream is ready when it says that bytes are
 * there; where it does not say so, Java has no way to wait for it: it counts as ready if nothing
 * else is waited for (the read will wait then), and otherwise is asked again and again until a
 * clock is due.
 */
final class Poll {
  /** Bytes of a subscription in the guest's memory. */
  static final int SUBSCRIPTION = 48;

  /** Bytes of an event. */
  static final int EVENT = 32;

  private static final int CLOCK = 0;
  private static final int READ = 1;
  private static final int WRITE = 2;
  private static final int ABSOLUTE = 1;
  private static final long RETRY = 2_000_000;

  private final GuestMemory memory;
  private final Descriptors descriptors;
  private final Clocks clocks;
  private final int events;
  private final long[] userdata;
  private final int[] types;
  private final int[] ids;
  private final long[] deadlines;
  private int count;

  /** Reads the subscriptions at once, so that they may share their place with the events. */
  Poll(
      GuestMemory memory,
      Descriptors descriptors,
      Clocks clocks,
      int subscriptions,
      int events,
      int length)
      throws IOException {
    this.memory = memory;
    this.descriptors = descriptors;
    this.clocks = clocks;
    this.events = events;
    userdata = new long[length];
    types = new int[length];
    ids = new int[length];
    deadlines = new long[length];
    for (int i = 0; i < length; i++) {
      subscribe(i, subscriptions + i * SUBSCRIPTION);
    }
  }

  private void subscribe(int i, int at) throws IOException {
    userdata[i] = memory.getLong(at);
    types[i] = Byte.toUnsignedInt(memory.getByte(at + 8));
    ids[i] = memory.getInt(at + 16);
    if (types[i] > WRITE) {
      throw Errno.EINVAL.failure();
    }
    if (types[i] == CLOCK && clocks.isKnown(ids[i])) {
      long timeout = memory.getLong(at + 24);
      long now = clocks.now(ids[i]);
      boolean absolute = (memory.getShort(at + 40) & ABSOLUTE) != 0;
      long remaining = absolute ? saturated(timeout, now) : timeout;
      remaining = remaining < 0 && !absolute ? Long.MAX_VALUE : Math.max(remaining, 0);
      long deadline = clocks.monotonic() + remaining;
      deadlines[i] = deadline < 0 ? Long.MAX_VALUE : deadline;
    }
  }

  private static long saturated(long unsignedTime, long now) {
    return unsignedTime < 0 ? Long.MAX_VALUE : unsignedTime - now;
  }

  /** Waits until at least one event is there and returns how many were written. */
  int run() throws IOException {
    while (true) {
      boolean inputs = false;
      long earliest = Long.MAX_VALUE;
      boolean clock = false;
      for (int i = 0; i < types.length; i++) {
        if (types[i] != CLOCK) {
          inputs |= !descriptor(i, false);
        } else if (!clocks.isKnown(ids[i])) {
          event(i, Errno.EINVAL, 0);
        } else {
          clock = true;
          earliest = Math.min(earliest, deadlines[i]);
        }
      }
      dueClocks();
      if (count > 0) {
        return count;
      }
      if (!clock) {
        waitingInputs();
        return count;
      }
      long remaining = earliest - clocks.monotonic();
      clocks.sleep(inputs ? Math.min(remaining, RETRY) : remaining);
    }
  }

  private void dueClocks() throws IOException {
    long now = clocks.monotonic();
    for (int i = 0; i < types.length; i++) {
      if (types[i] == CLOCK && clocks.isKnown(ids[i]) && deadlines[i] <= now) {
        event(i, Errno.SUCCESS, 0);
      }
    }
  }

  private void waitingInputs() throws IOException {
    for (int i = 0; i < types.length; i++) {
      descriptor(i, true);
    }
  }

  /** Reports a descriptor that is ready or wrong; false if it would have to be waited for. */
  private boolean descriptor(int i, boolean anyway) throws IOException {
    long bytes;
    try {
      Descriptor descriptor = descriptors.get(ids[i]);
      descriptor.require(Rights.POLL_FD_READWRITE);
      bytes = types[i] == READ ? descriptor.readable() : descriptor.isWritable() ? 1 : -1;
    } catch (IOException e) {
      event(i, Errno.of(e), 0);
      return true;
    }
    if (bytes < 0 && !anyway) {
      return false;
    }
    event(i, Errno.SUCCESS, Math.max(bytes, types[i] == READ ? 1 : 0));
    return true;
  }

  private void event(int i, Errno errno, long bytes) throws IOException {
    int at = events + count++ * EVENT;
    memory.putLong(at, userdata[i]);
    memory.putLong(at + 8, errno.code() | types[i] << 16);
    memory.putLong(at + 16, bytes);
    memory.putLong(at + 24, 0);
  }
}
