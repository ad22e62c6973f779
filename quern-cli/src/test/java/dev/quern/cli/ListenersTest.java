package dev.quern.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Listening sockets, on the loopback interface only. */
class ListenersTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Listeners open(String... options) throws IOException {
    return Listeners.open(
        List.of(options), new Lines(new PrintStream(err, true, StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @CsvSource({
    "8080, '', 8080",
    "0, '', 0",
    "localhost:1, localhost, 1",
    "0.0.0.0:65535, 0.0.0.0, 65535",
    "[::1]:8080, [::1], 8080"
  })
  void addresses(String option, String host, int port) {
    assertThat(Listeners.Address.parse(option)).isEqualTo(new Listeners.Address(host, port));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":", ":80", "x", "x:", "-1", "65536", "99999999999", "::1:80", "+80"})
  void otherAddresses(String option) {
    assertThatThrownBy(() -> open(option))
        .isInstanceOf(CommandFailure.class)
        .hasMessageStartingWith("--listen " + option + ": write [HOST:]PORT");
  }

  @Test
  void tellsThePortThatItChose() throws IOException {
    int port;
    try (Listeners listeners = open("0", "127.0.0.1:0")) {
      List<String> lines = err.toString(StandardCharsets.UTF_8).lines().toList();
      assertThat(lines).hasSize(2).allMatch(line -> line.startsWith("quern: listening on "));
      String last = lines.getLast();
      port = Integer.parseInt(last.substring(last.lastIndexOf(':') + 1));
      assertThat(last).isEqualTo("quern: listening on 127.0.0.1:" + port);
      try (var client = new Socket("127.0.0.1", port)) {
        assertThat(client.isConnected()).isTrue();
      }
      assertThat(listeners).isNotNull();
    }
    assertThatThrownBy(() -> new Socket("127.0.0.1", port)).isInstanceOf(IOException.class);
  }

  @Test
  void saysWhyItCannotListen() throws IOException {
    try (var other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String option = "127.0.0.1:" + other.getLocalPort();
      assertThatThrownBy(() -> open("0", option))
          .isInstanceOf(CommandFailure.class)
          .hasMessageStartingWith("--listen " + option + ": ")
          .hasMessageContaining("in use");
    }
  }
}
