package dev.quern.wasi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listeners and connections, on the loopback interface. */
@Timeout(60)
class SocketTest {
  private static final int NONBLOCK = 4;
  private static final int PEEK = 1;
  private static final int WAIT_ALL = 2;
  private static final int FLAGS = 104;
  private static final int LISTENER = 3;

  private ServerSocketChannel listener;
  private Guest guest;

  @BeforeEach
  void setUp() throws IOException {
    listener = listen();
    guest = new Guest(WasiOptions.defaults().withListener(listener));
  }

  @AfterEach
  void tearDown() throws IOException {
    guest.close();
    listener.close();
  }

  static ServerSocketChannel listen() throws IOException {
    return ServerSocketChannel.open()
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  /** A connection to the listener, seen from the other side. */
  private SocketChannel connect() throws IOException {
    return SocketChannel.open(listener.getLocalAddress());
  }

  private int accepted(int flags) {
    assertThat(guest.call("sock_accept", LISTENER, flags, Guest.RESULT)).isEqualTo(Errno.SUCCESS);
    return guest.result();
  }

  private Errno receive(int fd, int length, int flags) {
    guest.memory.fill(Guest.RESULT, 8, (byte) 0xFF);
    guest.memory.writeInt(Guest.VECTORS, Guest.DATA);
    guest.memory.writeInt(Guest.VECTORS + 4, Math.min(length, 3));
    guest.memory.writeInt(Guest.VECTORS + 8, Guest.DATA + Math.min(length, 3));
    guest.memory.writeInt(Guest.VECTORS + 12, length - Math.min(length, 3));
    return guest.call("sock_recv", fd, Guest.VECTORS, 2, flags, Guest.RESULT, FLAGS);
  }

  private String received(int fd, int length, int flags) {
    assertThat(receive(fd, length, flags)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.memory.readShort(FLAGS)).isZero();
    return guest.memory.readString(Guest.DATA, guest.result());
  }

  /** Sends through two vectors. */
  private Errno send(int fd, String text, int flags) {
    int length = guest.put(Guest.DATA, text);
    guest.memory.writeInt(Guest.VECTORS, Guest.DATA);
    guest.memory.writeInt(Guest.VECTORS + 4, length / 2);
    guest.memory.writeInt(Guest.VECTORS + 8, Guest.DATA + length / 2);
    guest.memory.writeInt(Guest.VECTORS + 12, length - length / 2);
    return guest.call("sock_send", fd, Guest.VECTORS, 2, flags, Guest.RESULT);
  }

  static void write(SocketChannel peer, String text) throws IOException {
    var bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
    while (bytes.hasRemaining()) {
      peer.write(bytes);
    }
  }

  private static String read(SocketChannel peer, int length) throws IOException {
    var bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining() && peer.read(bytes) >= 0) {}
    return UTF_8.decode(bytes.flip()).toString();
  }

  /** Closes a connection so that the other side finds it reset. */
  static void reset(SocketChannel peer) throws IOException {
    peer.setOption(StandardSocketOptions.SO_LINGER, 0);
    peer.close();
  }

  /** Closes early what a {@code try} closes anyway. */
  private static void close(Channel channel) throws IOException {
    channel.close();
  }

  /** Writes to a non-blocking connection until it takes no more; the host may yet make room. */
  static void fill(Guest guest, int fd) {
    Errno errno = Errno.SUCCESS;
    while (errno == Errno.SUCCESS) {
      errno = guest.write(fd, "x".repeat(50_000));
    }
    assertThat(errno).isEqualTo(Errno.EAGAIN);
  }

  private int fdflags(int fd) {
    assertThat(guest.call("fd_fdstat_get", fd, Guest.RESULT)).isEqualTo(Errno.SUCCESS);
    return guest.memory.readShort(Guest.RESULT + 2);
  }

  /** Runs a call of the guest in a thread that can be disturbed once it waits. */
  static <T> FutureTask<T> inThread(Callable<T> call) throws InterruptedException {
    var task = new FutureTask<>(call);
    var thread = Thread.ofPlatform().daemon().start(task);
    while (!isWaiting(thread)) {
      Thread.sleep(1);
    }
    return task;
  }

