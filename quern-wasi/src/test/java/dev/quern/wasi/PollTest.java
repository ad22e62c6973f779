package dev.quern.wasi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code poll_oneoff} of clocks, streams and sockets. */
@Timeout(60)
@ParameterizedClass
@EnumSource
class PollTest {
  private static final int CLOCK = 0;
  private static final int READ = 1;
  private static final int WRITE = 2;
  private static final int MONOTONIC = 1;
  private static final int NONBLOCK = 4;
  private static final int LISTENER = 3;
  private static final int CONNECTION = 4;
  private static final long SECOND = 1_000_000_000;

  /** A time-out that a test is not to meet. */
  private static final long FOREVER = 3600 * SECOND;

  /** What the guest finds. */
  private record Event(int subscription, Errno error, int type, long bytes, boolean hangup) {}

  /** Whose layout the subscriptions have. */
  @Parameter Snapshot snapshot;

  private final TestClock clock = new TestClock(5_000);
  private ServerSocketChannel listener;
  private SocketChannel peer;
  private SocketChannel connection;
  private Guest guest;
  private int subscriptions;

  /** A listener, and one connection that was accepted from it. */
  @BeforeEach
  void setUp() throws IOException {
    listener = SocketTest.listen();
    start(WasiOptions.defaults());
  }

  @AfterEach
  void tearDown() throws IOException {
    closeProgram();
    listener.close();
  }

  private void closeProgram() throws IOException {
    peer.close();
    guest.close();
    connection.close();
  }

  private void start(WasiOptions options) throws IOException {
    peer = SocketChannel.open(listener.getLocalAddress());
    connection = listener.accept();
    guest = new Guest(options.withListener(listener).withSocket(connection), snapshot);
  }

  private void restart(WasiOptions options) throws IOException {
    closeProgram();
    start(options);
  }

  private PollTest subscribe(int type, int id) {
    return subscribe(type, id, 0, false);
  }

  private PollTest timeout(long nanoseconds) {
    return subscribe(CLOCK, MONOTONIC, nanoseconds, false);
  }

  private PollTest subscribe(int type, int id, long timeout, boolean absolute) {
    int at = Guest.VECTORS + subscriptions * snapshot.subscription();
    // What means nothing is not looked at: padding, and the identifier of snapshot 0.
    guest.memory.fill(at, snapshot.subscription(), (byte) 0xAA);
    guest.memory.writeLong(at, 1_000 + subscriptions);
    guest.memory.writeByte(at + 8, (byte) type);
    if (type == CLOCK) {
      int clockAt = at + (snapshot == Snapshot.UNSTABLE ? 24 : 16);
      guest.memory.writeInt(clockAt, id);
      guest.memory.writeLong(clockAt + 8, timeout);
      guest.memory.writeShort(clockAt + 24, (short) (absolute ? 1 : 0));
    } else {
      guest.memory.writeInt(at + 16, id);
    }
    subscriptions++;
    return this;
  }

  private Errno call() {
    int count = subscriptions;
    subscriptions = 0;
    return guest.call("poll_oneoff", Guest.VECTORS, Guest.DATA, count, Guest.RESULT);
  }

  private List<Event> poll() {
    assertThat(call()).isEqualTo(Errno.SUCCESS);
    var events = new ArrayList<Event>();
    for (int i = 0; i < guest.result(); i++) {
      int at = Guest.DATA + i * Poll.EVENT;
      events.add(
          new Event(
              (int) guest.memory.readLong(at) - 1_000,
              Errno.values()[guest.memory.readShort(at + 8)],
              guest.memory.readByte(at + 10),
              guest.memory.readLong(at + 16),
              guest.memory.readShort(at + 24) == 1));
    }
    return events;
  }

  private static Event ready(int subscription, int type, long bytes) {
    return new Event(subscription, Errno.SUCCESS, type, bytes, false);
  }

  private static Event error(int subscription, int type, Errno errno) {
    return new Event(subscription, errno, type, 0, false);
  }

