package dev.quern.cli;

import dev.quern.wasi.WasiOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * The listening TCP sockets of a program, {@code --listen [HOST:]PORT}, which are closed with it.
 */
final class Listeners implements AutoCloseable {
  private static final int MOST_PORT = 65_535;

  private final List<ServerSocketChannel> channels = new ArrayList<>();

  private Listeners() {}

  /** What an option says, not yet looked up. An empty host is the loopback interface. */
  record Address(String host, int port) {
    static Address parse(String option) {
      int colon = option.lastIndexOf(':');
      String host = colon < 0 ? "" : option.substring(0, colon);
      boolean bracketed = host.startsWith("[") && host.endsWith("]");
      if (colon == 0 || host.indexOf(':') >= 0 && !bracketed) {
        throw wrong(option);
      }
      return new Address(host, port(option, option.substring(colon + 1)));
    }

    private static int port(String option, String digits) {
      boolean number = !digits.isEmpty() && digits.length() <= 5;
      for (int i = 0; i < digits.length(); i++) {
        number &= digits.charAt(i) >= '0' && digits.charAt(i) <= '9';
      }
      if (!number || Integer.parseInt(digits) > MOST_PORT) {
        throw wrong(option);
      }
      return Integer.parseInt(digits);
    }

    private static CommandFailure wrong(String option) {
      return new CommandFailure(
          ExitStatus.USAGE,
          "--listen "
              + option
              + ": write [HOST:]PORT, for example 8080, 0.0.0.0:8080 or [::1]:8080;"
              + " port 0 is any free one");
    }
  }

  /**
   * Listens at all addresses, and says which port was chosen where that was left open.
   *
   * @throws CommandFailure if that is impossible at one of them; none is left open then
   */
  static Listeners open(List<String> options, Lines err) throws IOException {
    var listeners = new Listeners();
    try {
      for (String option : options) {
        listeners.listen(option, err);
      }
      return listeners;
    } catch (IOException | RuntimeException e) {
      listeners.close();
      throw e;
    }
  }

  private void listen(String option, Lines err) throws IOException {
    Address address = Address.parse(option);
    ServerSocketChannel channel = ServerSocketChannel.open();
    channels.add(channel);
    try {
      InetAddress host =
          address.host.isEmpty()
              ? InetAddress.getLoopbackAddress()
              : InetAddress.getByName(address.host);
      channel.bind(new InetSocketAddress(host, address.port));
    } catch (UnknownHostException e) {
      throw new CommandFailure(
          ExitStatus.FAILURE, "--listen " + option + ": there is no host " + address.host, e);
    } catch (IOException e) {
      throw new CommandFailure(ExitStatus.FAILURE, "--listen " + option + ": " + e.getMessage(), e);
    }
    if (address.port == 0 && channel.getLocalAddress() instanceof InetSocketAddress bound) {
      err.print("quern: listening on " + shown(bound));
    }
  }

  private static String shown(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
  }

  /** Gives the sockets to a program. */
  WasiOptions in(WasiOptions options) {
    WasiOptions all = options;
    for (ServerSocketChannel channel : channels) {
      all = all.withListener(channel);
    }
    return all;
  }

  @Override
  public void close() throws IOException {
    for (ServerSocketChannel channel : channels) {
      channel.close();
    }
  }
}