  /** Whether a thread has ended, or is about to wait for a socket. */
  static boolean isWaiting(Thread thread) {
    return !thread.isAlive()
        || Arrays.stream(thread.getStackTrace())
            .anyMatch(frame -> frame.getClassName().equals(Selection.class.getName()));
  }

  @Test
  void acceptsAndTalks() throws IOException {
    try (var peer = connect()) {
      int fd = accepted(0);
      assertThat(fd).isEqualTo(4);
      write(peer, "hello");
      assertThat(received(fd, 100, 0)).isEqualTo("hello");
      assertThat(send(fd, "good morning", 0)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.result()).isEqualTo(12);
      assertThat(read(peer, 12)).isEqualTo("good morning");
      write(peer, "again");
      assertThat(guest.read(fd)).isEqualTo("again");
      assertThat(guest.write(fd, "and again")).isEqualTo(Errno.SUCCESS);
      assertThat(read(peer, 9)).isEqualTo("and again");
      assertThat(guest.call("fd_close", fd)).isEqualTo(Errno.SUCCESS);
      assertThat(read(peer, 1)).isEmpty();
      assertThat(guest.call("fd_read", fd, 0, 0, Guest.RESULT)).isEqualTo(Errno.EBADF);
    }
  }

  @Test
  void acceptWaitsForAConnection() throws Exception {
    var accepting = inThread(() -> guest.call("sock_accept", LISTENER, 0, Guest.RESULT));
    try (var peer = connect()) {
      assertThat(accepting.get()).isEqualTo(Errno.SUCCESS);
      assertThat(guest.write(guest.result(), "x")).isEqualTo(Errno.SUCCESS);
      assertThat(read(peer, 1)).isEqualTo("x");
    }
  }

  @Test
  void flushesBeforeItWaits() throws Exception {
    var written = new ByteArrayOutputStream();
    var options =
        WasiOptions.defaults().withListener(listener).withStdout(new BufferedOutputStream(written));
    try (var other = new Guest(options)) {
      other.write(1, "listening");
      assertThat(written.size()).isZero();
      var accepting = inThread(() -> other.call("sock_accept", LISTENER, 0, Guest.RESULT));
      assertThat(written.toString(UTF_8)).isEqualTo("listening");
      connect().close();
      assertThat(accepting.get()).isEqualTo(Errno.SUCCESS);
    }
  }

  @Test
  void acceptInNonBlockingMode() throws IOException {
    assertThat(guest.call("fd_fdstat_set_flags", LISTENER, NONBLOCK)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.call("sock_accept", LISTENER, 0, Guest.RESULT)).isEqualTo(Errno.EAGAIN);
    try (var peer = connect()) {
      int fd = accepted(NONBLOCK);
      assertThat(fdflags(fd)).isEqualTo(NONBLOCK);
      assertThat(receive(fd, 10, 0)).isEqualTo(Errno.EAGAIN);
      assertThat(guest.call("fd_fdstat_set_flags", fd, 0)).isEqualTo(Errno.SUCCESS);
      write(peer, "x");
      assertThat(received(fd, 10, 0)).isEqualTo("x");
    }
  }

  @Test
  void refusedAcceptLosesNoConnection() throws IOException {
    try (var limited =
            new Guest(WasiOptions.defaults().withListener(listener).withDescriptorLimit(4));
        var peer = connect()) {
      write(peer, "still there");
      Object[][] refused = {
        {LISTENER, 1, Guest.RESULT},
        {LISTENER, 8, Guest.RESULT},
        {LISTENER, 32, Guest.RESULT},
        {LISTENER, 0x10000, Guest.RESULT},
        {LISTENER, -1, Guest.RESULT}
      };
      assertThat(limited.call("sock_accept", LISTENER, 0, Guest.RESULT)).isEqualTo(Errno.EMFILE);
      assertThat(limited.call("fd_close", 0)).isEqualTo(Errno.SUCCESS);
      for (Object[] arguments : refused) {
        assertThat(limited.call("sock_accept", arguments)).isEqualTo(Errno.EINVAL);
      }
      assertThat(limited.call("sock_accept", LISTENER, 0, 131_070)).isEqualTo(Errno.EFAULT);
      assertThat(limited.call("sock_accept", LISTENER, 0, -1)).isEqualTo(Errno.EFAULT);
      assertThat(limited.call("sock_accept", LISTENER, 0, Guest.RESULT)).isEqualTo(Errno.SUCCESS);
      assertThat(limited.result()).isZero();
      assertThat(limited.read(0)).isEqualTo("still there");
    }
  }

