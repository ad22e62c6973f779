package dev.quern.cli;

import java.io.InputStream;
import java.io.PrintStream;

/**
 * Where the command reads and writes.
 *
 * @param process whether these are the streams of the process, so that a program may have those
 */
record Streams(InputStream in, PrintStream out, PrintStream err, boolean process) {
  static Streams ofProcess() {
    return new Streams(System.in, System.out, System.err, true);
  }
}
