package dev.quern.wasi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No arguments whatsoever make a function throw. */
class HostileArgumentsTest {
  private static final int[] INTERESTING = {
    0,
    1,
    2,
    3,
    4,
    5,
    8,
    16,
    64,
    1023,
    1024,
    1025,
    65_536,
    131_071,
    131_072,
    -1,
    -2,
    -8,
    -64,
    Integer.MIN_VALUE,
    Integer.MAX_VALUE,
    Guest.PATH,
    Guest.VECTORS,
    Guest.DATA
  };

  /** Interrupts the thread that made it where it waits for a socket, which would be for ever. */
  private static final class Watchdog implements AutoCloseable {
    private final Thread watched = Thread.currentThread();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Thread thread = Thread.ofPlatform().daemon().start(this::watch);

    private void watch() {
      while (!stopped.get()) {
        if (SocketTest.isWaiting(watched)) {
          watched.interrupt();
        }
        LockSupport.parkNanos(1_000_000);
      }
    }

    @Override
    public void close() {
      stopped.set(true);
      while (thread.isAlive()) {
        LockSupport.parkNanos(100_000);
      }
      Thread.interrupted();
    }
  }

  /** What can be done to sockets, besides the functions of their own. */
  private static final Set<String> FOR_SOCKETS =
      Set.of(
          "poll_oneoff", "fd_read", "fd_write", "fd_close", "fd_renumber", "fd_fdstat_set_flags");

  /** Descriptors, flags and addresses that are often right. */
  private static final int[] RIGHT = {
    0,
    0,
    0,
    0,
    1,
    2,
    3,
    3,
    4,
    4,
    4,
    5,
    6,
    Guest.RESULT,
    Guest.RESULT,
    Guest.VECTORS,
    Guest.VECTORS,
    -1
  };

  private static final int CONNECTIONS = 8;

  @TempDir Path temporary;

  @Test
  void randomArguments() throws IOException {
    long seed = Long.getLong("quern.seed", 20_261_122);
    var random = new Random(seed);
    Path root = Files.createDirectory(temporary.resolve("root"));
    Files.writeString(temporary.resolve("outside"), "secret");
    for (int round = 0; round < 20; round++) {
      for (Snapshot snapshot : Snapshot.values()) {
        randomCalls(snapshot, root, random, seed);
      }
    }
    assertThat(temporary.resolve("outside")).hasContent("secret");
    try (var entries = Files.list(temporary)) {
      assertThat(entries).hasSize(2);
    }
  }

  /** The descriptors are the standard ones, a directory, a listener and a connection. */
  private static void randomCalls(Snapshot snapshot, Path root, Random random, long seed)
      throws IOException {
    var methods =
        Guest.methods().stream().filter(method -> snapshot.has(Guest.name(method))).toList();
    try (var listener = SocketTest.listen();
        var socket = SocketChannel.open(listener.getLocalAddress());
        var peer = listener.accept()) {
      listener.configureBlocking(false);
      socket.configureBlocking(false);
      SocketTest.write(peer, "some input");
      var options =
          WasiOptions.defaults()
              .withArguments("a")
              .withClock(new TestClock(0))
              .withPreopen(root, "/")
              .withListener(listener)
              .withSocket(socket)
              .withDescriptorLimit(20);
      try (var guest = new Guest(options, snapshot);
          var watchdog = new Watchdog()) {
        for (int i = 0; i < 1_000; i++) {
          guest.put(Guest.PATH, random.nextBoolean() ? "../outside" : "file");
          guest.memory.writeInt(Guest.VECTORS + 8 * random.nextInt(4), random.nextInt());
          call(guest, methods, INTERESTING, random, seed);
        }
        assertThat(watchdog.watched.isAlive()).isTrue();
      }
      assertThat(listener.isOpen() && socket.isOpen()).isTrue();
    }
  }

  @Test
  void randomUseOfSockets() throws IOException {
    long seed = Long.getLong("quern.seed", 20_261_123);
    var random = new Random(seed);
    var methods =
        Guest.methods().stream()
            .filter(method ->
                Guest.name(method).startsWith("sock_") || FOR_SOCKETS.contains(Guest.name(method)))
            .toList();
    var succeeded = new HashSet<String>();
    for (int round = 0; round < 60; round++) {
      randomUse(methods, random, seed, succeeded);
    }
    assertThat(succeeded).as("seed " + seed).hasSize(methods.size());
  }