  @Test
  void wrongKindsOfDescriptors() throws IOException {
    try (var peer = connect()) {
      int fd = accepted(0);
      assertThat(peer.isConnected()).isTrue();
      assertThat(guest.call("sock_accept", fd, 0, Guest.RESULT)).isEqualTo(Errno.EINVAL);
      assertThat(guest.call("sock_accept", 1, 0, Guest.RESULT)).isEqualTo(Errno.ENOTSOCK);
      assertThat(guest.call("sock_accept", 99, 0, Guest.RESULT)).isEqualTo(Errno.EBADF);
      assertThat(receive(1, 1, 0)).isEqualTo(Errno.ENOTSOCK);
      assertThat(receive(99, 1, 0)).isEqualTo(Errno.EBADF);
      assertThat(receive(LISTENER, 1, 0)).isEqualTo(Errno.ENOTCONN);
      assertThat(send(1, "x", 0)).isEqualTo(Errno.ENOTSOCK);
      assertThat(send(99, "x", 0)).isEqualTo(Errno.EBADF);
      assertThat(send(LISTENER, "x", 0)).isEqualTo(Errno.ENOTCONN);
      assertThat(guest.call("sock_shutdown", 1, 3)).isEqualTo(Errno.ENOTSOCK);
      assertThat(guest.call("sock_shutdown", 99, 3)).isEqualTo(Errno.EBADF);
      assertThat(guest.call("sock_shutdown", LISTENER, 3)).isEqualTo(Errno.ENOTCONN);
      assertThat(guest.call("fd_read", LISTENER, 0, 0, Guest.RESULT)).isEqualTo(Errno.ENOTCONN);
      assertThat(guest.write(LISTENER, "x")).isEqualTo(Errno.ENOTCONN);
    }
  }

  @Test
  void descriptorFunctions() throws IOException {
    try (var peer = connect()) {
      int connection = accepted(0);
      assertThat(peer.isConnected()).isTrue();
      for (int fd : new int[] {LISTENER, connection}) {
        assertThat(guest.call("fd_fdstat_get", fd, Guest.RESULT)).isEqualTo(Errno.SUCCESS);
        assertThat(guest.memory.readByte(Guest.RESULT)).isEqualTo((byte) 6);
        assertThat(guest.memory.readLong(Guest.RESULT + 8))
            .isEqualTo(fd == LISTENER ? Rights.LISTENER : Rights.SOCKET);
        assertThat(guest.memory.readLong(Guest.RESULT + 16))
            .isEqualTo(fd == LISTENER ? Rights.SOCKET : 0);
        assertThat(guest.call("fd_filestat_get", fd, Guest.RESULT)).isEqualTo(Errno.SUCCESS);
        assertThat(guest.memory.readByte(Guest.RESULT + 16)).isEqualTo((byte) 6);
        assertThat(guest.call("fd_seek", fd, 0L, 1, Guest.RESULT)).isEqualTo(Errno.ESPIPE);
        assertThat(guest.call("fd_tell", fd, Guest.RESULT)).isEqualTo(Errno.ESPIPE);
        assertThat(guest.call("fd_pread", fd, 0, 0, 0L, Guest.RESULT)).isEqualTo(Errno.ESPIPE);
        assertThat(guest.call("fd_pwrite", fd, 0, 0, 0L, Guest.RESULT)).isEqualTo(Errno.ESPIPE);
        assertThat(guest.call("fd_prestat_get", fd, Guest.RESULT)).isEqualTo(Errno.EBADF);
        assertThat(guest.call("fd_fdstat_set_flags", fd, 32)).isEqualTo(Errno.EINVAL);
        assertThat(guest.call("fd_readdir", fd, Guest.DATA, 100, 0L, Guest.RESULT))
            .isEqualTo(Errno.ENOTDIR);
      }
    }
  }

