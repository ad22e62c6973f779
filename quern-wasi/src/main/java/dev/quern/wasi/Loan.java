package dev.quern.wasi;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * A channel of the embedder while programs use it. They need it in non-blocking mode; the mode that
 * it had comes back with the last of them, for several programs may accept from one listener. May
 * be used by all threads.
 */
final class Loan {
  private static final Map<SelectableChannel, Loan> LOANS = new WeakHashMap<>();

  private final boolean blocking;
  private int programs;

  private Loan(boolean blocking) {
    this.blocking = blocking;
  }

  /** Makes a channel non-blocking and returns whether its owner has it in blocking mode. */
  static boolean begin(SelectableChannel channel) throws IOException {
    synchronized (LOANS) {
      Loan known = LOANS.get(channel);
      Loan loan = known == null ? new Loan(channel.isBlocking()) : known;
      channel.configureBlocking(false);
      LOANS.put(channel, loan);
      loan.programs++;
      return loan.blocking;
    }
  }

  /** Gives a channel back; it stays open. */
  static void end(SelectableChannel channel) throws IOException {
    synchronized (LOANS) {
      Loan loan = LOANS.get(channel);
      if (loan == null || --loan.programs > 0) {
        return;
      }
      LOANS.remove(channel);
      // Its owner may have closed it, or registered it with a selector, which forbids blocking.
      if (loan.blocking && channel.isOpen() && !channel.isRegistered()) {
        block(channel);
      }
    }
  }

  private static void block(SelectableChannel channel) throws IOException {
    try {
      channel.configureBlocking(true);
    } catch (ClosedChannelException e) {
      // Closed by its owner at this moment: there is no mode to bring back.
    }
  }
}
