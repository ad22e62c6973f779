package dev.quern.wasi;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * A connection: one that the program accepted, which ends with its descriptor, or one of the
 * embedder's.
 *
 * <p>As in POSIX, a call that has transferred something says so, also if it then failed or was
 * interrupted: the next call will meet the same failure.
 */
final class Socket extends SocketDescriptor {
  private static final int PEEK = 1;
  private static final int WAIT_ALL = 2;
  private static final int SHUT_READING = 1;
  private static final int SHUT_WRITING = 2;

  /**
   * Java copies a transfer through memory outside the heap, which it keeps: not too much at once.
   */
  private static final int CHUNK = 1 << 16;

  private final SocketChannel channel;
  private final PeekBuffer peeked = new PeekBuffer();
  private volatile boolean shutForReading;
  private volatile boolean atEnd;
  private volatile boolean disconnected;

  private Socket(SocketChannel channel, boolean lent, Runnable beforeWait, long rights, int flags) {
    super(channel, lent, beforeWait, rights, 0, flags);
    this.channel = channel;
  }

  /**
   * Takes a connection on loan.
   *
   * @throws IOException if it is closed or not connected
   */
  static Socket lent(SocketChannel channel, Runnable beforeWait) throws IOException {
    if (channel.isOpen() && !channel.isConnected()) {
      throw new SocketException("the socket is not connected");
    }
    int flags = flagsOfLoan(Loan.begin(channel));
    return new Socket(channel, true, beforeWait, Rights.SOCKET, flags);
  }

  /** Takes over a connection that was just accepted; closes it if that fails. */
  static Socket accepted(SocketChannel channel, Runnable beforeWait, long rights, int flags)
      throws IOException {
    try {
      channel.configureBlocking(false);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    return new Socket(channel, false, beforeWait, rights & Rights.SOCKET, flags);
  }

  @Override
  Listener listener() throws IOException {
    throw Errno.EINVAL.failure();
  }

  @Override
  Socket socket() {
    return this;
  }

  @Override
  int read(ByteBuffer[] buffers) throws IOException {
    return receive(buffers, 0);
  }

  /** Reads as {@code riflags} say; fewer bytes than the buffers take may come, none at the end. */
  int receive(ByteBuffer[] buffers, int flags) throws IOException {
    require(Rights.FD_READ);
    if ((flags & ~(PEEK | WAIT_ALL)) != 0) {
      throw Errno.EINVAL.failure();
    }
    var target = new IoVectors(buffers);
    boolean all = (flags & WAIT_ALL) != 0;
    return (flags & PEEK) != 0 ? peek(target, all) : take(target, all);
  }

  private int take(IoVectors target, boolean all) throws IOException {
    int total = peeked.moveTo(target);
    try {
      while (target.hasRemaining()) {
        int count = readSome(target);
        if (count == 0 && (all || total == 0)) {
          await(SelectionKey.OP_READ);
        } else if (count <= 0) {
          break;
        } else {
          total += count;
          if (!all && count < CHUNK) {
            break;
          }
        }
      }
    } catch (IOException e) {
      failed(e, total);
    }
    return total;
  }

  /** Reads what is there, or returns 0, or -1 at the end. */
  private int readSome(IoVectors target) throws IOException {
    long count = channel.read(target.next(CHUNK));
    if (count < 0) {
      atEnd = true;
    }
    target.skip(Math.max(count, 0));
    return (int) count;
  }

  private int peek(IoVectors target, boolean all) throws IOException {
    int wanted = (int) Math.min(target.remaining(), PeekBuffer.LIMIT);
    try {
      while (fill(wanted) && peeked.size() < (all ? wanted : Math.min(wanted, 1))) {
        await(SelectionKey.OP_READ);
      }
    } catch (IOException e) {
      failed(e, peeked.size());
    }
    return peeked.copyTo(target);
  }

  /** Reads ahead what is there; false at the end. */
  private boolean fill(int wanted) throws IOException {
    boolean more = peeked.fill(channel, wanted);
    if (!more) {
      atEnd = true;
    }
    return more;
  }

  @Override
  int write(ByteBuffer[] buffers) throws IOException {
    require(Rights.FD_WRITE);
    var source = new IoVectors(buffers);
    int total = 0;
    try {
      while (source.hasRemaining()) {
        int count = writeSome(source);
        total += count;
        if (count == 0) {
          await(SelectionKey.OP_WRITE);
        }
      }
    } catch (IOException e) {
      failed(e, total);
    }
    return total;
  }

  private int writeSome(IoVectors source) throws IOException {
    try {
      long count = channel.write(source.next(CHUNK));
      source.skip(count);
      return (int) count;
    } catch (ClosedChannelException e) {
      // Java says so, too, where only this direction was shut down.
      throw channel.isOpen() ? Errno.EPIPE.failure() : e;
    }
  }

  private void failed(IOException failure, int transferred) throws IOException {
    if (Errno.of(failure) == Errno.ECONNRESET) {
      disconnected = true;
    }
    if (transferred == 0) {
      throw failure;
    }
  }

  /** Ends the connection in the directions that {@code sdflags} say. */
  void shutdown(int how) throws IOException {
    require(Rights.SOCK_SHUTDOWN);
    if (how == 0 || (how & ~(SHUT_READING | SHUT_WRITING)) != 0) {
      throw Errno.EINVAL.failure();
    }
    if (disconnected) {
      throw Errno.ENOTCONN.failure();
    }
    if ((how & SHUT_READING) != 0) {
      channel.shutdownInput();
      peeked.clear();
      shutForReading = true;
    }
    if ((how & SHUT_WRITING) != 0) {
      channel.shutdownOutput();
    }
  }

  @Override
  int operation(boolean write) {
    return write ? SelectionKey.OP_WRITE : SelectionKey.OP_READ;
  }

  @Override
  boolean isReadableAnyway() {
    return peeked.size() > 0 || atEnd || shutForReading;
  }

  @Override
  boolean isHungUp(boolean write) {
    return disconnected || atEnd && !write;
  }

  /** Reads one byte ahead: a selector does not tell whether bytes have come or the end. */
  @Override
  long readable() throws IOException {
    if (shutForReading) {
      return 0;
    }
    try {
      boolean more = fill(1);
      return more && peeked.size() == 0 ? -1 : peeked.size();
    } catch (IOException e) {
      failed(e, peeked.size());
      return peeked.size();
    }
  }

  @Override
  boolean isWritable() throws IOException {
    requireOpen();
    return true;
  }
}