  @Test
  void rights() throws IOException {
    try (var first = connect();
        var second = connect()) {
      int fd = accepted(0);
      assertThat(first.isConnected() && second.isConnected()).isTrue();
      write(first, "x");
      long none = Rights.POLL_FD_READWRITE;
      assertThat(guest.call("fd_fdstat_set_rights", fd, none, 0L)).isEqualTo(Errno.SUCCESS);
      assertThat(receive(fd, 1, 0)).isEqualTo(Errno.ENOTCAPABLE);
      assertThat(guest.call("fd_read", fd, 0, 0, Guest.RESULT)).isEqualTo(Errno.ENOTCAPABLE);
      assertThat(send(fd, "x", 0)).isEqualTo(Errno.ENOTCAPABLE);
      assertThat(guest.write(fd, "x")).isEqualTo(Errno.ENOTCAPABLE);
      assertThat(guest.call("sock_shutdown", fd, 1)).isEqualTo(Errno.ENOTCAPABLE);
      assertThat(guest.call("fd_fdstat_set_flags", fd, 0)).isEqualTo(Errno.ENOTCAPABLE);
      assertThat(guest.call("fd_filestat_get", fd, Guest.RESULT)).isEqualTo(Errno.ENOTCAPABLE);
      long accept = Rights.SOCK_ACCEPT;
      assertThat(guest.call("fd_fdstat_set_rights", LISTENER, accept, Rights.FD_READ))
          .isEqualTo(Errno.SUCCESS);
      int reading = accepted(0);
      guest.call("fd_fdstat_get", reading, Guest.RESULT);
      assertThat(guest.memory.readLong(Guest.RESULT + 8)).isEqualTo(Rights.FD_READ);
      assertThat(send(reading, "x", 0)).isEqualTo(Errno.ENOTCAPABLE);
      assertThat(guest.call("fd_fdstat_set_rights", LISTENER, 0L, 0L)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.call("sock_accept", LISTENER, 0, Guest.RESULT)).isEqualTo(Errno.ENOTCAPABLE);
    }
  }

  @Test
  void receiveReturnsWhatIsThereAndTheEnd() throws Exception {
    try (var peer = connect()) {
      int fd = accepted(0);
      write(peer, "abcdef");
      assertThat(received(fd, 4, 0)).isEqualTo("abcd");
      assertThat(received(fd, 0, 0)).isEmpty();
      assertThat(received(fd, 100, 0)).isEqualTo("ef");
      var receiving = inThread(() -> received(fd, 100, 0));
      write(peer, "late");
      assertThat(receiving.get()).isEqualTo("late");
      peer.shutdownOutput();
      assertThat(received(fd, 100, 0)).isEmpty();
      assertThat(received(fd, 100, PEEK)).isEmpty();
      assertThat(received(fd, 100, WAIT_ALL)).isEmpty();
      assertThat(guest.read(fd)).isEmpty();
    }
  }

  @Test
  void peek() throws IOException {
    try (var peer = connect()) {
      int fd = accepted(0);
      write(peer, "abcdef");
      assertThat(received(fd, 6, PEEK | WAIT_ALL)).isEqualTo("abcdef");
      assertThat(received(fd, 4, PEEK)).isEqualTo("abcd");
      assertThat(received(fd, 2, 0)).isEqualTo("ab");
      assertThat(received(fd, 100, PEEK)).isEqualTo("cdef");
      write(peer, "ghi");
      assertThat(received(fd, 7, PEEK | WAIT_ALL)).isEqualTo("cdefghi");
      assertThat(received(fd, 0, PEEK)).isEmpty();
      write(peer, "j");
      assertThat(received(fd, 8, WAIT_ALL)).isEqualTo("cdefghij");
      assertThat(guest.call("fd_fdstat_set_flags", fd, NONBLOCK)).isEqualTo(Errno.SUCCESS);
      assertThat(receive(fd, 10, PEEK)).isEqualTo(Errno.EAGAIN);
    }
  }

