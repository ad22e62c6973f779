package dev.quern.wasi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many programs at once on a few threads, each with a directory of its own and one that all share:
 * none sees the descriptors or the files of another.
 */
class StressTest {
  private static final int PROGRAMS = 200;
  private static final int THREADS = 8;
  private static final long NANOSECONDS = 4_000_000_000L;

  @TempDir Path temporary;

  @Test
  void programs() throws Exception {
    long seed = Long.getLong("quern.seed", 20_261_124);
    Path shared = Files.createDirectory(temporary.resolve("shared"));
    var programs = new ArrayList<Program>();
    for (int i = 0; i < PROGRAMS; i++) {
      programs.add(new Program(i, shared, new Random(seed + i)));
    }
    runAll(programs);
    for (Program program : programs) {
      program.finish();
    }
    try (var left = Files.list(shared)) {
      assertThat(left).isEmpty();
    }
  }

  private static void runAll(List<Program> programs) throws Exception {
    long end = System.nanoTime() + NANOSECONDS;
    try (var threads = Executors.newFixedThreadPool(THREADS)) {
      var tasks = new ArrayList<Callable<Void>>();
      for (int i = 0; i < THREADS; i++) {
        int first = i;
        tasks.add(() -> {
          // Every program is stepped by one thread, in turns with its others.
          for (int at = first; System.nanoTime() < end; at = (at + THREADS) % PROGRAMS) {
            programs.get(at).step();
          }
          return null;
        });
      }
      for (Future<Void> result : threads.invokeAll(tasks)) {
        result.get();
      }
    }
  }

  /** A program, and what it should find. */
  private final class Program {
    private final Guest guest;
    private final Random random;
    private final String name;
    private final List<Integer> open = new ArrayList<>();
    private final StringBuilder written = new StringBuilder();

    Program(int number, Path shared, Random random) throws IOException {
      this.random = random;
      name = "p" + number;
      Path own = Files.createDirectory(temporary.resolve(name));
      guest =
          new Guest(WasiOptions.defaults().withPreopen(own, "/").withPreopen(shared, "/shared"));
      open.add(guest.opened("log", Guest.CREATE));
    }

    void step() {
      switch (random.nextInt(6)) {
        case 0 -> append();
        case 1 -> open.add(guest.opened("log", 0));
        case 2 -> close();
        case 3 -> readBack();
        case 4 -> foreign();
        default -> inShared();
      }
    }

    private void append() {
      String text = name + ":" + random.nextInt(1_000) + ";";
      assertThat(guest.call("fd_seek", open.getFirst(), 0L, 2, Guest.RESULT))
          .isEqualTo(Errno.SUCCESS);
      assertThat(guest.write(open.getFirst(), text)).isEqualTo(Errno.SUCCESS);
      written.append(text);
    }

    private void close() {
      if (open.size() > 1) {
        assertThat(guest.call("fd_close", open.removeLast())).isEqualTo(Errno.SUCCESS);
      }
    }

    private void readBack() {
      int fd = open.getLast();
      long from = Math.max(0, written.length() - 900);
      assertThat(guest.call("fd_seek", fd, from, 0, Guest.RESULT)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.read(fd)).isEqualTo(written.substring((int) from));
    }

    /** A number that this program has not opened is none of another program's either. */
    private void foreign() {
      int fd = 5 + random.nextInt(40);
      if (!open.contains(fd)) {
        assertThat(guest.write(fd, "intruder")).isEqualTo(Errno.EBADF);
        assertThat(guest.call("fd_close", fd)).isEqualTo(Errno.EBADF);
      }
    }

    private void inShared() {
      int length = guest.put(Guest.PATH, name);
      Object[] directory = {4, Guest.PATH, length};
      assertThat(guest.call("path_create_directory", directory)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.open(4, name + "/file", Guest.CREATE, Guest.ALL, 0, true))
          .isEqualTo(Errno.SUCCESS);
      assertThat(guest.call("fd_close", guest.result())).isEqualTo(Errno.SUCCESS);
      Object[] file = {4, Guest.PATH, guest.put(Guest.PATH, name + "/file")};
      assertThat(guest.call("path_unlink_file", file)).isEqualTo(Errno.SUCCESS);
      guest.put(Guest.PATH, name);
      assertThat(guest.call("path_remove_directory", directory)).isEqualTo(Errno.SUCCESS);
    }

    void finish() throws IOException {
      guest.close();
      assertThat(temporary.resolve(name).resolve("log")).hasContent(written.toString());
    }
  }
}
