package dev.quern.cli;

import java.io.BufferedOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * Where the command reads and writes.
 *
 * @param standardOutput what {@code out} writes to, if these are the streams of the process, so
 *     that a program may have those; otherwise null
 */
record Streams(
    InputStream in, PrintStream out, PrintStream err, @Nullable StandardOutput standardOutput) {
  private static final int BUFFER = 1 << 13;

  static Streams ofProcess() {
    var output = new StandardOutput();
    var buffered = new BufferedOutputStream(output, BUFFER);
    var out = new PrintStream(buffered, false, System.out.charset());
    return new Streams(System.in, out, System.err, output);
  }

  /** Streams of somebody else. */
  static Streams of(InputStream in, PrintStream out, PrintStream err) {
    return new Streams(in, out, err, null);
  }

  boolean process() {
    return standardOutput != null;
  }

  /** The same with another output. */
  Streams withOut(PrintStream newOut) {
    return new Streams(in, newOut, err, standardOutput);
  }

  /** The output for lines that list something. */
  Lines listing() {
    return new Lines(out);
  }

  /** The error output for messages. */
  Lines messages() {
    return new Lines(err);
  }
}