  @Test
  void peekIsLimited() throws IOException {
    try (var peer = connect()) {
      int fd = accepted(0);
      write(peer, "x".repeat(70_000));
      assertThat(received(fd, 70_000, PEEK | WAIT_ALL)).hasSize(PeekBuffer.LIMIT);
      assertThat(received(fd, 70_000, WAIT_ALL)).hasSize(70_000);
    }
  }

  @Test
  void waitAll() throws Exception {
    try (var peer = connect()) {
      int fd = accepted(0);
      write(peer, "ab");
      var receiving = inThread(() -> received(fd, 4, WAIT_ALL));
      assertThat(receiving.isDone()).isFalse();
      write(peer, "cdef");
      assertThat(receiving.get()).isEqualTo("abcd");
      guest.call("fd_fdstat_set_flags", fd, NONBLOCK);
      assertThat(received(fd, 100, WAIT_ALL)).isEqualTo("ef");
      assertThat(receive(fd, 100, WAIT_ALL)).isEqualTo(Errno.EAGAIN);
      guest.call("fd_fdstat_set_flags", fd, 0);
      write(peer, "end");
      peer.shutdownOutput();
      assertThat(received(fd, 100, PEEK | WAIT_ALL)).isEqualTo("end");
      assertThat(received(fd, 100, WAIT_ALL)).isEqualTo("end");
    }
  }

  @Test
  void refusedReceiveTakesNothing() throws IOException {
    try (var peer = connect()) {
      int fd = accepted(0);
      write(peer, "abc");
      assertThat(receive(fd, 3, 4)).isEqualTo(Errno.EINVAL);
      assertThat(receive(fd, 3, -1)).isEqualTo(Errno.EINVAL);
      int vectors = Guest.VECTORS;
      Object[][] faults = {
        {fd, vectors, 2, 0, 131_070, FLAGS}, {fd, vectors, 2, 0, Guest.RESULT, 131_071},
        {fd, vectors, 2, 0, Guest.RESULT, -1}, {fd, 131_069, 1, 0, Guest.RESULT, FLAGS}
      };
      for (Object[] arguments : faults) {
        assertThat(guest.call("sock_recv", arguments)).isEqualTo(Errno.EFAULT);
      }
      assertThat(guest.call("sock_recv", fd, vectors, 1025, 0, Guest.RESULT, FLAGS))
          .isEqualTo(Errno.EINVAL);
      guest.memory.writeInt(vectors + 12, -1);
      assertThat(guest.call("sock_recv", fd, vectors, 2, 0, Guest.RESULT, FLAGS))
          .isEqualTo(Errno.EFAULT);
      assertThat(received(fd, 100, 0)).isEqualTo("abc");
    }
  }

  @Test
  void refusedSendSendsNothing() throws IOException {
    try (var peer = connect()) {
      int fd = accepted(0);
      assertThat(send(fd, "abc", 1)).isEqualTo(Errno.EINVAL);
      assertThat(guest.call("sock_send", fd, Guest.VECTORS, 2, 0, 131_070)).isEqualTo(Errno.EFAULT);
      guest.memory.writeInt(Guest.VECTORS + 12, 131_072);
      assertThat(guest.call("sock_send", fd, Guest.VECTORS, 2, 0, Guest.RESULT))
          .isEqualTo(Errno.EFAULT);
      assertThat(send(fd, "", 0)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.result()).isZero();
      assertThat(send(fd, "only this", 0)).isEqualTo(Errno.SUCCESS);
      guest.call("fd_close", fd);
      assertThat(read(peer, 100)).isEqualTo("only this");
    }
  }

  @Test
  void sendInNonBlockingMode() throws IOException {
    try (var peer = connect()) {
      fill(guest, accepted(NONBLOCK));
      assertThat(read(peer, 50_000)).isEqualTo("x".repeat(50_000));
    }
  }

