package dev.quern.wasi;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A listener of the embedder, from which the program accepts connections. */
final class Listener extends SocketDescriptor {
  private final ServerSocketChannel channel;

  private Listener(ServerSocketChannel channel, Runnable beforeWait, int flags) {
    super(channel, true, beforeWait, Rights.LISTENER, Rights.SOCKET, flags);
    this.channel = channel;
  }

  /**
   * Takes a listener on loan.
   *
   * @throws IOException if it is closed or not bound
   */
  static Listener lent(ServerSocketChannel channel, Runnable beforeWait) throws IOException {
    if (channel.getLocalAddress() == null) {
      throw new SocketException("the listener is not bound");
    }
    return new Listener(channel, beforeWait, flagsOfLoan(Loan.begin(channel)));
  }

  /** Accepts a connection, with the flags that its descriptor gets. */
  Socket accept(int acceptedFlags) throws IOException {
    require(Rights.SOCK_ACCEPT);
    if ((acceptedFlags & ~NONBLOCK) != 0) {
      throw Errno.EINVAL.failure();
    }
    SocketChannel accepted = channel.accept();
    while (accepted == null) {
      await(SelectionKey.OP_ACCEPT);
      accepted = channel.accept();
    }
    return Socket.accepted(accepted, beforeWait(), inheriting(), acceptedFlags);
  }

  @Override
  Listener listener() {
    return this;
  }

  @Override
  Socket socket() throws IOException {
    throw Errno.ENOTCONN.failure();
  }

  @Override
  int read(ByteBuffer[] buffers) throws IOException {
    throw Errno.ENOTCONN.failure();
  }

  @Override
  int write(ByteBuffer[] buffers) throws IOException {
    throw Errno.ENOTCONN.failure();
  }

  @Override
  int operation(boolean write) throws IOException {
    if (write) {
      throw Errno.ENOTCONN.failure();
    }
    return SelectionKey.OP_ACCEPT;
  }

  @Override
  boolean isReadableAnyway() {
    return false;
  }

  @Override
  boolean isHungUp(boolean write) {
    return false;
  }

  @Override
  long readable() throws IOException {
    requireOpen();
    return 1;
  }
}
