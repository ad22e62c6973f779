package dev.quern.wasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Times of files before 1970 and far in the future, which 64 bits without a sign must tell. */
@ParameterizedClass
@EnumSource
class FileTimesTest {
  @Parameter Place.Kind kind;
  @TempDir Path temporary;
  private Place place;
  private Path file;
  private Guest guest;

  @BeforeEach
  void setUp() throws IOException {
    place = Place.open(kind, temporary);
    Path root = place.directory("root");
    file = Files.writeString(root.resolve("file"), "content");
    guest = new Guest(place.preopen(WasiOptions.defaults(), root, "/", false));
  }

  @AfterEach
  void tearDown() throws IOException {
    guest.close();
    place.close();
  }

  private void setOnHost(Instant time) throws IOException {
    FileTime set = FileTime.from(time);
    Files.getFileAttributeView(file, BasicFileAttributeView.class).setTimes(set, set, null);
    if (!isSet(time) && kind != Place.Kind.JIMFS) {
      touch(time);
    }
    assumeTrue(isSet(time), "no such time here");
  }

  private boolean isSet(Instant time) throws IOException {
    return Files.getLastModifiedTime(file).toInstant().equals(time);
  }

  /** Java can not set times within a second before 1970, others can. */
  private void touch(Instant time) throws IOException {
    try {
      new ProcessBuilder("touch", "-d", time.toString(), file.toString()).start().waitFor();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private String times() {
    assertThat(guest.stat("file", true)).isEqualTo(Errno.SUCCESS);
    return Long.toUnsignedString(guest.memory.readLong(Guest.RESULT + 40))
        + " "
        + Long.toUnsignedString(guest.memory.readLong(Guest.RESULT + 48));
  }

  @ParameterizedTest
  @CsvSource({
    "1969-12-31T23:59:59Z, 0",
    "1969-12-31T23:59:58.500Z, 0",
    "1901-12-13T20:45:52Z, 0",
    "1601-01-01T00:00:00Z, 0",
    "-9999-01-01T00:00:00Z, 0",
    "1970-01-01T00:00:00Z, 0",
    "1970-01-01T00:00:00.000001Z, 1000",
    "2038-01-19T03:14:08Z, 2147483648000000000",
    "2262-04-11T23:47:16Z, 9223372036000000000",
    "2300-01-01T00:00:00Z, 10413792000000000000",
    "2554-07-21T23:34:32Z, 18446744072000000000",
    "2600-01-01T00:00:00Z, 18446744073709551615"
  })
  void reads(Instant time, String expected) throws IOException {
    setOnHost(time);
    assertThat(times()).isEqualTo(expected + " " + expected);
    int fd = guest.opened("file", 0);
    assertThat(guest.call("fd_filestat_get", fd, Guest.RESULT)).isEqualTo(Errno.SUCCESS);
    assertThat(Long.toUnsignedString(guest.memory.readLong(Guest.RESULT + 48))).isEqualTo(expected);
  }

  /** What Java's file systems do not keep is not there to be told: the conversion alone. */
  @ParameterizedTest
  @CsvSource({
    "-1000000000-01-01T00:00:00Z, 0",
    "1969-12-31T23:59:59.999999999Z, 0",
    "1970-01-01T00:00:00.000000001Z, 1",
    "2262-04-11T23:47:16.854775808Z, 9223372036854775808",
    "2554-07-21T23:34:33.709551615Z, 18446744073709551615",
    "+1000000000-12-31T23:59:59Z, 18446744073709551615"
  })
  void converts(Instant time, String expected) {
    assertThat(Long.toUnsignedString(Filestat.nanos(FileTime.from(time)))).isEqualTo(expected);
  }

  /** One time of a file is set, and the other is before 1970: it stays, to the second. */
  @Test
  void setsOneOfThem() throws IOException {
    setOnHost(Instant.parse("1969-12-31T23:59:58.500Z"));
    int path = guest.put(Guest.PATH, "file");
    Object[] modified = {3, 0, Guest.PATH, path, 7L, 5_000_000_000L, 4};
    assertThat(guest.call("path_filestat_set_times", modified)).isEqualTo(Errno.SUCCESS);
    assertThat(times()).isEqualTo("0 5000000000");
    setOnHost(Instant.parse("1969-12-31T23:59:58.500Z"));
    int fd = guest.opened("file", 0);
    assertThat(guest.call("fd_filestat_set_times", fd, 6_000_000_000L, 7L, 1))
        .isEqualTo(Errno.SUCCESS);
    assertThat(times()).isEqualTo("6000000000 0");
    assertThat(Files.getLastModifiedTime(file).toInstant().getEpochSecond()).isEqualTo(-2);
  }

  /** The last time that Java can give a file, and the first that it can not. */
  @Test
  void sets() {
    int path = guest.put(Guest.PATH, "file");
    for (long time : new long[] {0, 1_000_000_000, 9_223_372_036_000_000_000L}) {
      Object[] both = {3, 0, Guest.PATH, path, time, time, 5};
      assertThat(guest.call("path_filestat_set_times", both)).isEqualTo(Errno.SUCCESS);
      assertThat(times()).isEqualTo(time + " " + time);
    }
    String before = times();
    for (long time : new long[] {Long.MIN_VALUE, -1_000_000_000, -1}) {
      Object[] both = {3, 0, Guest.PATH, guest.put(Guest.PATH, "file"), time, time, 5};
      assertThat(guest.call("path_filestat_set_times", both)).isEqualTo(Errno.EINVAL);
    }
    assertThat(times()).isEqualTo(before);
  }
}
