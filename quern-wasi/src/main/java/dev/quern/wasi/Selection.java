package dev.quern.wasi;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Waits for sockets. Channels are always in non-blocking mode and a thread that has to wait does it
 * here, because an interrupt ends a wait for a selector and leaves the channels open, whereas it
 * closes a channel that a thread is blocked in: the embedder's listener, perhaps. An object lives
 * for one wait, so that threads wait independently of each other, also for the same channel.
 */
final class Selection implements AutoCloseable {
  /**
   * A channel that another thread closes does not wake a selector. So that an embedder can stop a
   * server by closing its listener, no wait is longer than this many nanoseconds.
   */
  private static final long LONGEST = 100_000_000;

  private @Nullable Selector selector;

  /** Waits for operations of a channel from now on, besides those it is waited for already. */
  void add(SelectableChannel channel, int operations) throws IOException {
    if (selector == null) {
      selector = Selector.open();
    }
    try {
      SelectionKey key = channel.keyFor(selector);
      if (key == null) {
        channel.register(selector, operations);
      } else {
        key.interestOpsOr(operations);
      }
    } catch (CancelledKeyException e) {
      throw new ClosedChannelException();
    }
  }

  boolean isEmpty() {
    return selector == null;
  }

  /** Finds out what is ready now. */
  void refresh() throws IOException {
    if (selector != null) {
      selector.selectedKeys().clear();
      selector.selectNow();
    }
  }

  /**
   * Waits until something is ready, some time has passed, or {@link #LONGEST}: callers ask again.
   * {@code EINTR} if the thread is interrupted, which it stays.
   */
  void await(long nanoseconds) throws IOException {
    if (selector == null || nanoseconds <= 0) {
      return;
    }
    // Rounded up: 0 means for ever, and too short a wait would be repeated.
    long milliseconds = TimeUnit.NANOSECONDS.toMillis(Math.min(nanoseconds, LONGEST) - 1) + 1;
    selector.selectedKeys().clear();
    if (selector.select(milliseconds) == 0 && Thread.currentThread().isInterrupted()) {
      throw Errno.EINTR.failure();
    }
  }

  /**
   * Whether one of some operations of a channel would not wait, as was last found out. A channel
   * that was closed meanwhile counts as ready: the operation will say so.
   */
  boolean isReady(SelectableChannel channel, int operations) {
    if (selector == null) {
      return false;
    }
    SelectionKey key = channel.keyFor(selector);
    try {
      return key == null
          || !key.isValid()
          || selector.selectedKeys().contains(key) && (key.readyOps() & operations) != 0;
    } catch (CancelledKeyException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    if (selector != null) {
      selector.close();
    }
  }
}
