package dev.quern.cli.script;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * The lines that a script writes, in UTF-8. Those for the output are kept until there are many,
 * until a line goes to the error output, or until the script waits or ends. Threads may share it:
 * another than the script's flushes it when the process ends.
 */
final class ScriptOutput {
  private static final int MOST_BYTES = 1 << 14;

  /** U+FFFD, for halves of surrogate pairs. */
  private static final byte[] REPLACEMENT = {(byte) 0xef, (byte) 0xbf, (byte) 0xbd};

  private final PrintStream out;
  private final PrintStream err;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final CharsetEncoder encoder =
      StandardCharsets.UTF_8
          .newEncoder()
          .replaceWith(REPLACEMENT)
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);

  ScriptOutput(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  synchronized void print(String line) {
    append(line);
    if (kept.size() >= MOST_BYTES) {
      flush();
    }
  }

  synchronized void printError(String line) {
    flush();
    append(line);
    err.write(kept.toByteArray(), 0, kept.size());
    err.flush();
    kept.reset();
  }

  synchronized void flush() {
    if (kept.size() > 0) {
      out.write(kept.toByteArray(), 0, kept.size());
      kept.reset();
    }
    out.flush();
  }

  /** Whether nobody reads the output any more. */
  boolean isBroken() {
    return out.checkError();
  }

  /** A stream of bytes among the lines, in the order in which they are written. */
  OutputStream stream(boolean toError) {
    return new ByteStream(toError);
  }

  private synchronized void write(boolean toError, byte[] bytes, int offset, int length)
      throws IOException {
    if (toError) {
      flush();
      err.write(bytes, offset, length);
      err.flush();
    } else {
      kept.write(bytes, offset, length);
      if (kept.size() >= MOST_BYTES) {
        flush();
      }
    }
    if ((toError ? err : out).checkError()) {
      throw new IOException("Broken pipe");
    }
  }

  /** What a program has as its standard output. */
  private final class ByteStream extends OutputStream {
    private final boolean toError;

    ByteStream(boolean toError) {
      this.toError = toError;
    }

    @Override
    public void write(int octet) throws IOException {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      ScriptOutput.this.write(toError, bytes, offset, length);
    }

    @Override
    public void flush() {
      ScriptOutput.this.flush();
    }
  }

  private void append(String line) {
    try {
      ByteBuffer bytes = encoder.encode(CharBuffer.wrap(line));
      kept.write(bytes.array(), bytes.arrayOffset(), bytes.remaining());
    } catch (CharacterCodingException e) {
      throw new IllegalStateException("the encoder replaces what it cannot encode", e);
    }
    kept.write('\n');
  }
}