  private FutureTask<List<Event>> pollInThread() throws InterruptedException {
    return SocketTest.inThread(this::poll);
  }

  @Test
  void clocksAloneTakeNoRealTime() throws IOException {
    restart(WasiOptions.defaults().withClock(clock));
    assertThat(timeout(FOREVER).timeout(2 * FOREVER).poll()).containsExactly(ready(0, CLOCK, 0));
    assertThat(clock.monotonic()).isEqualTo(5_000 + FOREVER);
    long realtime = clock.realtime();
    assertThat(
            subscribe(CLOCK, 0, realtime + 70, true)
                .subscribe(CLOCK, MONOTONIC, clock.monotonic() + 50, true)
                .subscribe(CLOCK, 0, realtime + 50, true)
                .poll())
        .containsExactly(ready(1, CLOCK, 0), ready(2, CLOCK, 0));
    assertThat(clock.realtime()).isEqualTo(realtime + 50);
    assertThat(subscribe(CLOCK, 0, 1, true).timeout(0).timeout(1).poll())
        .containsExactly(ready(0, CLOCK, 0), ready(1, CLOCK, 0));
    assertThat(timeout(-1).timeout(3).poll()).containsExactly(ready(1, CLOCK, 0));
    assertThat(subscribe(CLOCK, 4, 1, false).timeout(FOREVER).poll())
        .containsExactly(error(0, CLOCK, Errno.EINVAL));
    assertThat(clock.realtime()).isEqualTo(realtime + 53);
  }

  @Test
  void anotherClockMovesAlsoWhileSocketsAreWaitedFor() throws IOException {
    restart(WasiOptions.defaults().withClock(clock));
    assertThat(subscribe(READ, CONNECTION).timeout(60 * SECOND).poll())
        .containsExactly(ready(1, CLOCK, 0));
    assertThat(clock.monotonic()).isEqualTo(5_000 + 60 * SECOND);
    SocketTest.write(peer, "x");
    assertThat(subscribe(READ, CONNECTION).timeout(60 * SECOND).poll())
        .containsExactly(ready(0, READ, 1));
    assertThat(clock.monotonic()).isEqualTo(5_000 + 60 * SECOND);
  }

  @Test
  void nothingHappensUntilTheTimeout() {
    long start = System.nanoTime();
    assertThat(subscribe(READ, CONNECTION).subscribe(READ, LISTENER).timeout(250_000_000).poll())
        .containsExactly(ready(2, CLOCK, 0));
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(250_000_000);
  }

  @Test
  void bytesComeIn() throws Exception {
    subscribe(READ, LISTENER).subscribe(READ, CONNECTION).timeout(FOREVER);
    var polling = pollInThread();
    SocketTest.write(peer, "abc");
    assertThat(polling.get()).containsExactly(ready(1, READ, 1));
    assertThat(subscribe(READ, CONNECTION).poll()).containsExactly(ready(0, READ, 1));
    assertThat(guest.read(CONNECTION)).isEqualTo("abc");
    assertThat(subscribe(READ, CONNECTION).timeout(1).poll()).containsExactly(ready(1, CLOCK, 0));
  }

  @Test
  void connectionComesIn() throws Exception {
    var polling = subscribe(READ, LISTENER).pollInThread();
    try (var other = SocketChannel.open(listener.getLocalAddress())) {
      assertThat(polling.get()).containsExactly(ready(0, READ, 1));
      if (!snapshot.has("sock_accept")) {
        return;
      }
      assertThat(guest.call("fd_fdstat_set_flags", LISTENER, NONBLOCK)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.call("sock_accept", LISTENER, 0, Guest.RESULT)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.write(guest.result(), "x")).isEqualTo(Errno.SUCCESS);
      assertThat(other.read(ByteBuffer.allocate(1))).isEqualTo(1);
    }
  }

