package dev.quern.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times and sizes on the command line. */
class AmountTest {
  @ParameterizedTest
  @CsvSource({
    "500ms, 500000000",
    "10s, 10000000000",
    "10, 10000000000",
    "1.5s, 1500000000",
    "0.001ms, 1000",
    "2m, 120000000000",
    "1h, 3600000000000",
    "99999999999999999999h, 9223372036854775807"
  })
  void times(String text, long nanoseconds) {
    assertThat(Amount.nanoseconds("--timeout", text)).isEqualTo(nanoseconds);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0", "0.0s", "-1", "s", "1e5", "1d", ".5", "5.", "1 s", "NaN", "0x1p3", "1S"})
  void otherTimes(String text) {
    assertThatThrownBy(() -> Amount.nanoseconds("--timeout", text))
        .isInstanceOf(CommandFailure.class)
        .hasMessage(
            "--timeout " + text + ": write a time above 0, for example 500ms, 10s, 2m or 1h");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "65536, 65536",
    "512k, 524288",
    "512K, 524288",
    "512KiB, 524288",
    "64MiB, 67108864",
    "64m, 67108864",
    "1GiB, 1073741824",
    "1gib, 1073741824",
    "2T, 2199023255552",
    "8388608t, 9223372036854775807",
    "99999999999999999999, 9223372036854775807"
  })
  void sizes(String text, long bytes) {
    assertThat(Amount.bytes("--max-memory", text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "MiB", "-1", "64MB", "64kb", "64ib", "64b", "1.5GiB", "64 MiB", "0x10"})
  void otherSizes(String text) {
    assertThatThrownBy(() -> Amount.bytes("--max-memory", text))
        .isInstanceOf(CommandFailure.class)
        .hasMessageStartingWith("--max-memory " + text + ": write bytes")
        .hasMessageContaining("64MiB");
  }
}
