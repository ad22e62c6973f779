package dev.quern.internal.text;

import dev.quern.internal.binary.InstrWriter;
import dev.quern.internal.syntax.Expr;
import dev.quern.internal.syntax.Op;
import dev.quern.internal.syntax.Opcode;
import dev.quern.internal.text.Tokens.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Instructions, flat and folded (spec 6.5), written as bytes while they are read.
 *
 * <p>Real files fold thousands of levels deep, so the open constructs are a list here and no Java
 * frames. A folded instruction is written behind its operands: its bytes wait in its {@link Frame}
 * until its parenthesis closes. Legacy {@code try} shares the machinery; its clauses are frames of
 * their own when folded.
 */
final class InstrParser {
  /** What is open, and thereby what may come next. */
  private enum Open {
    /** A folded plain instruction; its operands follow. */
    OPERANDS,
    /** A folded block, loop or try_table, or a clause: instructions up to the parenthesis. */
    FOLDED_BLOCK,
    /** A folded if: operands, then its {@code (then}. */
    FOLDED_IF,
    /** A folded if behind {@code (then ...)}. */
    FOLDED_THEN_DONE,
    /** A folded if behind {@code (else ...)}, a folded try behind its last clause. */
    FOLDED_DONE,
    /** A folded try: its {@code (do} comes next. */
    FOLDED_TRY,
    /** A folded try behind {@code (do ...)}. */
    FOLDED_DO_DONE,
    /** A folded try behind {@code (catch ...)}. */
    FOLDED_CATCHES,
    CLAUSE,
    BLOCK,
    IF,
    ELSE,
    TRY,
    CATCH,
    CATCH_ALL
  }

  private static final class Frame {
    Open open;
    final @Nullable String label;

    /** Bytes that are written when the operands are, with where they come from. */
    byte @Nullable [] pending;

    final int source;
    final int code;
    final int hint;

    Frame(Open open, @Nullable String label, int source, int code, int hint) {
      this.open = open;
      this.label = label;
      this.source = source;
      this.code = code;
      this.hint = hint;
    }
  }

  private static final byte[] NO_BYTES = {};

  private final Cursor in;
  private final Labels labels = new Labels();
  private final ImmediateParser immediates;
  private final SourceMap.Recorder recorder;
  private final BranchHints hints;
  private final boolean hinted;
  private final List<Frame> frames = new ArrayList<>();
  private InstrWriter out = new InstrWriter();

  InstrParser(
      Cursor in, Scope scope, TypeParser types, SourceMap.Recorder recorder, BranchHints hints) {
    this.in = in;
    this.immediates = new ImmediateParser(in, scope, types, labels);
    this.recorder = recorder;
    this.hints = hints;
    this.hinted = !in.tokens().annotations().isEmpty();
  }

  /** Whether an instruction with a data index has been written. */
  boolean usesData() {
    return immediates.usesData();
  }

  /** The instructions up to the closing parenthesis, behind what {@code prefix} holds. */
  Expr body(InstrWriter prefix, IndexSpace locals) {
    begin(prefix, locals);
    while (!frames.isEmpty() || !in.isAt(Kind.CLOSE) && !in.isAt(Kind.END)) {
      step();
    }
    record(in.offset());
    return finish();
  }

  /** A constant expression: the instructions up to the closing parenthesis. */
  Expr constant() {
    return body(new InstrWriter(), new IndexSpace("local"));
  }

  /** A constant expression: one folded instruction. */
  Expr folded() {
    begin(new InstrWriter(), new IndexSpace("local"));
    if (!in.isAt(Kind.OPEN)) {
      throw in.unexpected();
    }
    do {
      step();
    } while (!frames.isEmpty());
    return finish();
  }

  private void begin(InstrWriter target, IndexSpace locals) {
    out = target;
    immediates.begin(target, locals);
    labels.clear();
    labels.enter(null);
    frames.clear();
    recorder.clear();
  }

  private Expr finish() {
    out.opcode(Opcode.END);
    byte[] bytes = out.toByteArray();
    return new Expr(bytes, 0, bytes.length);
  }

  private void step() {
    switch (in.kind()) {
      case OPEN -> open();
      case CLOSE -> close();
      case KEYWORD -> flat();
      default -> throw in.unexpected();
    }
  }

  private Frame top() {
    return frames.getLast();
  }

