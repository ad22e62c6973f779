package dev.quern.cli;

import dev.quern.internal.syntax.Printable;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import org.jspecify.annotations.Nullable;

/**
 * Where the command writes lines for people: its messages and what it lists. What a module or a
 * file has named cannot give a terminal commands there, nor look like another line: whatever is not
 * printable is escaped.
 */
final class Lines {
  private static final String TAB = "\t";

  private final PrintStream stream;

  Lines(PrintStream stream) {
    this.stream = stream;
  }

  /** Writes one line. */
  void print(@Nullable Object line) {
    stream.println(Printable.line(String.valueOf(line)));
  }

  /** Writes where an exception came from. */
  void trace(Throwable exception) {
    exception.printStackTrace(new TraceWriter());
  }

  void flush() {
    stream.flush();
  }

  /** Takes the lines of a stack trace, each of which Throwable prints by itself. */
  private final class TraceWriter extends PrintWriter {
    TraceWriter() {
      super(Writer.nullWriter());
    }

    @Override
    public void println(@Nullable Object line) {
      String text = String.valueOf(line);
      int tabs = 0;
      while (text.startsWith(TAB, tabs)) {
        tabs++;
      }
      Lines.this.print("    ".repeat(tabs) + text.substring(tabs));
    }
  }
}
