package dev.quern.wasi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A directory is replaced by a link that leads out, and back again, all the time, while a program
 * uses paths through it.
 */
class RaceTest {
  private static final long NANOSECONDS = 1_500_000_000;

  @TempDir Path temporary;
  private Path outside;
  private Path root;
  private FileTime time;

  /** One round of whoever moves the directory. */
  private interface Swap {
    void run() throws IOException;
  }

  private void prepare(Place place) throws IOException {
    outside = place.directory("outside");
    Files.writeString(outside.resolve("secret"), "secret");
    time = Files.getLastModifiedTime(outside.resolve("secret"));
    root = place.directory("root");
    Files.createDirectory(root.resolve("d"));
    Files.writeString(root.resolve("d/secret"), "mine");
    Files.createSymbolicLink(root.resolve("out"), Path.of("../outside"));
  }

  /** Another program of this JVM with the same directory. */
  @ParameterizedTest
  @EnumSource(names = {"HOST", "BY_PATH"})
  void programs(Place.Kind kind) throws Exception {
    try (Place place = Place.open(kind, temporary)) {
      prepare(place);
      WasiOptions options = place.preopen(WasiOptions.defaults(), root, "/", false);
      try (var attacker = new Guest(options);
          var victim = new Guest(options)) {
        race(
            victim,
            true,
            () -> {
              attacker.rename("d", "aside");
              attacker.rename("out", "d");
              attacker.rename("d", "out");
              attacker.rename("aside", "d");
            });
      }
    }
  }

  /** A process of the host. What Java does by path is open to this. */
  @Test
  void host() throws Exception {
    try (Place place = Place.open(Place.Kind.HOST, temporary)) {
      prepare(place);
      try (var victim = new Guest(WasiOptions.defaults().withPreopen(root, "/"))) {
        race(
            victim,
            false,
            () -> {
              Files.move(root.resolve("d"), root.resolve("aside"));
              Files.move(root.resolve("out"), root.resolve("d"));
              Files.move(root.resolve("d"), root.resolve("out"));
              Files.move(root.resolve("aside"), root.resolve("d"));
            });
      }
    }
  }

  private void race(Guest victim, boolean creating, Swap swap) throws Exception {
    var over = new AtomicBoolean();
    var swaps =
        CompletableFuture.runAsync(() -> {
          while (!over.get()) {
            try {
              swap.run();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        });
    int successes = 0;
    long end = System.nanoTime() + NANOSECONDS;
    for (int i = 0; System.nanoTime() < end; i++) {
      successes += attempt(victim, i, creating);
    }
    over.set(true);
    swaps.get();
    assertThat(successes).isPositive();
    assertThat(outside.resolve("secret")).hasContent("secret");
    assertThat(Files.getLastModifiedTime(outside.resolve("secret"))).isEqualTo(time);
    try (var entries = Files.list(outside)) {
      assertThat(entries).hasSize(1);
    }
  }

  /** Tries everything that would leave a trace outside; returns how often it worked inside. */
  private static int attempt(Guest victim, int i, boolean creating) {
    int successes = 0;
    if (victim.open(3, "d/secret", 0, Rights.FD_READ, 0, true) == Errno.SUCCESS) {
      int fd = victim.result();
      assertThat(victim.read(fd)).isEqualTo("mine");
      victim.call("fd_close", fd);
      successes++;
    }
    int length = victim.put(Guest.PATH, "d/secret");
    victim.call("path_filestat_set_times", 3, 1, Guest.PATH, length, 0L, 1_000_000_000L, 4);
    if (victim.open("d/new", Guest.CREATE) == Errno.SUCCESS) {
      victim.call("fd_close", victim.result());
    }
    victim.onPath("path_unlink_file", "d/new");
    victim.rename("d/secret", "d/secret2");
    victim.rename("d/secret2", "d/secret");
    if (creating) {
      if (victim.onPath("path_create_directory", "d/sub" + i) == Errno.SUCCESS) {
        victim.onPath("path_remove_directory", "d/sub" + i);
      }
      victim.symlink("x", "d/link" + i);
      victim.onPath("path_unlink_file", "d/link" + i);
      if (victim.link("d/secret", "linked" + i) == Errno.SUCCESS) {
        int fd = victim.openedForReading("linked" + i);
        assertThat(victim.read(fd)).isEqualTo("mine");
        victim.call("fd_close", fd);
        victim.onPath("path_unlink_file", "linked" + i);
      }
    }
    return successes;
  }
}
