package dev.quern.internal.valid;

import dev.quern.internal.binary.InstrReader;
import dev.quern.internal.syntax.Expr;
import dev.quern.internal.syntax.InvalidException;
import dev.quern.internal.syntax.MalformedException;
import dev.quern.internal.syntax.Place;
import dev.quern.type.Feature;
import dev.quern.type.MemoryType;
import dev.quern.type.NumberType;
import dev.quern.type.ReferenceType;
import dev.quern.type.TableType;
import dev.quern.type.ValueType;
import java.util.BitSet;

/**
 * The state of validating one function body or constant expression, and the look-ups that all rules
 * share. Reused from one body to the next; owned by one thread.
 */
final class Body {
  private static final Expr NOTHING = new Expr(new byte[0], 0, 0);

  final ModuleContext context;
  final TypeStack stack = new TypeStack(this);
  final ControlStack control = new ControlStack(this);
  final Locals locals = new Locals(this);

  /** Functions that contain a tail call, of all bodies that this object has seen. */
  final BitSet tailCallers = new BitSet();

  /** Functions that a tail call names. */
  final BitSet tailTargets = new BitSet();

  /** Memories that a {@code memory.grow} names. */
  final BitSet grownMemories = new BitSet();

  InstrReader in = new InstrReader(NOTHING);

  /** The function, or -1 in a constant expression. */
  int funcIndex = -1;

  /** Arrow of the function or constant expression. */
  BlockType type = BlockType.EMPTY;

  /** Number of globals that may be named: constant expressions see the previous ones only. */
  int globalCount;

  Body(ModuleContext context) {
    this.context = context;
  }

  /** Begins an expression; the locals are still to be read. */
  void begin(Expr expr, BlockType newType, int newFuncIndex) {
    in = new InstrReader(expr);
    type = newType;
    funcIndex = newFuncIndex;
    stack.clear();
    control.clear();
    locals.begin(newType.parameters);
  }

  /** Whether this is a constant expression. */
  boolean isConstant() {
    return funcIndex < 0;
  }

  /** The place of the instruction at hand. */
  Place place() {
    return new Place.Offset(in.opOffset());
  }

  InvalidException invalid(String reason) {
    return new InvalidException(reason, in.opOffset());
  }

  InvalidException unknown(String what, int index) {
    return invalid("unknown " + what + " " + Integer.toUnsignedString(index));
  }

  /** Reads a value type. */
  ValueType valueType() {
    ValueType read = in.valueType();
    return read instanceof NumberType ? read : context.types.resolve(read, this::place);
  }

  /** Reads a block type. */
  BlockType blockType() {
    int code = in.blockType();
    return switch (code) {
      case InstrReader.NO_RESULT -> BlockType.EMPTY;
      case InstrReader.ONE_RESULT -> BlockType.result(valueType());
      default -> blockType(code);
    };
  }

  private BlockType blockType(int typeIndex) {
    BlockType arrow = context.types.function(typeIndex, this::place);
    if (arrow.parameters.length > 0) {
      context.features.require(Feature.MULTI_VALUE, "block with parameters", this::place);
    }
    return arrow;
  }

  /** Reads a heap type and makes a reference type of it. */
  ReferenceType reference(boolean nullable) {
    return context.types.resolve(new ReferenceType(nullable, in.heapType()), this::place);
  }

  /** The memory of an index that has been read. */
  MemoryType memory(int index) {
    if (index < 0 || index >= context.memories.length) {
      throw unknown("memory", index);
    }
    return context.memories[index];
  }

  /** The table of an index that has been read. */
  TableType table(int index) {
    if (index < 0 || index >= context.tables.length) {
      throw unknown("table", index);
    }
    return context.tables[index];
  }

  /** The element segment of an index that has been read. */
  ReferenceType element(int index) {
    if (index < 0 || index >= context.elements.length) {
      throw unknown("elem segment", index);
    }
    return context.elements[index];
  }

  /** Checks an index of a data segment that has been read. */
  void data(int index) {
    if (context.dataCount < 0) {
      throw new MalformedException("data count section required", in.opOffset());
    }
    if (index < 0 || index >= context.dataCount) {
      throw unknown("data segment", index);
    }
  }

  /** Reads an index of a tag. */
  BlockType tag() {
    int index = in.u32();
    if (index < 0 || index >= context.tagTypes.length) {
      throw unknown("tag", index);
    }
    return context.tagTypes[index];
  }

  /** Reads an index of a function. */
  int function() {
    int index = in.u32();
    if (index < 0 || index >= context.functionTypes.length) {
      throw unknown("function", index);
    }
    return index;
  }
}
