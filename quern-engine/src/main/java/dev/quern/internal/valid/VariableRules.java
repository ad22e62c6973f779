package dev.quern.internal.valid;

import dev.quern.type.GlobalType;
import dev.quern.type.ReferenceType;
import dev.quern.type.ValueType;

/** The typing rules of parametric and variable instructions (spec 3.4.2 and 3.4.3). */
final class VariableRules {
  private final Body body;
  private final TypeStack stack;
  private final Locals locals;

  VariableRules(Body body) {
    this.body = body;
    this.stack = body.stack;
    this.locals = body.locals;
  }

  void drop() {
    stack.pop();
  }

  /** The select without a type works on numbers and vectors only. */
  void select() {
    stack.popI32();
    ValueType second = stack.pop();
    ValueType first = stack.pop();
    checkNoReference(first);
    checkNoReference(second);
    if (first != second && first != TypeStack.BOTTOM && second != TypeStack.BOTTOM) {
      throw body.invalid(
          "type mismatch: select requires two operands of one type but stack has [%s %s]"
              .formatted(first, second));
    }
    stack.push(first == TypeStack.BOTTOM ? second : first);
  }

  private void checkNoReference(ValueType type) {
    if (type != TypeStack.BOTTOM && type instanceof ReferenceType) {
      throw body.invalid(
          "type mismatch: select without a type requires numbers or vectors but stack has "
              + body.context.types.text(type));
    }
  }

  void selectTyped() {
    if (body.in.length() != 1) {
      throw body.invalid("invalid result arity");
    }
    ValueType type = body.valueType();
    stack.popI32();
    stack.pop(type);
    stack.pop(type);
    stack.push(type);
  }

  void localGet() {
    stack.push(locals.get(body.in.u32()));
  }

  void localSet() {
    stack.pop(locals.set(body.in.u32()));
  }

  void localTee() {
    ValueType type = locals.set(body.in.u32());
    stack.pop(type);
    stack.push(type);
  }

  void globalGet() {
    GlobalType global = global();
    if (global.mutable() && body.isConstant()) {
      throw body.invalid("constant expression required");
    }
    stack.push(global.value());
  }

  void globalSet() {
    GlobalType global = global();
    if (!global.mutable()) {
      throw body.invalid("immutable global");
    }
    stack.pop(global.value());
  }

  private GlobalType global() {
    int index = body.in.u32();
    if (index < 0 || index >= body.globalCount) {
      throw body.unknown("global", index);
    }
    return body.context.globals[index];
  }
}