  private @Nullable Open topOpen() {
    return frames.isEmpty() ? null : top().open;
  }

  private void record(int source) {
    recorder.add(out.size(), source);
  }

  private Opcode opcode() {
    Opcode opcode = in.isAt(Kind.KEYWORD) ? Opcode.of(in.text()) : null;
    if (opcode == null) {
      throw in.unexpected();
    }
    return opcode;
  }

  // Flat instructions.

  private void flat() {
    Open open = topOpen();
    if (open != null) {
      switch (open) {
        case OPERANDS,
            FOLDED_IF,
            FOLDED_THEN_DONE,
            FOLDED_DONE,
            FOLDED_TRY,
            FOLDED_DO_DONE,
            FOLDED_CATCHES ->
            throw in.unexpected();
        case FOLDED_BLOCK, CLAUSE, BLOCK, IF, ELSE, TRY, CATCH, CATCH_ALL -> {}
      }
    }
    Opcode opcode = opcode();
    switch (opcode) {
      case BLOCK, LOOP, TRY_TABLE -> flatBlock(opcode, Open.BLOCK);
      case IF -> flatBlock(opcode, Open.IF);
      case TRY -> flatBlock(opcode, Open.TRY);
      case ELSE -> flatClause(opcode, Open.ELSE);
      case CATCH -> flatClause(opcode, Open.CATCH);
      case CATCH_ALL -> flatClause(opcode, Open.CATCH_ALL);
      case END -> flatEnd();
      case DELEGATE -> flatDelegate(opcode);
      default -> plain(opcode);
    }
  }

  private void plain(Opcode opcode) {
    start(opcode, in.offset());
    in.advance();
    immediates.instruction(opcode);
  }

  /** An instruction is written here and now. */
  private void start(Opcode opcode, int source) {
    record(source);
    if (hinted) {
      int hint = hints.hint();
      if (hint >= 0) {
        hints.add(hint, opcode.code(), out.size(), source);
      }
    }
  }

  private void flatBlock(Opcode opcode, Open open) {
    int source = in.offset();
    start(opcode, source);
    in.advance();
    var frame = new Frame(open, in.id(), source, opcode.code(), -1);
    // Catch clauses see the labels outside of their block.
    immediates.instruction(opcode);
    labels.enter(frame.label);
    frames.add(frame);
  }

  private void flatClause(Opcode opcode, Open clause) {
    Open open = topOpen();
    boolean fits = clause == Open.ELSE ? open == Open.IF : open == Open.TRY || open == Open.CATCH;
    if (!fits) {
      throw in.unexpected();
    }
    record(in.offset());
    in.advance();
    if (clause == Open.CATCH) {
      immediates.instruction(opcode);
    } else {
      checkLabel();
      out.opcode(opcode);
    }
    top().open = clause;
  }

  private boolean isFlatOpen() {
    Open open = topOpen();
    return open != null && open.ordinal() >= Open.BLOCK.ordinal();
  }

  private void flatEnd() {
    if (!isFlatOpen()) {
      throw in.unexpected();
    }
    record(in.offset());
    in.advance();
    checkLabel();
    out.opcode(Opcode.END);
    leave();
  }

  private void flatDelegate(Opcode opcode) {
    if (topOpen() != Open.TRY) {
      throw in.unexpected();
    }
    record(in.offset());
    in.advance();
    leave();
    immediates.instruction(opcode);
  }

  private void leave() {
    labels.leave();
    frames.removeLast();
  }

  /** The identifier behind {@code else} and {@code end} must repeat the block's. */
  private void checkLabel() {
    int at = in.position();
    String id = in.id();
    if (id != null && !id.equals(top().label)) {
      throw in.malformed("mismatching label $" + id, at);
    }
  }

  // Folded instructions.

  private void open() {
    Open open = topOpen();
    if (open == null) {
      folded(opcodeBehindParenthesis());
      return;
    }
    switch (open) {
      case FOLDED_IF -> foldedCondition();
      case FOLDED_THEN_DONE -> foldedElse();
      case FOLDED_TRY -> foldedDo();
      case FOLDED_DO_DONE, FOLDED_CATCHES -> foldedCatch();
      case FOLDED_DONE -> throw in.unexpected();
      case OPERANDS, FOLDED_BLOCK, CLAUSE, BLOCK, IF, ELSE, TRY, CATCH, CATCH_ALL ->
          folded(opcodeBehindParenthesis());
    }
  }

