package dev.quern.cli;

import dev.quern.WebAssembly;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a trap shows: its message and the functions of the program that were running.
 *
 * <p>The functions of a module are methods {@code name$index} of classes {@code wasm.module.F0} and
 * so on; dispatchers are in other classes. A function that was too large for one method has further
 * ones, {@code name$index$part}, which are shown as the one function that they are.
 */
final class TrapReport {
  private static final int MOST = 30;

  /** A function that was running, several times in a row perhaps. */
  private record Call(String function, int index, String module, boolean part, int times) {
    boolean isSameFunction(Call other) {
      return index == other.index && module.equals(other.module);
    }

    Call again(boolean callerIsPart) {
      return new Call(function, index, module, callerIsPart, part ? times : times + 1);
    }

    @Override
    public String toString() {
      return function
          + " (function "
          + index
          + " of "
          + module
          + ")"
          + (times > 1 ? ", " + times + " times" : "");
    }
  }

  private TrapReport() {}

  static void print(RuntimeException trap, PrintStream err) {
    err.println(headline(trap));
    List<Call> calls = calls(trap.getStackTrace());
    for (Call call : calls.subList(0, Math.min(calls.size(), MOST))) {
      err.println("    at " + call);
    }
    if (calls.size() > MOST) {
      err.println("    ... " + (calls.size() - MOST) + " more");
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

  private static List<Call> calls(StackTraceElement[] trace) {
    var calls = new ArrayList<Call>();
    for (StackTraceElement frame : trace) {
      Call call = call(frame);
      if (call == null) {
        continue;
      }
      Call callee = calls.isEmpty() ? null : calls.getLast();
      if (callee != null && callee.isSameFunction(call)) {
        calls.set(calls.size() - 1, callee.again(call.part));
      } else {
        calls.add(call);
      }
    }
    return calls;
  }

  private static @Nullable Call call(StackTraceElement frame) {
    String owner = frame.getClassName();
    int simpleName = owner.lastIndexOf('.') + 1;
    if (!owner.startsWith("wasm.") || !owner.startsWith("F", simpleName)) {
      return null;
    }
    String method = frame.getMethodName();
    // A name may have dollars of its own, so the index is the last number.
    for (int end = method.length(); end > 0; ) {
      int dollar = method.lastIndexOf('$', end - 1);
      if (dollar >= 0 && isNumber(method, dollar + 1, end)) {
        return new Call(
            method.substring(0, dollar),
            Integer.parseInt(method.substring(dollar + 1, end)),
            String.valueOf(frame.getFileName()),
            end < method.length(),
            1);
      }
      end = dollar;
    }
    return null;
  }

  private static boolean isNumber(String text, int start, int end) {
    boolean digits = start < end && end - start < 9;
    for (int i = start; i < end; i++) {
      digits &= text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    return digits;
  }
}
