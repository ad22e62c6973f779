package dev.quern.internal.valid;

import dev.quern.type.Feature;
import dev.quern.type.ReferenceType;
import dev.quern.type.Subtyping;
import dev.quern.type.TableType;
import dev.quern.type.ValueType;

/** The typing rules of calls (spec 3.4.1). */
final class CallRules {
  private final Body body;
  private final TypeStack stack;

  CallRules(Body body) {
    this.body = body;
    this.stack = body.stack;
  }

  void call() {
    call(body.context.functionTypes[body.function()]);
  }

  void callIndirect() {
    call(indirect());
  }

  void callRef() {
    call(reference());
  }

  void returnCall() {
    int funcIndex = body.function();
    body.tailTargets.set(funcIndex);
    tailCall(body.context.functionTypes[funcIndex]);
  }

  void returnCallIndirect() {
    tailCall(indirect());
  }

  void returnCallRef() {
    tailCall(reference());
  }

  private void call(BlockType callee) {
    stack.pop(callee.parameters);
    stack.push(callee.results);
  }

  private void tailCall(BlockType callee) {
    ValueType[] results = body.type.results;
    boolean fits = callee.results.length == results.length;
    for (int i = 0; fits && callee != body.type && i < results.length; i++) {
      fits = TypeStack.matches(callee.results[i], results[i]);
    }
    if (!fits) {
      throw body.invalid(
          "type mismatch: current function requires result type %s but callee returns %s"
              .formatted(text(results), text(callee.results)));
    }
    body.tailCallers.set(body.funcIndex);
    stack.pop(callee.parameters);
    stack.setUnreachable();
  }

  private String text(ValueType[] types) {
    return body.context.types.text(types, 0, types.length);
  }

  /** Reads the immediates of an indirect call and pops the table index. */
  private BlockType indirect() {
    int typeIndex = body.in.u32();
    int tableIndex = body.in.u32();
    if (tableIndex != 0) {
      body.context.features.require(
          Feature.REFERENCE_TYPES, "call_indirect through another table than 0", body::place);
    }
    TableType table = body.table(tableIndex);
    BlockType callee = body.context.types.function(typeIndex, body::place);
    if (!Subtyping.matches(table.element(), ReferenceType.FUNCREF)) {
      throw body.invalid(
          "type mismatch: instruction requires table of functions but table has "
              + body.context.types.text(table.element()));
    }
    stack.pop(table.address().numberType());
    return callee;
  }

  /** Reads the immediate of a call through a reference and pops that. */
  private BlockType reference() {
    int typeIndex = body.in.u32();
    BlockType callee = body.context.types.function(typeIndex, body::place);
    stack.pop(body.context.types.reference(typeIndex, true));
    return callee;
  }
}
