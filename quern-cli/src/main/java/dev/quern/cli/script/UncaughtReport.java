package dev.quern.cli.script;

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
      output.printError("Uncaught " + e.getMessage() + place(e, error));
    } else if (isMade(error, REJECTIONS) && error.hasMember("errors")) {
      Value reasons = error.getMember("errors");
      for (long i = 0; i < reasons.getArraySize(); i++) {
        output.printError("Uncaught (in promise) " + shown(reasons.getArrayElement(i)));
      }
    } else if (isMade(error, REJECTION)) {
      String reason = error.getMember("message").asString().substring(REJECTION.length());
      output.printError("Uncaught (in promise) " + reason);
    } else {
      output.printError("Uncaught " + shown(error) + place(e, error));
    }
  }

  /** Whether GraalJS has made the error, which then has no place of its own. */
  private static boolean isMade(Value error, String message) {
    if (!error.isException() || !error.hasMember("message") || !error.hasMember("stack")) {
      return false;
    }
    Value text = error.getMember("message");
    Value stack = error.getMember("stack");
    return text.isString()
        && text.asString().startsWith(message)
        && stack.isString()
        && !stack.asString().contains("\n    at ");
  }

  private String shown(Value error) {
    try {
      return inspector == null ? error.toString() : inspector.execute(error).asString();
    } catch (PolyglotException e) {
      // The script has broken what the console needs.
      return error.toString();
    }
  }

  /** Where a value was thrown that has no stack to say so. */
  private static String place(PolyglotException e, @Nullable Value error) {
    SourceSection section = e.getSourceLocation();
    if (section == null || e.isSyntaxError() || (error != null && error.isException())) {
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
