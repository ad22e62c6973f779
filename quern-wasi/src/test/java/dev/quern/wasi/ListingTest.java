package dev.quern.wasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code fd_readdir}, and names of the host that are not like others. */
class ListingTest {
  private static final int HEADER = 24;

  @TempDir Path root;
  private Guest guest;

  @BeforeEach
  void setUp() throws IOException {
    guest = new Guest(WasiOptions.defaults().withPreopen(root, "/"));
  }

  @AfterEach
  void tearDown() throws IOException {
    guest.close();
  }

  private int list(int length, long cookie) {
    guest.memory.fill(Guest.DATA, 5_000, (byte) 0x55);
    assertThat(guest.call("fd_readdir", 3, Guest.DATA, length, cookie, Guest.RESULT))
        .isEqualTo(Errno.SUCCESS);
    return guest.result();
  }

  private List<String> names(long cookie) {
    int used = list(4_000, cookie);
    var names = new ArrayList<String>();
    for (int at = 0; at < used; ) {
      int length = guest.memory.readInt(Guest.DATA + at + 16);
      names.add(guest.memory.readString(Guest.DATA + at + HEADER, length));
      at += HEADER + length;
    }
    return names;
  }

  @Test
  void smallBuffers() throws IOException {
    Files.createFile(root.resolve("abc"));
    assertThat(list(4_000, 0)).isEqualTo(25 + 26 + 27);
    byte[] whole = guest.memory.readBytes(Guest.DATA, 78);
    for (int length : List.of(0, 1, 23, 24, 25, 26, 50, 51, 77, 78)) {
      assertThat(list(length, 0)).isEqualTo(length);
      assertThat(guest.memory.readBytes(Guest.DATA, length))
          .isEqualTo(Arrays.copyOf(whole, length));
      assertThat(guest.memory.readByte(Guest.DATA + length)).isEqualTo((byte) 0x55);
    }
    assertThat(list(79, 0)).isEqualTo(78);
  }

  @Test
  void cookies() throws IOException {
    Files.createFile(root.resolve("a"));
    Files.createFile(root.resolve("b"));
    assertThat(names(0)).containsExactly(".", "..", "a", "b");
    assertThat(names(2)).containsExactly("a", "b");
    assertThat(names(3)).containsExactly("b");
    for (long end : new long[] {4, 5, 1L << 32, (1L << 32) + 1, Long.MAX_VALUE, -1}) {
      assertThat(list(100, end)).isZero();
      assertThat(list(0, end)).isZero();
    }
  }

  /** A program that starts in the middle has no listing yet: it gets one. */
  @Test
  void cookieWithoutAListing() throws IOException {
    Files.createFile(root.resolve("a"));
    assertThat(names(2)).containsExactly("a");
  }

  @Test
  void changesBetweenCalls() throws IOException {
    for (String name : List.of("b", "d", "f")) {
      Files.createFile(root.resolve(name));
    }
    assertThat(names(0)).containsExactly(".", "..", "b", "d", "f");
    Files.delete(root.resolve("d"));
    Files.createFile(root.resolve("a"));
    Files.createFile(root.resolve("g"));
    assertThat(names(2)).containsExactly("b", "f");
    assertThat(names(4)).containsExactly("f");
    assertThat(names(0)).containsExactly(".", "..", "a", "b", "f", "g");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "...", " ", "\n", "a\nb", "\t", "\\", "a\\b", "..\\x", "C:", "C:\\x", "NUL", "con", "COM1",
        "file.", "file ", "-rf", "~", "*", "?", "a:b", "%2e%2e", "\u0001", "\u007f", "'", "\"",
            "$HOME"
      })
  void namesThatOnlyWindowsRefuses(String name) throws IOException {
    assumeTrue(FileSystems.getDefault().getSeparator().equals("/"), "names of Unix");
    int fd = guest.opened(name, Guest.CREATE | Guest.EXCLUSIVE);
    assertThat(guest.write(fd, "text")).isEqualTo(Errno.SUCCESS);
    assertThat(names(0)).containsExactly(".", "..", name);
    assertThat(guest.symlink(name, "link")).isEqualTo(Errno.SUCCESS);
    assertThat(guest.read(guest.openedForReading("link"))).isEqualTo("text");
    assertThat(guest.rename(name, "plain")).isEqualTo(Errno.SUCCESS);
    assertThat(root.resolve("plain")).hasContent("text");
    assertThat(guest.rename("plain", name)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.onPath("path_unlink_file", name)).isEqualTo(Errno.SUCCESS);
  }

  /** Runs a script of the host's shell in the directory. */
  private void shell(String script) throws IOException, InterruptedException {
    Process made = new ProcessBuilder("sh", "-c", script).directory(root.toFile()).start();
    assumeTrue(made.waitFor() == 0, "no such names here");
  }

  /** To Java they look like other names, which may be there. */
  @ParameterizedTest
  @CsvSource({"a\\377", "\\377", "\\300\\257", "\\355\\240\\200x", "a\\200", "..\\377"})
  void namesThatAreNoText(String name) throws IOException, InterruptedException {
    assumeTrue(FileSystems.getDefault().getSeparator().equals("/"), "names of Unix");
    shell("printf secret > \"$(printf '" + name + "')\" && printf x > visible");
    shell("ln -s \"$(printf '" + name + "')\" link");
    assertThat(names(0)).containsExactly(".", "..", "link", "visible");
    assertThat(guest.stat("link", false)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.open(3, "link", 0, Rights.FD_READ, 0, true)).isEqualTo(Errno.EILSEQ);
    Object[] link = {3, Guest.PATH, guest.put(Guest.PATH, "link"), Guest.DATA, 9, Guest.RESULT};
    assertThat(guest.call("path_readlink", link)).isEqualTo(Errno.EILSEQ);
    assertThat(guest.onPath("path_unlink_file", "link")).isEqualTo(Errno.SUCCESS);
    assertThat(names(0)).containsExactly(".", "..", "visible");
  }

  @Test
  void nameThatLooksLikeOneThatIsNoText() throws IOException, InterruptedException {
    assumeTrue(FileSystems.getDefault().getSeparator().equals("/"), "names of Unix");
    shell("printf secret > \"$(printf 'a\\377')\" && ln -s \"$(printf 'a\\377')\" link");
    assumeTrue(guest.open("a\ufffd", Guest.CREATE) == Errno.SUCCESS, "names that are not UTF-8");
    assertThat(guest.write(guest.result(), "mine")).isEqualTo(Errno.SUCCESS);
    assertThat(names(0)).containsExactly(".", "..", "a\ufffd", "link");
    assertThat(guest.read(guest.openedForReading("a\ufffd"))).isEqualTo("mine");
    assertThat(guest.open(3, "link", 0, Rights.FD_READ, 0, true)).isEqualTo(Errno.EILSEQ);
    assertThat(guest.onPath("path_unlink_file", "a\ufffd")).isEqualTo(Errno.SUCCESS);
    try (var left = Files.list(root)) {
      assertThat(left).hasSize(2);
    }
  }
}