  /** Many times what the host buffers. */
  @Test
  void sendWaitsForTheOtherSide() throws Exception {
    try (var peer = connect()) {
      int fd = accepted(0);
      String block = "0123456789".repeat(9_000);
      int blocks = 1_000;
      Callable<Boolean> sendAll =
          () -> {
            for (int i = 0; i < blocks; i++) {
              assertThat(send(fd, block, 0)).isEqualTo(Errno.SUCCESS);
              assertThat(guest.result()).isEqualTo(block.length());
            }
            return true;
          };
      var sending = inThread(sendAll);
      assertThat(sending.isDone()).isFalse();
      for (int i = 0; i < blocks; i++) {
        assertThat(read(peer, block.length())).isEqualTo(block);
      }
      assertThat(sending.get()).isTrue();
    }
  }

  @Test
  void largeTransferInBothDirections() throws Exception {
    try (var peer = connect()) {
      int fd = accepted(0);
      var echo =
          new FutureTask<>(() -> {
            String text = read(peer, 90_000);
            write(peer, text);
            return text;
          });
      Thread.ofPlatform().daemon().start(echo);
      String text = "äöü".repeat(15_000);
      assertThat(send(fd, text, 0)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.result()).isEqualTo(90_000);
      assertThat(echo.get()).isEqualTo(text);
      assertThat(received(fd, 90_000, WAIT_ALL)).isEqualTo(text);
    }
  }

  @Test
  void shutdownOfWriting() throws IOException {
    try (var peer = connect()) {
      int fd = accepted(0);
      assertThat(guest.call("sock_shutdown", fd, 2)).isEqualTo(Errno.SUCCESS);
      assertThat(send(fd, "x", 0)).isEqualTo(Errno.EPIPE);
      assertThat(guest.write(fd, "x")).isEqualTo(Errno.EPIPE);
      assertThat(read(peer, 1)).isEmpty();
      write(peer, "still here");
      assertThat(received(fd, 100, 0)).isEqualTo("still here");
    }
  }

  @Test
  void shutdownOfReading() throws IOException {
    try (var peer = connect()) {
      int fd = accepted(0);
      write(peer, "lost");
      assertThat(received(fd, 2, PEEK)).isEqualTo("lo");
      assertThat(guest.call("sock_shutdown", fd, 1)).isEqualTo(Errno.SUCCESS);
      assertThat(received(fd, 100, 0)).isEmpty();
      assertThat(send(fd, "x", 0)).isEqualTo(Errno.SUCCESS);
      assertThat(read(peer, 1)).isEqualTo("x");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4, 7, 256, -1, Integer.MIN_VALUE})
  void shutdownOfNothing(int how) throws IOException {
    try (var peer = connect()) {
      int fd = accepted(0);
      assertThat(guest.call("sock_shutdown", fd, how)).isEqualTo(Errno.EINVAL);
      assertThat(send(fd, "x", 0)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.call("sock_shutdown", fd, 3)).isEqualTo(Errno.SUCCESS);
      assertThat(send(fd, "x", 0)).isEqualTo(Errno.EPIPE);
      assertThat(received(fd, 1, 0)).isEmpty();
      assertThat(read(peer, 10)).isEqualTo("x");
    }
  }

  @Test
  void connectionReset() throws IOException {
    var peer = connect();
    int fd = accepted(0);
    reset(peer);
    assertThat(receive(fd, 10, 0)).isEqualTo(Errno.ECONNRESET);
    assertThat(receive(fd, 10, PEEK)).isEqualTo(Errno.ECONNRESET);
    assertThat(send(fd, "x", 0)).isEqualTo(Errno.EPIPE);
    assertThat(guest.call("sock_shutdown", fd, 2)).isEqualTo(Errno.ENOTCONN);
    assertThat(guest.call("fd_close", fd)).isEqualTo(Errno.SUCCESS);
  }

  @Test
  void sendToWhoHasReset() throws IOException {
    var peer = connect();
    int fd = accepted(0);
    reset(peer);
    assertThat(send(fd, "x", 0)).isIn(Errno.ECONNRESET, Errno.EPIPE);
    assertThat(send(fd, "x", 0)).isEqualTo(Errno.EPIPE);
  }

  @Test
  void programsEndClosesWhatItAccepted() throws IOException {
    try (var peer = connect()) {
      accepted(0);
      guest.close();
      assertThat(read(peer, 1)).isEmpty();
      assertThat(listener.isOpen()).isTrue();
    }
  }

