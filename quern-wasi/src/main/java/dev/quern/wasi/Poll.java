package dev.quern.wasi;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Waits for clocks and descriptors, {@code poll_oneoff}.
 *
 * <p>Files and outputs are always ready; sockets are waited for by a {@link Selection}. An input
 * stream is ready when it says that bytes are there; where it does not say so, Java has no way to
 * wait for it: it counts as ready if nothing else is waited for (the read will wait then), and
 * otherwise is asked again and again until something else is ready. So are sockets where a clock is
 * waited for, too, that is not the machine's, for it moves when it is slept for.
 */
final class Poll {
  /** Bytes of an event in the guest's memory. */
  static final int EVENT = 32;

  private static final int CLOCK = 0;
  private static final int READ = 1;
  private static final int WRITE = 2;
  private static final int ABSOLUTE = 1;
  private static final int HANGUP = 1;
  private static final long UNKNOWN = -1;
  private static final long RETRY = 2_000_000;

  private final GuestMemory memory;
  private final Descriptors descriptors;
  private final Clocks clocks;
  private final int events;
  private final long[] userdata;
  private final int[] types;
  private final int[] ids;
  private final long[] deadlines;
  private final @Nullable Descriptor[] targets;
  private final @Nullable Errno[] errors;
  private final Selection selection = new Selection();
  private boolean clock;
  private long earliest = Long.MAX_VALUE;
  private int count;

  /** Reads the subscriptions at once, so that they may share their place with the events. */
  Poll(
      GuestMemory memory,
      Descriptors descriptors,
      Clocks clocks,
      Snapshot snapshot,
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
    targets = new Descriptor[length];
    errors = new Errno[length];
    for (int i = 0; i < length; i++) {
      int at = subscriptions + i * snapshot.subscription();
      subscribe(i, at, snapshot.subscribedClock());
    }
  }

  private void subscribe(int i, int at, int clockPlace) throws IOException {
    userdata[i] = memory.getLong(at);
    types[i] = Byte.toUnsignedInt(memory.getByte(at + 8));
    if (types[i] > WRITE) {
      throw Errno.EINVAL.failure();
    }
    if (types[i] == CLOCK) {
      subscribeToClock(i, at + clockPlace);
    } else {
      ids[i] = memory.getInt(at + 16);
    }
  }

  private void subscribeToClock(int i, int at) throws IOException {
    ids[i] = memory.getInt(at);
    if (clocks.isKnown(ids[i])) {
      long timeout = memory.getLong(at + 8);
      long now = clocks.now(ids[i]);
      boolean absolute = (memory.getShort(at + 24) & ABSOLUTE) != 0;
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
    try (selection) {
      resolve();
      while (true) {
        selection.refresh();
        boolean streams = descriptors();
        dueClocks();
        if (count > 0) {
          return count;
        }
        if (!clock && selection.isEmpty()) {
          streamsAnyway();
          return count;
        }
        await(streams);
      }
    }
  }

  /** Looks the descriptors up once, and finds the subscriptions that are wrong. */
  private void resolve() {
    for (int i = 0; i < types.length; i++) {
      try {
        if (types[i] == CLOCK) {
          earliest = Math.min(earliest, deadline(i));
          clock = true;
        } else {
          targets[i] = target(i);
        }
      } catch (IOException e) {
        errors[i] = Errno.of(e);
      }
    }
  }

  private long deadline(int i) throws IOException {
    if (!clocks.isKnown(ids[i])) {
      throw Errno.EINVAL.failure();
    }
    return deadlines[i];
  }

  private Descriptor target(int i) throws IOException {
    Descriptor target = descriptors.get(ids[i]);
    target.require(Rights.POLL_FD_READWRITE);
    if (target instanceof SocketDescriptor socket) {
      selection.add(socket.channel(), socket.operation(types[i] == WRITE));
    }
    return target;
  }

  /** Reports all but due clocks; true if streams have to be waited for. */
  private boolean descriptors() throws IOException {
    boolean streams = false;
    for (int i = 0; i < types.length; i++) {
      Descriptor target = targets[i];
      Errno error = errors[i];
      if (error != null) {
        event(i, error, 0, 0);
      } else if (target instanceof SocketDescriptor socket) {
        socket(i, socket);
      } else if (target != null) {
        streams |= !stream(i, target);
      }
    }
    return streams;
  }

  private void socket(int i, SocketDescriptor socket) throws IOException {
    boolean write = types[i] == WRITE;
    long bytes;
    try {
      boolean anyway = !write && socket.isReadableAnyway();
      if (!anyway && !selection.isReady(socket.channel(), socket.operation(write))) {
        return;
      }
      bytes = write ? (socket.isWritable() ? 1 : UNKNOWN) : socket.readable();
    } catch (IOException e) {
      event(i, Errno.of(e), 0, 0);
      return;
    }
    if (bytes != UNKNOWN) {
      event(i, Errno.SUCCESS, bytes, socket.isHungUp(write) ? HANGUP : 0);
    }
  }

  /** Reports another descriptor that is ready or wrong; false if it would have to be waited for. */
  private boolean stream(int i, Descriptor target) throws IOException {
    try {
      long bytes = types[i] == READ ? target.readable() : target.isWritable() ? 1 : UNKNOWN;
      if (bytes == UNKNOWN) {
        return false;
      }
      event(i, Errno.SUCCESS, Math.max(bytes, 1), 0);
    } catch (IOException e) {
      event(i, Errno.of(e), 0, 0);
    }
    return true;
  }

  private void streamsAnyway() throws IOException {
    for (int i = 0; i < types.length; i++) {
      event(i, Errno.SUCCESS, types[i] == READ ? 1 : 0, 0);
    }
  }

  private void dueClocks() throws IOException {
    long now = clocks.monotonic();
    for (int i = 0; i < types.length; i++) {
      if (types[i] == CLOCK && errors[i] == null && deadlines[i] <= now) {
        event(i, Errno.SUCCESS, 0, 0);
      }
    }
  }

  /** Waits for whatever comes first, in part perhaps. */
  private void await(boolean streams) throws IOException {
    long remaining = clock ? earliest - clocks.monotonic() : Long.MAX_VALUE;
    long retry = Math.min(remaining, RETRY);
    if (selection.isEmpty()) {
      clocks.sleep(streams ? retry : remaining);
    } else if (clock && !clocks.isSystem()) {
      clocks.sleep(retry);
    } else {
      selection.await(streams ? retry : remaining);
    }
  }

  private void event(int i, Errno errno, long bytes, int flags) throws IOException {
    int at = events + count++ * EVENT;
    memory.putLong(at, userdata[i]);
    memory.putLong(at + 8, errno.code() | types[i] << 16);
    memory.putLong(at + 16, bytes);
    memory.putLong(at + 24, flags);
  }
}
