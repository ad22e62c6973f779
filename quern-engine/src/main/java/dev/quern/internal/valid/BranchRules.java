package dev.quern.internal.valid;

import dev.quern.internal.binary.InstrReader;
import dev.quern.type.Feature;
import dev.quern.type.ReferenceType;
import dev.quern.type.Subtyping;
import dev.quern.type.ValueType;

/** The typing rules of branches (spec 3.4.1). */
final class BranchRules {
  private final Body body;
  private final ReferenceRules references;
  private final TypeStack stack;
  private final ControlStack control;

  BranchRules(Body body, ReferenceRules references) {
    this.body = body;
    this.references = references;
    this.stack = body.stack;
    this.control = body.control;
  }

  private ValueType[] label() {
    return control.label(body.in.u32());
  }

  void br() {
    ValueType[] label = label();
    stack.check(label, label.length);
    stack.setUnreachable();
  }

  void brIf() {
    ValueType[] label = label();
    stack.popI32();
    passThrough(label, label.length);
  }

  /** What a branch would take along stays on the stack, with the label's types. */
  private void passThrough(ValueType[] label, int count) {
    if (count > 0) {
      stack.pop(label, count);
      stack.push(label, count);
    }
  }

  void brTable() {
    stack.popI32();
    control.newMark();
    int count = body.in.length();
    int arity = -1;
    for (int i = 0; i <= count; i++) {
      int labelIndex = body.in.u32();
      ValueType[] label = control.label(labelIndex);
      if (arity >= 0 && label.length != arity) {
        throw body.invalid(
            "type mismatch: br_table targets of %d and %d operands".formatted(arity, label.length));
      }
      arity = label.length;
      // Many entries with the same label of a thousand operands must not cost a thousand each.
      if (!control.isMarked(labelIndex)) {
        stack.check(label, label.length);
      }
    }
    stack.setUnreachable();
  }

  void returnAll() {
    stack.pop(body.type.results);
    stack.setUnreachable();
  }

  void brOnNull() {
    ValueType[] label = label();
    ReferenceType reference = stack.popReference();
    passThrough(label, label.length);
    stack.push(TypeStack.withNull(reference, false));
  }

  void brOnNonNull() {
    ValueType[] label = label();
    ReferenceType reference = stack.popReference();
    lastMatches(TypeStack.withNull(reference, false), label);
    passThrough(label, label.length - 1);
  }

  /** With {@code describing}, the cast compares descriptors, and that to find is on top. */
  void brOnCast(boolean describing) {
    int flags = body.in.castFlags();
    ValueType[] label = label();
    ReferenceType source = body.reference((flags & InstrReader.NULLABLE_SOURCE) != 0);
    ReferenceType target = target(source, flags, describing);
    lastMatches(target, label);
    passThrough(label, label.length - 1);
    stack.push(difference(source, target));
  }

  void brOnCastFail(boolean describing) {
    int flags = body.in.castFlags();
    ValueType[] label = label();
    ReferenceType source = body.reference((flags & InstrReader.NULLABLE_SOURCE) != 0);
    ReferenceType target = target(source, flags, describing);
    lastMatches(difference(source, target), label);
    passThrough(label, label.length - 1);
    stack.push(target);
  }

  /** Pops the operands of a cast and answers its target. */
  private ReferenceType target(ReferenceType source, int flags, boolean describing) {
    ReferenceType target = body.reference((flags & InstrReader.NULLABLE_TARGET) != 0);
    if (!canCast(source, target)) {
      throw body.invalid(
          "type mismatch: cast from " + text(source) + " to " + text(target) + " cannot succeed");
    }
    if (describing) {
      references.popDescriptor(target);
    }
    stack.pop(source);
    return target;
  }

  /** Custom descriptors allow casts to anything in the same hierarchy. */
  private boolean canCast(ReferenceType source, ReferenceType target) {
    return body.context.features.has(Features.bit(Feature.CUSTOM_DESCRIPTORS))
        ? Subtyping.top(source.heapType()) == Subtyping.top(target.heapType())
        : Subtyping.matches(target, source);
  }

  /** What is left of the source type when the target type has been taken out. */
  private static ReferenceType difference(ReferenceType source, ReferenceType target) {
    return target.nullable() ? TypeStack.withNull(source, false) : source;
  }

  private void lastMatches(ReferenceType reference, ValueType[] label) {
    if (label.length == 0 || !TypeStack.matches(reference, label[label.length - 1])) {
      throw body.invalid(
          "type mismatch: branch brings %s but the label requires %s"
              .formatted(text(reference), body.context.types.text(label, 0, label.length)));
    }
  }

  private String text(ValueType type) {
    return body.context.types.text(type);
  }
}
