package dev.quern.internal.text;

import dev.quern.internal.binary.InstrWriter;
import dev.quern.internal.syntax.InvalidException;
import dev.quern.internal.syntax.Op;
import dev.quern.internal.text.Tokens.Annotation;
import dev.quern.internal.text.Tokens.Kind;
import java.util.List;

/**
 * Collects the annotations that say which way a branch goes, and writes them as the custom section
 * {@code metadata.code.branch_hint} (branch hinting, an appendix of the specification).
 */
final class BranchHints {
  static final String SECTION = "metadata.code.branch_hint";

  private final Cursor in;
  private final InstrWriter functions = new InstrWriter();
  private InstrWriter hints = new InstrWriter();
  private int functionCount;
  private int hintCount;

  BranchHints(Cursor in) {
    this.in = in;
  }

  /** The hint before the instruction at the cursor, or -1. */
  int hint() {
    List<Annotation> found = in.annotations(SECTION);
    if (found.isEmpty()) {
      return -1;
    }
    if (found.size() > 1) {
      throw fault(found.get(1), "duplicate annotation");
    }
    Annotation annotation = found.get(0);
    Tokens content = Lexer.tokens(in.tokens().source(), annotation.from(), annotation.to());
    if (content.count() != 1 || content.kind(0) != Kind.STRING) {
      throw fault(annotation, "unexpected token");
    }
    byte[] bytes = content.bytes(0);
    if (bytes.length != 1 || bytes[0] != 0 && bytes[0] != 1) {
      throw fault(annotation, "invalid value");
    }
    return bytes[0];
  }

  private RuntimeException fault(Annotation annotation, String what) {
    return in.tokens().malformed("@" + SECTION + " annotation: " + what, annotation.start());
  }

  /** Remembers a hint for the instruction with this code at an offset of the body. */
  void add(int hint, int code, int bodyOffset, int sourceOffset) {
    if (code != Op.IF && code != Op.BR_IF) {
      throw new InvalidException(
          "@" + SECTION + " annotation: invalid target", in.tokens().place(sourceOffset));
    }
    hints.u32(bodyOffset).u32(1).u8(hint);
    hintCount++;
  }

  /** The hints since the last call belong to this function. */
  void endFunction(int funcIndex) {
    if (hintCount > 0) {
      functions.u32(funcIndex).u32(hintCount).bytes(hints);
      functionCount++;
      hintCount = 0;
      hints = new InstrWriter();
    }
  }

  boolean isEmpty() {
    return functionCount == 0;
  }

  /** The content of the section. */
  byte[] section() {
    return new InstrWriter().u32(functionCount).bytes(functions).toByteArray();
  }
}
