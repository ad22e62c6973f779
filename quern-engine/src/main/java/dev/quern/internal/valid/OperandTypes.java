package dev.quern.internal.valid;

import dev.quern.internal.syntax.DecodeLimits;
import dev.quern.internal.syntax.Module;
import dev.quern.internal.syntax.Op;
import dev.quern.type.DefinedType;
import dev.quern.type.ExactType;
import dev.quern.type.Feature;
import dev.quern.type.HeapType;
import dev.quern.type.ReferenceType;
import dev.quern.type.TypeIndex;
import dev.quern.type.ValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The types of the operands before each instruction of a function, for tools that change code. */
public final class OperandTypes {

  /**
   * What is there before an instruction.
   *
   * @param depth number of open blocks, the function among them
   * @param operands types of the operands of the innermost block, the topmost last; concrete types
   *     are {@link TypeIndex}es
   * @param isReachable false behind an unconditional branch, where there may be more operands
   */
  public record State(int depth, List<ValueType> operands, boolean isReachable) {}

  private final Map<DefinedType, TypeIndex> indices = new HashMap<>();
  private final Body body;

  private OperandTypes(Body body) {
    this.body = body;
    List<DefinedType> types = body.context.types.all();
    for (int i = 0; i < types.size(); i++) {
      indices.putIfAbsent(types.get(i), new TypeIndex(i));
    }
  }

  /**
   * Walks through a function.
   *
   * @param ordinal index among the defined functions
   * @return one state for each instruction
   * @throws dev.quern.internal.syntax.ModuleException if the function, or the module around the
   *     functions, is not valid
   */
  public static List<State> of(Module module, int ordinal, Set<Feature> enabled) {
    ModuleContext context = ModuleValidator.context(module, DecodeLimits.JS_API, enabled);
    return new OperandTypes(new Body(context)).walk(module, ordinal);
  }

  private List<State> walk(Module module, int ordinal) {
    int function = body.context.functions.length - module.functions().length + ordinal;
    var validator = new FuncValidator(body, false);
    var states = new ArrayList<State>();
    body.begin(module.bodies().get(ordinal), body.context.functionTypes[function], function);
    body.globalCount = body.context.globals.length;
    body.locals.read();
    body.control.enterFunction(body.type);
    for (int depth = 1; depth > 0; ) {
      states.add(state(depth));
      int op = body.in.next();
      depth += change(op);
      validator.instruction(op);
    }
    return states;
  }

  private static int change(int op) {
    return switch (op) {
      case Op.BLOCK, Op.LOOP, Op.IF, Op.TRY, Op.TRY_TABLE -> 1;
      case Op.END, Op.DELEGATE -> -1;
      default -> 0;
    };
  }

  private State state(int depth) {
    TypeStack stack = body.stack;
    var operands = new ArrayList<ValueType>();
    for (int i = stack.floor; i < stack.size; i++) {
      operands.add(indexed(stack.types[i]));
    }
    return new State(depth, operands, !stack.polymorphic);
  }

  private ValueType indexed(ValueType type) {
    return type instanceof ReferenceType reference
        ? new ReferenceType(reference.nullable(), indexed(reference.heapType()))
        : type;
  }

  private HeapType indexed(HeapType type) {
    if (type instanceof DefinedType defined) {
      TypeIndex index = indices.get(defined);
      return index == null ? type : index;
    }
    return type instanceof ExactType exact ? new ExactType(indexed(exact.type())) : type;
  }
}
