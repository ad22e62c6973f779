package dev.quern.internal.valid;

import dev.quern.internal.syntax.MalformedException;
import dev.quern.internal.syntax.Op;
import dev.quern.type.AbstractHeapType;
import dev.quern.type.ReferenceType;
import dev.quern.type.ValueType;

/** The typing rules of blocks and exceptions (spec 3.4.1 and the legacy exception proposal). */
final class ControlRules {
  private static final ReferenceType EXCEPTION = new ReferenceType(false, AbstractHeapType.EXN);

  private final Body body;
  private final TypeStack stack;
  private final ControlStack control;

  ControlRules(Body body) {
    this.body = body;
    this.stack = body.stack;
    this.control = body.control;
  }

  void block(int op) {
    BlockType type = body.blockType();
    if (op == Op.IF) {
      stack.popI32();
    }
    if (type.parameters.length > 0) {
      stack.pop(type.parameters);
    }
    control.enter(op, type);
  }

  void elseBlock() {
    if (control.op() != Op.IF) {
      throw new MalformedException("END opcode expected", body.in.opOffset());
    }
    control.next(Op.ELSE, control.type().parameters);
  }

  void end() {
    control.leave();
  }

  void tryTable() {
    BlockType type = body.blockType();
    stack.pop(type.parameters);
    for (int clauses = body.in.length(); clauses > 0; clauses--) {
      catchClause();
    }
    control.enter(Op.TRY_TABLE, type);
  }

  /** A clause of {@code try_table}, whose label is counted from outside the block. */
  private void catchClause() {
    int kind = body.in.catchKind();
    ValueType[] payload = kind < 2 ? body.tag().parameters : BlockType.EMPTY.parameters;
    ValueType[] label = control.label(body.in.u32());
    boolean withReference = (kind & 1) != 0;
    int count = payload.length;
    boolean fits = label.length == count + (withReference ? 1 : 0);
    for (int i = 0; fits && i < count; i++) {
      fits = TypeStack.matches(payload[i], label[i]);
    }
    if (!fits || withReference && !TypeStack.matches(EXCEPTION, label[count])) {
      throw body.invalid(
          "type mismatch: catch clause brings "
              + text(payload)
              + (withReference ? " and an exception reference" : "")
              + " but the label requires "
              + text(label));
    }
  }

  private String text(ValueType[] types) {
    return body.context.types.text(types, 0, types.length);
  }

  void throwTag() {
    stack.pop(tag().parameters);
    stack.setUnreachable();
  }

  private BlockType tag() {
    return body.tag();
  }

  void throwRef() {
    stack.pop(ReferenceType.EXNREF);
    stack.setUnreachable();
  }

  void catchTag() {
    BlockType tag = tag();
    handler(Op.CATCH, tag.parameters);
  }

  void catchAll() {
    handler(Op.CATCH_ALL, BlockType.EMPTY.parameters);
  }

  private void handler(int op, ValueType[] payload) {
    if (control.op() != Op.TRY && control.op() != Op.CATCH) {
      throw new MalformedException("unexpected catch", body.in.opOffset());
    }
    control.next(op, payload);
  }

  void delegate() {
    if (control.op() != Op.TRY) {
      throw new MalformedException("unexpected delegate", body.in.opOffset());
    }
    control.leave();
    control.label(body.in.u32());
  }

  void rethrow() {
    int labelIndex = body.in.u32();
    control.label(labelIndex);
    int op = control.op(labelIndex);
    if (op != Op.CATCH && op != Op.CATCH_ALL) {
      throw body.invalid("invalid rethrow label " + labelIndex);
    }
    stack.setUnreachable();
  }

  void unreachable() {
    stack.setUnreachable();
  }
}