  private Opcode opcodeBehindParenthesis() {
    in.advance();
    Opcode opcode = opcode();
    boolean clause =
        switch (opcode) {
          case ELSE, END, CATCH, CATCH_ALL, DELEGATE -> true;
          default -> false;
        };
    if (clause) {
      throw in.unexpected();
    }
    in.position(in.position() - 1);
    return opcode;
  }

  private void folded(Opcode opcode) {
    int source = in.tokens().start(in.position() + 1);
    int hint = hinted ? hints.hint() : -1;
    in.advance();
    in.advance();
    switch (opcode) {
      case BLOCK, LOOP, TRY_TABLE -> foldedBlock(opcode, Open.FOLDED_BLOCK, source);
      case TRY -> foldedBlock(opcode, Open.FOLDED_TRY, source);
      case IF -> foldedPlain(opcode, new Frame(Open.FOLDED_IF, in.id(), source, Op.IF, hint));
      default -> foldedPlain(opcode, new Frame(Open.OPERANDS, null, source, opcode.code(), hint));
    }
    if (hint >= 0 && topOpen() != Open.OPERANDS && opcode != Opcode.IF) {
      hints.add(hint, opcode.code(), out.size(), source);
    }
  }

  private void foldedBlock(Opcode opcode, Open open, int source) {
    record(source);
    String label = in.id();
    immediates.instruction(opcode);
    labels.enter(label);
    frames.add(new Frame(open, label, source, opcode.code(), -1));
  }

  private void foldedPlain(Opcode opcode, Frame frame) {
    int start = out.size();
    immediates.instruction(opcode);
    if (in.isAt(Kind.CLOSE) && frame.open == Open.OPERANDS && frame.hint < 0) {
      recorder.add(start, frame.source);
      in.advance();
      return;
    }
    frame.pending = out.cut(start);
    frames.add(frame);
  }

  /** Writes the instruction whose operands are complete. */
  private void writePending(Frame frame) {
    record(frame.source);
    if (frame.hint >= 0) {
      hints.add(frame.hint, frame.code, out.size(), frame.source);
    }
    out.bytes(frame.pending == null ? NO_BYTES : frame.pending);
    frame.pending = null;
  }

  private void foldedCondition() {
    if (!in.acceptOpen("then")) {
      folded(opcodeBehindParenthesis());
      return;
    }
    Frame frame = top();
    writePending(frame);
    labels.enter(frame.label);
    frame.open = Open.FOLDED_THEN_DONE;
    clause();
  }

  private void foldedElse() {
    int source = in.tokens().start(in.position() + 1);
    in.expectOpen("else");
    record(source);
    out.opcode(Opcode.ELSE);
    top().open = Open.FOLDED_DONE;
    clause();
  }

  private void foldedDo() {
    in.expectOpen("do");
    top().open = Open.FOLDED_DO_DONE;
    clause();
  }

  private void foldedCatch() {
    int source = in.tokens().start(in.position() + 1);
    in.advance();
    record(source);
    if (topOpen() == Open.FOLDED_DO_DONE && in.accept("delegate")) {
      labels.leave();
      immediates.instruction(Opcode.DELEGATE);
      frames.removeLast();
      in.close();
      in.close();
    } else if (in.accept("catch_all")) {
      out.opcode(Opcode.CATCH_ALL);
      top().open = Open.FOLDED_DONE;
      clause();
    } else {
      in.expect("catch");
      immediates.instruction(Opcode.CATCH);
      top().open = Open.FOLDED_CATCHES;
      clause();
    }
  }

  private void clause() {
    frames.add(new Frame(Open.CLAUSE, null, 0, 0, -1));
  }

  private void close() {
    Open open = topOpen();
    if (open == null) {
      throw in.unexpected();
    }
    switch (open) {
      case OPERANDS -> writePending(frames.removeLast());
      case CLAUSE -> frames.removeLast();
      case FOLDED_BLOCK, FOLDED_THEN_DONE, FOLDED_DONE, FOLDED_DO_DONE, FOLDED_CATCHES -> {
        record(in.offset());
        out.opcode(Opcode.END);
        leave();
      }
      case FOLDED_IF, FOLDED_TRY, BLOCK, IF, ELSE, TRY, CATCH, CATCH_ALL -> throw in.unexpected();
    }
    in.advance();
  }
}
