package dev.quern.internal.engine;

import dev.quern.V128;
import dev.quern.internal.binary.InstrReader;
import dev.quern.internal.compile.layout.ObjectClass;
import dev.quern.internal.syntax.Expr;
import dev.quern.internal.syntax.Op;
import dev.quern.internal.syntax.Opcode;
import dev.quern.internal.syntax.UnsupportedException;
import dev.quern.runtime.Instance;
import dev.quern.runtime.Trap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates constant expressions (spec 3.4.15) over boxed values. They are short and run once per
 * instance, so they are not compiled.
 */
final class ConstExpr {
  private final Instance instance;
  private final InstrReader in;
  private final List<@Nullable Object> stack = new ArrayList<>(4);

  private ConstExpr(Instance instance, Expr expr) {
    this.instance = instance;
    this.in = new InstrReader(expr);
  }

  /**
   * Returns the value of a validated expression: a boxed number or a reference.
   *
   * @param instance must already have its functions and the globals that the expression mentions
   */
  static @Nullable Object evaluate(Expr expr, Instance instance) {
    var evaluation = new ConstExpr(instance, expr);
    for (int op = evaluation.in.next(); op != Op.END; op = evaluation.in.next()) {
      evaluation.step(op);
    }
    return evaluation.stack.getLast();
  }

  private void step(int op) {
    switch (op) {
      case Op.I32_CONST -> push(in.s32());
      case Op.I64_CONST -> push(in.s64());
      case Op.F32_CONST -> push(Float.intBitsToFloat(in.i32le()));
      case Op.F64_CONST -> push(Double.longBitsToDouble(in.i64le()));
      case Op.V128_CONST -> push(new V128(in.i64le(), in.i64le()));
      case Op.I32_ADD -> push(popInt() + popInt());
      case Op.I32_SUB -> push(-popInt() + popInt());
      case Op.I32_MUL -> push(popInt() * popInt());
      case Op.I64_ADD -> push(popLong() + popLong());
      case Op.I64_SUB -> push(-popLong() + popLong());
      case Op.I64_MUL -> push(popLong() * popLong());
      case Op.GLOBAL_GET -> push(instance.globals[in.u32()].get());
      case Op.REF_FUNC -> push(instance.function(in.u32()));
      case Op.REF_I31 -> push(popInt() << 1 >> 1);
      case Op.STRUCT_NEW, Op.STRUCT_NEW_DESC -> structNew(type());
      case Op.STRUCT_NEW_DEFAULT, Op.STRUCT_NEW_DEFAULT_DESC -> structNewDefault(type());
      case Op.ARRAY_NEW -> arrayNew(type(), popLength());
      case Op.ARRAY_NEW_DEFAULT -> push(type().newArray(popLength()));
      case Op.ARRAY_NEW_FIXED -> push(type().newArray(pop(in.u32())));
      // An external reference and its internal form are the same object.
      case Op.ANY_CONVERT_EXTERN, Op.EXTERN_CONVERT_ANY -> {}
      case Op.REF_NULL -> {
        in.heapType();
        push(null);
      }
      default -> throw unsupported(op);
    }
  }

  private UnsupportedException unsupported(int op) {
    Opcode opcode = Opcode.of(op);
    return new UnsupportedException(
        "constant expression with " + (opcode == null ? "opcode " + op : opcode.text()),
        in.opOffset());
  }

  private ObjectClass type() {
    return ObjectClass.of(instance.type(in.u32()));
  }

  private void structNew(ObjectClass type) {
    Object descriptor = popDescriptor(type);
    push(type.newStruct(pop(type.fieldCount()), descriptor));
  }

  private void structNewDefault(ObjectClass type) {
    push(type.newStruct(popDescriptor(type)));
  }

  private @Nullable Object popDescriptor(ObjectClass type) {
    if (!type.hasDescriptor()) {
      return null;
    }
    Object descriptor = stack.removeLast();
    if (descriptor == null) {
      throw Trap.NULL_DESCRIPTOR.exception();
    }
    return descriptor;
  }

  private void arrayNew(ObjectClass type, int length) {
    push(type.newArray(length, stack.removeLast()));
  }

  /** Pops the length of an array, and rejects a length that no array can have. */
  private int popLength() {
    int length = popInt();
    if (length < 0) {
      throw Trap.OUT_OF_MEMORY.exception();
    }
    return length;
  }

  /** Pops the topmost values, in the order in which they were pushed. */
  private List<@Nullable Object> pop(int count) {
    List<@Nullable Object> topmost = stack.subList(stack.size() - count, stack.size());
    var values = new ArrayList<@Nullable Object>(topmost);
    topmost.clear();
    return values;
  }

  private void push(@Nullable Object value) {
    stack.add(value);
  }

  private int popInt() {
    return stack.removeLast() instanceof Integer value ? value : mistyped();
  }

  private long popLong() {
    return stack.removeLast() instanceof Long value ? value : mistyped();
  }

  private static int mistyped() {
    throw new AssertionError("constant expression was not validated");
  }
}
