package dev.quern.cli.script;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * A fetch that is under way: first its answer is awaited, then its body may be read. One thread
 * works for it at a time, which {@link #abort} interrupts.
 */
public final class FetchHandle {
  private final EventLoop loop;
  private final String url;
  private @Nullable Thread worker;
  private @Nullable InputStream body;
  private boolean aborted;

  FetchHandle(EventLoop loop, String url) {
    this.loop = loop;
    this.url = url;
  }

  /** Does work on a thread of its own; it must end in one post of a task to the loop. */
  void work(Runnable work) {
    loop.expect();
    Thread thread = Thread.ofVirtual().name("fetch " + url).unstarted(work);
    synchronized (this) {
      worker = thread;
    }
    thread.start();
  }

  synchronized void body(InputStream newBody) {
    body = newBody;
    if (aborted) {
      closeBody();
    }
  }

  /**
   * Reads the whole body.
   *
   * @param done called with its bytes
   * @param failure called with a message instead
   */
  @HostAccess.Export
  public void read(Value done, Value failure) {
    work(() -> {
      try {
        byte[] bytes = readAll();
        loop.post(() -> done.executeVoid(ByteBuffer.wrap(bytes)));
      } catch (IOException | RuntimeException e) {
        String message = Fetcher.failure(url, "the body: " + FetchFailure.reason(e));
        loop.post(() -> failure.executeVoid(message));
      }
    });
  }

  private byte[] readAll() throws IOException {
    InputStream in;
    synchronized (this) {
      in = body;
    }
    if (in == null) {
      return new byte[0];
    }
    try (in) {
      return in.readAllBytes();
    }
  }

  /** Stops whatever is under way; nobody is told. */
  @HostAccess.Export
  public synchronized void abort() {
    aborted = true;
    if (worker != null) {
      worker.interrupt();
    }
    closeBody();
  }

  private void closeBody() {
    if (body != null) {
      try {
        body.close();
      } catch (IOException e) {
        // Nobody wants it any more.
      }
    }
  }
}