  /** The descriptors are the standard ones, a listener and a connection. */
  private static void randomUse(
      List<Method> methods, Random random, long seed, Set<String> succeeded) throws IOException {
    var peers = new ArrayList<SocketChannel>();
    try (var listener = SocketTest.listen()) {
      for (int i = 0; i < CONNECTIONS; i++) {
        peers.add(SocketChannel.open(listener.getLocalAddress()));
        SocketTest.write(peers.get(i), "some input");
      }
      var socket = listener.accept();
      peers.add(socket);
      var options =
          WasiOptions.defaults()
              .withClock(new TestClock(0))
              .withListener(listener)
              .withSocket(socket)
              .withDescriptorLimit(8);
      try (var guest = new Guest(options);
          var watchdog = new Watchdog()) {
        for (int i = 0; i < 100; i++) {
          writeVectorsOrSubscriptions(guest, random);
          succeeded.addAll(call(guest, methods, RIGHT, random, seed));
        }
        assertThat(watchdog.watched.isAlive()).isTrue();
      }
      assertThat(listener.isOpen() && listener.isBlocking()).isTrue();
      assertThat(socket.isOpen() && socket.isBlocking()).isTrue();
    } finally {
      for (SocketChannel peer : peers) {
        peer.close();
      }
    }
  }

  private static void writeVectorsOrSubscriptions(Guest guest, Random random) {
    guest.memory.fill(Guest.VECTORS, 8 * Snapshot.PREVIEW1.subscription(), (byte) 0);
    boolean vectors = random.nextBoolean();
    for (int i = 0; i < 8; i++) {
      if (vectors) {
        guest.memory.writeInt(Guest.VECTORS + 8 * i, Guest.DATA);
        guest.memory.writeInt(Guest.VECTORS + 8 * i + 4, random.nextInt(1 << random.nextInt(18)));
      } else {
        int at = Guest.VECTORS + i * Snapshot.PREVIEW1.subscription();
        guest.memory.writeByte(at + 8, (byte) random.nextInt(3));
        guest.memory.writeInt(at + 16, random.nextInt(8));
        guest.memory.writeLong(at + 24, random.nextInt(1 << 24));
      }
    }
  }

  /** Calls one of some functions, and returns its name if that succeeds. */
  private static Set<String> call(
      Guest guest, List<Method> methods, int[] values, Random random, long seed) {
    Method method = methods.get(random.nextInt(methods.size()));
    Class<?>[] types = method.getParameterTypes();
    Object[] arguments = new Object[types.length - 1];
    for (int i = 0; i < arguments.length; i++) {
      int value = values[random.nextInt(values.length)];
      arguments[i] = types[i + 1] == int.class ? (Object) value : (Object) (long) value;
    }
    String name = Guest.name(method);
    try {
      return guest.call(name, arguments) == Errno.SUCCESS ? Set.of(name) : Set.of();
    } catch (WasiExit exit) {
      assertThat(name).isIn("proc_exit", "proc_raise");
      return Set.of();
    } catch (RuntimeException | Error e) {
      throw new AssertionError(name + Arrays.toString(arguments) + ", seed " + seed, e);
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  void vectors() throws IOException {
    try (var guest = new Guest(WasiOptions.defaults())) {
      int vectors = Guest.VECTORS;
      guest.memory.writeInt(vectors, -4);
      guest.memory.writeInt(vectors + 4, 8);
      assertThat(guest.call("fd_write", 1, vectors, 1, Guest.RESULT)).isEqualTo(Errno.EFAULT);
      guest.memory.writeInt(vectors, 0);
      guest.memory.writeInt(vectors + 4, -1);
      assertThat(guest.call("fd_write", 1, vectors, 1, Guest.RESULT)).isEqualTo(Errno.EFAULT);
      assertThat(guest.call("fd_write", 1, vectors, 1025, Guest.RESULT)).isEqualTo(Errno.EINVAL);
      assertThat(guest.call("fd_write", 1, vectors, -1, Guest.RESULT)).isEqualTo(Errno.EINVAL);
      assertThat(guest.call("fd_write", 1, 131_071, 1, Guest.RESULT)).isEqualTo(Errno.EFAULT);
      guest.memory.writeInt(vectors + 4, 131_072);
      assertThat(guest.call("fd_write", 1, vectors, 1, Guest.RESULT)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.result()).isEqualTo(131_072);
      assertThat(guest.call("fd_write", 1, vectors, 1, -1)).isEqualTo(Errno.EFAULT);
      assertThat(guest.call("random_get", 131_071, 2)).isEqualTo(Errno.EFAULT);
      assertThat(guest.call("random_get", 0, -1)).isEqualTo(Errno.EFAULT);
    }
  }
}
