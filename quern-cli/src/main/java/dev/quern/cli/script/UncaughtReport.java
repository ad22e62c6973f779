package dev.quern.cli.script;

import dev.quern.internal.syntax.Printable;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.SourceSection;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/** What an error shows that no code of the script has caught. */
final class UncaughtReport {
  private static final String REJECTION = "Unhandled promise rejection: ";
  private static final String REJECTIONS = "Unhandled promise rejections";

  private final ScriptOutput output;
  private @Nullable Value inspector;

  UncaughtReport(ScriptOutput output) {
    this.output = output;
  }

  /** Takes the function that shows a value as the console does. */
  void inspector(Value newInspector) {
    inspector = newInspector;
  }

  /** Prints an error of the script; one of this program is thrown on. */
  void print(PolyglotException e) {
    if (e.isInternalError()) {
      throw e;
    }
    if (e.isHostException()) {
      throw new IllegalStateException(e.asHostException());
    }
    Value error = e.getGuestObject();
    if (error == null || e.isSyntaxError()) {
      printError(String.valueOf(e.getMessage()).strip() + place(e));
    } else if (isMade(error, REJECTIONS) && error.hasMember("errors")) {
      Value reasons = error.getMember("errors");
      for (long i = 0; i < reasons.getArraySize(); i++) {
        print(reasons.getArrayElement(i), "");
      }
    } else {
      print(error, error.isException() ? "" : place(e));
    }
  }

  private void print(Value error, String place) {
    String text =
        isMade(error, REJECTION)
            ? "(in promise) " + error.getMember("message").asString().substring(REJECTION.length())
            : shown(error);
    printError(text + place);
  }

  /** Of several lines, as the script or what it ran has made them, but without other controls. */
  private void printError(String text) {
    output.printError("Uncaught " + Printable.lines(text));
  }

  /** Whether GraalJS has made the error, for what is no error itself. */
  private static boolean isMade(Value error, String message) {
    if (!error.isException() || !error.hasMember("message")) {
      return false;
    }
    Value text = error.getMember("message");
    return text.isString() && text.asString().startsWith(message);
  }

  private String shown(Value error) {
    try {
      return inspector == null ? error.toString() : inspector.execute(error).asString();
    } catch (PolyglotException e) {
      // The script has broken what the console needs.
      return error.toString();
    }
  }

  /** Where it happened, for what has no stack to say so. */
  private static String place(PolyglotException e) {
    SourceSection section = e.getSourceLocation();
    for (PolyglotException.StackFrame frame : e.getPolyglotStackTrace()) {
      if (section == null && frame.isGuestFrame()) {
        section = frame.getSourceLocation();
      }
    }
    if (section == null) {
      return "";
    }
    String path = section.getSource().getPath();
    return "\n    at "
        + (path != null ? path : section.getSource().getName())
        + ":"
        + section.getStartLine()
        + ":"
        + section.getStartColumn();
  }
}
