package dev.quern.internal.valid;

import dev.quern.type.AbstractHeapType;
import dev.quern.type.DefinedType;
import dev.quern.type.ExactType;
import dev.quern.type.HeapType;
import dev.quern.type.NumberType;
import dev.quern.type.ReferenceType;
import dev.quern.type.Subtyping;

/** The typing rules of references and casts (spec 3.4.4 and 3.4.8 to 3.4.10). */
final class ReferenceRules {
  private static final ReferenceType I31 = new ReferenceType(false, AbstractHeapType.I31);
  private static final ReferenceType NULLABLE_I31 = new ReferenceType(true, AbstractHeapType.I31);
  private static final ReferenceType EQREF = new ReferenceType(true, AbstractHeapType.EQ);
  private static final ReferenceType ANYREF = new ReferenceType(true, AbstractHeapType.ANY);

  private final Body body;
  private final TypeStack stack;
  private final TypeSpace types;

  ReferenceRules(Body body) {
    this.body = body;
    this.stack = body.stack;
    this.types = body.context.types;
  }

  void refNull() {
    stack.push(body.reference(true));
  }

  void refIsNull() {
    stack.popReference();
    stack.push(NumberType.I32);
  }

  void refEq() {
    stack.pop(EQREF);
    stack.pop(EQREF);
    stack.push(NumberType.I32);
  }

  void refFunc() {
    int funcIndex = body.function();
    if (body.isConstant()) {
      body.context.references.set(funcIndex);
    } else if (!body.context.references.get(funcIndex)) {
      throw body.invalid("undeclared function reference " + funcIndex);
    }
    int typeIndex = body.context.functions[funcIndex];
    stack.push(
        body.context.inexactFunctions.get(funcIndex)
            ? types.reference(typeIndex, false)
            : types.made(typeIndex));
  }

  void refAsNonNull() {
    stack.push(TypeStack.withNull(stack.popReference(), false));
  }

  void refTest(boolean nullable) {
    stack.pop(top(body.reference(nullable)));
    stack.push(NumberType.I32);
  }

  void refCast(boolean nullable) {
    ReferenceType target = body.reference(nullable);
    stack.pop(top(target));
    stack.push(target);
  }

  void refGetDesc() {
    int typeIndex = body.in.u32();
    DefinedType type = types.get(typeIndex, body::place);
    DefinedType descriptor = type.descriptor();
    if (descriptor == null) {
      throw body.invalid("type without descriptor: " + typeIndex);
    }
    ReferenceType operand = stack.popReference();
    stack.push(operand);
    stack.pop(types.reference(typeIndex, true));
    boolean isExact = TypeStack.matches(operand, TypeSpace.exactReference(type, true));
    stack.push(reference(descriptor, false, isExact));
  }

  void refCastDescEq(boolean nullable) {
    ReferenceType target = body.reference(nullable);
    popDescriptor(target);
    stack.pop(top(target));
    stack.push(target);
  }

  /** Pops the descriptor of a cast to a type; an exact cast needs an exact descriptor. */
  void popDescriptor(ReferenceType target) {
    HeapType type = target.heapType();
    DefinedType descriptor = type.inexact() instanceof DefinedType d ? d.descriptor() : null;
    if (descriptor == null) {
      throw body.invalid("type " + types.written(type.inexact()) + " does not have a descriptor");
    }
    stack.pop(reference(descriptor, true, type instanceof ExactType));
  }

  private static ReferenceType reference(DefinedType type, boolean nullable, boolean isExact) {
    return isExact ? TypeSpace.exactReference(type, nullable) : new ReferenceType(nullable, type);
  }

  /** The most general type that can be cast to a type. */
  private static ReferenceType top(ReferenceType type) {
    return new ReferenceType(true, Subtyping.top(type.heapType()));
  }

  void anyConvertExtern() {
    convert(ReferenceType.EXTERNREF, AbstractHeapType.ANY);
  }

  void externConvertAny() {
    convert(ANYREF, AbstractHeapType.EXTERN);
  }

  /** Conversions keep whether the reference may be null. */
  private void convert(ReferenceType from, AbstractHeapType to) {
    ReferenceType reference = stack.popReference();
    if (!TypeStack.matches(reference, from)) {
      throw body.invalid(
          "type mismatch: instruction requires [%s] but stack has [%s]"
              .formatted(from, types.text(reference)));
    }
    stack.push(new ReferenceType(reference.nullable(), to));
  }

  void refI31() {
    stack.popI32();
    stack.push(I31);
  }

  void i31Get() {
    stack.pop(NULLABLE_I31);
    stack.push(NumberType.I32);
  }
}
