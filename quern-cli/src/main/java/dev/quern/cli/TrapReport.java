package dev.quern.cli;

import java.io.PrintStream;

/** What a trap shows: its message and the functions of the program that were running. */
final class TrapReport {
  private static final int MOST = 30;

  private TrapReport() {}

  static void print(RuntimeException trap, PrintStream err) {
    err.println("trap: " + trap.getMessage());
    int shown = 0;
    int more = 0;
    for (StackTraceElement frame : trap.getStackTrace()) {
      if (!isWebAssembly(frame)) {
        continue;
      }
      if (shown < MOST) {
        err.println("    at " + frame.getMethodName() + place(frame));
        shown++;
      } else {
        more++;
      }
    }
    if (more > 0) {
      err.println("    ... " + more + " more");
    }
  }

  /** Generated classes are in no package of Java, of ours, or of picocli. */
  private static boolean isWebAssembly(StackTraceElement frame) {
    String name = frame.getClassName();
    return frame.getModuleName() == null
        && !name.startsWith("java.")
        && !name.startsWith("dev.quern.")
        && !name.startsWith("picocli.");
  }

  private static String place(StackTraceElement frame) {
    String file = frame.getFileName();
    if (file == null) {
      return "";
    }
    int line = frame.getLineNumber();
    return " (" + file + (line > 0 ? ":" + line : "") + ")";
  }
}