  @Test
  void listenerStaysTheEmbedders() throws IOException {
    assertThat(listener.isBlocking()).isFalse();
    try (var other = new Guest(WasiOptions.defaults().withListener(listener))) {
      assertThat(guest.call("fd_close", LISTENER)).isEqualTo(Errno.SUCCESS);
      assertThat(listener.isOpen()).isTrue();
      assertThat(listener.isBlocking()).as("while another program has it").isFalse();
      try (var peer = connect()) {
        assertThat(other.call("sock_accept", LISTENER, 0, Guest.RESULT)).isEqualTo(Errno.SUCCESS);
        other.write(other.result(), "x");
        assertThat(read(peer, 1)).isEqualTo("x");
      }
    }
    assertThat(listener.isBlocking()).isTrue();
    try (var peer = connect();
        var accepted = listener.accept()) {
      assertThat(accepted.getRemoteAddress()).isEqualTo(peer.getLocalAddress());
    }
  }

  @Test
  void nonBlockingListenerStaysSo() throws IOException {
    guest.close();
    listener.configureBlocking(false);
    try (var other = new Guest(WasiOptions.defaults().withListener(listener))) {
      assertThat(other.call("sock_accept", LISTENER, 0, Guest.RESULT)).isEqualTo(Errno.EAGAIN);
    }
    assertThat(listener.isBlocking()).isFalse();
  }

  @Test
  void listenerOfASelectorStaysNonBlocking() throws IOException {
    try (var selector = Selector.open()) {
      listener.register(selector, SelectionKey.OP_ACCEPT);
      guest.close();
      assertThat(listener.isBlocking()).isFalse();
    }
  }

  @Test
  void connectionStaysTheEmbedders() throws IOException {
    try (var peer = connect();
        var socket = listener.accept()) {
      var options = WasiOptions.defaults().withSocket(socket).withListener(listener);
      try (var other = new Guest(options)) {
        assertThat(socket.isBlocking()).isFalse();
        assertThat(other.write(3, "from the program")).isEqualTo(Errno.SUCCESS);
        assertThat(other.call("sock_accept", 3, 0, Guest.RESULT)).isEqualTo(Errno.EINVAL);
        assertThat(other.call("sock_shutdown", 4, 1)).isEqualTo(Errno.ENOTCONN);
        assertThat(other.call("fd_close", 3)).isEqualTo(Errno.SUCCESS);
      }
      assertThat(socket.isBlocking()).isTrue();
      write(socket, " and the embedder");
      assertThat(read(peer, 33)).isEqualTo("from the program and the embedder");
    }
  }

  @Test
  void descriptorsInTheOrderOfTheCalls(@TempDir Path root) throws IOException {
    try (var peer = connect();
        var socket = listener.accept();
        var second = listen()) {
      var options =
          WasiOptions.defaults()
              .withListener(second)
              .withSocket(socket)
              .withListener(listener)
              .withPreopen(root, "/");
      try (var other = new Guest(options)) {
        assertThat(peer.isConnected()).isTrue();
        assertThat(other.call("fd_prestat_get", 3, Guest.RESULT)).isEqualTo(Errno.SUCCESS);
        assertThat(other.call("fd_prestat_get", 4, Guest.RESULT)).isEqualTo(Errno.EBADF);
        assertThat(other.write(4, "x")).isEqualTo(Errno.ENOTCONN);
        assertThat(other.write(5, "x")).isEqualTo(Errno.SUCCESS);
        assertThat(other.write(6, "x")).isEqualTo(Errno.ENOTCONN);
        assertThat(other.write(7, "x")).isEqualTo(Errno.EBADF);
      }
    }
  }

  @Test
  void refusesWhatIsNoListenerOrConnection() throws IOException {
    guest.close();
    assertThat(listener.isBlocking()).isTrue();
    var given = WasiOptions.defaults().withListener(listener);
    try (var unbound = ServerSocketChannel.open();
        var unconnected = SocketChannel.open()) {
      assertThatThrownBy(() -> given.withListener(unbound).open())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("not bound");
      assertThatThrownBy(() -> given.withSocket(unconnected).open())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("not connected");
      close(unbound);
      close(unconnected);
      assertThatThrownBy(() -> given.withListener(unbound).open())
          .isInstanceOf(ClosedChannelException.class);
      assertThatThrownBy(() -> given.withSocket(unconnected).open())
          .isInstanceOf(ClosedChannelException.class);
    }
    assertThatThrownBy(() -> given.withDescriptorLimit(3).open()).hasMessageContaining("EMFILE");
    assertThatThrownBy(() -> given.withPreopen(Path.of("/missing"), "/").open())
        .isInstanceOf(NotDirectoryException.class);
    assertThat(listener.isBlocking()).as("given back").isTrue();
  }

