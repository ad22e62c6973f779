package dev.quern.cli;

import dev.quern.WasmFrame;
import dev.quern.WebAssembly;
import java.math.BigDecimal;
import java.util.List;

/**
 * What a trap shows, or the end of a program's time: a message and the functions of the program
 * that were running.
 */
final class TrapReport {
  private static final int MOST = 30;

  private TrapReport() {}

  static void print(RuntimeException trap, Lines err) {
    err.print(headline(trap));
    printCalls(trap.getStackTrace(), err);
  }

  /**
   * Says that a program was ended because its time was over.
   *
   * @param nanoseconds that it had
   * @param trace where its thread was
   */
  static void printTimeout(long nanoseconds, StackTraceElement[] trace, Lines err) {
    err.print("timeout: ended after " + seconds(nanoseconds) + " s");
    printCalls(trace, err);
    err.flush();
  }

  private static String seconds(long nanoseconds) {
    return BigDecimal.valueOf(nanoseconds, 9).stripTrailingZeros().toPlainString();
  }

  private static void printCalls(StackTraceElement[] trace, Lines err) {
    List<WasmFrame> calls = WasmFrame.of(trace);
    for (WasmFrame call : calls.subList(0, Math.min(calls.size(), MOST))) {
      err.print("    at " + call);
    }
    if (calls.size() > MOST) {
      err.print("    ... " + (calls.size() - MOST) + " more");
    }
  }

  private static String headline(RuntimeException trap) {
    if (!(trap instanceof WebAssembly.Exception exception)) {
      return "trap: " + trap.getMessage();
    }
    WebAssembly.Tag tag = exception.tag();
    var line = new StringBuilder("uncaught exception of type " + tag.type().parameters() + ":");
    for (int i = 0; i < tag.type().parameters().size(); i++) {
      line.append(' ').append(exception.getArg(tag, i));
    }
    return line.toString();
  }
}
