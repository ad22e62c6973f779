package dev.quern.wasi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
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

  /** Sleeps at once: a random time-out may be long. */
  private enum Sleepless implements WasiClock {
    INSTANCE;

    private long now;

    @Override
    public long realtime() {
      return now;
    }

    @Override
    public long monotonic() {
      return now;
    }

    @Override
    public void sleep(long nanoseconds) {
      now += Math.min(nanoseconds, Long.MAX_VALUE - now);
    }
  }

  @TempDir Path temporary;

  @Test
  void randomArguments() throws IOException {
    long seed = Long.getLong("quern.seed", 20_261_122);
    var random = new Random(seed);
    Path root = Files.createDirectory(temporary.resolve("root"));
    Files.writeString(temporary.resolve("outside"), "secret");
    for (int round = 0; round < 20; round++) {
      var options =
          WasiOptions.defaults()
              .withArguments("a")
              .withClock(Sleepless.INSTANCE)
              .withPreopen(root, "/")
              .withDescriptorLimit(20);
      try (var guest = new Guest(options)) {
        for (int i = 0; i < 1_000; i++) {
          round(guest, random, seed);
        }
      }
    }
    assertThat(temporary.resolve("outside")).hasContent("secret");
    try (var entries = Files.list(temporary)) {
      assertThat(entries).hasSize(2);
    }
  }

  private static void round(Guest guest, Random random, long seed) {
    var methods = Guest.methods();
    Method method = methods.get(random.nextInt(methods.size()));
    Class<?>[] types = method.getParameterTypes();
    Object[] arguments = new Object[types.length - 1];
    for (int i = 0; i < arguments.length; i++) {
      int value = INTERESTING[random.nextInt(INTERESTING.length)];
      arguments[i] = types[i + 1] == int.class ? (Object) value : (Object) (long) value;
    }
    guest.put(Guest.PATH, random.nextBoolean() ? "../outside" : "file");
    guest.memory.writeInt(Guest.VECTORS + 8 * random.nextInt(4), random.nextInt());
    String name = Guest.name(method);
    try {
      guest.call(name, arguments);
    } catch (WasiExit exit) {
      assertThat(name).isEqualTo("proc_exit");
    } catch (RuntimeException | Error e) {
      throw new AssertionError(name + java.util.Arrays.toString(arguments) + ", seed " + seed, e);
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