  @Test
  void interruptEndsTheWaitAndClosesNothing() throws Exception {
    try (var peer = connect()) {
      int fd = accepted(0);
      Callable<Errno> accept = () -> guest.call("sock_accept", LISTENER, 0, Guest.RESULT);
      Callable<Errno> receive = () -> receive(fd, 10, 0);
      for (Callable<Errno> call : List.of(accept, receive)) {
        assertThat(interrupted(call)).isEqualTo(Errno.EINTR);
      }
      assertThat(listener.isOpen()).isTrue();
      write(peer, "abc");
      assertThat(received(fd, 3, 0)).isEqualTo("abc");
    }
  }

  /** The result of a call whose thread is interrupted, which the thread still knows after. */
  private static Errno interrupted(Callable<Errno> call)
      throws InterruptedException, ExecutionException {
    var thread = new AtomicReference<Thread>();
    var task =
        inThread(() -> {
          thread.set(Thread.currentThread());
          Errno errno = call.call();
          assertThat(Thread.currentThread().isInterrupted()).isTrue();
          return errno;
        });
    thread.get().interrupt();
    return task.get();
  }

  @Test
  void interruptAfterPartOfATransfer() throws Exception {
    try (var peer = connect()) {
      int fd = accepted(0);
      write(peer, "ab");
      assertThat(interrupted(() -> receive(fd, 4, WAIT_ALL))).isEqualTo(Errno.SUCCESS);
      assertThat(guest.result()).isEqualTo(2);
    }
  }

  @Test
  void embedderClosesTheListener() throws Exception {
    var accepting = inThread(() -> guest.call("sock_accept", LISTENER, 0, Guest.RESULT));
    listener.close();
    assertThat(accepting.get()).isEqualTo(Errno.EBADF);
    assertThat(guest.call("sock_accept", LISTENER, 0, Guest.RESULT)).isEqualTo(Errno.EBADF);
    assertThat(guest.call("fd_close", LISTENER)).isEqualTo(Errno.SUCCESS);
  }

  @Test
  void embedderClosesTheConnection() throws Exception {
    try (var peer = connect();
        var socket = listener.accept();
        var other = new Guest(WasiOptions.defaults().withSocket(socket))) {
      assertThat(peer.isConnected()).isTrue();
      var reading =
          inThread(() -> other.call("sock_recv", 3, vectorOf(other), 1, 0, Guest.RESULT, FLAGS));
      close(socket);
      assertThat(reading.get()).isEqualTo(Errno.EBADF);
      assertThat(other.write(3, "x")).isEqualTo(Errno.EBADF);
      assertThat(other.call("sock_shutdown", 3, 3)).isEqualTo(Errno.EBADF);
    }
  }

  private static int vectorOf(Guest other) {
    other.memory.writeInt(Guest.VECTORS, Guest.DATA);
    other.memory.writeInt(Guest.VECTORS + 4, 10);
    return Guest.VECTORS;
  }

  @Test
  void renumbering() throws IOException {
    try (var first = connect();
        var second = connect()) {
      int one = accepted(0);
      int two = accepted(0);
      assertThat(guest.call("fd_renumber", two, one)).isEqualTo(Errno.SUCCESS);
      assertThat(read(first, 1)).isEmpty();
      assertThat(guest.write(one, "x")).isEqualTo(Errno.SUCCESS);
      assertThat(read(second, 1)).isEqualTo("x");
      assertThat(guest.call("fd_renumber", one, LISTENER)).isEqualTo(Errno.SUCCESS);
      assertThat(listener.isOpen() && listener.isBlocking()).isTrue();
    }
  }
}
