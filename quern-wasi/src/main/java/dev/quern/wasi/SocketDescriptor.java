package dev.quern.wasi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;

/**
 * A socket of the host. Its channel is in non-blocking mode, whatever mode the program chose; a
 * program that would be blocked waits in a {@link Selection}.
 */
abstract sealed class SocketDescriptor extends Descriptor permits Listener, Socket {
  private final SelectableChannel channel;
  private final boolean lent;
  private final Runnable beforeWait;

  /**
   * A descriptor of a channel in non-blocking mode.
   *
   * @param lent whether the channel is the embedder's, on {@link Loan}
   * @param beforeWait flushes the output that whoever is at the other end may be waiting for
   */
  SocketDescriptor(
      SelectableChannel channel,
      boolean lent,
      Runnable beforeWait,
      long rights,
      long inheriting,
      int flags) {
    super(rights, inheriting, flags);
    this.channel = channel;
    this.lent = lent;
    this.beforeWait = beforeWait;
  }

  /** The flags that a channel on loan starts with, which are those that its owner gave it. */
  static int flagsOfLoan(boolean blocking) {
    return blocking ? 0 : NONBLOCK;
  }

  final SelectableChannel channel() {
    return channel;
  }

  final Runnable beforeWait() {
    return beforeWait;
  }

  final void requireOpen() throws IOException {
    if (!channel.isOpen()) {
      throw new ClosedChannelException();
    }
  }

  /** Waits for an operation of the channel, a while at least; {@code EAGAIN} if it must not. */
  final void await(int operation) throws IOException {
    if ((flags() & NONBLOCK) != 0) {
      throw Errno.EAGAIN.failure();
    }
    beforeWait.run();
    try (var selection = new Selection()) {
      selection.add(channel, operation);
      selection.await(Long.MAX_VALUE);
    }
  }

  /**
   * The operation of the channel that makes the descriptor ready. When the channel is ready for it,
   * {@link #readable} and {@link #isWritable} have the last word.
   */
  abstract int operation(boolean write) throws IOException;

  /** Whether a read would not wait, whatever the channel says. */
  abstract boolean isReadableAnyway();

  /** Whether the other side is known to have closed the connection, for the direction asked. */
  abstract boolean isHungUp(boolean write);

  @Override
  final FileType type() {
    return FileType.SOCKET_STREAM;
  }

  @Override
  final Filestat stat() throws IOException {
    require(Rights.FD_FILESTAT_GET);
    return Filestat.of(type());
  }

  @Override
  final int pread(ByteBuffer[] buffers, long offset) throws IOException {
    throw Errno.ESPIPE.failure();
  }

  @Override
  final int pwrite(ByteBuffer[] buffers, long offset) throws IOException {
    throw Errno.ESPIPE.failure();
  }

  @Override
  final long seek(long offset, int whence) throws IOException {
    throw Errno.ESPIPE.failure();
  }

  @Override
  final long tell() throws IOException {
    throw Errno.ESPIPE.failure();
  }

  @Override
  final void close() throws IOException {
    if (lent) {
      Loan.end(channel);
    } else {
      channel.close();
    }
  }
}
