package dev.quern.wasi;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The standard streams of the process, for a program. Output is buffered: to a terminal by the
 * line, otherwise by the kilobyte, and never held back for longer than a tenth of a second while
 * the program goes on writing. What goes to standard error is preceded by what went to standard
 * output, as it would be without buffers.
 */
final class ProcessStreams {
  private static final int BUFFER = 1 << 14;

  private ProcessStreams() {}

  static WasiOptions in(WasiOptions options) {
    var out = new Buffered(new FileOutputStream(FileDescriptor.out), isTerminal(1));
    var err = new After(out, new FileOutputStream(FileDescriptor.err));
    return options
        .withStdin(new FileInputStream(FileDescriptor.in), isTerminal(0))
        .withStdout(out, isTerminal(1))
        .withStderr(err, isTerminal(2));
  }

  /** Java tells only whether input and output together are a terminal; Linux tells each. */
  private static boolean isTerminal(int fd) {
    Path link = Path.of("/proc/self/fd/" + fd);
    try {
      String target = Files.readSymbolicLink(link).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return !Files.exists(Path.of("/proc/self")) && isConsole();
    }
  }

  private static boolean isConsole() {
    var console = System.console();
    return console != null && console.isTerminal();
  }

  /** A buffer that knows when to flush itself. */
  private static final class Buffered extends BufferedOutputStream {
    private static final long PATIENCE = 100_000_000;

    private final boolean byLine;
    private long flushed = System.nanoTime();

    Buffered(OutputStream stream, boolean byLine) {
      super(stream, BUFFER);
      this.byLine = byLine;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      super.write(bytes, offset, length);
      if (byLine && hasNewline(bytes, offset, length) || System.nanoTime() - flushed > PATIENCE) {
        flush();
      }
    }

    @Override
    public void flush() throws IOException {
      super.flush();
      flushed = System.nanoTime();
    }

    private static boolean hasNewline(byte[] bytes, int offset, int length) {
      for (int i = offset + length - 1; i >= offset; i--) {
        if (bytes[i] == '\n') {
          return true;
        }
      }
      return false;
    }
  }

  /** A stream whose bytes come after those of another. */
  private static final class After extends OutputStream {
    private final OutputStream first;
    private final OutputStream stream;

    After(OutputStream first, OutputStream stream) {
      this.first = first;
      this.stream = stream;
    }

    @Override
    public void write(int b) throws IOException {
      first.flush();
      stream.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      first.flush();
      stream.write(bytes, offset, length);
    }
  }
}