  @Test
  void writesHaveRoomAgain() throws Exception {
    assertThat(subscribe(WRITE, CONNECTION).poll()).containsExactly(ready(0, WRITE, 1));
    assertThat(guest.call("fd_fdstat_set_flags", CONNECTION, NONBLOCK)).isEqualTo(Errno.SUCCESS);
    var full = List.of(ready(1, CLOCK, 0));
    do {
      SocketTest.fill(guest, CONNECTION);
    } while (!subscribe(WRITE, CONNECTION).timeout(20_000_000).poll().equals(full));
    var polling = subscribe(WRITE, CONNECTION).timeout(FOREVER).pollInThread();
    peer.configureBlocking(false);
    var sink = ByteBuffer.allocate(1 << 20);
    while (!polling.isDone()) {
      peer.read(sink.clear());
    }
    assertThat(polling.get()).containsExactly(ready(0, WRITE, 1));
  }

  @Test
  void oneConnectionInSeveralSubscriptions() throws IOException {
    SocketTest.write(peer, "x");
    subscribe(READ, CONNECTION).subscribe(WRITE, CONNECTION).subscribe(READ, CONNECTION);
    assertThat(poll()).containsExactly(ready(0, READ, 1), ready(1, WRITE, 1), ready(2, READ, 1));
  }

  @Test
  void peerCloses() throws Exception {
    var polling = subscribe(READ, CONNECTION).timeout(FOREVER).pollInThread();
    peer.shutdownOutput();
    var end = new Event(0, Errno.SUCCESS, READ, 0, true);
    assertThat(polling.get()).containsExactly(end);
    assertThat(subscribe(READ, CONNECTION).subscribe(WRITE, CONNECTION).poll())
        .containsExactly(end, ready(1, WRITE, 1));
    assertThat(guest.read(CONNECTION)).isEmpty();
    assertThat(subscribe(READ, CONNECTION).poll()).containsExactly(end);
  }

  @Test
  void bytesThatWereLookedAt() throws IOException {
    SocketTest.write(peer, "abc");
    peer.shutdownOutput();
    assertThat(subscribe(READ, CONNECTION).poll()).containsExactly(ready(0, READ, 1));
    guest.memory.writeInt(Guest.VECTORS, Guest.DATA);
    guest.memory.writeInt(Guest.VECTORS + 4, 10);
    // Both PEEK and WAITALL: it sees the end.
    Object[] arguments = {CONNECTION, Guest.VECTORS, 1, 3, Guest.RESULT, Guest.RESULT + 4};
    assertThat(guest.call("sock_recv", arguments)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.result()).isEqualTo(3);
    assertThat(subscribe(READ, CONNECTION).poll())
        .containsExactly(new Event(0, Errno.SUCCESS, READ, 3, true));
    assertThat(guest.read(CONNECTION)).isEqualTo("abc");
  }

  @Test
  void shutDownForReading() {
    assertThat(guest.call("sock_shutdown", CONNECTION, 1)).isEqualTo(Errno.SUCCESS);
    assertThat(subscribe(READ, CONNECTION).timeout(FOREVER).poll())
        .containsExactly(ready(0, READ, 0));
  }

  @Test
  void connectionReset() throws IOException {
    SocketTest.reset(peer);
    assertThat(subscribe(READ, CONNECTION).timeout(FOREVER).poll())
        .containsExactly(error(0, READ, Errno.ECONNRESET));
    assertThat(subscribe(WRITE, CONNECTION).timeout(FOREVER).poll())
        .containsExactly(new Event(0, Errno.SUCCESS, WRITE, 1, true));
  }

  @Test
  void errorsAreEvents() throws IOException {
    int one = 1;
    assertThat(guest.call("fd_fdstat_set_rights", one, Rights.FD_WRITE, 0L))
        .isEqualTo(Errno.SUCCESS);
    assertThat(guest.call("fd_fdstat_set_rights", CONNECTION, Rights.FD_WRITE, 0L))
        .isEqualTo(Errno.SUCCESS);
    subscribe(READ, 99).subscribe(WRITE, one).subscribe(READ, CONNECTION);
    subscribe(WRITE, LISTENER).subscribe(READ, 2).subscribe(WRITE, 0).subscribe(WRITE, 2);
    subscribe(CLOCK, -1).timeout(FOREVER);
    assertThat(poll())
        .containsExactly(
            error(0, READ, Errno.EBADF),
            error(1, WRITE, Errno.ENOTCAPABLE),
            error(2, READ, Errno.ENOTCAPABLE),
            error(3, WRITE, Errno.ENOTCONN),
            error(4, READ, Errno.EBADF),
            error(5, WRITE, Errno.EBADF),
            ready(6, WRITE, 1),
            error(7, CLOCK, Errno.EINVAL));
  }

