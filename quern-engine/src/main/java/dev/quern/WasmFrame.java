package dev.quern;

import dev.quern.internal.syntax.Printable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A WebAssembly function in a stack trace. MDN has such frames in the {@code stack} of an error.
 *
 * <p>The functions of a module are methods {@code name$index} of classes {@code wasm.module.F0} and
 * so on; dispatchers are in other classes. A function that was too large for one method has further
 * ones, {@code name$index$part}, which are taken for the one function that they are; a small one
 * that calls itself has copies, {@code name$index$r1}, and methods that call them, {@code
 * name$index$g1}.
 *
 * @param function the function's name, see {@link WebAssembly.Function#name}
 * @param index the function's index in its module
 * @param module the module's name
 * @param times how often it has called itself, plus one
 */
public record WasmFrame(String function, int index, String module, int times) {

  /** The functions in a stack trace, the innermost first; calls of a function by itself are one. */
  public static List<WasmFrame> of(StackTraceElement[] trace) {
    var frames = new ArrayList<WasmFrame>();
    boolean calleeIsPart = false;
    for (StackTraceElement element : trace) {
      Method method = method(element);
      if (method == null) {
        continue;
      }
      WasmFrame callee = frames.isEmpty() ? null : frames.getLast();
      if (callee != null && callee.index == method.index && callee.module.equals(method.module)) {
        frames.set(frames.size() - 1, callee.again(calleeIsPart || method.isGuard));
      } else {
        frames.add(new WasmFrame(method.function, method.index, method.module, 1));
      }
      calleeIsPart = method.isPart;
    }
    return frames;
  }

  private WasmFrame again(boolean isSameCall) {
    return new WasmFrame(function, index, module, isSameCall ? times : times + 1);
  }

  /**
   * A method of generated code.
   *
   * @param isPart whether the method that calls it is the same function, called once
   * @param isGuard whether a method that it calls is the same function, called once
   */
  private record Method(
      String function, int index, String module, boolean isPart, boolean isGuard) {}

  private static @Nullable Method method(StackTraceElement element) {
    String owner = element.getClassName();
    int simpleName = owner.lastIndexOf('.') + 1;
    if (!owner.startsWith("wasm.") || !owner.startsWith("F", simpleName)) {
      return null;
    }
    String method = element.getMethodName();
    // A name may have dollars of its own, so the index is the last number.
    for (int end = method.length(); end > 0; ) {
      int dollar = method.lastIndexOf('$', end - 1);
      if (dollar >= 0 && isNumber(method, dollar + 1, end)) {
        boolean isGuard = method.startsWith("$g", end);
        boolean isWhole = end == method.length() || method.startsWith("$r", end);
        return new Method(
            method.substring(0, dollar),
            Integer.parseInt(method.substring(dollar + 1, end)),
            String.valueOf(element.getFileName()),
            !isWhole && !isGuard,
            isGuard);
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

  @Override
  public String toString() {
    return Printable.line(function)
        + " (function "
        + index
        + " of "
        + Printable.line(module)
        + ")"
        + (times > 1 ? ", " + times + " times" : "");
  }
}