  @Test
  void wrongCalls() {
    assertThat(subscribe(3, CONNECTION).call()).isEqualTo(Errno.EINVAL);
    subscribe(READ, CONNECTION).timeout(0);
    Object[][] faults = {
      {131_070, Guest.DATA, 1, Guest.RESULT},
      {Guest.VECTORS, 131_070, 1, Guest.RESULT},
      {Guest.VECTORS, Guest.DATA, 1, 131_070}
    };
    for (Object[] arguments : faults) {
      assertThat(guest.call("poll_oneoff", arguments)).isEqualTo(Errno.EFAULT);
    }
    assertThat(guest.call("poll_oneoff", Guest.VECTORS, Guest.DATA, 0, Guest.RESULT))
        .isEqualTo(Errno.EINVAL);
    assertThat(guest.call("poll_oneoff", Guest.VECTORS, Guest.DATA, 4_097, Guest.RESULT))
        .isEqualTo(Errno.EINVAL);
  }

  @Test
  void socketsAndStreams() throws Exception {
    var pipe = new PipedInputStream();
    try (var input = new PipedOutputStream(pipe)) {
      restart(WasiOptions.defaults().withStdin(pipe));
      // The stream does not count as ready as long as there is a socket to wait for.
      var polling = subscribe(READ, 0).subscribe(READ, CONNECTION).pollInThread();
      SocketTest.write(peer, "x");
      assertThat(polling.get()).containsExactly(ready(1, READ, 1));
      assertThat(guest.read(CONNECTION)).isEqualTo("x");
      polling = subscribe(READ, 0).subscribe(READ, CONNECTION).timeout(FOREVER).pollInThread();
      input.write(new byte[3]);
      assertThat(polling.get()).containsExactly(ready(0, READ, 3));
    }
  }

  @Test
  void streamsAlone() throws IOException {
    assertThat(subscribe(READ, 0).timeout(5_000_000).poll()).containsExactly(ready(1, CLOCK, 0));
    assertThat(subscribe(READ, 0).poll()).containsExactly(ready(0, READ, 1));
    restart(WasiOptions.defaults().withStdin(InputStream.nullInputStream()));
    // At its end a stream says the same as one that has nothing yet: the read must not be EAGAIN.
    assertThat(guest.call("fd_fdstat_set_flags", 0, NONBLOCK)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.read(0)).isEmpty();
  }

  @Test
  void interrupt() throws Exception {
    var thread = new AtomicReference<Thread>();
    Callable<Errno> poll =
        () -> {
          thread.set(Thread.currentThread());
          Errno errno = subscribe(READ, LISTENER).timeout(FOREVER).call();
          assertThat(Thread.currentThread().isInterrupted()).isTrue();
          return errno;
        };
    var polling = SocketTest.inThread(poll);
    thread.get().interrupt();
    assertThat(polling.get()).isEqualTo(Errno.EINTR);
    assertThat(listener.isOpen()).isTrue();
    assertThat(subscribe(READ, LISTENER).timeout(1).poll()).containsExactly(ready(1, CLOCK, 0));
  }

  @Test
  void embedderClosesTheListener() throws Exception {
    var polling = subscribe(READ, LISTENER).subscribe(READ, CONNECTION).pollInThread();
    listener.close();
    assertThat(polling.get()).containsExactly(error(0, READ, Errno.EBADF));
    assertThat(subscribe(READ, LISTENER).poll()).containsExactly(error(0, READ, Errno.EBADF));
  }
}
